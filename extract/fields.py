"""Fit the tagger: the mean of several conditional random fields, each of which knew other articles.

A field learns some names by heart and is sure of them; another one, of other articles, is not, and
what both are sure of is nearly always a name. Fields with the same features are averaged by their
weights, so that several cost no more than one when they are applied: a logarithmic opinion pool.
Reference: Smith, Cohn, Osborne, “Logarithmic Opinion Pools for Conditional Random Fields”,
ACL 2005.
"""

import itertools
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pycrfsuite

from extract import features, segment, tagger
from extract.annotated import Example, unquoted

_PENALTIES = {"c1": 0.08, "c2": 0.02, "feature.minfreq": 2}  # L1, L2
_SMALLEST_WEIGHT = 0.005  # two in five features of the mean are weaker, and change nothing
_HALVINGS = 3  # each gives two fields
_FEWEST_HANDS = 4  # with fewer there are no halves

Hands = Sequence[Sequence[Example]]
"""Examples by the hand that wrote them."""


@dataclass(frozen=True, slots=True)
class Member:
    """A field of the pool: what it learns from, and how much it counts."""

    hands: Hands
    known_to: int
    """Hands that must have a feature: what only one has is mostly names."""
    iterations: int
    weight: float


@dataclass(frozen=True, slots=True)
class Field:
    """Weights of a trained field: features × labels (by feature hash), and labels × labels."""

    labels: tuple[str, ...]
    weights: dict[int, npt.NDArray[np.float64]]
    transitions: npt.NDArray[np.float64]


def members(always: Sequence[Example], hands: Hands, halved: Sequence[bool] = ()) -> list[Member]:
    """The fields of the pool: one of many hands, and those of halves of all.

    ``always`` are examples that every field learns from. ``halved`` tells of each hand whether only
    the halves learn from it. The n-th halving is by the n-th binary digit of a hand's number.
    """
    whole = [hand for hand, only in itertools.zip_longest(hands, halved) if not only]
    pool = [Member([always, *whole], 1, 120, 4.0)]
    for digit in range(_HALVINGS if len(hands) >= _FEWEST_HANDS else 0):
        for wanted in (0, 1):
            half = [hand for number, hand in enumerate(hands) if number >> digit & 1 == wanted]
            pool.append(Member([always, *half], 2, 60, 1.0))
    return pool


def train_tagger(
    always: Sequence[Example], hands: Hands, halved: Sequence[bool], target: Path
) -> None:
    """Fit the fields, as many at once as there are processors, and store their mean."""
    pool = members(always, hands, halved)
    with ProcessPoolExecutor(min(len(pool), os.cpu_count() or 1)) as processes:
        fitted = list(processes.map(fit, pool))
    store(mean(fitted, [member.weight for member in pool]), target)


def _with_features(examples: Sequence[Example]) -> Iterator[tuple[Example, features.Ints]]:
    """Examples, with and without quotation marks, and their features: characters × templates."""
    for example in examples:
        bare = unquoted(example)
        for one in [example] if bare.text == example.text else [example, bare]:
            yield one, np.concatenate(list(features.stretches(one.text)), axis=1).T


def _known(hands: list[list[tuple[Example, features.Ints]]], least: int) -> features.Ints:
    """The features that so many hands have at least."""
    theirs = [np.unique(np.concatenate([rows.ravel() for _, rows in hand])) for hand in hands]
    keys, counts = np.unique(np.concatenate(theirs), return_counts=True)
    return np.asarray(keys[counts >= least])


def fit(member: Member) -> Field:
    """Fit one field of the pool with CRFsuite (L-BFGS)."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({**_PENALTIES, "max_iterations": member.iterations})
    hands = [list(_with_features(hand)) for hand in member.hands if hand]
    known = _known(hands, member.known_to)
    for example, rows in itertools.chain.from_iterable(hands):
        # the features are sorted and many: np.isin would sort them again for each example
        kept = known[np.minimum(np.searchsorted(known, rows), len(known) - 1)] == rows
        for start, end in segment.sentences(example.text):
            sequence = [list(map(str, rows[at][kept[at]].tolist())) for at in range(start, end)]
            trainer.append(sequence, example.labels[start:end])
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "field"
        trainer.train(str(path))
        return _read(path)


def _read(path: Path) -> Field:
    """A field as CRFsuite wrote it."""
    reader = pycrfsuite.Tagger()
    reader.open(str(path))
    info = reader.info()
    labels = tuple(sorted(info.labels))
    index = {label: n for n, label in enumerate(labels)}
    weights: dict[int, npt.NDArray[np.float64]] = {}
    for (key, label), weight in info.state_features.items():
        row = weights.setdefault(int(key), np.zeros(len(labels)))
        row[index[label]] = weight
    transitions = np.zeros((len(labels), len(labels)))
    for (before, after), weight in info.transitions.items():
        transitions[index[before], index[after]] = weight
    reader.close()
    return Field(labels, weights, transitions)


def mean(fields: Sequence[Field], counts: Sequence[float]) -> Field:
    """The weighted mean of fields; a feature that one hasn't weighs nothing there."""
    labels = fields[0].labels
    if any(field.labels != labels for field in fields):
        raise ValueError("fields of different labels have no mean")
    shares = np.array(counts) / sum(counts)
    weights: dict[int, npt.NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(labels)))
    for field, share in zip(fields, shares, strict=True):
        for key, row in field.weights.items():
            weights[key] += share * row
    transitions = sum(
        share * field.transitions for field, share in zip(fields, shares, strict=True)
    )
    return Field(labels, dict(weights), np.asarray(transitions))


def store(field: Field, target: Path) -> None:
    """Write a field as arrays, without what is weak: of two features in one bucket one is kept."""
    strength = {key: float(np.abs(row).max()) for key, row in field.weights.items()}
    strongest: dict[int, int] = {}
    for key in sorted(strength, key=lambda k: (strength[k], k)):
        if strength[key] < _SMALLEST_WEIGHT:
            continue
        strongest[int(tagger.bucket_of(np.array([key], dtype=np.uint64))[0])] = key
    keys = sorted(strongest.values())
    np.savez_compressed(
        target,
        labels=np.array(field.labels),
        keys=np.array(keys, dtype=np.uint64),
        weights=np.stack([field.weights[key] for key in keys]).astype(np.float16),
        transitions=field.transitions.astype(np.float32),
    )
