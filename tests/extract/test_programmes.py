import pytest

from extract import programmes

KINDS = set("brand alliance initiative method mechanism platform team event policy".split())


@pytest.mark.parametrize(
    ("forms", "kind"),
    [
        (["船链党建联盟"], "alliance"),
        (["灯塔工作法"], "method"),
        (["浪花突击队"], "team"),
        (["海棠驿站"], "platform"),
        (["海棠先锋党建品牌"], "brand"),
        (["首席联络员机制"], "mechanism"),
        (["泵阀技能大赛"], "event"),
        (["泵阀三十条"], "policy"),
        (["春潮专项行动"], "initiative"),
        (["“灯塔”工作法"], "method"),
        # the longest ending of any form tells, whichever stands first
        (["灯塔", "灯塔工作法"], "method"),
        (["灯塔工作法", "灯塔"], "method"),
        # nothing tells
        (["海棠先锋"], "initiative"),
        ([], "initiative"),
    ],
)
def test_kind_of(forms: list[str], kind: str) -> None:
    assert programmes.kind_of(forms) == kind


def test_every_listed_ending_has_a_kind_of_the_guidelines() -> None:
    assert set(programmes._BY_WORD.values()) == KINDS


def test_any_form_can_announce_the_parts() -> None:
    assert programmes.expected_parts(["海棠联盟", "海棠党建联盟", "“四色联盟”"]) == 4
    assert programmes.expected_parts(["海棠联盟"]) is None
    # the longest form that announces any decides
    assert programmes.expected_parts(["三项攻坚", "五大跃升计划"]) == 5


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("1346工作法", {3, 4, 6}),
        ("“1+4+N”党建体系", {4}),
        ("2026行动计划", set()),
        ("365天服务", set()),
        ("三航行动", set()),
    ],
)
def test_digits_announce_parts_of_each_sort(name: str, sizes: set[int]) -> None:
    assert programmes.parts_of_each_sort([name]) == sizes
