import pytest

from extract.context import context_of
from extract.lists import Lists
from extract.sentence_rules import marked


def test_names_joined_by_a_comma_are_a_list() -> None:
    example = (
        "[Programme:海棠先锋]下设[Programme:灯塔课堂]、[Programme:灯塔驿站]和[Programme:灯塔集市]。"
        "[Company:海川公司]参加。"
    )
    lists = Lists(context_of(*marked(example)))
    assert {n: row.members for n, row in lists.lists.items()} == dict.fromkeys((1, 2, 3), (1, 2, 3))
    row = lists.lists[1]
    assert lists.text[row.start : row.end] == "灯塔课堂、灯塔驿站和灯塔集市"


def test_a_list_ends_where_another_type_begins() -> None:
    example = "[Company:海川公司]、[Company:大洋集团]、[Institution:泵阀学院]参加"
    lists = Lists(context_of(*marked(example)))
    assert {row.members for row in lists.lists.values()} == {(0, 1)}


def test_kinds_and_expected_parts_are_of_programmes_only() -> None:
    example = "[Park:东湾高新区]推出[Programme:四色联盟]和[Programme:灯塔工作法]。"
    lists = Lists(context_of(*marked(example)))
    assert lists.kinds == {1: "alliance", 2: "method"}
    assert lists.expected == {1: 4, 2: None}


def test_as_many_programmes_with_what_a_whole_counts_are_its_parts() -> None:
    text = "[Programme:三航行动]很好。[Programme:{}]在先，[Programme:护航]和[Programme:助航]在后。"
    named, other = (
        Lists(context_of(*marked(text.format(name)))) for name in ("组织领航", "组织引领")
    )
    assert named.enumerated == {(1, 0), (2, 0), (3, 0)}
    assert not other.enumerated


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("1346工作法", {"海棠行动", "翠竹行动", "红杉行动"}),
        ("1+3+N党建体系", {"海棠行动", "翠竹行动", "红杉行动"}),
        ("1246工作法", set()),  # none of three
        ("2035行动计划", set()),  # a year
        ("海棠工作法", set()),
    ],
)
def test_a_list_as_long_as_a_digit_of_a_whole_is_its_parts(whole: str, parts: set[str]) -> None:
    listed = "、".join(f"[Programme:{name}]" for name in ("海棠行动", "翠竹行动", "红杉行动"))
    text = f"推行[Programme:{whole}]。实施{listed}。"
    lists = Lists(context_of(*marked(text)))
    assert {lists.names[part] for part, _ in lists.enumerated} == parts


@pytest.mark.parametrize(
    ("order", "whole"),
    [
        ("{0}。{1}。{2}。", "1+3+N体系"),
        ("{0}。{2}。{1}。", "1346工作法"),
        ("{2}。{0}。{1}。", "1346工作法"),
    ],
)
def test_a_list_is_of_the_last_such_whole_before_it_or_of_the_first(order: str, whole: str) -> None:
    listed = "、".join(f"[Programme:{name}]" for name in ("海棠行动", "翠竹行动", "红杉行动"))
    text = order.format("[Programme:1346工作法]", "[Programme:1+3+N体系]", listed)
    lists = Lists(context_of(*marked(text)))
    assert {lists.names[n] for _, n in lists.enumerated} == {whole}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ("[Programme:三项行动]、[Programme:五色课堂]", True),
        ("[Programme:三项行动]、[Programme:四季课堂]", False),
        ("[Programme:三项行动]、[Programme:三色课堂]", False),
        ("[Programme:三项行动]、[Programme:海棠课堂]", False),
    ],
)
def test_a_list_of_programmes_with_the_digits_of_a_whole_is_its_parts(
    parts: str, found: bool
) -> None:
    lists = Lists(context_of(*marked(f"推行[Programme:135工作法]，做好{parts}")))
    assert lists.enumerated == ({(1, 0), (2, 0)} if found else set())
