import pytest

from kg import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("无锡国家高新技术产业开发区", "无锡高新区"),
        ("相城经济技术开发区", "相城经开区"),
        ("厦门火炬高技术产业开发区", "厦门火炬高新区"),
    ],
)
def test_long_and_short_names_of_a_park_have_one_form(one: str, other: str) -> None:
    assert names.park_form(one) == names.park_form(other)


@pytest.mark.parametrize(
    "name", ["高新区", "经开区", "开发区", "国家级经济技术开发区", "园区", "新区"]
)
def test_bare_parks(name: str) -> None:
    assert names.is_bare_park(name)


@pytest.mark.parametrize("name", ["无锡高新区", "徐庄", "古雷", "药谷工业园", "长春新区"])
def test_parks_that_are_not_bare(name: str) -> None:
    assert not names.is_bare_park(name)


def test_parks_that_say_only_what_is_made_there() -> None:
    assert names.is_common_park("生物医药产业园")
    assert not names.is_common_park("沙文生态科技产业园")


@pytest.mark.parametrize(
    ("form", "stem"),
    [
        ("南京市", "南京"),
        ("玄武区", "玄武"),
        ("锦海社区", "锦海社区"),
        ("内蒙古自治区", "内蒙古"),
        ("沛县", "沛县"),
    ],
)
def test_place_stems(form: str, stem: str) -> None:
    assert names.place_stem(form) == stem


def test_names_are_compared_simplified_and_without_marks() -> None:
    assert names.comparable(["「五色」聯盟", "ＣＮＵＫ", ""]) == ["五色联盟", "cnuk", ""]
    assert names.comparable([]) == []
