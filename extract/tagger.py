"""Names in a clean text, found by a linear-chain conditional random field over characters.

The model is trained by ``python -m extract.training`` (CRFsuite, L-BFGS) on the annotated articles
in ``tests/articles`` and kept in ``extract/data/tagger.npz``; here it is only applied, with numpy.
Reference: Lafferty, McCallum, Pereira, “Conditional Random Fields”, ICML 2001.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from extract import features, segment

OUTSIDE = "O"
_BUCKET_BITS = 22
_BATCH = 256  # clauses labelled at once
_SHORT = 16  # characters
_BARRIER = re.compile(r"[，。；！？\n]")
_TINY = np.float32(1e-30)
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A name in a clean text; ``probability`` is the lowest marginal along its characters."""

    start: int
    end: int
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a trained field: features × labels, labels × labels, and who may follow whom."""

    labels: tuple[str, ...]
    keys: features.Ints
    weights: Floats
    transitions: Floats
    buckets: npt.NDArray[np.int32]


def bucket_of(keys: features.Ints) -> npt.NDArray[np.int64]:
    """The place of feature hashes in the table that leads to their row of weights."""
    return (keys >> np.uint64(64 - _BUCKET_BITS)).astype(np.int64)


def allowed(before: str, after: str) -> bool:
    """Whether a label may follow another: names are B-x, I-x …, E-x."""
    inside = before[:1] in "BI"
    continues = after[:1] in "IE"
    return before[2:] == after[2:] and continues if inside else not continues


def model_from(
    labels: list[str], keys: features.Ints, weights: Floats, transitions: Floats
) -> Model:
    """Make the tables that applying the field needs; row 0 is for unknown features."""
    buckets = np.zeros(1 << _BUCKET_BITS, dtype=np.int32)
    buckets[bucket_of(keys)] = np.arange(1, len(keys) + 1, dtype=np.int32)
    # rows of whole cache lines are added faster
    padded = np.zeros((len(weights) + 1, -(-len(labels) // 16) * 16), dtype=np.float32)
    padded[1:, : len(labels)] = weights
    forbidden = np.array([[not allowed(a, b) for b in labels] for a in labels])
    return Model(
        tuple(labels),
        np.concatenate([np.zeros(1, dtype=np.uint64), keys]),
        padded,
        np.where(forbidden, np.float32(-1e4), transitions).astype(np.float32),
        buckets,
    )


@functools.cache
def model() -> Model:
    """The trained field that comes with the package."""
    with (
        resources.as_file(resources.files("extract").joinpath("data", "tagger.npz")) as path,
        np.load(path) as stored,
    ):
        return model_from(
            [str(label) for label in stored["labels"]],
            stored["keys"],
            stored["weights"],
            stored["transitions"],
        )


def _emissions(text: str, field: Model) -> Floats:
    """The score of each label at each character, without its neighbours' labels."""
    scores = np.zeros((len(text), field.weights.shape[1]), dtype=np.float32)
    start = 0
    for keys in features.stretches(text):
        rows = field.buckets[bucket_of(keys)]
        rows[field.keys[rows] != keys] = 0
        end = start + keys.shape[1]
        part = np.empty_like(scores[start:end])
        for template in rows:
            np.take(field.weights, template, axis=0, out=part, mode="clip")
            scores[start:end] += part
        start = end
    return scores[:, : len(field.labels)]


def _marginals(scores: Floats, transitions: Floats, first: Floats) -> Floats:
    """Probability of each label at each character of a batch, by forward and backward sums.

    ``scores`` and the result are clauses × characters × labels; ``first`` is clauses × labels, what
    the beginning of each clause adds.
    """
    local = np.exp(scores - scores.max(axis=2, keepdims=True))
    # both sums at once: the second runs over the clauses turned round
    both = np.stack([local, local[:, ::-1]])
    steps = np.exp(np.stack([transitions, transitions.T]))
    sums = np.empty_like(both)
    sums[0, :, 0] = np.exp(first)
    sums[1, :, 0] = 1.0
    for at in range(1, scores.shape[1]):
        np.matmul(_normal(sums[:, :, at - 1] * both[:, :, at - 1]), steps, out=sums[:, :, at])
    return _normal(local * sums[0] * sums[1, :, ::-1])


def _normal(weights: Floats) -> Floats:
    """Weights along the last axis as shares of their sum; all 0 where nothing is possible."""
    total = weights.sum(axis=-1, keepdims=True)
    result: Floats = weights / (total + _TINY)
    return result


def _clauses(text: str) -> Iterator[tuple[int, int, bool]]:
    """Half-open spans between marks that are never part of a name; whether one begins a sentence.

    What is before such a mark and what is after it can be labelled apart: the mark itself is known
    to be outside any name.
    """
    for start, end in segment.sentences(text):
        at = start
        for mark in _BARRIER.finditer(text, start, end):
            yield at, mark.end(), at == start
            at = mark.end()
        if at < end:
            yield at, end, at == start


def _batches(spans: Iterable[tuple[int, int, bool]]) -> Iterator[list[tuple[int, int, bool]]]:
    """Clauses of like length, so that little is padded."""
    ordered = sorted(spans, key=lambda span: (span[1] - span[0], span))
    first = 0
    for at, (start, end, _) in enumerate(ordered):
        shortest = ordered[first][1] - ordered[first][0]
        if end - start > 2 * shortest + _SHORT or at - first >= _BATCH:
            yield ordered[first:at]
            first = at
    if ordered:
        yield ordered[first:]


def label_text(text: str, field: Model) -> tuple[list[str], Floats]:
    """The likeliest label of each character and its marginal probability."""
    scores = _emissions(text, field)
    # a sentence begins and ends outside any name: so does what it is padded with
    outside = field.labels.index(OUTSIDE)
    onward = field.transitions[outside]
    begin = np.where(onward < -1e3, -1e4, 0.0).astype(np.float32)
    padding = np.where(np.arange(len(field.labels)) == outside, 0.0, -1e4).astype(np.float32)
    chosen = np.full(len(text), outside, dtype=np.int64)
    certain = np.ones(len(text), dtype=np.float32)
    for match in _BARRIER.finditer(text):
        scores[match.start()] = padding
    for batch in _batches(_clauses(text)):
        starts, ends, begins = (np.array(column) for column in zip(*batch, strict=True))
        places = starts[:, None] + np.arange((ends - starts).max() + 1)
        within = places < ends[:, None]
        stack = np.where(within[:, :, None], scores[np.minimum(places, len(text) - 1)], padding)
        marginals = _marginals(stack, field.transitions, np.where(begins[:, None], begin, onward))
        chosen[places[within]] = marginals.argmax(axis=2)[within]
        certain[places[within]] = marginals.max(axis=2)[within]
    return [field.labels[n] for n in chosen.tolist()], certain


def tag(text: str, field: Model | None = None) -> list[Tagged]:
    """The names of a clean text, in the order of their places."""
    labels, certain = label_text(text, field or model())
    found: list[Tagged] = []
    start = -1
    for at, label in enumerate(labels):
        if label == OUTSIDE:
            start = -1
        elif label[0] == "B":
            start = at
        elif label[0] == "E" and start >= 0:
            probability = float(certain[start : at + 1].min())
            found.append(Tagged(start, at + 1, label[2:], probability))
            start = -1
    return found
