"""The small graph around a thing, as SVG that the page holds: no script is needed to see it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.facts import KnownFact, Ref

WIDTH, HEIGHT = 660, 380
_MOST = 14
"""Neighbours that are drawn; the page's text has them all."""
_NAME = 11
_FONT = 13.0
_NEAR, _FAR = 12.0, 24.0
"""How far from a neighbour's mark, and from that of the thing itself, a line ends."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing in the sketch: the middle of its mark, its name cut to what fits, and its line."""

    thing: Ref
    x: float
    y: float
    name: str
    baseline: float


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in the sketch, from the mark of one thing to that of the other."""

    predicate: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """The thing, its neighbours, the lines between, and how many neighbours are not drawn."""

    centre: Spot
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    left_out: int


def draw(thing: Ref, facts: Sequence[KnownFact]) -> Sketch | None:
    """Place the neighbours on an ellipse around the thing; None when it has none."""
    others: dict[str, tuple[str, bool, Ref]] = {}
    for fact in facts:
        outward = fact.subject.iri == thing.iri
        other = fact.object if outward else fact.subject
        others.setdefault(other.iri, (fact.predicate, outward, other))
    if not others:
        return None
    drawn = _mixed(list(others.values()))[:_MOST]
    middle = Spot(thing, WIDTH / 2, HEIGHT / 2, _cut(thing.name, 16), HEIGHT / 2 + 28)
    spots: list[Spot] = []
    lines = []
    for i, (predicate, outward, other) in enumerate(drawn):
        angle = 2 * math.pi * (i + 0.5) / len(drawn) - math.pi / 2
        x = WIDTH / 2 + math.cos(angle) * (WIDTH / 2 - 85)
        y = HEIGHT / 2 - 6 + math.sin(angle) * (HEIGHT / 2 - 38)
        name = _cut(other.name, _NAME)
        spots.append(Spot(other, round(x, 1), round(y, 1), name, _baseline(name, x, y, spots)))
        ends = (middle.x, middle.y, _FAR, x, y, _NEAR)
        lines.append(Line(predicate, *_shortened(*(ends if outward else ends[3:] + ends[:3]))))
    return Sketch(middle, tuple(spots), tuple(lines), len(others) - len(drawn))


def _mixed(others: list[tuple[str, bool, Ref]]) -> list[tuple[str, bool, Ref]]:
    """Take one of each relation in turn, so that none is left out; then those of one together."""
    waiting: dict[tuple[str, bool], list[tuple[str, bool, Ref]]] = {}
    for other in others:
        waiting.setdefault(other[:2], []).append(other)
    found: list[tuple[str, bool, Ref]] = []
    while any(waiting.values()) and len(found) < _MOST:
        found += [group.pop(0) for group in waiting.values() if group]
    return sorted(found[:_MOST], key=lambda other: (other[0], other[1], other[2].iri))


def _cut(name: str, length: int) -> str:
    plain = " ".join(name.split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def _baseline(name: str, x: float, y: float, placed: Sequence[Spot]) -> float:
    """Return the line that a name is written on: below its mark, or above where that is taken."""

    def taken(line: float) -> bool:
        return any(
            abs(line - other.baseline) < _FONT + 2
            and abs(x - other.x) < (_width(name) + _width(other.name)) / 2 + 4
            for other in placed
        )

    below, above = round(y + 20, 1), round(y - 12, 1)
    return above if taken(below) and not taken(above) else below


def _width(name: str) -> float:
    return sum(_FONT if ord(c) > 0x2E7F else _FONT * 0.6 for c in name)


def _shortened(
    x1: float, y1: float, before: float, x2: float, y2: float, after: float
) -> tuple[float, float, float, float]:
    """Return the line without its first and last stretch."""
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    ends = x1 + dx * before, y1 + dy * before, x2 - dx * after, y2 - dy * after
    return round(ends[0], 1), round(ends[1], 1), round(ends[2], 1), round(ends[3], 1)
