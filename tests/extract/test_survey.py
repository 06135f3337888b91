import pytest

from extract.context import context_of
from extract.sentence_rules import marked
from extract.survey import Survey

EXAMPLE = (
    "[Park:东湾高新区]擦亮[Programme:海棠先锋]\n"
    "[Park:东湾高新区]打造[Programme:海棠先锋]，下设[Programme:灯塔课堂]、[Programme:灯塔驿站]"
    "和[Programme:灯塔集市]。[Company:海川公司]投资建设[Project:智能泵阀基地]。\n"
    "[PartyOrganisation:海川公司党委]参加，[Park:西湾高新区]也来人。\n"
    "记者 [Person:连大海] 通讯员 [Person:鄢淼]"
)


@pytest.fixture
def survey() -> Survey:
    return Survey(context_of(*marked(EXAMPLE)))


def _number(survey: Survey, name: str) -> int:
    return next(n for n, thing in enumerate(survey.context.things) if thing.name == name)


def test_the_brand_is_the_programme_named_most(survey: Survey) -> None:
    assert survey.brand == _number(survey, "海棠先锋")
    assert Survey(context_of("", [])).brand is None


def test_owners_main_park_and_what_the_headline_names(survey: Survey) -> None:
    park, firm = _number(survey, "东湾高新区"), _number(survey, "海川公司")
    assert survey.owners == {_number(survey, "海川公司党委"): firm}
    assert survey.main == park
    assert survey.park_ranks == {park: 0, _number(survey, "西湾高新区"): 1}
    assert survey.titled == {park, _number(survey, "海棠先锋")}


def test_rules_speak_of_things(survey: Survey) -> None:
    firm, project = _number(survey, "海川公司"), _number(survey, "智能泵阀基地")
    assert "company-builds-project" in survey.rule_hits["develops", firm, project]
    assert ("develops", project, firm) not in survey.rule_hits


def test_who_only_wrote_the_article(survey: Survey) -> None:
    assert survey.bylines == {_number(survey, "连大海"): True, _number(survey, "鄢淼"): True}
    told = "[Company:海川公司]总经理[Person:连大海]说。\n（记者 [Person:鄢淼]）"
    other = Survey(context_of(*marked(told)))
    assert other.bylines == {_number(other, "连大海"): False, _number(other, "鄢淼"): True}


def test_who_is_told_of_as_well_as_named_in_a_byline_is_no_byline() -> None:
    example = "[Company:海川公司]总经理[Person:连大海]说。\n（记者 [Person:连大海]）"
    survey = Survey(context_of(*marked(example)))
    assert survey.bylines == {1: False}


def test_the_nearest_mentions_and_how_far_apart(survey: Survey) -> None:
    firm, project = _number(survey, "海川公司"), _number(survey, "智能泵阀基地")
    a, b, apart = survey.nearest(firm, project)
    assert (survey.text[a.start : a.end], survey.text[b.start : b.end], apart) == (
        "海川公司",
        "智能泵阀基地",
        0,
    )


@pytest.mark.parametrize(
    ("between", "apart"), [("，", 0), ("。", 1), ("。汽笛响了。", 2), ("\n", 4)]
)
def test_another_paragraph_is_three_sentences_farther(between: str, apart: int) -> None:
    example = f"[Company:海川公司]开工{between}[Park:东湾高新区]很大"
    survey = Survey(context_of(*marked(example)))
    assert survey.nearest(0, 1)[2] == survey.nearest(1, 0)[2] == apart


def test_the_whole_list_stands_for_a_name_in_it_but_not_towards_another_in_it(
    survey: Survey,
) -> None:
    things = survey.context.things
    first, second = (things[_number(survey, n)].mentions[0] for n in ("灯塔课堂", "灯塔驿站"))
    brand = things[survey.brand].mentions[1]
    whole = survey.stretch(first, brand)
    assert survey.text[whole.start : whole.end] == "灯塔课堂、灯塔驿站和灯塔集市"
    assert survey.stretch(first, second) == first
    assert survey.stretch(brand, first) == brand


def test_cues_are_listed_words_about_relations(survey: Survey) -> None:
    words = {(survey.text[a:b], label) for a, b, label in survey.cues}
    assert ("投资建设", "build_verb") in words
    assert ("下设", "part_verb") in words
    assert not {label for _, label in words} & {"park_end", "prog_end"}


def test_the_topic_of_a_line_is_the_park_it_names_first_or_the_one_before() -> None:
    survey = Survey(
        context_of(
            *marked("先说\n[Park:东湾高新区]和[Park:西湾高新区]开会\n没有\n[Park:西湾高新区]很大")
        )
    )
    assert survey.topics == [None, 0, 0, 1]
