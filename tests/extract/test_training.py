import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

training = pytest.importorskip(
    "extract.training", reason="training is an extra: pip install parkgraph[train]"
)
from extract import coref, pairs, sentence_rules, tagger  # noqa: E402
from extract.abbreviation import plain  # noqa: E402

DEV = Path(__file__).parents[1] / "articles" / "dev"


def _gold(*entities: dict[str, Any], relations: tuple[Any, ...] = ()) -> dict[str, Any]:
    rows = [{"id": str(n), "type": "Company", **entity} for n, entity in enumerate(entities)]
    return {"entities": rows, "relations": list(relations)}


def _spans(example: Any) -> list[tuple[str, str]]:
    """The names that the labels of an example tell, by place."""
    found, start = [], 0
    for at, label in enumerate(example.labels):
        if label.startswith("B-"):
            start = at
        elif label.startswith("E-"):
            found.append((example.text[start : at + 1], label[2:]))
    return found


@pytest.fixture(scope="module")
def data() -> list[Any]:
    return list(training.examples([DEV]))


@pytest.mark.parametrize(
    ("text", "entities", "names"),
    [
        (
            "海川公司开工，海川公司党委到场。",
            [{"name": "海川公司"}, {"name": "海川公司党委", "type": "PartyOrganisation"}],
            [("海川公司", "Company"), ("海川公司党委", "PartyOrganisation")],
        ),
        (
            "推行“灯塔”工作法。",
            [{"name": "灯塔工作法", "type": "Programme"}],
            [("“灯塔”工作法", "Programme")],
        ),
        (
            "推行“灯塔”和灯塔工程。",
            [{"name": "灯塔工程", "aliases": ["灯塔"], "type": "Programme"}],
            [("灯塔", "Programme"), ("灯塔工程", "Programme")],
        ),
        (
            "开展“主题日”活动。",
            [{"name": "主题日", "type": "Programme", "optional": True}],
            [("主题日", "Maybe")],
        ),
        ("海川\n公司开工。", [{"name": "海川公司"}], []),
        ("HAICHUAN开工。", [{"name": "Haichuan"}], [("HAICHUAN", "Company")]),
        ("海开工。", [{"name": "海"}], []),
        # an alias that is an ending only names nothing by itself
        (
            "海川公司：公司开工。",
            [{"name": "海川公司", "aliases": ["公司"]}],
            [("海川公司", "Company")],
        ),
    ],
)
def test_annotated_names_become_labels(
    text: str, entities: list[dict[str, Any]], names: list[tuple[str, str]]
) -> None:
    example = training.project(text, _gold(*entities))
    assert len(example.labels) == len(text)
    assert _spans(example) == names


def test_a_required_name_wins_over_an_optional_one() -> None:
    gold = _gold(
        {"name": "灯塔", "type": "Institution", "optional": True},
        {"name": "灯塔", "type": "Programme"},
    )
    assert _spans(training.project("点亮灯塔。", gold)) == [("灯塔", "Programme")]


def test_labels_of_the_annotated_articles_read_back(data: list[Any]) -> None:
    assert data
    for example in data:
        sequence = [tagger.OUTSIDE, *example.labels, tagger.OUTSIDE]
        assert all(tagger.allowed(a, b) for a, b in pairwise(sequence))
        forms: dict[str, set[str]] = {}
        for entity in example.gold["entities"]:
            for name in [entity["name"], *entity.get("aliases", []), *entity.get("implied", [])]:
                label = entity["type"]
                forms.setdefault(training._DECORATION.sub("", name).lower(), set()).add(label)
        names = _spans(example)
        assert names
        for name, label in names:
            types = forms[training._DECORATION.sub("", name).lower()]
            assert label in types or (label == "Maybe" and "Programme" in types)
        context = training.gold_context(example)
        held = {
            (plain(name), label)
            for name, label in names
            if len(plain(name)) > 1 and not coref.is_nobodys(label, [plain(name)])
        }
        known = {(form, thing.type) for thing in context.things for form in thing.forms}
        assert {row for row in held if row[1] != "Maybe"} <= known


def test_without_quotation_marks_the_same_names_are_labelled() -> None:
    gold = _gold({"name": "灯塔工作法", "type": "Programme"})
    bare = training.unquoted(training.project("推行“灯塔”工作法。", gold))
    assert bare.text == "推行灯塔工作法。"
    assert _spans(bare) == [("灯塔工作法", "Programme")]


def test_the_annotation_judges_pairs_and_leaves_out_what_it_leaves_open() -> None:
    gold = _gold(
        {"name": "海川公司"},
        {"name": "智能泵阀基地", "type": "Project"},
        {"name": "深水码头", "type": "Project"},
        {"name": "冷库", "type": "Project", "optional": True},
        relations=(["0", "develops", "1"], {"triple": ["0", "develops", "9"]}),
    )
    example = training.project("海川公司投资建设智能泵阀基地、深水码头和冷库。", gold)
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


def test_training_the_tagger_twice_gives_the_same_bytes(data: list[Any], tmp_path: Path) -> None:
    few = sorted(data, key=lambda example: len(example.text))[:3]
    for name in ("a.npz", "b.npz"):
        training.train_tagger(few, tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with np.load(tmp_path / "a.npz") as stored:
        labels = [str(label) for label in stored["labels"]]
        field = tagger.model_from(labels, stored["keys"], stored["weights"], stored["transitions"])
    # what was learnt by heart is found again
    right = sum(
        found == wanted
        for example in few
        for found, wanted in zip(
            tagger.label_text(example.text, field)[0], example.labels, strict=True
        )
    )
    assert right / sum(len(example.text) for example in few) > 0.97
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


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
