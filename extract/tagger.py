"""Names in a clean text, found by a linear-chain conditional random field over characters.

The model is trained by ``python -m extract.training`` (CRFsuite, L-BFGS) on the annotated articles
in ``tests/articles`` and kept in ``extract/data/tagger.npz``; here it is only applied, with numpy.
Reference: Lafferty, McCallum, Pereira, “Conditional Random Fields”, ICML 2001.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from extract import features, segment

OUTSIDE = "O"
_BUCKET_BITS = 22
_CHUNK = 512  # characters scored at once
_BATCH = 256  # sentences labelled at once
_SHORT = 16  # characters
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
    forbidden = np.array([[not allowed(a, b) for b in labels] for a in labels])
    return Model(
        tuple(labels),
        np.concatenate([np.zeros(1, dtype=np.uint64), keys]),
        np.concatenate([np.zeros((1, len(labels)), dtype=np.float32), weights.astype(np.float32)]),
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
    hashes = features.matrix(text)
    scores = np.zeros((len(text), len(field.labels)), dtype=np.float32)
    for start in range(0, len(text), _CHUNK):
        keys = hashes[start : start + _CHUNK]
        rows = field.buckets[bucket_of(keys)]
        rows[field.keys[rows] != keys] = 0
        scores[start : start + _CHUNK] = field.weights[rows].sum(axis=1)
    return scores


def _viterbi(scores: Floats, transitions: Floats, first: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The best label sequences of a batch (sentences × characters × labels)."""
    count, length, _ = scores.shape
    back = np.zeros(scores.shape, dtype=np.int16)
    best = scores[:, 0] + first
    for at in range(1, length):
        total = best[:, :, None] + transitions[None]
        back[:, at] = total.argmax(axis=1)
        best = total.max(axis=1) + scores[:, at]
    path = np.zeros((count, length), dtype=np.int64)
    path[:, -1] = best.argmax(axis=1)
    rows = np.arange(count)
    for at in range(length - 1, 0, -1):
        path[:, at - 1] = back[rows, at, path[:, at]]
    return path


def _marginals(scores: Floats, transitions: Floats, first: npt.NDArray[Any]) -> Floats:
    """Probability of each label at each character of a batch, by forward and backward sums."""
    length = scores.shape[1]
    step = np.exp(transitions)
    local = np.exp(scores - scores.max(axis=2, keepdims=True))
    forward = np.zeros_like(local)
    backward = np.ones_like(local)
    forward[:, 0] = local[:, 0] * np.exp(first)
    forward[:, 0] /= forward[:, 0].sum(axis=1, keepdims=True)
    for at in range(1, length):
        ahead = (forward[:, at - 1] @ step) * local[:, at]
        forward[:, at] = ahead / ahead.sum(axis=1, keepdims=True)
    for at in range(length - 2, -1, -1):
        behind = (backward[:, at + 1] * local[:, at + 1]) @ step.T
        backward[:, at] = behind / behind.sum(axis=1, keepdims=True)
    product = forward * backward
    result: Floats = product / product.sum(axis=2, keepdims=True)
    return result


def _batches(spans: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Sentences of like length, so that little is padded."""
    ordered = sorted(spans, key=lambda span: (span[1] - span[0], span))
    first = 0
    for at, (start, end) in enumerate(ordered):
        shortest = ordered[first][1] - ordered[first][0]
        if end - start > 2 * shortest + _SHORT or at - first >= _BATCH:
            yield ordered[first:at]
            first = at
    if ordered:
        yield ordered[first:]


def label_text(text: str, field: Model) -> tuple[list[str], Floats]:
    """A label for each character and its marginal probability."""
    scores = _emissions(text, field)
    # a sentence begins and ends outside any name: so does what it is padded with
    outside = field.labels.index(OUTSIDE)
    first = np.where(field.transitions[outside] < -1e3, -1e4, 0.0).astype(np.float32)
    padding = np.where(np.arange(len(field.labels)) == outside, 0.0, -1e4).astype(np.float32)
    chosen = np.full(len(text), outside, dtype=np.int64)
    certain = np.ones(len(text), dtype=np.float32)
    for batch in _batches(segment.sentences(text)):
        length = max(end - start for start, end in batch) + 1
        stack = np.tile(padding, (len(batch), length, 1))
        for row, (start, end) in enumerate(batch):
            stack[row, : end - start] = scores[start:end]
        paths = _viterbi(stack, field.transitions, first)
        marginals = _marginals(stack, field.transitions, first)
        sure = np.take_along_axis(marginals, paths[:, :, None], axis=2)[:, :, 0]
        for row, (start, end) in enumerate(batch):
            chosen[start:end] = paths[row, : end - start]
            certain[start:end] = sure[row, : end - start]
    return [field.labels[n] for n in chosen], certain


def tag(text: str, field: Model | None = None) -> list[Tagged]:
    """The names of a clean text, in the order of their places."""
    labels, certain = label_text(text, field or model())
    found: list[Tagged] = []
    start = -1
    for at, label in enumerate(labels):
        if label.startswith("B-"):
            start = at
        elif label.startswith("E-") and start >= 0:
            probability = float(certain[start : at + 1].min())
            found.append(Tagged(start, at + 1, label[2:], probability))
            start = -1
        elif not label.startswith("I-"):
            start = -1
    return found
