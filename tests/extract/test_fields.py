from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

fields = pytest.importorskip(
    "extract.fields", reason="training is an extra: pip install parkgraph[train]"
)
from extract import annotated, tagger  # noqa: E402

DEV = Path(__file__).parents[1] / "articles" / "dev"


@pytest.fixture(scope="module")
def few() -> list[Any]:
    data = sorted(annotated.examples([DEV]), key=lambda example: len(example.text))
    return list(islice(data, 3))


def _stored(path: Path) -> tagger.Model:
    with np.load(path) as stored:
        labels = [str(label) for label in stored["labels"]]
        return tagger.model_from(labels, stored["keys"], stored["weights"], stored["transitions"])


def test_training_the_tagger_twice_gives_the_same_bytes(few: list[Any], tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        fields.train_tagger(few, [], [], tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]
    # what was learnt by heart is found again
    field = _stored(tmp_path / "a.npz")
    right = sum(
        found == wanted
        for example in few
        for found, wanted in zip(
            tagger.label_text(example.text, field)[0], example.labels, strict=True
        )
    )
    assert right / sum(len(example.text) for example in few) > 0.97


def test_a_pool_has_a_field_of_all_hands_and_fields_of_halves() -> None:
    hands = [[f"hand {number}"] for number in range(5)]
    whole, *halves = fields.members(["always"], hands)
    assert whole.hands == [["always"], *hands]
    assert whole.known_to == 1
    assert all(half.hands[0] == ["always"] for half in halves)
    learnt = [[hand[0] for hand in half.hands[1:]] for half in halves]
    assert learnt[:4] == [
        ["hand 0", "hand 2", "hand 4"],
        ["hand 1", "hand 3"],
        ["hand 0", "hand 1", "hand 4"],
        ["hand 2", "hand 3"],
    ]
    halved = [False, True, False, True, True]
    only_some, *the_same = fields.members(["always"], hands, halved)
    assert only_some.hands == [["always"], ["hand 0"], ["hand 2"]]
    assert the_same == halves
    assert [len(fields.members([], hands[:count])) for count in (0, 3)] == [1, 1]


def test_a_field_may_know_only_what_several_hands_have(few: list[Any]) -> None:
    every = fields.fit(fields.Member([[few[0]], [few[1]]], 1, 3, 1.0))
    shared = fields.fit(fields.Member([[few[0]], [few[1]]], 2, 3, 1.0))
    assert 0 < len(shared.weights) < len(every.weights)
    texts = [few[0], annotated.unquoted(few[0])], [few[1], annotated.unquoted(few[1])]
    first, second = (
        {key for one in hand for rows in fields.features.stretches(one.text) for key in rows.flat}
        for hand in texts
    )
    assert shared.weights.keys() <= first & second
    assert not every.weights.keys() <= first & second


def test_the_mean_of_fields_counts_what_one_has_not_as_nothing() -> None:
    labels = ("B-Park", "E-Park", "O")
    one = fields.Field(labels, {7: np.array([3.0, 0, 0])}, np.eye(3))
    two = fields.Field(labels, {7: np.array([0, 3.0, 0]), 8: np.array([0, 0, 6.0])}, np.eye(3))
    mixed = fields.mean([one, two], [2.0, 1.0])
    assert mixed.weights[7].tolist() == [2.0, 1.0, 0.0]
    assert mixed.weights[8].tolist() == [0.0, 0.0, 2.0]
    assert np.allclose(mixed.transitions, np.eye(3))
    with pytest.raises(ValueError, match="different labels"):
        fields.mean([one, fields.Field(("O",), {}, np.eye(1))], [1.0, 1.0])


def test_weak_features_and_the_weaker_of_two_in_one_bucket_are_not_stored(tmp_path: Path) -> None:
    strong, weak, other = 1 << 50, (1 << 50) + 1, 3 << 50
    weights = {
        strong: np.array([2.0, 0.5]),
        weak: np.array([1.0, -1.5]),
        other: np.array([0.25, 0.0]),
        5 << 50: np.array([0.004, -0.002]),
    }
    target = tmp_path / "field.npz"
    fields.store(fields.Field(("I-Park", "O"), weights, np.zeros((2, 2))), target)
    with np.load(target) as stored:
        assert stored["keys"].tolist() == [strong, other]
        assert stored["weights"].tolist() == [[2.0, 0.5], [0.25, 0.0]]
