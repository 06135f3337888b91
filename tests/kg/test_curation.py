from collections.abc import Callable
from pathlib import Path

import pytest

from kg import curation, graph, lookup, reasons, review
from kg.curation import parse
from kg.errors import CurationError
from kg.model import Article
from kg.store import Store

Make = Callable[..., Article]


@pytest.fixture
def articles(make: Make) -> list[Article]:
    firm = {
        "p": ("Park", "无锡高新区"),
        "f": ("Company", "无锡华曜微电子股份有限公司"),
        "r": ("Person", "王强"),
        "x": ("Programme", "五色联盟"),
        "y": ("Programme", "科创蓝联盟"),
    }
    facts = [
        ("f", "locatedIn", "p"),
        ("r", "holdsPosition", "f", "经理"),
        ("p", "runs", "x"),
        ("y", "partOf", "x"),
    ]
    office = {
        "p": ("Park", "无锡国家高新区"),
        "r": ("Person", "王强"),
        "f": ("Company", "华曜微电子"),
    }
    return [
        make("甲.txt", firm, facts, parts={"x": 5}),
        make("乙.txt", office, [("r", "holdsPosition", "p", "主任")]),
        make("丙.txt", {"p": ("Park", "成都高新区"), "q": ("Park", "成都经开区")}, []),
    ]


def built(articles: list[Article], text: str) -> tuple[Store, tuple[str, ...]]:
    store = Store()
    return store, graph.add(store, articles, curated=parse(text))


def labels(store: Store) -> set[str]:
    return {row[0] for row in store.rows("SELECT ?n { ?x skos:prefLabel ?n }")}


def test_same_makes_one_of_two(articles: list[Article]) -> None:
    text = '[[same]]\nnames = ["王强@甲.txt", "王强@乙.txt"]\nauthor = "李"\nreason = "当面问过"\n'
    assert len(lookup.cards(built(articles, "")[0], "王强")) == 2
    store, lost = built(articles, text)
    assert lost == ()
    assert len(lookup.cards(store, "王强")) == 1


def test_different_makes_two_of_one(articles: list[Article]) -> None:
    text = '[[different]]\nnames = ["华曜微电子", "无锡华曜微电子股份有限公司"]\n'
    assert len(lookup.cards(built(articles, "")[0], "华曜微电子")) == 1
    store, lost = built(articles, text)
    assert lost == ()
    (card,) = lookup.cards(store, "华曜微电子")
    assert card.name == "华曜微电子"


def test_different_takes_a_name_from_a_thing_that_an_article_gives_it(make: Make) -> None:
    park = make("甲.txt", {"p": ("Park", "锡东新城")}, [], aliases={"p": ["无锡高新区"]})
    other = make("乙.txt", {"p": ("Park", "无锡高新区")}, [])
    store, _ = built([park, other], '[[different]]\nnames = ["锡东新城", "无锡高新区"]\n')
    (card,) = lookup.cards(store, "锡东新城")
    assert card.aliases == ()
    assert len(lookup.cards(store, "无锡高新区")) == 1


def test_rename_and_drop(articles: list[Article]) -> None:
    text = '[[rename]]\nname = "五色联盟"\nto = "五彩联盟"\n\n[[drop]]\nname = "成都经开区"\n'
    store, lost = built(articles, text)
    assert lost == ()
    assert {"五彩联盟"} <= labels(store)
    assert not {"五色联盟", "成都经开区"} & labels(store)
    (card,) = lookup.cards(store, "五彩联盟")
    assert card.aliases == ("五色联盟",)
    # what the article says is kept, so that the decision can be taken back
    graph.refresh(store, curation.Curation())
    assert {"五色联盟", "成都经开区"} <= labels(store)


def test_a_wrong_fact_is_dropped_and_a_missing_one_added_with_its_evidence(
    articles: list[Article],
) -> None:
    text = (
        '[[drop]]\nsubject = "科创蓝联盟"\npredicate = "partOf"\nobject = "五色联盟"\n\n'
        '[[add]]\nsubject = "无锡高新区"\npredicate = "runs"\nobject = "芯火计划"\n'
        'object_type = "Programme"\nauthor = "李"\nreason = "见园区公报"\n'
    )
    store, lost = built(articles, text)
    assert lost == ()
    (card,) = lookup.cards(store, "五色联盟")
    assert card.parts == ()
    (added,) = lookup.cards(store, "芯火计划")
    assert [ref.name for ref in added.parks] == ["无锡国家高新区"]
    (evidence,) = added.facts[0].evidence
    assert evidence.source == curation.SOURCE
    assert "见园区公报" in evidence.text
    assert text[evidence.start : evidence.end] == evidence.text


def test_lines_that_match_nothing_are_reported_and_do_no_harm(articles: list[Article]) -> None:
    text = (
        '[[same]]\nnames = ["没有", "五色联盟"]\n\n[[same]]\nnames = ["王强", "五色联盟"]\n\n'
        '[[add]]\nsubject = "王强"\npredicate = "activeIn"\nobject = "无锡高新区"\n\n'
        '[[add]]\nsubject = "没有"\npredicate = "activeIn"\nobject = "无锡高新区"\n'
    )
    _, lost = built(articles, text)
    assert [line.split(": ")[0] for line in lost] == [f"curation.toml:{n}" for n in (1, 4, 12, 7)]
    assert "nothing is called 没有" in lost[0]
    assert "different types" in lost[1]
    assert "say which" in lost[3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[same]\n", "mend that line"),
        ("[[merge]]\nnames = []\n", "no such decision"),
        ('[[same]]\nnames = ["甲"]\n', "two names"),
        ('[[same]]\nname = "甲"\n', "takes names"),
        ('[[drop]]\nname = ""\n', "not empty"),
        ('[[drop]]\nname = "甲"\ntype = "Town"\n', "no such type"),
        ('[[add]]\nsubject = "甲"\npredicate = "likes"\nobject = "乙"\n', "no such relation"),
        ('[same]\nnames = ["甲", "乙"]\n', ""),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(text: str, said: str) -> None:
    if not said:
        assert parse(text).lines == ()
        return
    with pytest.raises(CurationError, match=said) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


def test_a_decision_that_is_wrong_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / curation.SOURCE
    curation.append(path, curation.block("drop", {"name": '引"号\\', "reason": None}))
    with pytest.raises(CurationError):
        curation.append(path, curation.block("drop", {"name": ""}))
    (line,) = curation.read(path).lines
    assert line.names == ('引"号\\',)


def test_the_file_beside_the_store_is_obeyed(articles: list[Article], tmp_path: Path) -> None:
    path = tmp_path / curation.SOURCE
    text = curation.block("rename", {"name": "五色联盟", "to": "五彩联盟"})
    with Store(tmp_path / "db") as store:
        graph.add(store, articles)
        assert graph.is_in_step(store)
        curation.append(path, text)
        assert not graph.is_in_step(store)
        graph.refresh(store)
        assert graph.is_in_step(store)
        kept = store.dump("nq")
    with Store(tmp_path / "again") as store:
        graph.add(store, articles)
        assert store.dump("nq") == kept
        path.unlink()
        graph.refresh(store)
        assert "五彩联盟" not in labels(store)


def test_why_two_names_are_one(articles: list[Article]) -> None:
    store, _ = built(articles, "")
    verdict = reasons.why(store, "无锡高新区", "無錫國家高新區")
    assert verdict is not None
    assert verdict.same
    (reason,) = verdict.reasons
    assert reason.rule == "park-register"
    assert {quote.source for quote in reason.quotes} == {"甲.txt", "乙.txt"}
    for quote in reason.quotes:
        text = next(a.text for a in articles if a.source == quote.source)
        assert text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("成都高新区", "成都经开区", "telling"),
        ("王强@甲.txt", "王强@乙.txt", "namesake"),
        ("五色联盟", "王强@甲.txt", "type"),
        ("五色联盟", "科创蓝联盟", "unlike"),
    ],
)
def test_why_two_names_are_two(articles: list[Article], one: str, other: str, rule: str) -> None:
    verdict = reasons.why(built(articles, "")[0], one, other)
    assert verdict is not None
    assert not verdict.same
    assert verdict.reasons[0].rule == rule
    assert verdict.reasons[0].quotes


def test_why_says_who_decided(articles: list[Article]) -> None:
    text = '[[same]]\nnames = ["五色联盟", "科创蓝联盟"]\nauthor = "李"\nreason = "一回事"\n'
    verdict = reasons.why(built(articles, text)[0], "五色联盟", "科创蓝联盟", parse(text))
    assert verdict is not None
    assert verdict.same
    assert "李：一回事" in verdict.reasons[0].text
    assert reasons.why(built(articles, "")[0], "没有", "五色联盟") is None


def test_why_knows_the_names_that_people_gave(articles: list[Article]) -> None:
    text = '[[rename]]\nname = "五色联盟"\nto = "五色融合联盟"\n'
    verdict = reasons.why(built(articles, text)[0], "五色联盟", "五色融合联盟", parse(text))
    assert verdict is not None
    assert verdict.same
    assert verdict.one.name == "五色融合联盟"
    assert [(reason.rule, len(reason.quotes)) for reason in verdict.reasons] == [("curated", 1)]


def test_every_rule_can_be_put_into_words() -> None:
    import re

    package = Path(reasons.__file__).parent
    code = "\n".join(p.read_text("utf-8") for p in (package / "identity").glob("*.py"))
    shape = r'"((?:article|park|place|firm|body|programme|project|person)-[a-z-]+|curated)"'
    named = set(re.findall(shape, code))
    assert named == set(reasons.texts()["same"]) - {"article-alias"}


def test_review_asks_and_does_not_ask_again(articles: list[Article], tmp_path: Path) -> None:
    with Store(tmp_path / "db") as store:
        graph.add(store, articles)
        items = review.items(store)
        assert {item.sort for item in items} == {"apart", "parts"}
        for item in items:
            assert review.quotes(store, item)
            curation.append(tmp_path / curation.SOURCE, item.yes)
            assert item not in review.items(store)
        assert graph.refresh(store) == ()
        assert review.items(store) == []
