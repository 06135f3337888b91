"""Programmes that were taken for one: “引航”“护航”, and 引航、护航、远航 if three are counted."""

import re
from dataclasses import replace
from itertools import pairwise

from extract import values
from extract.coref import MAYBE, Mention
from extract.enumerations import alike, by_ending

_BETWEEN_QUOTES = re.compile("(?<=[”’》])(?:、|和|与|及|以及)?(?=[“‘《])")
_OPENING, _CLOSING = "“‘《", "”’》"
_PIECE = re.compile("[^、]+")
_COUNTED = re.compile(rf"[”’》]?{values.LISTED_NUMBER}")
# what has no names of its own though it is counted: “引航、护航、远航”六个字
_NO_PARTS = re.compile("字|步|制度|机制|成果|方面|环节")
_FEWEST, _LONGEST = 3, 8  # pieces, characters of a piece
_TOLD = 0.9  # how probable the names of a counted list are


def quoted(text: str, mention: Mention) -> list[Mention]:
    """The names of a stretch in which quotation marks close and open again."""
    if mention.type not in ("Programme", MAYBE):
        return [mention]
    start, end = mention.start, mention.end
    cuts = [match.span() for match in _BETWEEN_QUOTES.finditer(text, start, end)]
    if not cuts:
        return [mention]
    found = []
    for (_, edge), (last, _) in pairwise([(start, start), *cuts, (end, end)]):
        first = edge + (text[edge] in _OPENING)
        marks = [at for mark in _CLOSING if (at := text.find(mark, first, last)) >= 0]
        found.append(replace(mention, start=first, end=min(marks, default=last)))
    return [m for m in found if m.end - m.start > 1]


def listed(text: str, mention: Mention) -> list[Mention]:
    """The names of a list, if as many are counted after them or some stand elsewhere too.

    Else it is one slogan.
    """
    if mention.type not in ("Programme", MAYBE):
        return [mention]
    spans = [match.span() for match in _PIECE.finditer(text, mention.start, mention.end)]
    counted = _COUNTED.search(text, spans[-1][0] + 2, mention.end + 4)
    if counted and counted.start() > mention.end:
        counted = None
    number = values.number(counted[1]) if counted else None
    if counted and len(spans) == 1 and counted.start() == mention.end:
        spans = _alike_pieces(text, mention, number or 1)
    if len(spans) < _FEWEST:
        return [mention]
    told = counted and number == len(spans) and not _NO_PARTS.match(text, counted.end())
    if counted and told:
        spans[-1] = spans[-1][0], min(spans[-1][1], counted.start())
    if not all(1 < end - start <= _LONGEST for start, end in spans):
        return [mention]
    if told:
        sure = max(_TOLD, mention.probability)
        return [Mention(start, end, "Programme", sure) for start, end in spans]
    if mention.type == MAYBE or sum(text.count(text[start:end]) > 1 for start, end in spans) < 2:
        return [mention]
    return [replace(mention, start=start, end=end) for start, end in spans]


def _alike_pieces(text: str, mention: Mention, number: int) -> list[tuple[int, int]]:
    """A stretch without marks as so many pieces of one length or one ending."""
    start, end = mention.start, mention.end
    size = (end - start) // number
    spans = [(at, at + size) for at in range(start, end, max(1, size))]
    if size * number == end - start and alike(text, spans):
        return spans
    return by_ending(text, start, end, number) or [(start, end)]
