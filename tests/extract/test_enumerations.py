import pytest

from extract import enumerations
from extract.coref import Mention


def read(text: str) -> list[tuple[list[str], str, bool]]:
    return [
        ([text[a:b] for a, b in found.parts], text[slice(*found.whole)], found.named)
        for found in enumerations.enumerations(text)
    ]


@pytest.mark.parametrize(
    ("text", "parts", "whole", "named"),
    [
        ("着力实施海棠红海棠白海棠紫三大工程，", "海棠红 海棠白 海棠紫", "三大工程", True),
        (
            "深入实施组织扬帆、数据助帆、服务护帆“三帆行动”。",
            "组织扬帆 数据助帆 服务护帆",
            "三帆行动",
            True,
        ),
        ("通过先锋环、政务环、创新环三环融合发展，", "先锋环 政务环 创新环", "三环融合发展", True),
        (
            "不仅如此，云上红稻田绿港湾蓝三个党建联盟同步成立",
            "云上红 稻田绿 港湾蓝",
            "三个党建联盟",
            False,
        ),
        (
            "设“炉火铸心”“炉台比武”“炉前攻关”三项工程",
            "炉火铸心 炉台比武 炉前攻关",
            "三项工程",
            False,
        ),
        ("以同心、磐石、活水、扬鞭四大工程为抓手", "同心 磐石 活水 扬鞭", "四大工程", True),
        ("打造“超市”“门诊”“银行”三大服务品牌", "超市 门诊 银行", "三大服务品牌", True),
        (
            "“五核”即思想领核、组织强核、服务助核三大工程",
            "思想领核 组织强核 服务助核",
            "三大工程",
            True,
        ),
        (
            "下设“橡”心力、“核”动力、“匠”实力三个子品牌",
            "橡”心力 核”动力 匠”实力",
            "三个子品牌",
            False,
        ),
        ("设钢城红白玉蓝竹海绿三家产业党建联盟", "钢城红 白玉蓝 竹海绿", "三家产业党建联盟", False),
        # run together and alike: anything may be counted
        ("组建了点灯员挑灯员守灯员三支队伍", "点灯员 挑灯员 守灯员", "三支队伍", False),
        ("开出青哨红哨蓝哨三声哨子", "青哨 红哨 蓝哨", "三声哨", False),
        ("推出装备先锋链材料链纺织链三个联盟", "装备先锋链 材料链 纺织链", "三个联盟", False),
        ("推行导航链、制造链与共用链三链同频机制", "导航链 制造链 共用链", "三链同频", True),
    ],
)
def test_parts_and_whole_are_read(text: str, parts: str, whole: str, named: bool) -> None:
    assert read(text) == [(parts.split(), whole, named)]


@pytest.mark.parametrize(
    "text",
    [
        "打造电子信息、生物医药、智能装备三大产业",  # not what programmes are counted as
        "即1个品牌、3项工程、5色联盟",  # the list is of wholes, and too short for five
        "发布2024年度海棠行动计划",  # a year counts nothing
        "海棠红翠竹先锋白玉兰队员三色联盟",  # no pieces of one length end where words end
        "今年三项行动顺利推进",
        "推行半刻到场、半天回话、半月办结的三半工作法",  # what it consists of, not its parts
        "品牌以及由此延伸出的一网三联四台服务体系",  # no pieces: they hold 以及 and 的
    ],
)
def test_what_is_no_enumeration_is_left_alone(text: str) -> None:
    assert read(text) == []


def test_listed_parts_take_the_place_of_what_the_tagger_ran_together() -> None:
    text = "园区实施海棠红海棠白海棠紫三大工程。"
    run_together = [Mention(4, 17, "Programme", 0.8)]
    found = enumerations.with_enumerations(text, run_together)
    names = [text[m.start : m.end] for m in found]
    assert names == ["海棠红", "海棠白", "海棠紫", "三大工程"]
    assert {m.type for m in found} == {"Programme"}


def test_the_tagger_tells_where_the_first_part_begins() -> None:
    text = "下设潮声课堂、灯火书屋、缆绳团三个子品牌。"
    tagged = [Mention(a, b, "Programme", 0.9) for a, b in ((2, 6), (7, 11))]
    found = enumerations.with_enumerations(text, tagged)
    assert [text[m.start : m.end] for m in found] == ["潮声课堂", "灯火书屋", "缆绳团"]


def test_parts_that_are_counted_as_programmes_need_no_tagger() -> None:
    text = "含“租房免费”“一对一”“半年学”三项服务"
    found = enumerations.with_enumerations(text, [])
    assert [text[m.start : m.end] for m in found] == ["租房免费", "一对一", "半年学"]
    assert enumerations.with_enumerations("含租房、一对一、半年学三个品牌", []) == []


def test_a_list_of_firms_is_no_list_of_programmes() -> None:
    text = "海川公司、大洋公司、长河公司三家联盟成立"
    firms = [Mention(a, a + 4, "Company", 0.9) for a in (0, 5, 10)]
    assert enumerations.with_enumerations(text, firms) == firms
