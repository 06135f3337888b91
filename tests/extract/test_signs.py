import pytest

from extract import signs
from extract.context import context_of
from extract.coref import Mention
from extract.sentence_rules import marked
from extract.survey import Survey


def _survey(example: str) -> Survey:
    return Survey(context_of(*marked(example)))


def _firsts(survey: Survey) -> list[Mention]:
    return [thing.mentions[0] for thing in survey.context.things]


def test_order_and_the_words_between_two_names() -> None:
    survey = _survey("[Company:海川公司]投资[Project:智能泵阀基地]。")
    firm, project = _firsts(survey)
    forward = set(signs.within(survey, firm, project, "t"))
    assert {"gap=2|so", "between=投资|so", "cue=build_verb|so|t", "word=投资|so"} <= forward
    assert "gap=2|os" in set(signs.within(survey, project, firm, "t"))


def test_a_listed_word_inside_a_name_between_is_no_cue() -> None:
    survey = _survey("[Park:东湾高新区]与[Company:海川建设公司]的[Programme:海棠先锋]亮相")
    park, _, programme = _firsts(survey)
    found = set(signs.within(survey, park, programme, "t"))
    assert "inner=1|so" in found
    assert not {sign for sign in found if sign.startswith("word=建设")}


def test_a_list_counts_as_one_name() -> None:
    survey = _survey("[Company:海川公司]、[Company:大洋集团]投资[Project:智能泵阀基地]。")
    firm, _, project = _firsts(survey)
    found = set(signs.within(survey, firm, project, "t"))
    assert {"between=投资|so", "inner=0|so"} <= found


def test_lines_between_names_that_share_no_sentence() -> None:
    survey = _survey("[Company:海川公司]开工\n\n[Park:东湾高新区]很大")
    firm, park = _firsts(survey)
    assert set(signs.across(survey, firm, park, "t")) == {"lines=2|t"}
    beside = dict(signs.words_across(survey, firm, park))
    assert beside["s.after.word"][0] == "开工"
    assert beside["o.after.word"] == ("很大",)
    assert "lines=-2|t" in set(signs.across(survey, park, firm, "t"))


def test_the_park_spoken_of_where_a_firm_is_named() -> None:
    survey = _survey(
        "[Park:东湾高新区]开工\n[Park:东湾高新区]大。[Park:西湾高新区]小，[Company:海川公司]入驻。"
    )
    east, west, firm = range(3)
    main = set(signs.park_signs(survey, firm, east, "t"))
    other = set(signs.park_signs(survey, firm, west, "t"))
    assert {"o.park=main|t", "o.current=False|main|t", "o.titled|t"} <= main
    assert {"o.park=other|t", "o.current=True|other|t"} <= other
    assert "o.titled|t" not in other


def test_a_firms_own_name_in_its_projects() -> None:
    survey = _survey("[Company:南京海川机电有限公司]建设[Project:海川泵阀园]和[Project:大洋码头]。")
    assert "s.brand.in|Project" in set(signs.name_signs(survey, 0, 1))
    assert "s.brand.in|Project" not in set(signs.name_signs(survey, 0, 2))


def test_a_title_held_elsewhere_speaks_against() -> None:
    survey = _survey("[Company:大洋集团]来访，[Company:海川公司]总经理[Person:连大海]接待。")
    other, firm, person = range(3)
    assert "post=beside|Company" in set(signs.post_signs(survey, person, firm, 0))
    assert "post.elsewhere|Company" in set(signs.post_signs(survey, person, other, 0))


@pytest.mark.parametrize(
    ("title", "type_", "name", "fits"),
    [
        ("项目总工程师", "Project", "海川泵阀基地", "much"),
        ("基地负责人", "Project", "海川泵阀基地", "much"),
        ("驿站负责人", "Programme", "海棠驿站", "much"),
        ("队长", "Programme", "海棠服务队", "some"),
        ("队长", "Programme", "海棠联盟", "none"),
        ("项目负责人", "Programme", "海棠联盟", "none"),
    ],
)
def test_a_title_may_take_up_the_name_of_what_its_holder_leads(
    title: str, type_: str, name: str, fits: str
) -> None:
    assert signs._fits(title, type_, [name]) == fits


def test_whether_an_open_title_fits_is_asked_of_what_is_led() -> None:
    survey = _survey("[Project:海川泵阀基地]与[Company:海川公司]。基地负责人[Person:连大海]说。")
    led, firm, person = range(3)
    assert "post.open.fits=much|Project|True|1" in set(signs.post_signs(survey, person, led, 1))
    assert not any("fits" in sign for sign in signs.post_signs(survey, person, firm, 1))


def test_as_many_parts_in_a_list_as_the_whole_announces() -> None:
    text = "[Programme:{}]下设[Programme:红环联盟]、[Programme:蓝环联盟]、[Programme:绿环联盟]。"
    three, four = (_survey(text.format(name)) for name in ("三环联盟", "四环联盟"))
    for survey, counted in ((three, True), (four, False)):
        whole, part = _firsts(survey)[:2]
        found = set(signs.part_signs(survey, 1, 0, part, whole))
        assert f"counted={counted}" in found
        assert {"same.list=False", "o.mentioned.before=True|brand=True"} <= found


def test_words_of_joining_near_a_member() -> None:
    survey = _survey("[Company:海川公司]加入[Programme:船链党建联盟]。[Company:大洋集团]观望。")
    firm, alliance, other = _firsts(survey)
    assert "sentence=加入|True" in set(signs.member_signs(survey, 1, firm, alliance))
    later = set(signs.member_signs(survey, 1, other, alliance))
    assert "last.alliance=True" in later
    assert not {sign for sign in later if sign.startswith("sentence=加入")}


def test_the_words_between_two_names_and_beside_them() -> None:
    survey = _survey("今年[Company:海川公司]投资建设[Project:智能泵阀基地]提速。")
    firm, project = _firsts(survey)
    assert dict(signs.words_within(survey, firm, project)) == {
        "between.word|so": ("投资", "建设"),
        "after.word|so": ("提速", "。"),
        "before.word|so": ("今年",),
    }


def test_the_park_that_a_paragraph_opens_with() -> None:
    survey = _survey(
        "[Park:东湾高新区]与[Park:西湾高新区]签约，[Company:海川公司]入驻。\n[Company:大洋集团]开工。"
    )
    east, west, *firms = range(4)
    for firm in firms:
        assert "o.topic=True|False|t" in set(signs.park_signs(survey, firm, east, "t"))
        assert "o.topic=False|True|t" in set(signs.park_signs(survey, firm, west, "t"))


def test_names_that_are_alike() -> None:
    survey = _survey("[Programme:红帆课堂]和[Programme:红帆行动]")
    assert set(signs.alike_signs(survey, 0, 1, "t")) == {
        "last=堂>动",
        "shared=2|t",
        "same.start=True|True|t",
        "longer=0|t",
    }


def test_where_else_a_person_holds_a_post() -> None:
    survey = _survey("[Park:东湾高新区]大。[Company:苏州海川公司]总经理[Person:连大海]来到这里。")
    found = set(signs.employer_signs(survey, 2, 0, "t"))
    assert {"employer=Company|unknown|t", "employer.of=False|Company|t"} <= found
    assert {"employer.topic=True|t", "employer.current=True|t"} <= found
    assert not set(signs.employer_signs(survey, 2, 1, "t"))


def test_a_part_that_has_a_digit_of_the_whole_for_its_number() -> None:
    survey = _survey("[Programme:135工作法]下有[Programme:三项行动]、[Programme:四季课堂]。")
    whole, three, four = (thing.mentions[0] for thing in survey.context.things)
    assert "digit=True" in set(signs.part_signs(survey, 1, 0, three, whole))
    assert "digit=True" not in set(signs.part_signs(survey, 2, 0, four, whole))
