import pytest

from extract.articles import Section, split
from extract.read import Document, read_document

STORY = "甲高新区党工委推出新机制，三十二家企业在一个月里办成了过去半年才能办成的事情。"


def sections(text: str) -> list[Section]:
    return split(Document("page.txt", text, ""))


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("本报记者 王小二 通讯员 李四光", ("王小二", "李四光")),
        ("（记者 王小二）", ("王小二",)),
        ("文/图 王小二", ("王小二",)),
        ("2024-05-06 来源：某报 作者：王小二 编辑：张三丰", ("王小二",)),
        ("□ 欧阳修平", ("欧阳修平",)),
    ],
)
def test_authors_stand_in_the_byline(byline: str, authors: tuple[str, ...]) -> None:
    (section,) = sections(f"甲高新区开工记\n{byline}\n\n{STORY}\n\n{STORY}\n")
    assert section.authors == authors


def test_authors_stand_in_the_dateline_and_behind_the_end() -> None:
    text = f"甲区开工\n\n本报讯（记者 王小二 通讯员 文安逸）{STORY}\n\n{STORY} （李四光）\n"
    assert sections(text)[0].authors == ("王小二", "文安逸", "李四光")


@pytest.mark.parametrize(
    ("head", "medium", "section"),
    [
        ("A06 园区党建　　云岭组工报　　2024年6月28日 星期五", "云岭组工报", "园区党建"),
        ("县域经济　6版　　冀中南时报　二〇二四年十二月三日", "冀中南时报", "县域经济"),
        ("第二版　园区·乡镇　　南流江晚报　　二〇二五年三月十八日", "南流江晚报", "园区·乡镇"),
        ("B3 开发区周刊　　江淮园区报　　2024年11月1日", "江淮园区报", "开发区周刊"),
        ("江淮园区导刊 2024年11月1日 第3版 综合", "江淮园区导刊", "综合"),
        ("苏北先锋周刊·第4版·园区　2024年3月15日", "苏北先锋周刊", "园区"),
    ],
)
def test_the_head_of_a_newspaper_page(head: str, medium: str, section: str) -> None:
    text = f"{head}\n责编 王小二 美编 李四光\n\n甲区开工\n\n本报讯 {STORY}（张三丰）\n"
    found = sections(text + f"\n乙区签约\n\n本报讯 {STORY}（赵六一）\n")
    assert [(s.medium, s.section) for s in found] == [(medium, section)] * 2
    assert [s.authors for s in found] == [("张三丰",), ("赵六一",)]


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("您的位置：首页 > 新闻中心 > 园区动态 > 正文", "园区动态"),
        ("当前位置：网站首页 >> 高新速递 >> 正文", "高新速递"),
        ("所属栏目：园区纪事", "园区纪事"),
    ],
)
def test_the_section_of_a_site(line: str, section: str) -> None:
    (found,) = sections(f"{line}\n甲区开工\n2024-05-06 来源：某报\n\n{STORY}\n")
    assert (found.section, found.medium, found.date) == (section, "某报", "2024-05-06")


def test_what_the_metadata_of_a_web_page_says() -> None:
    page = f"""<html><head><title>甲区开工</title>
    <meta name="Author" content="王小二"><meta name="ColumnName" content="园区动态">
    <meta name="ContentSource" content="某报">
    <script type="application/ld+json">{{"datePublished": "2024-05-06T08:00:00+08:00"}}</script>
    </head><body><h1>甲区开工</h1><p>{STORY}</p></body></html>"""
    (found,) = split(read_document("a.html", page.encode()))
    assert (found.date, found.medium, found.section) == ("2024-05-06", "某报", "园区动态")
    assert found.authors == ("王小二",)


def test_the_section_stands_in_the_path_of_a_web_page() -> None:
    page = f"""<div class="crumb"><a href="/">首页</a> &gt; <a href="/a">园区党建</a> &gt; 正文
    </div><h1>甲区开工</h1><p>{STORY}</p>"""
    (found,) = split(read_document("a.html", page.encode()))
    assert found.section == "园区党建"
