"""An article's text with its mentions and what was asked for marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.facts import Ref


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: what it mentions, and whether it is of the sentence asked for."""

    text: str
    thing: Ref | None = None
    chosen: bool = False
    first: bool = False


def pieces(
    text: str,
    start: int,
    end: int,
    mentions: Sequence[tuple[int, int, Ref]],
    chosen: tuple[int, int] | None,
) -> list[Piece]:
    """Cut ``text[start:end]`` where marks begin and end; of nested mentions the longest is kept."""
    kept: list[tuple[int, int, Ref]] = []
    for one in sorted(mentions, key=lambda m: (m[0], -m[1], m[2].iri)):
        if start <= one[0] < one[1] <= end and (not kept or one[0] >= kept[-1][1]):
            kept.append(one)
    cuts = {start, end}
    cuts.update(offset for one in kept for offset in one[:2])
    low, high = chosen or (end, end)
    cuts.update(offset for offset in (low, high) if start < offset < end)
    things = {one[0]: one for one in kept}
    found: list[Piece] = []
    inside: tuple[int, int, Ref] | None = None
    order = sorted(cuts)
    for left, right in pairwise(order):
        inside = things.get(left, inside)
        thing = inside[2] if inside is not None and left < inside[1] else None
        picked = low <= left < high
        first = picked and not any(piece.chosen for piece in found)
        found.append(Piece(text[left:right], thing, picked, first))
    return found
