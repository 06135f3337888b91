import pytest

from extract import sentence_rules
from extract.context import context_of
from extract.pairs import DOMAINS, Pair, judge, pairs
from extract.sentence_rules import marked
from extract.survey import Survey

EXAMPLE = (
    "[Park:东湾高新区]擦亮[Programme:海棠先锋]\n"
    "[Park:东湾高新区]打造[Programme:海棠先锋]，下设[Programme:灯塔课堂]、[Programme:灯塔驿站]。\n"
    "[Company:海川公司]投资建设[Project:智能泵阀基地]。[Company:海川公司]总经理[Person:连大海]说。\n"
    "[PartyOrganisation:海川公司党委]加入[Programme:船链党建联盟]，[Place:浙江省]也来人。"
)


@pytest.fixture
def survey() -> Survey:
    return Survey(context_of(*marked(EXAMPLE)))


def _pair(survey: Survey, predicate: str, subject: str, object_: str) -> Pair | None:
    number = {thing.name: n for n, thing in enumerate(survey.context.things)}
    return judge(survey, predicate, number[subject], number[object_])


def test_there_is_a_domain_for_every_predicate_and_it_has_known_types() -> None:
    assert sorted(DOMAINS) == sorted(sentence_rules.PREDICATES)
    for domain, range_ in DOMAINS.values():
        assert {*domain, *range_} <= set(sentence_rules.TYPES)


def test_pairs_keep_to_the_domains_and_come_once(survey: Survey) -> None:
    things = survey.context.things
    found = list(pairs(survey))
    assert {p.predicate for p in found} == set(DOMAINS)
    for pair in found:
        domain, range_ = DOMAINS[pair.predicate]
        assert pair.subject != pair.object
        assert things[pair.subject].type in domain
        assert things[pair.object].type in range_
        assert pair.near[0] in things[pair.subject].mentions
        assert pair.near[1] in things[pair.object].mentions
        assert len(set(pair.signs)) == len(pair.signs)
    assert len({(p.predicate, p.subject, p.object) for p in found}) == len(found)


def test_a_sentence_rule_is_a_sign_of_its_own_predicate_only(survey: Survey) -> None:
    pair = _pair(survey, "develops", "海川公司", "智能泵阀基地")
    assert pair
    assert {"rule=company-builds-project", "rule", "near=same|Company>Project"} <= set(pair.signs)
    located = _pair(survey, "locatedIn", "智能泵阀基地", "东湾高新区")
    assert located
    assert "rule" not in located.signs


def test_a_post_is_a_sign(survey: Survey) -> None:
    pair = _pair(survey, "holdsPosition", "连大海", "海川公司")
    assert pair
    assert {"post=beside|Company", "post.role=经理|Company"} <= set(pair.signs)


def test_a_name_in_a_name_is_a_sign(survey: Survey) -> None:
    own = _pair(survey, "unitOf", "海川公司党委", "海川公司")
    assert own
    assert "owner=this|PartyOrganisation>Company" in own.signs


@pytest.mark.parametrize("predicate", ["develops", "locatedIn"])
def test_what_stands_too_far_apart_is_not_looked_for(predicate: str) -> None:
    end = {"develops": "[Project:智能泵阀基地]", "locatedIn": "[Park:东湾高新区]"}[predicate]
    example = "[Company:海川公司]开工。" + "汽笛响了。" * 9 + end + "很大。"
    pair = judge(Survey(context_of(*marked(example))), predicate, 0, 1)
    assert (pair is None) == (predicate == "develops")


def test_a_post_reaches_as_far_as_it_is_told() -> None:
    far = "汽笛响了。" * 9
    title = "[Company:海川公司]开工。" + far + "{}[Person:连大海]来了。"
    without, through = (
        judge(Survey(context_of(*marked(title.format(word)))), "holdsPosition", 1, 0)
        for word in ("", "公司总经理")
    )
    assert without is None
    assert through
    assert "post=anaphor|Company" in through.signs
