import re

import pytest

from extract import siblings
from extract.coref import Mention


def read(marked: str, type_: str = "Programme") -> list[str]:
    """The programmes of a text in which [ ] marks what the tagger found."""
    mentions, text = [], ""
    for piece in re.split(r"(\[[^]]+\])", marked):
        if piece.startswith("["):
            mentions.append(Mention(len(text), len(text) + len(piece) - 2, type_, 0.8))
        text += piece.strip("[]")
    found = siblings.with_siblings(text, mentions)
    return [text[m.start : m.end] for m in found if m.type == "Programme"]


@pytest.mark.parametrize(
    ("marked", "programmes"),
    [
        # the ending of those that were found
        (
            "冷链专班、[用工专班]、电力专班、[污水专班]各司其职。",
            "冷链专班 用工专班 电力专班 污水专班",
        ),
        # the last holds more than the name, and the first too
        ("办好[轧制课堂]、锻造课堂、焊接课堂都不设讲台。", "轧制课堂 锻造课堂 焊接课堂"),
        ("园区设立法律灯塔、[夜班灯塔]、[技能灯塔]三座。", "法律灯塔 夜班灯塔 技能灯塔"),
        # the beginning and the size
        ("有[海棠书屋]、海棠夜校、海棠食堂。", "海棠书屋 海棠夜校"),
        ("设“[海棠书屋]”“海棠夜校”“海棠食堂”。", "海棠书屋 海棠夜校 海棠食堂"),
        # all that are counted, whatever their shape
        ("五项机制是指[吹哨]、分诊单、[陪跑]、晒账、[回炉]。", "吹哨 分诊单 陪跑 晒账 回炉"),
        ("计划分“原石”“[切磨]”“[镶嵌]”“佩戴”四级。", "原石 切磨 镶嵌 佩戴"),
    ],
)
def test_what_is_listed_with_programmes_is_found(marked: str, programmes: str) -> None:
    assert sorted(read(marked)) == sorted(programmes.split())


@pytest.mark.parametrize(
    ("marked", "programmes"),
    [
        ("有[海棠书屋]、食堂、停车场。", "海棠书屋"),  # of another shape
        ("[先锋工程]依托装备、电路、能源三大产业。", "先锋工程"),  # before the list, not in it
        ("推出[购房券]、3张餐券、体检券。", "购房券"),  # a number begins no name
        ("有冷链专班、电力专班、污水专班。", ""),  # none that was found
        ("[冷链专班]和电力专班。", "冷链专班"),  # two are no list
    ],
)
def test_what_has_another_shape_is_left_alone(marked: str, programmes: str) -> None:
    assert sorted(read(marked)) == sorted(programmes.split())


def test_what_has_another_type_stays() -> None:
    text = "冷链专班、海川专班、污水专班。"
    mentions = [Mention(0, 4, "Programme", 0.8), Mention(5, 9, "Company", 0.8)]
    found = siblings.with_siblings(text, mentions)
    assert {(text[m.start : m.end], m.type) for m in found} == {
        ("冷链专班", "Programme"),
        ("海川专班", "Company"),
        ("污水专班", "Programme"),
    }


def sure_of(marked: str) -> set[str]:
    """The names with a probability of 0.9 where [ ] marks sure ones and < > doubtful ones."""
    mentions, text = [], ""
    for piece in re.split(r"(\[[^]]+\]|<[^>]+>)", marked):
        if piece[:1] in "[<" and piece:
            end = len(text) + len(piece) - 2
            mentions.append(Mention(len(text), end, "Programme", 0.95 if piece[0] == "[" else 0.4))
        text += piece.strip("[]<>")
    found = siblings.with_siblings(text, mentions)
    return {text[m.start : m.end] for m in found if m.probability >= 0.9}


def test_what_is_doubtful_by_itself_is_sure_beside_others() -> None:
    assert sure_of("有[用工专班]、<冷链专班>、[污水专班]。") == {
        "用工专班",
        "冷链专班",
        "污水专班",
    }
    assert sure_of("有[用工专班]、<冷链物流>、[污水专班]。") == {"用工专班", "污水专班"}
    assert sure_of("三项机制是[吹哨]、<分诊单>、[回炉]。") == {"吹哨", "分诊单", "回炉"}


def test_one_sure_name_tells_what_a_counted_list_is_of() -> None:
    assert sure_of("设[金叶育才]、红叶筑垒、绿叶护水三个子项目。") == {
        "金叶育才",
        "红叶筑垒",
        "绿叶护水",
    }
    assert sure_of("设立<立炼化>、港航、新材料三个组织。") == set()


def test_no_programme_no_list() -> None:
    assert read("[海川公司]、大洋公司、长河公司", "Company") == []
