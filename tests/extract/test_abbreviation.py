import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import abbreviation
from extract.abbreviation import LongForms

SHORT_AND_LONG = [
    ("Programme", "海棠红党建联盟", "海棠产业党建联盟"),
    ("Programme", "海棠产业链党建联盟", "海棠红党建联盟"),
    ("Park", "东湾高新区", "东湾高新技术产业开发区"),
    ("Park", "东湾高新区", "东湾国家高新技术产业开发区"),
    ("Park", "东湾经开区", "东湾市经济技术开发区"),
    ("Park", "东湾综保区", "东湾综合保税区"),
    ("Park", "东湾工业园", "东湾工业园区"),
    ("Park", "东湾开发区", "东湾经济技术开发区"),
    ("Park", "东湾", "东湾高新区"),
    ("Park", "高新区", "东湾高新技术产业开发区"),
    ("Park", "东湾高新区", "浙江东湾高新区"),
    ("Company", "海川机电", "南京海川机电有限公司"),
    ("Company", "海川公司", "海川机电股份有限公司"),
    ("Company", "海川集团", "海川机电集团有限公司"),
    ("Company", "海川重机", "南京海川重型机械有限公司"),
    ("Company", "“海川”", "海川机电有限公司"),
    ("Programme", "灯塔", "灯塔工作法"),
    ("Programme", "四叶联盟", "四叶党建联盟"),
    ("Programme", "4叶联盟", "四叶联盟"),
    ("Programme", "海棠先锋", "海棠先锋党建品牌"),
    ("Programme", "先锋行动", "海棠先锋行动"),
    ("Project", "智能泵阀基地", "海川智能泵阀基地"),
    ("Project", "智能泵阀基地", "智能泵阀基地建设项目"),
    ("Place", "东台", "东台市"),
    ("PartyOrganisation", "党工委", "东湾高新区党工委"),
    ("GovernmentBody", "管委会", "东湾高新区管委会"),
    ("Institution", "东湾学院", "南京东湾学院"),
    ("Person", "连 大海", "连大海"),
]
LOOK_ALIKES = [
    ("Park", "东湾高新区", "东湾经济技术开发区"),
    ("Park", "高新区", "东湾经济技术开发区"),
    ("Park", "东湾高新区", "西湾高新技术产业开发区"),
    ("Park", "东湾软件园", "东湾物流园"),
    ("Park", "东湾南区产业园", "东湾北区产业园"),
    ("Park", "园区", "东湾软件园"),
    ("Company", "海川电子有限公司", "海川机电有限公司"),
    ("Company", "海川电子", "海川机电有限公司"),
    ("Company", "海川机电", "大洋机电有限公司"),
    ("Company", "南京", "南京海川机电有限公司"),
    ("Company", "公司", "海川机电有限公司"),
    ("Company", "机电", "海川机电有限公司"),
    ("Programme", "海棠先锋", "海棠课堂"),
    ("Programme", "海棠", "海棠驿站"),
    ("Programme", "海棠先锋", "海棠先锋驿站"),
    ("Programme", "灯塔行动", "灯塔工作法"),
    ("Programme", "八号工程", "九号工程"),
    ("Project", "智能泵阀基地一期项目", "智能泵阀基地二期项目"),
    ("Project", "一期", "二期"),
    ("Project", "基地", "智能泵阀基地"),
    ("Place", "东台市", "东海县"),
    ("PartyOrganisation", "第一联合党支部", "第二联合党支部"),
    ("PartyOrganisation", "海川公司党委", "大洋公司党委"),
    ("GovernmentBody", "科技局", "东湾高新区教育局"),
    ("Park", "东湾新区", "南京（东湾）产业园区"),
    ("Programme", "海棠红党建联盟", "海棠绿党建联盟"),
    ("Programme", "海棠产业党建联盟", "翠竹绿党建联盟"),
    ("Institution", "东湾学院", "东湾医院"),
    ("Person", "大海", "连大海"),
    ("Person", "连海", "连大海"),
]
PARTS = (
    "南京 海 川 东湾 市 县 国家级 高新区 开发区 园区 合作区 合作示范区 公司 有限公司 "
    "集团 机电 党建 联盟 行动 条 一 1 的 建设 项目 大学 壮族 自治区"
).split()


@pytest.mark.parametrize(("type_", "short", "long"), SHORT_AND_LONG)
def test_a_short_form_stands_for_its_long_one(type_: str, short: str, long: str) -> None:
    assert abbreviation.shortens(type_, short, long)


@pytest.mark.parametrize(("type_", "one", "other"), LOOK_ALIKES)
def test_look_alikes_stay_apart_both_ways(type_: str, one: str, other: str) -> None:
    assert not abbreviation.shortens(type_, one, other)
    assert not abbreviation.shortens(type_, other, one)


@given(
    st.sampled_from(sorted({row[0] for row in SHORT_AND_LONG})),
    st.text(alphabet="东湾高新区海川机电有限公司“”（）123 ", max_size=12),
    st.text(alphabet="东湾高新区海川机电有限公司“”（）123 ", max_size=12),
)
def test_a_name_stands_for_itself_whatever_its_marks(type_: str, name: str, other: str) -> None:
    assert abbreviation.shortens(type_, name, f"“{name}” ")
    assert abbreviation.shortens(type_, name, other) in (True, False)


@given(
    st.sampled_from(sorted({row[0] for row in SHORT_AND_LONG})),
    st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join), unique=True),
)
def test_long_forms_are_found_as_if_all_were_tried(type_: str, names: list[str]) -> None:
    found = LongForms((type_, name) for name in names)
    for short in names:
        stands_for = [name for name in names if abbreviation.shortens(type_, short, name)]
        assert found.of(type_, short) == stands_for


def test_long_forms_are_of_the_type_that_is_asked_for() -> None:
    found = LongForms([("Company", "海川机电公司"), ("Institution", "海川机电")])
    assert found.of("Company", "海川") == ["海川机电公司"]
    assert found.of("Park", "海川") == []


@pytest.mark.parametrize(
    ("name", "own", "kind"),
    [
        ("东湾国家高新技术产业开发区", "东湾", "高新区"),
        ("东湾经济技术开发区", "东湾", "经开区"),
        ("东湾省级高新区", "东湾", "高新区"),
        ("东湾软件园", "东湾", "软件园"),
        ("经开区", "", "经开区"),
        ("东湾", "东湾", ""),
    ],
)
def test_the_own_part_and_the_kind_of_a_park(name: str, own: str, kind: str) -> None:
    assert abbreviation.park_parts(name) == (own, kind)


@pytest.mark.parametrize("name", ["高新区", "园区", "国家级经开区", "该开发区"])
def test_a_kind_alone_names_no_park(name: str) -> None:
    assert abbreviation.is_generic_park(name)


@pytest.mark.parametrize("name", ["东湾高新区", "东湾", "全区", ""])
def test_a_name_of_its_own_is_not_generic(name: str) -> None:
    assert not abbreviation.is_generic_park(name)


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("江苏省南京市海川机电", "海川机电"),
        ("南京海川机电", "海川机电"),
        ("海川机电", "海川机电"),
        ("南京海川", "海川"),
        ("南京市", "南京市"),
        ("", ""),
    ],
)
def test_a_name_without_the_places_it_begins_with(name: str, rest: str) -> None:
    assert abbreviation.without_place(name) == rest
