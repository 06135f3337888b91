import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import enumerations
from extract.sentence_rules import marked

PIECES = ["红帆领航", "蓝帆护航", "绿帆远航", "三航行动", "四项", "、", "“", "”", "两", "年"]


def _divided(example: str) -> list[str]:
    text, mentions = marked(example)
    return [text[m.start : m.end] for m in enumerations.divided(text, mentions)]


@pytest.mark.parametrize(
    ("example", "names"),
    [
        # run together, as sites leave it that strip quotation marks
        (
            "实施[Programme:红帆领航蓝帆护航绿帆远航三航行动]",
            ["红帆领航", "蓝帆护航", "绿帆远航", "三航行动"],
        ),
        (
            "实施[Programme:红帆领航、蓝帆护航、绿帆远航三项工程]",
            ["红帆领航", "蓝帆护航", "绿帆远航", "三项工程"],
        ),
        (
            "实施[Programme:红帆领航蓝帆][Programme:护航绿帆远航]三项工程",
            ["红帆领航", "蓝帆护航", "绿帆远航"],
        ),
        # a number that counts something else
        ("实施[Programme:红帆领航三年行动]", ["红帆领航三年行动"]),
        ("实施[Programme:红帆领航蓝帆护航绿帆远航五航行动]", ["红帆领航蓝帆护航绿帆远航五航行动"]),
        ("实施[Programme:三航行动]", ["三航行动"]),
        # names that are already apart
        (
            "实施[Programme:红帆领航][Programme:蓝帆护航][Programme:绿帆远航]三项工程",
            ["红帆领航", "蓝帆护航", "绿帆远航"],
        ),
        ("[Company:海川公司][Company:大洋集团]两家企业", ["海川公司", "大洋集团"]),
        ("", []),
    ],
)
def test_listed_parts_become_names_of_their_own(example: str, names: list[str]) -> None:
    assert _divided(example) == names


@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5), max_size=4))
def test_parts_lie_within_the_text_and_apart(rows: list[list[str]]) -> None:
    text, mentions = marked("".join(f"[Programme:{''.join(row)}]" for row in rows) + "三项工程")
    at = 0
    for m in sorted(enumerations.divided(text, mentions), key=lambda m: m.start):
        assert at <= m.start < m.end <= len(text)
        at = m.end
