import math

import pytest

from extract import entities, relations
from extract.context import Context, context_of
from extract.coref import MAYBE
from extract.pairs import DOMAINS
from extract.relations import Classifier
from extract.sentence_rules import marked
from extract.survey import Survey

EXAMPLE = (
    "[Park:东湾高新区]擦亮[Programme:海棠先锋]品牌\n"
    "[Park:东湾高新区]打造[Programme:海棠先锋]党建品牌，下设[Programme:灯塔课堂]、"
    "[Programme:灯塔驿站]和[Programme:灯塔集市]。\n"
    "[Company:海川公司]投资8亿元建设[Project:智能泵阀基地]，落户[Park:东湾高新区]。"
    "[Company:海川公司]总经理兼总工程师[Person:连大海]说。\n"
    "[PartyOrganisation:海川公司党委]加入[Programme:船链党建联盟]。"
)


@pytest.fixture
def context() -> Context:
    return context_of(*marked(EXAMPLE))


@pytest.fixture
def credulous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Classifiers that say yes to every pair."""
    said = dict.fromkeys(DOMAINS, Classifier(bias=3.0, threshold=0.5, weights={}))
    monkeypatch.setattr(relations, "classifiers", lambda: said)


def _named(context: Context) -> set[tuple[str, str, str, str | None]]:
    names = [thing.name for thing in context.things]
    return {
        (names[r.subject], r.predicate, names[r.object], r.role)
        for r in relations.relations(context)
    }


def test_there_is_a_classifier_for_every_predicate() -> None:
    trained = relations.classifiers()
    assert sorted(trained) == sorted(DOMAINS)
    assert all(0 < c.threshold < 1 and c.weights for c in trained.values())


def test_what_is_said_in_regular_forms_is_found(context: Context) -> None:
    assert _named(context) >= {
        ("东湾高新区", "runs", "海棠先锋", None),
        ("灯塔驿站", "partOf", "海棠先锋", None),
        ("海川公司", "develops", "智能泵阀基地", None),
        ("海川公司", "locatedIn", "东湾高新区", None),
        ("连大海", "holdsPosition", "海川公司", "总经理"),
        ("连大海", "holdsPosition", "海川公司", "总工程师"),
        ("海川公司党委", "memberOf", "船链党建联盟", None),
    }


@pytest.mark.usefixtures("credulous")
def test_every_evidence_is_a_stretch_of_the_text_that_holds_a_mention(context: Context) -> None:
    found = relations.relations(context)
    assert {r.predicate for r in found} == set(DOMAINS)
    for r in found:
        assert 0 <= r.start < r.end <= len(context.text)
        quote = context.text[r.start : r.end]
        assert quote == quote.strip()
        things = [context.things[n] for n in (r.subject, r.object)]
        inside = [any(r.start <= m.start and m.end <= r.end for m in t.mentions) for t in things]
        assert any(inside)
        assert all(inside) or "\n" not in quote
        assert 0 <= r.confidence <= 1


@pytest.mark.usefixtures("credulous")
def test_two_names_in_a_sentence_are_quoted_together(context: Context) -> None:
    for r in relations.relations(context):
        if r.predicate == "develops":
            assert context.text[r.start : r.end].startswith("海川公司投资8亿元建设智能泵阀基地")
            break
    else:
        pytest.fail("no develops")


def test_evidence_far_apart_is_the_sentence_of_what_is_told_about() -> None:
    filler = "，汽笛响了" * 120
    context = context_of(*marked(f"[Company:海川公司]开工{filler}。[Project:智能泵阀基地]封顶。"))
    pair = next(p for p in relations.pairs(Survey(context)) if p.predicate == "develops")
    start, end = relations._evidence(context, pair)
    assert context.text[start:end].startswith("海川公司开工")
    assert "智能泵阀基地" not in context.text[start:end]


@pytest.mark.usefixtures("credulous")
def test_a_part_has_one_whole_and_no_two_are_parts_of_each_other(context: Context) -> None:
    parts = [(r.subject, r.object) for r in relations.relations(context) if r.predicate == "partOf"]
    assert parts
    assert len({part for part, _ in parts}) == len(parts)
    assert not {(whole, part) for part, whole in parts} & set(parts)


@pytest.mark.usefixtures("credulous")
def test_only_posts_have_roles(context: Context) -> None:
    for r in relations.relations(context):
        assert r.role is None or (r.predicate == "holdsPosition" and r.role)


def test_the_rule_that_spoke_is_told(context: Context) -> None:
    rules = {r.predicate: r.rule for r in relations.relations(context)}
    assert rules["develops"] == "company-builds-project"
    assert rules["holdsPosition"] == "classifier-holdsPosition"


def test_a_probability_grows_with_its_weights_and_stays_one(context: Context) -> None:
    pair = next(iter(relations.pairs(Survey(context))))
    said = [
        Classifier(0.0, 0.5, {pair.signs[0]: weight}).probability(pair, {})
        for weight in (-1e9, 0, 1, 1e9)
    ]
    assert said == sorted(said)
    assert 0 < said[0] < 1e-6
    assert said[1] == 0.5
    assert 1 - 1e-6 < said[3] < 1


def test_what_pairs_share_is_weighed_with_the_rest(context: Context) -> None:
    pair = next(p for p in relations.pairs(Survey(context)) if p.predicate == "runs")
    weighed: dict[int, float] = {}
    shared = [sign for sign in pair.all_signs() if sign.startswith("o.first.")]
    of_words = Classifier(0.0, 0.5, {shared[0]: 2.0, "o.first.before=未见": 9.0})
    assert of_words.probability(pair, weighed) == pytest.approx(1 / (1 + math.exp(-2)))
    assert of_words.probability(pair, weighed) == of_words.probability(pair, {})
    every = Classifier(0.0, 0.5, dict.fromkeys(pair.all_signs(), 0.01))
    expected = 0.01 * len(set(pair.all_signs()))
    assert every.probability(pair, {}) == pytest.approx(1 / (1 + math.exp(-expected)))


@pytest.mark.parametrize("predicate", ["partOf", "memberOf"])
def test_what_stands_in_one_list_shares_its_probability(predicate: str) -> None:
    listed = "、".join(f"[Company:{name}公司]" for name in ("海川", "大洋", "长河"))
    if predicate == "partOf":
        listed = listed.replace("Company:", "Programme:").replace("公司", "驿站")
    survey = Survey(context_of(*marked(f"[Programme:船链联盟]成立。{listed}加入。")))
    pairs_ = [p for p in relations.pairs(survey) if p.predicate == predicate and p.object == 0]
    assert len(pairs_) == 3
    judged = dict(zip(pairs_, (0.5, 0.8, 0.9), strict=True))
    shared = set(relations._smoothed(survey, judged).values())
    assert len(shared) == 1
    assert 0.7 < shared.pop() < 0.8  # a sure one weighs more than in their mean
    assert predicate in relations._LISTED


@pytest.mark.parametrize("text", ["", "\n", "没有名字的一句话。", "😀" * 50])
def test_an_article_without_names_has_no_relations(text: str) -> None:
    assert relations.relations(context_of(text, [])) == []


def test_relations_of_tagged_text_stand_on_its_things() -> None:
    text = "".join(marked(EXAMPLE)[0])
    context = context_of(text, [m for m in entities.names(text) if m.type != MAYBE])
    found = relations.relations(context)
    assert found
    for r in found:
        domain, range_ = DOMAINS[r.predicate]
        assert context.things[r.subject].type in domain
        assert context.things[r.object].type in range_
        assert 0 <= r.start < r.end <= len(text)
