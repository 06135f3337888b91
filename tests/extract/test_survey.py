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


def test_names_joined_by_a_comma_are_a_list(survey: Survey) -> None:
    parts = tuple(_number(survey, f"灯塔{end}") for end in ("课堂", "驿站", "集市"))
    assert {survey.lists[n].members for n in parts} == {parts}
    row = survey.lists[parts[0]]
    assert survey.text[row.start : row.end] == "灯塔课堂、灯塔驿站和灯塔集市"
    assert _number(survey, "海川公司") not in survey.lists
    assert _number(survey, "海棠先锋") not in survey.lists


def test_a_list_ends_where_another_type_begins() -> None:
    example = "[Company:海川公司]、[Company:大洋集团]、[Institution:泵阀学院]参加"
    survey = Survey(context_of(*marked(example)))
    assert {row.members for row in survey.lists.values()} == {(0, 1)}


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


def test_kinds_and_expected_parts_are_of_programmes_only() -> None:
    example = "[Park:东湾高新区]推出[Programme:四色联盟]和[Programme:灯塔工作法]。"
    survey = Survey(context_of(*marked(example)))
    assert survey.kinds == {1: "alliance", 2: "method"}
    assert survey.expected == {1: 4, 2: None}


def test_as_many_programmes_with_what_a_whole_counts_are_its_parts() -> None:
    text = "[Programme:三航行动]很好。[Programme:{}]在先，[Programme:护航]和[Programme:助航]在后。"
    named, other = (
        Survey(context_of(*marked(text.format(name)))) for name in ("组织领航", "组织引领")
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
    survey = Survey(context_of(*marked(text)))
    assert {survey.names[part] for part, _ in survey.enumerated} == parts


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
    survey = Survey(context_of(*marked(text)))
    assert {survey.names[n] for _, n in survey.enumerated} == {whole}


def test_cues_are_listed_words_about_relations(survey: Survey) -> None:
    words = {(survey.text[a:b], label) for a, b, label in survey.cues}
    assert ("投资建设", "build_verb") in words
    assert ("下设", "part_verb") in words
    assert not {label for _, label in words} & {"park_end", "prog_end"}
