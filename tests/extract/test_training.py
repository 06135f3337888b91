import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

training = pytest.importorskip(
    "extract.training", reason="training is an extra: pip install parkgraph[train]"
)
from extract import annotated, coref, pairs, sentence_rules  # noqa: E402
from extract.abbreviation import plain  # noqa: E402

DEV = Path(__file__).parents[1] / "articles" / "dev"


def _gold(*entities: dict[str, Any], relations: tuple[Any, ...] = ()) -> dict[str, Any]:
    rows = [{"id": str(n), "type": "Company", **entity} for n, entity in enumerate(entities)]
    return {"entities": rows, "relations": list(relations)}


@pytest.fixture(scope="module")
def data() -> list[Any]:
    return list(annotated.examples([DEV]))


def test_every_labelled_name_is_a_form_of_a_thing(data: list[Any]) -> None:
    assert data
    for example in data:
        marked = re.finditer(r"B[IE]*", "".join(label[0] for label in example.labels))
        names = [
            (plain(example.text[slice(*name.span())]), example.labels[name.start()][2:])
            for name in marked
        ]
        held = {
            (name, label)
            for name, label in names
            if len(name) > 1 and not coref.is_nobodys(label, [name])
        }
        context = training.gold_context(example)
        known = {(form, thing.type) for thing in context.things for form in thing.forms}
        assert held
        assert {row for row in held if row[1] != coref.MAYBE} <= known


def test_the_annotation_judges_pairs_and_leaves_out_what_it_leaves_open() -> None:
    gold = _gold(
        {"name": "海川公司"},
        {"name": "智能泵阀基地", "type": "Project"},
        {"name": "深水码头", "type": "Project"},
        {"name": "冷库", "type": "Project", "optional": True},
        relations=(["0", "develops", "1"], {"triple": ["0", "develops", "9"]}),
    )
    example = annotated.project("海川公司投资建设智能泵阀基地、深水码头和冷库。", gold)
    things = training.gold_context(example).things
    verdicts = {
        things[pair.object].name: verdict
        for pair, verdict in training.judged_pairs(example)
        if pair.predicate == "develops"
    }
    assert verdicts == {"智能泵阀基地": True, "深水码头": False}


def test_the_threshold_is_where_f1_is_best() -> None:
    probabilities = np.array([0.1, 0.35, 0.45, 0.55, 0.9])
    truth = np.array([False, False, True, True, True])
    assert 0.35 < training._best_threshold(probabilities, truth) <= 0.45


def test_training_the_classifiers_twice_gives_the_same_bytes(
    data: list[Any], tmp_path: Path
) -> None:
    # eight parts are held out in turn: with fewer articles some predicate has too few
    for name in ("a.json", "b.json"):
        training.train_relations(data[:10], tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    stored = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert set(stored) <= set(pairs.DOMAINS)
    assert set(stored) <= set(sentence_rules.PREDICATES)
    assert all(0.3 <= row["threshold"] <= 0.6 and row["weights"] for row in stored.values())
