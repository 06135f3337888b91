"""Parts of a programme that are listed before their number: 甲、乙、丙三项工程, or run together.

Such lists are regular, so they are read from the text itself. Sites that strip quotation marks
leave the parts as one stretch (海棠红翠竹绿三色联盟); the number says into how many it falls.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extract import gazetteer, segment, values
from extract.coref import LONGEST_NAME, MAYBE, Mention

_NUMERAL = "[2-9二三四五六七八九十两]"
_UNIT = r"(?!条|年|月|日|届|期|批|次|位|名|家|万|亿|元|方|级|个月|点|时|分)[\u4e00-\u9fff]"
# what a list of parts is counted as: 四大工程, 三链共融, 四个党建联盟
_HEAD = re.compile(
    rf"(?P<number>{_NUMERAL})(?P<unit>{_UNIT})[\u4e00-\u9fff]{{0,5}}?"
    r"(?:专项行动|行动|工程|计划|联盟|品牌|机制|工作法|服务法|服务(?:品牌|机制|模式|行动|体系)?|融合|共融|同频|共振|活动|模式|办法|子品牌|先锋队|服务队|队伍)"
    r"(?:发展)?"
)
_BREAK = re.compile(r"[，。；：！？\n,;:!?（）()]")
_MARKS = "“”‘’《》"
_LINK = re.compile(r"[”’》]?(?:、|和|与|及|以及)[“‘《]?|[”’》][“‘《]")
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")
_COLOURS = frozenset("红橙黄绿青蓝紫金银白黑")
_PLAIN_UNITS = frozenset("个支类种家块张")
_REACH = 60  # characters before the number in which its parts stand
_PIECES = range(7, 2, -1)  # characters of a part that is run together with others
_CERTAIN = 0.95


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Where the parts and what they are counted as stand in a text."""

    parts: tuple[tuple[int, int], ...]
    whole: tuple[int, int]
    named: bool  # whether what they are counted as is a name and not just 四个联盟


def verb_end(stretch: str) -> int:
    """Where the last verb that introduces programmes ends in a stretch, or 0."""
    verbs = gazetteer.lexicon()["run_verb"]
    found = (stretch.rfind(verb) + len(verb) for verb in verbs if len(verb) > 1 and verb in stretch)
    return max(found, default=0)


def _common(parts: list[str]) -> set[str]:
    return set(parts[0]).intersection(*parts[1:])


def _marked_off(text: str, start: int, end: int, number: int) -> list[tuple[int, int]]:
    """The parts of a list with 、 or quotation marks between them."""
    cuts = [match.span() for match in _LINK.finditer(text, start, end)][-(number - 1) :]
    if len(cuts) != number - 1:
        return []
    edges = [(start, start), *cuts, (end, end)]
    spans = [(a[1], b[0]) for a, b in pairwise(edges)]
    first, stop = spans[0]
    stretch = text[first:stop]
    sizes = {b - a for a, b in spans[1:]}
    if (quote := max(stretch.rfind(mark) for mark in "“‘《")) >= 0:
        first += quote + 1
    elif len(sizes) == 1 and stop - first > (size := sizes.pop()):
        first = stop - size
    else:
        first += verb_end(stretch)
    spans[0] = (first, stop)
    parts = [text[a:b] for a, b in spans]
    if any(not 2 <= len(part) <= 12 or _BREAK.search(part) or part.isdecimal() for part in parts):
        return []
    return spans


def _alike(parts: list[str]) -> bool:
    """Whether all parts begin or end with one character, or end with colours."""
    ends = {part[-1] for part in parts}
    return len({part[0] for part in parts}) == 1 or len(ends) == 1 or ends <= _COLOURS


def _run_together(text: str, start: int, end: int, number: int) -> list[tuple[int, int]]:
    """The parts of a list without marks: pieces of one length that fill the clause or are alike."""
    stretch = text[start:end]
    if not _PLAIN.fullmatch(stretch):
        return []
    ends = {start + stop for _, stop in segment.words(stretch)} | {start}
    opening = start + verb_end(stretch)
    for filling in (True, False):
        for size in _PIECES:
            first = end - number * size
            if first < start or (filling and first != opening):
                continue
            spans = [(first + n * size, first + (n + 1) * size) for n in range(number)]
            parts = [text[a:b] for a, b in spans]
            fits = _alike(parts) or (filling and all(a in ends for a, _ in spans))
            if fits and len(set(parts)) == number:
                return spans
    return []


def enumerations(text: str) -> Iterator[Enumeration]:
    """The lists of parts before their number in a clean text."""
    for head in _HEAD.finditer(text):
        numeral = head.group("number")
        number = 2 if numeral == "两" else values.number(numeral) or 0
        end = head.start()
        while end and text[end - 1] in _MARKS:
            end -= 1
        start = max(0, end - _REACH)
        for match in _BREAK.finditer(text, start, end):
            start = match.end()
        if end - start < 2 * number or text[head.start() - 1].isdecimal():
            continue
        parts = _marked_off(text, start, end, number) or _run_together(text, start, end, number)
        if parts:
            shared = _common([text[a:b] for a, b in parts])
            named = head.group("unit") not in _PLAIN_UNITS or bool(shared & set(head.group()))
            yield Enumeration(tuple(parts), head.span(), named)


def put_in(text: str, mentions: list[Mention], found: list[Mention]) -> list[Mention]:
    """The mentions with those that were found in place of what they overlap."""
    taken = bytearray(len(text))
    for m in found:
        taken[m.start : m.end] = b"\1" * (m.end - m.start)
    kept = [m for m in mentions if taken.find(1, m.start, m.end) < 0]
    return sorted(kept + found, key=lambda m: (m.start, m.end))


def with_enumerations(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions (by place) with listed parts as names of their own in place of what overlaps."""
    found: list[Mention] = []
    for enumeration in enumerations(text):
        spans = [*enumeration.parts, *([enumeration.whole] if enumeration.named else [])]
        first = bisect_left(mentions, spans[0][0] - LONGEST_NAME, key=lambda m: m.start)
        stop = bisect_left(mentions, spans[-1][1], first, key=lambda m: m.start)
        inside = [m for m in mentions[first:stop] if m.end > spans[0][0]]
        others = [m for m in inside if m.type not in ("Programme", MAYBE, "Project")]
        foreign = sum(any(m.start < b and m.end > a for m in others) for a, b in spans)
        # a list of firms or people is none of programmes
        if 2 * foreign > len(enumeration.parts):
            continue
        if inside or enumeration.named:
            found += [Mention(a, b, "Programme", _CERTAIN) for a, b in spans]
    return put_in(text, mentions, found)
