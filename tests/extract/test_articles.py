import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.articles import split
from extract.read import Document, read_document

GOLDEN = Path(__file__).parents[1] / "golden" / "intake"
SHARED = Path(__file__).parents[3] / "shared"
PAGES = sorted(p for p in GOLDEN.iterdir() if p.suffix != ".json")
DEV = [p for folder in ("gold/dev", "seeds") for p in sorted((SHARED / folder).glob("*"))]
DEV = [p for p in DEV if p.suffix in {".txt", ".html"}]


def bare(text: str) -> str:
    return re.sub(r"[^\w+]|_", "", text)


def document(text: str) -> Document:
    return Document("page.txt", text, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_golden_page(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    sections = split(read_document(str(page)))
    text = bare("\n".join(s.clean.text for s in sections))
    assert len(sections) == expected["articles"]
    assert sections[0].date == expected["date"]
    assert [name for name in expected["absent"] if bare(name) in text] == []
    assert [name for name in expected["present"] if bare(name) not in text] == []


@pytest.mark.skipif(not DEV, reason="the shared articles are not beside this checkout")
@pytest.mark.parametrize("page", DEV, ids=lambda p: p.name)
def test_shared_page(page: Path) -> None:
    folder = "gold/dev" if "dev" in page.parts else "gold/seeds"
    gold = json.loads((SHARED / folder / f"{page.stem}.json").read_text(encoding="utf-8"))
    sections = split(read_document(str(page)))
    text = bare("\n".join(s.clean.text for s in sections))
    names = [[e["name"], *e.get("aliases", [])] for e in gold["entities"] if not e.get("optional")]
    own = {bare(form) for forms in names for form in forms}
    assert len(sections) == gold["articles"]
    leaks = [n for n in gold.get("absent") or [] if bare(n) in text]
    assert [n for n in leaks if not any(bare(n) in form for form in own)] == []
    assert [forms for forms in names if not any(bare(form) in text for form in forms)] == []


def test_a_section_leads_back_to_its_source() -> None:
    text = (
        "首页 > 园区 > 正文\n甲高新區(qū)開(kāi)工\n2024-05-06 來源：某报\n\n"
        "甲高新區(qū)的項目開工了。\n"
    )
    (section,) = split(document(text))
    assert section.title == "甲高新区开工"
    assert (section.date, section.medium) == ("2024-05-06", "某报")
    at = section.clean.text.index("甲高新区的")
    low, high = section.clean.source_span(at, at + 4)
    assert text[low:high] == "甲高新區"
    assert text[section.start : section.end].startswith("甲高新區(qū)開")


def test_lines_broken_by_the_layout_are_joined() -> None:
    column = "某某经济技术开发区党工委今年推出服务企业的新机制，首批二十家企业"
    text = "\n".join(["标题在此", "", *(f"{column}{i}" for i in range(6)), "都说好。"])
    (section,) = split(document(text))
    assert section.clean.text.count("\n") == 1


def test_a_heading_that_sounds_like_a_list_keeps_its_story() -> None:
    story = "甲高新区党工委推出新机制，三十二家企业在一个月里办成了过去半年才能办成的事情。"
    text = "\n".join(["甲高新区的一年", "今日要闻", *([story] * 5)])
    (section,) = split(document(text))
    assert section.clean.text.count("三十二家") == 5


def test_a_caption_with_its_photographer_does_not_cut_an_article() -> None:
    story = "甲高新区党工委推出新机制，三十二家企业在一个月里办成了过去半年才能办成的事情。"
    text = "\n".join(
        ["甲高新区的一年", story, "车间里，工人在装配。 王小二 摄", "小标题", story, story]
    )
    assert len(split(document(text))) == 1


TITLE = "甲高新区“螺丝钉行动”拧紧服务链"
STORY = "5月3日，甲高新技术产业开发区启动“螺丝钉行动”，一百名党员干部下沉企业。"


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE, TITLE, STORY],
        [f"{TITLE} - 某新闻网", "某新闻网 > 园区 > 正文", TITLE, "", TITLE, STORY, TITLE],
        [TITLE, "2024-05-06 来源：某报", "甲高新区“螺丝钉行动” 拧紧服务链", STORY],
    ],
)
def test_a_repeated_headline_is_given_once(lines: list[str]) -> None:
    (section,) = split(document("\n".join(lines)))
    assert section.clean.text == f"{TITLE}\n{STORY}"
    assert section.title == TITLE


@pytest.mark.parametrize("again", ["<p><b>{}</b></p>", "<h1>{}</h1>", "<div>{}</div><p>{}</p>"])
def test_a_repeated_headline_of_a_web_page_is_given_once(again: str) -> None:
    page = (
        f"<html><head><title>{TITLE}_园区_某网</title></head><body><div>{TITLE}</div>"
        f"<h1>{TITLE}</h1>{again.replace('{}', TITLE)}<p>{STORY}</p></body></html>"
    )
    (section,) = split(read_document("a.html", page.encode()))
    assert section.clean.text == f"{TITLE}\n{STORY}"


def test_a_headline_with_its_characters_set_apart_is_closed_up() -> None:
    text = f"甲 高 新 区 的 “螺 丝 钉”\n\n{STORY}\n"
    (section,) = split(document(text))
    assert section.title == "甲高新区的“螺丝钉”"
    at = section.clean.text.index("高新区")
    low, high = section.clean.source_span(at, at + 3)
    assert text[low:high] == "高 新 区"


def test_where_an_article_goes_on_is_no_part_of_it() -> None:
    text = f"甲日报 2024年5月6日 第4版\n（上接第1版）{STORY}\n{STORY}（下转第6版）\n"
    (section,) = split(document(text))
    assert section.clean.text == f"{STORY}\n{STORY}"


def test_a_box_belongs_to_the_story_around_it() -> None:
    head = "甲日报 2024年5月6日 星期一 第4版"
    box = "盾构机是在地下掘进的机器，过去长期依赖进口，如今已能自己制造，还卖到了国外的许多工地。"
    text = "\n".join([head, "", TITLE, STORY, "【名词解释】", box, "【相关链接】", box])
    (section,) = split(document(text))
    assert section.clean.text.count(box) == 2


def test_the_headlines_of_other_pages_go() -> None:
    head = "甲日报 2024年5月6日 星期一 第1版"
    other = ["今日导读", "▶2版  乙经开区：一枚公章", "▶3版  丙高新区谈招商"]
    (section,) = split(document("\n".join([head, *other, TITLE, STORY])))
    assert section.clean.text == f"{TITLE}\n{STORY}"


@given(st.text(alphabet="高新区党，。“”\n 讯（记者王）：|>1-", max_size=300))
def test_no_text_breaks_the_splitter(text: str) -> None:
    for section in split(document(text)):
        span = section.clean.source_span(0, len(section.clean.text))
        assert span == (section.start, section.end)
        assert 0 <= span[0] <= span[1] <= len(text)


@pytest.mark.parametrize("piece", ["高新区，", "高(a", "高|", "短行标题\n", "“", "张三 "])
def test_long_texts_of_one_piece_are_split(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    for section in split(document(text)):
        assert 0 <= section.start <= section.end <= len(text)
