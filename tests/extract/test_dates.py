from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.dates import times_in

PUBLISHED = "2022-10-24"  # a Monday


def meant(text: str, published: str | None = PUBLISHED) -> list[tuple[str, str, str]]:
    return [
        (text[t.start : t.end], t.first.isoformat(), t.last.isoformat())
        for t in times_in(text, published)
    ]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("今年", "2022-01-01", "2022-12-31"),
        ("去年底", "2021-11-01", "2021-12-31"),
        ("今年以来", "2022-01-01", "2022-10-24"),
        ("今年3月", "2022-03-01", "2022-03-31"),
        ("去年9月12日", "2021-09-12", "2021-09-12"),
        ("今年上半年", "2022-01-01", "2022-06-30"),
        ("今年前三季度", "2022-01-01", "2022-09-30"),
        ("上月底", "2022-09-21", "2022-09-30"),
        ("上个月", "2022-09-01", "2022-09-30"),
        ("本月20日", "2022-10-20", "2022-10-20"),
        ("9月12日", "2022-09-12", "2022-09-12"),
        ("9月中旬", "2022-09-11", "2022-09-20"),
        ("1至5月", "2022-01-01", "2022-05-31"),
        ("12月", "2022-12-01", "2022-12-31"),
        ("近日", "2022-10-17", "2022-10-24"),
        ("昨天", "2022-10-23", "2022-10-23"),
        ("上周五", "2022-10-21", "2022-10-21"),
        ("年底", "2022-11-01", "2022-12-31"),
        ("“十四五”期间", "2021-01-01", "2025-12-31"),
        ("二〇二四年三月十八日", "2024-03-18", "2024-03-18"),
        ("2020年", "2020-01-01", "2020-12-31"),
        ("十月末", "2022-10-21", "2022-10-31"),
    ],
)
def test_words_stand_for_days(words: str, first: str, last: str) -> None:
    assert meant(f"园区{words}，项目开工。") == [(words, first, last)]


def test_a_day_alone_is_of_the_month_told_last() -> None:
    found = meant("9月12日，园区签约。13日，项目开工。当天，设备进场。")
    assert [days[1] for days in found] == ["2022-09-12", "2022-09-13", "2022-09-13"]


def test_a_month_far_ahead_was_last_year() -> None:
    assert meant("11月，项目签约。", "2022-01-10")[0][1] == "2021-11-01"


def test_without_a_day_of_publication_only_what_names_its_year_is_known() -> None:
    assert meant("今年，近日，9月，2021年10月。", None) == [
        ("2021年10月", "2021-10-01", "2021-10-31")
    ]


@pytest.mark.parametrize("text", ["2月30日，", "13月5日，", "0月，", "2022年2月31日", "三五年"])
def test_what_is_no_day_is_left_out(text: str) -> None:
    assert all(first <= last for _, first, last in meant(text))
    assert "02-30" not in str(meant(text))


PARTS = st.sampled_from(
    "今年 去年 9月 31日 二〇二四年 上月 底 中旬 13 月 日 当天 前三季度 上周 日 初 至".split()
)


@given(st.lists(PARTS, max_size=12).map("".join), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_any_text_is_read_and_days_are_in_order(text: str, published: date) -> None:
    for time in times_in(text, published.isoformat()):
        assert 0 <= time.start < time.end <= len(text)
        assert time.first <= time.last
        assert time.last - time.first < timedelta(5 * 366)
