import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import coref
from extract.coref import Mention, Thing
from extract.entities import inside
from extract.sentence_rules import marked


def _things(example: str) -> list[Thing]:
    """The things of a marked text, with the parks and firms that begin the names of bodies."""
    text, mentions = marked(example)
    return coref.things(text, mentions + inside(text, mentions))


def _grouped(example: str, type_: str) -> list[list[str]]:
    return [thing.forms for thing in _things(example) if thing.type == type_]


@pytest.mark.parametrize(
    "example",
    [
        "[Park:东湾高新技术产业开发区]（以下简称“[Park:东新区]”）揭牌。[Park:东新区]很大。",
        "[Park:东湾高新技术产业开发区]（下称[Park:东新区]）揭牌。[Park:东新区]很大。",
    ],
)
def test_a_short_form_that_the_text_introduces(example: str) -> None:
    assert _grouped(example, "Park") == [["东湾高新技术产业开发区", "东新区"]]


def test_a_bracket_that_introduces_nothing() -> None:
    example = "[Programme:船链党建联盟]（[Programme:海棠先锋]配套）成立，[Programme:海棠先锋]亮相。"
    assert len(_grouped(example, "Programme")) == 2


def test_generic_forms_stand_for_the_park_of_that_kind() -> None:
    example = (
        "[Park:东湾高新技术产业开发区]开工\n"
        "[Park:高新区]很大，[Park:园区]也绿；[Park:经开区]在南边。"
    )
    assert _grouped(example, "Park") == [["东湾高新技术产业开发区", "高新区", "园区"], ["经开区"]]


def test_each_of_two_parks_has_its_own_generic_form() -> None:
    example = (
        "[Park:东湾高新区]与[Park:西湾经开区]签约\n"
        "[Park:东湾高新区]出资。[Park:经开区]出地，[Park:高新区]出人。"
    )
    assert _grouped(example, "Park") == [["东湾高新区", "高新区"], ["西湾经开区", "经开区"]]


def test_committees_of_one_owner_are_one_also_without_the_owner() -> None:
    example = (
        "[Park:东湾高新区]开工\n[Park:高新区]很大。[PartyOrganisation:东湾高新区党工委]说。"
        "[PartyOrganisation:党工委]又说。[PartyOrganisation:高新区党工委]再说。"
        "[PartyOrganisation:海川公司党委]在听。"
    )
    assert _grouped(example, "PartyOrganisation") == [
        ["东湾高新区党工委", "党工委", "高新区党工委"],
        ["海川公司党委"],
    ]


def test_an_organ_is_that_of_the_only_park_whose_organ_is_named() -> None:
    told = (
        "海棠的[GovernmentBody:东湾产业园管委会]发文。[GovernmentBody:管委会]主任说。"
        "[GovernmentBody:财政局]在听。"
    )
    assert _grouped(told, "GovernmentBody") == [["东湾产业园管委会", "管委会"], ["财政局"]]
    two = told + "[GovernmentBody:西湾工业园管委会]也在听。"
    assert ["管委会"] in _grouped(two, "GovernmentBody")


def test_a_bureau_of_the_committee_is_the_bureau_of_the_park() -> None:
    text, mentions = marked(
        "[Park:东湾高新区]开工\n[GovernmentBody:东湾高新区管委会经发局]、"
        "[GovernmentBody:东湾高新区经发局]和[GovernmentBody:科技局]到场。"
    )
    assert [thing.forms for thing in coref.things(text, mentions)] == [
        ["东湾高新区"],
        ["东湾高新区管委会经发局", "东湾高新区经发局"],
        ["科技局"],
    ]


def test_units_of_two_owners_stay_apart() -> None:
    example = (
        "[Park:东湾高新区]与[Park:西湾高新区]签约\n[PartyOrganisation:东湾高新区党工委]与"
        "[PartyOrganisation:西湾高新区党工委]、[PartyOrganisation:第一联合党支部]与"
        "[PartyOrganisation:第二联合党支部]共建。"
    )
    assert len(_grouped(example, "PartyOrganisation")) == 4


def test_firms_by_full_and_short_name() -> None:
    example = (
        "[Company:南京海川机电有限公司]开工。[Company:海川机电]投产。[Company:海川公司]在建。"
        "[Company:海泰电子有限公司]观望。"
    )
    assert _grouped(example, "Company") == [
        ["南京海川机电有限公司", "海川机电", "海川公司"],
        ["海泰电子有限公司"],
    ]


def test_a_short_form_of_several_firms_is_of_the_one_named_most() -> None:
    example = (
        "[Company:海川机电有限公司]、[Company:海川电子有限公司]开工，[Company:海川电子公司]获奖，"
        "[Company:海川公司]扩产。"
    )
    assert _grouped(example, "Company") == [
        ["海川机电有限公司"],
        ["海川电子有限公司", "海川电子公司", "海川公司"],
    ]


def test_phases_of_a_project_are_not_joined_by_the_name_they_share() -> None:
    example = (
        "[Project:智能泵阀基地一期]投产。[Project:智能泵阀基地二期]动工。"
        "[Project:智能泵阀基地]占地百亩。"
    )
    assert len(_grouped(example, "Project")) == 3


def test_the_quotation_in_a_programmes_name_names_it_too() -> None:
    example = "[Programme:“灯塔”工作法]推行。[Programme:灯塔]亮了，[Programme:灯塔驿站]也开了。"
    assert _grouped(example, "Programme") == [["灯塔工作法", "灯塔"], ["灯塔驿站"]]


def test_one_form_of_two_types_is_two_things() -> None:
    example = "[Park:海川产业园]很大。[Project:海川产业园]封顶。"
    assert [(t.type, t.name) for t in _things(example)] == [
        ("Park", "海川产业园"),
        ("Project", "海川产业园"),
    ]


@pytest.mark.parametrize(
    ("example", "park"),
    [
        # the headline counts more than one more mention
        ("[Park:东湾高新区]开工\n\n[Park:西湾高新区]来贺，[Park:西湾高新区]学习。", "东湾高新区"),
        # a zone rather than a garden in it
        ("春来\n\n[Park:海川软件园]在[Park:东湾高新区]。", "东湾高新区"),
        # most often
        ("春来\n\n[Park:西湾高新区]来了。[Park:东湾高新区]，[Park:东湾高新区]。", "东湾高新区"),
        # of equals the first
        ("春来\n\n[Park:东湾高新区]与[Park:西湾高新区]。", "东湾高新区"),
        ("春来\n\n[Park:高新区]很大。", None),
        ("春来\n\n[Company:海川公司]开工。", None),
        ("", None),
    ],
)
def test_the_park_an_article_is_about(example: str, park: str | None) -> None:
    text, mentions = marked(example)
    main = coref.main_park(text, coref.things(text, mentions))
    assert (main and main.name) == park


FORMS = [
    ("Park", "东湾高新区"),
    ("Park", "东湾高新技术产业开发区"),
    ("Park", "高新区"),
    ("Park", "西湾经开区"),
    ("PartyOrganisation", "高新区党工委"),
    ("PartyOrganisation", "党工委"),
    ("Company", "南京海川机电有限公司"),
    ("Company", "海川"),
    ("Programme", "“灯塔”工作法"),
    ("Programme", "灯塔"),
    ("Person", "连大海"),
]


@given(st.lists(st.sampled_from(FORMS), max_size=14))
def test_every_mention_is_of_one_thing_and_things_come_by_place(
    rows: list[tuple[str, str]],
) -> None:
    text, mentions = marked("\n".join(f"[{t}:{name}]" for t, name in rows))
    things = coref.things(text, mentions)
    held: list[Mention] = [m for thing in things for m in thing.mentions]
    assert sorted(held, key=lambda m: m.start) == mentions
    firsts = [thing.mentions[0].start for thing in things]
    assert firsts == sorted(firsts)
    assert all(m.type == thing.type for thing in things for m in thing.mentions)
    assert all(thing.name in thing.forms for thing in things)


@pytest.mark.parametrize(
    ("forms", "nobody"),
    [
        (["冼师傅"], True),
        (["老万", "万书记"], True),
        (["欧阳总"], True),
        (["万书记", "万大海"], False),
        (["连海"], False),
    ],
)
def test_how_people_are_addressed_does_not_tell_who_they_are(
    forms: list[str], nobody: bool
) -> None:
    assert coref.is_nobodys("Person", forms) is nobody


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[Park:东湾医药高新区（北港区）]挂牌。[Park:东湾医药高新技术产业开发区]很大。", 1),
        ("[Park:东湾经济技术开发区（西湾新区）]挂牌。[Park:东湾经开区]与[Park:西湾新区]一体。", 1),
        ("[Park:东湾高新区（北港区）]挂牌。[Park:南浦高新技术产业开发区]很大。", 2),
        ("[Park:经开区（北港区）]挂牌。[Park:东湾经济技术开发区]很大。", 2),
        ("[Park:东湾科技园（东区）]挂牌。[Park:东湾科技产业园]很大。", 2),
    ],
)
def test_a_park_is_called_by_what_stands_before_a_bracket(text: str, count: int) -> None:
    assert len(_things(text)) == count
