import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from kg import evaluate
from kg.errors import InputError
from kg.model import Article, as_json

SHARED = Path(__file__).parents[3] / "shared" / "gold"

GOLD: dict[str, Any] = {
    "doc": "a.txt",
    "articles": 1,
    "entities": [
        {"id": "p", "type": "Park", "name": "相城经济技术开发区", "aliases": ["相城经开区"]},
        {"id": "w", "type": "Programme", "kind": "alliance", "name": "五色联盟"},
        {"id": "b", "type": "Programme", "kind": "alliance", "name": "科创蓝党建联盟"},
        {"id": "x", "type": "Person", "name": "李惠忠"},
        {"id": "o", "type": "Place", "name": "苏州", "optional": True},
        {"id": "c", "type": "Company", "name": "明途智能", "also": ["Institution"]},
    ],
    "relations": [
        ["p", "runs", "w"],
        ["p", "runs", "b"],
        ["b", "partOf", "w"],
        ["x", "holdsPosition", "p", "书记"],
        ["p", "locatedIn", "o"],
        {"triple": ["c", "locatedIn", "p"], "optional": True},
    ],
    "absent": ["于立超"],
}


def found(
    entities: list[tuple[str, str]], relations: list[tuple[Any, ...]], source: str = "/in/a.txt"
) -> dict[str, Any]:
    return {
        "source": source,
        "entities": [
            {"id": str(i), "type": type_name, "name": name, "aliases": [], "kind": "alliance"}
            for i, (type_name, name) in enumerate(entities)
        ],
        "relations": [
            {
                "subject": str(s),
                "predicate": p,
                "object": str(o),
                "role": role[0] if role else None,
            }
            for s, p, o, *role in relations
        ],
    }


def figures(score: evaluate.Score) -> tuple[int, int, int]:
    return score.hit, score.predicted, score.gold


ALL = [
    ("Park", "「相城經開區」"),
    ("Programme", "五色联盟"),
    ("Programme", "科创蓝党建联盟"),
    ("Person", "李惠忠"),
    ("Institution", "明途智能"),
]


def test_what_is_right_counts_whatever_the_writing_of_names() -> None:
    facts = [(0, "runs", 1), (0, "runs", 2), (2, "partOf", 1), (3, "holdsPosition", 0, "书记")]
    result = evaluate.evaluate([GOLD], [found(ALL, facts)])
    assert evaluate.total(result.entities).f1 == evaluate.total(result.relations).f1 == 1
    assert (result.roles.right, result.roles.total) == (1, 1)
    assert (result.kinds.right, result.kinds.total) == (2, 2)
    assert result.errors == result.leaks == result.unread == []


def test_who_runs_the_whole_runs_its_parts() -> None:
    result = evaluate.evaluate([GOLD], [found(ALL, [(0, "runs", 1), (2, "partOf", 1)])])
    assert figures(result.relations["runs"]) == (2, 2, 2)


def test_optional_things_and_facts_count_neither_way() -> None:
    things = [*ALL, ("Place", "苏州"), ("Park", "苏州")]
    facts = [(0, "locatedIn", 5), (4, "locatedIn", 0), (6, "locatedIn", 5)]
    result = evaluate.evaluate([GOLD], [found(things, facts)])
    assert figures(evaluate.total(result.entities)) == (5, 5, 5)
    assert figures(result.relations["locatedIn"]) == (0, 0, 0)


def test_what_is_wrong_missed_or_leaked_is_named() -> None:
    things = [("Park", "相城经开区"), ("Person", "于立超")]
    result = evaluate.evaluate([GOLD], [found(things, [(1, "activeIn", 0)])])
    assert result.leaks == [("a.txt", "于立超")]
    assert ("a.txt", "wrong", "Person", "于立超") in result.errors
    assert ("a.txt", "wrong", "activeIn", "于立超 → 相城经开区") in result.errors
    assert ("a.txt", "missed", "partOf", "科创蓝党建联盟 → 五色联盟") in result.errors


def test_a_second_node_for_one_thing_is_wrong() -> None:
    result = evaluate.evaluate([GOLD], [found([*ALL, ("Park", "相城经济技术开发区")], [])])
    assert figures(result.entities["Park"]) == (1, 2, 1)


def test_articles_of_a_source_are_scored_together() -> None:
    result = evaluate.evaluate([GOLD], [found(ALL[:2], []), found(ALL[1:], [])])
    assert figures(evaluate.total(result.entities)) == (5, 5, 5)
    assert (result.splits.right, result.splits.total) == (0, 1)


def test_a_document_that_was_not_read_is_all_missed() -> None:
    result = evaluate.evaluate([GOLD], [found(ALL, [], source="other.txt")])
    assert result.unread == ["a.txt"]
    assert figures(evaluate.total(result.entities)) == (0, 0, 5)
    assert evaluate.total(result.entities).f1 == 0


def test_types_and_predicates_that_are_not_ours_are_passed_over() -> None:
    result = evaluate.evaluate([GOLD], [found([*ALL, ("Comet", "彗星")], [(0, "orbits", 1)])])
    assert evaluate.total(result.entities).predicted == 5
    assert evaluate.total(result.relations).predicted == 0


@pytest.mark.parametrize("text", ["{", "[]", '{"doc": "a.txt"}'])
def test_a_broken_annotation_is_named_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"a\.json") as error:
        evaluate.read_gold(tmp_path)
    assert "\n" not in str(error.value)


def test_a_folder_without_annotations_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no annotations"):
        evaluate.read_gold(tmp_path)


def _damaged(article: dict[str, Any], every: int) -> dict[str, Any]:
    """The article with things renamed, retyped and left out, as a weak extraction would give it."""
    entities = [dict(entity) for i, entity in enumerate(article["entities"]) if i % every]
    for i, entity in enumerate(entities):
        if i % (every + 1) == 0:
            entity["name"], entity["aliases"] = entity["name"] + "部", []
        if i % (every + 2) == 0:
            entity["type"] = "Company"
    known = {entity["id"] for entity in entities}
    relations = [
        dict(r, role="书记" if i % 3 else r["role"])
        for i, r in enumerate(article["relations"])
        if {r["subject"], r["object"]} <= known
    ]
    return {**article, "entities": entities, "relations": relations}


@pytest.mark.parametrize("every", [2, 3, 5])
def test_figures_are_those_of_the_shared_scorer(gold_articles: list[Article], every: int) -> None:
    path = SHARED / "score.py"
    spec = importlib.util.spec_from_file_location("shared_score", path)
    assert spec is not None
    assert spec.loader is not None
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    predicted = [_damaged(as_json(article), every) for article in gold_articles]
    predicted += predicted[::4]  # as further articles of their sources
    expected = shared.score(SHARED / "dev", predicted)
    ours = evaluate.as_json(evaluate.evaluate(evaluate.read_gold(SHARED / "dev"), predicted))
    assert ours.pop("confidence")  # which the shared scorer does not tell
    assert 0.2 < ours["entities"]["all"]["f1"] < 0.95
    assert json.loads(json.dumps(expected)) == json.loads(json.dumps(ours))
