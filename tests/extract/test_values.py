import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import values

DIGITS = "零一二三四五六七八九"


def _numeral(value: int) -> str:
    """The numeral of 1 … 9999 as the books teach it, written without looking at the module."""
    out, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            out += ("零" if gap else "") + DIGITS[digit] + unit
            gap = False
        elif out:
            gap = True
    return out.removeprefix("一") if 10 <= value < 20 else out


@given(st.integers(1, 9999))
def test_every_numeral_reads_back(value: int) -> None:
    assert values.number(_numeral(value)) == value


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_ten_thousands_read_back(high: int, low: int) -> None:
    written = f"{_numeral(high)}万{'零' if 0 < low < 1000 else ''}{_numeral(low) if low else ''}"
    assert values.number(written) == high * 10000 + low


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("两", 2),
        ("双", 2),
        ("十", 10),
        ("十五", 15),
        ("一百零五", 105),
        ("两千", 2000),
        ("三万五千", 35000),
        ("12", 12),
        ("甲", None),
        ("十甲", None),
        ("3.5", None),
        ("²", None),
    ],
)
def test_numbers(numeral: str, value: int | None) -> None:
    assert values.number(numeral) == value


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("六环融合", 6),
        ("四项攻坚", 4),
        ("双链行动", 2),
        ("6步工作法", 6),
        ("246工作法", 3),
        ("1+4+N体系", 3),
        ("两台一窗", 3),
        ("十大行动", 10),
        # numerals that count no parts
        ("三年行动", None),
        ("八号工程", None),
        ("二十条", None),
        ("2024年行动", None),
        ("十分钟服务圈", None),
        ("百日攻坚", None),
        ("海棠先锋", None),
        ("一站式服务", None),
        ("", None),
    ],
)
def test_parts_named_by_a_name(name: str, parts: int | None) -> None:
    assert values.parts_named_by(name) == parts


@given(st.text(alphabet="零一二三四五六七八九十百千万两双0123456789+＋N大项色条台窗", max_size=9))
def test_no_name_announces_more_than_a_dozen_parts_or_less_than_two(name: str) -> None:
    parts = values.parts_named_by(name)
    assert parts is None or 2 <= parts <= 12


@pytest.mark.parametrize(("name", "unit"), [("六环融合", "环"), ("四项攻坚", ""), ("海棠先锋", "")])
def test_what_a_name_counts(name: str, unit: str) -> None:
    assert values.unit_of(name) == unit
