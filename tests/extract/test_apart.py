import pytest

from extract import apart
from extract.coref import MAYBE, Mention


def _split(marked: str, type_: str, probability: float) -> list[tuple[str, str, float]]:
    """What becomes of the stretch in [ ] of a text: names, types and probabilities."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    quoted = apart.quoted(text, Mention(start, end, type_, probability))
    found = [part for mention in quoted for part in apart.listed(text, mention)]
    return [(text[m.start : m.end], m.type, m.probability) for m in found]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("打造“[园中红”“松江同心]”等子品牌", "园中红 松江同心"),
        ("打造[“园中红”和“松江同心”两个]品牌", "园中红 松江同心"),
        ("实施“[火种]”计划", "火种"),
        ("打造[“灯塔”党建品牌]", "“灯塔”党建品牌"),
    ],
)
def test_quotation_marks_part_names(marked: str, names: str) -> None:
    assert [name for name, _, _ in _split(marked, "Programme", 0.6)] == names.split()


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("设立“[结对导师、结对资本、结对场景]”三个专项", "结对导师 结对资本 结对场景"),
        ("设立[山旗、海旗、林旗、田旗四面流动旗]", "山旗 海旗 林旗 田旗"),
        ("办起[书法工坊陶艺工坊木作工坊]三个校企工坊", "书法工坊 陶艺工坊 木作工坊"),
    ],
)
def test_a_counted_list_is_of_names(marked: str, names: str) -> None:
    expected = [(name, "Programme", 0.9) for name in names.split()]
    assert _split(marked, MAYBE, 0.4) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "围绕“[扎根、抱团、固沙]”三个字做文章",  # words, not names
        "落实“[首问负责、一次告知、限时办结]”三项制度",
        "聚焦“[示范引领、产业强区]”目标",  # two
        "聚焦“[示范引领、产业强区、开放富民]”四大目标",  # another number
        "打造[先锋物流中心服务]三大平台",  # pieces that are not alike
        "组建[先锋红雁队]三支",  # no pieces of one length
    ],
)
def test_what_is_no_counted_list_stays(marked: str) -> None:
    found = _split(marked, MAYBE, 0.4)
    assert [type_ for _, type_, _ in found] == [MAYBE]


def test_other_types_stay() -> None:
    text = "海川公司、大洋公司、长河公司三家"
    firms = Mention(0, 14, "Company", 0.9)
    assert apart.quoted(text, firms) == apart.listed(text, firms) == [firms]
