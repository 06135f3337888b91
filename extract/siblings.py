"""Programmes that stand in one list with programmes: 冷链专班、用工专班、电力专班.

Of such a list the tagger often finds some names and misses others. What is listed with programmes
and has the shape of their names is one too; of a list that is counted (五项机制是指…) every item.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extract import values
from extract.coref import MAYBE, Mention, covered
from extract.enumerations import put_in, verb_end

Span = tuple[int, int]

_BREAK = re.compile(r"[，。；：！？\n,;:!?（）()]")
_LINK = re.compile(
    r"[”’》]?、[“‘《]?|[”’][“‘]|[”’》](?:以及|和|与|及)[“‘《]"
    r"|(?<=[\u4e00-\u9fff]{2})(?:以及|和|与|及)(?=[\u4e00-\u9fff]{2})"
)
_NAME = re.compile(r"(?!\d)[\u4e00-\u9fffA-Za-z0-9+]{2,12}")
_IS = "(?:是指|分别是|依次是|依次为|分别为|包括|就是|即|为|是|由|则是|含|分|设)"
_NUMBER_BEFORE = re.compile(rf"{values.LISTED_NUMBER}[\u4e00-\u9fff]{{0,8}}?(?:{_IS}|：|——)[“‘]?$")
_NUMBER_AFTER = re.compile(rf"[”’》]?{values.LISTED_NUMBER}")
_OPENING = re.compile(rf".*(?:{_IS}|[“‘《])")
_REACH = 24  # characters before a list in which it is counted
_FEWEST = 3  # items; of two that are joined by 和 the edges are not sure
_PROBABILITY = 0.9


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the names of a list have in common: ending, first character, size; nothing is falsy."""

    ending: str
    start: str
    size: int

    def fits(self, name: str) -> bool:
        """Whether a name ends as all do, or begins as they do and is as long."""
        if self.ending and name[-1] == self.ending[-1]:
            return True
        return name[0] == self.start and len(name) == self.size


def _shape(names: list[str]) -> _Shape:
    size = min(map(len, names)) - 1
    while size and len({name[-size:] for name in names}) > 1:
        size -= 1
    starts, sizes = {name[0] for name in names}, {len(name) for name in names}
    return _Shape(
        ending=names[0][-size:] if size else "",
        start=starts.pop() if len(starts) == 1 else "",
        size=sizes.pop() if len(sizes) == 1 else 0,
    )


def _lists(text: str) -> Iterator[list[Span]]:
    """The spans of the items of each list; the first and the last may hold more than the name."""
    start = 0
    for end in (*(match.start() for match in _BREAK.finditer(text)), len(text)):
        cuts = [match.span() for match in _LINK.finditer(text, start, end)]
        if len(cuts) >= _FEWEST - 1:
            yield [(a[1], b[0]) for a, b in pairwise([(start, start), *cuts, (end, end)])]
        start = end + 1


def _is_counted(text: str, items: list[Span]) -> bool:
    """Whether the number of the items is told before or after them."""
    first, last = items[0], items[-1]
    after = _NUMBER_AFTER.search(text, last[0], last[1] + 3)
    opening = _OPENING.match(text, *first)
    at = opening.end() if opening else first[0]
    before = _NUMBER_BEFORE.search(text[max(0, at - _REACH) : at])
    return any(found and values.number(found[1]) == len(items) for found in (after, before))


def _quoted_first(text: str, item: Span) -> Span | None:
    """What stands in quotation marks at the end of the first item."""
    start, end = item
    mark = max(text.rfind(mark, start, end) for mark in "“‘《")
    return (mark + 1, end) if mark >= 0 else None


def _quoted_last(text: str, item: Span) -> Span | None:
    """What stands in quotation marks at the beginning of the last item."""
    start, end = item
    marks = [at for mark in "”’》" if (at := text.find(mark, start, end)) >= 0]
    return (start, min(marks)) if marks else None


def _first(text: str, item: Span, shape: _Shape, *, counted: bool) -> Iterator[Span]:
    """The name at the end of the first item, if there is one."""
    start, end = item
    stretch = text[start:end]
    if shape.ending and stretch.endswith(shape.ending):
        if 0 < shape.size <= end - start:
            yield end - shape.size, end
        else:
            yield start + verb_end(stretch), end
    elif counted and (opening := _OPENING.match(text, start, end)):
        yield opening.end(), end


def _last(text: str, item: Span, shape: _Shape, *, counted: bool) -> Iterator[Span]:
    """The name at the beginning of the last item, if there is one."""
    start, end = item
    ending, size = shape.ending, shape.size
    if ending and size and text.startswith(ending, start + size - len(ending)):
        yield start, start + size
    elif ending and (at := text.find(ending, start + 1, end)) > 0:
        yield start, at + len(ending)
    elif counted:
        number = _NUMBER_AFTER.search(text, start, end)
        yield start, number.start() if number else end


def _missed(
    text: str, items: list[Span], known: list[Span | None], doubtful: set[Span]
) -> Iterator[Span]:
    """The names of a list beside those that are known."""
    names = [text[slice(*span)] for span in known if span]
    doubted = len(names) == 1 and any(span in doubtful for span in known)
    counted = not doubted and _is_counted(text, items)
    shape = _shape(names)
    edges = [_quoted_first(text, items[0]), *items[1:-1], _quoted_last(text, items[-1])]
    sure = {
        at: item
        for at, item in enumerate(edges)
        if item and known[at] is None and _NAME.fullmatch(text, *item)
        if counted or shape.fits(text[slice(*item)])
    }
    yield from sure.values()
    names += [text[slice(*span)] for span in sure.values()]
    if len(names) == 1:
        return
    shape = _shape(names)
    last = len(items) - 1
    if known[0] is None and 0 not in sure:
        yield from _first(text, items[0], shape, counted=counted)
    if known[-1] is None and last not in sure:
        yield from _last(text, items[last], shape, counted=counted)


def _confirmed(
    text: str, items: list[Span], known: list[Span | None], doubtful: set[Span]
) -> Iterator[Span]:
    """The known names of a list that are doubtful by themselves, and not with the others."""
    sure = [span for span in known if span and span not in doubtful]
    unsure = [span for span in known if span in doubtful]
    if len(sure) < 2 or not unsure:
        return
    names = [text[slice(*span)] for span in sure]
    shape, counted = _shape(names), _is_counted(text, items)
    yield from (span for span in unsure if counted or shape.fits(text[slice(*span)]))


def _known(items: list[Span], starts: dict[int, int], ends: dict[int, int]) -> list[Span | None]:
    """The programme that each item is, or that ends the first or begins the last."""
    known: list[Span | None] = [item if starts.get(item[0]) == item[1] else None for item in items]
    (start, end), (begin, stop) = items[0], items[-1]
    if start <= ends.get(end, -1):
        known[0] = ends[end], end
    if begin < starts.get(begin, 0) <= stop:
        known[-1] = begin, starts[begin]
    return known


def with_siblings(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions with the programmes that were missed in lists of programmes."""
    programmes = [m for m in mentions if m.type == "Programme"]
    starts = {m.start: m.end for m in programmes}
    ends = {m.end: m.start for m in programmes}
    taken = covered(text, (m for m in mentions if m.type != MAYBE))
    doubtful = {(m.start, m.end) for m in programmes if m.probability < _PROBABILITY}
    found: list[Mention] = []
    for items in _lists(text) if programmes else ():
        known = _known(items, starts, ends)
        if not any(known):
            continue
        spans = list(_confirmed(text, items, known, doubtful))
        for start, end in _missed(text, items, known, doubtful) if not all(known) else ():
            if _NAME.fullmatch(text, start, end) and taken.find(1, start, end) < 0:
                spans.append((start, end))
        found += [Mention(start, end, "Programme", _PROBABILITY) for start, end in spans]
    return put_in(text, mentions, found)
