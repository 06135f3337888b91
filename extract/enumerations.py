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
from extract.coref import LONGEST_NAME, MAYBE, Mention, covered

_NUMERAL = "[2-9二三四五六七八九十两]"
_UNIT = (
    r"(?!条|年|月|日|届|期|批|次|位|名|家(?!.{0,6}联盟)|万|亿|元|方|级|个月|点|时|分)"
    r"[\u4e00-\u9fff]"
)
# what a list of parts is counted as: 四大工程, 三链共融, 四个党建联盟
_HEAD = re.compile(
    rf"(?P<number>{_NUMERAL})(?P<unit>{_UNIT})[\u4e00-\u9fff]{{0,5}}?"
    r"(?:专项行动|行动|工程|计划|联盟|品牌|机制|工作法|服务法|服务(?:品牌|机制|模式|行动|体系)?|融合|共融|同频|共振|活动|模式|办法|子品牌|先锋队|服务队|队伍)"
    r"(?:发展)?"
)
# of pieces that are run together and alike anything may be told: 青哨红哨蓝哨三声哨子
_ANY_HEAD = re.compile(rf"(?P<number>{_NUMERAL})(?P<unit>{_UNIT})[\u4e00-\u9fff]")
_BREAK = re.compile(r"[，。；：！？\n,;:!?（）()]")
_MARKS = "“”‘’《》"
_TOLD = re.compile("[“‘《][^“‘《]*[”’》](?:即|是|为|指|分别)+")
_LINK = re.compile(r"[”’》]?(?:、|和|与|及|以及)[“‘《]?|[”’》][“‘《]")
_PART = re.compile(r"(?!\d+$)[^，。；：！？\n,;:!?（）()]{1,11}[^，。；：！？\n,;:!?（）()的]")
_PLAIN = re.compile(r"(?:(?!的|以及|由此)[\u4e00-\u9fff])+")
_COLOURS = frozenset(values.COLOURS)
_PLAIN_UNITS = frozenset("个支类种家块张")
_NOT_NAMED = frozenset("步字")
_FEWEST_ALIKE = 3
_NEVER_NAMED = frozenset("支项")
_REACH = 60  # characters before the number in which its parts stand
_SHORTEST = 2
_PIECES = range(7, 1, -1)  # characters of a part that is run together with others
_CERTAIN = 0.95


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Where the parts and what they are counted as stand in a text."""

    parts: tuple[tuple[int, int], ...]
    whole: tuple[int, int]
    certain: bool  # whether they are programmes even if the tagger found none of them
    named: bool  # whether what they are counted as is a name and not just 四个联盟


def verb_end(stretch: str) -> int:
    """Where the last verb that introduces programmes ends in a stretch, or 0."""
    verbs = gazetteer.lexicon()["run_verb"]
    found = (stretch.rfind(verb) + len(verb) for verb in verbs if len(verb) > 1 and verb in stretch)
    end = max(found, default=0)
    return end + (end > 0 and stretch[end : end + 1] in ("了", "起", "出"))


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
    quote = max(stretch.rfind(mark) for mark in "“‘《")
    if told := _TOLD.match(stretch, max(0, quote)):
        first += told.end()
    elif quote >= 0:
        first += quote + 1
    elif len(sizes) == 1 and stop - first > (size := sizes.pop()):
        first = stop - size
    else:
        first += verb_end(stretch)
    spans[0] = (first, stop)
    parts = [text[a:b] for a, b in spans]
    if any(not _PART.fullmatch(part) for part in parts):
        return []
    return spans


def alike(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether parts differ, but all begin or end with one character, or end with colours."""
    parts = [text[a:b] for a, b in spans]
    starts, ends = {part[0] for part in parts}, {part[-1] for part in parts}
    return len(set(parts)) == len(parts) and (
        len(starts) == 1 or len(ends) == 1 or ends <= _COLOURS
    )


def _run_together(text: str, start: int, end: int, number: int) -> list[tuple[int, int]]:
    """The parts of a list without marks: pieces that fill the clause behind its verb, or alike."""
    if not _PLAIN.fullmatch(text, start, end):
        return []
    opening = start + verb_end(text[start:end])
    ends = {start + stop for _, stop in segment.words(text[start:end])} | {start}
    for size in _PIECES:
        spans = _of_size(end - number * size, size, number)
        told = size > _SHORTEST and all(a in ends for a, _ in spans)
        if spans[0][0] == opening and (told or alike(text, spans)):
            return spans
    if opening > start and (spans := by_ending(text, opening, end, number)):
        return spans
    for size in _PIECES:
        spans = _of_size(end - number * size, size, number)
        if spans[0][0] >= start and alike(text, spans):
            return spans
    return []


def _of_size(first: int, size: int, number: int) -> list[tuple[int, int]]:
    return [(at, at + size) for at in range(first, first + number * size, size)]


def by_ending(text: str, start: int, end: int, number: int) -> list[tuple[int, int]]:
    """Pieces of any length that end with one character, which stands at no other place."""
    ends = [at + 1 for at in range(start, end) if text[at] == text[end - 1]]
    spans = list(pairwise([start, *ends]))
    fits = len(spans) == number > 2 and all(1 < b - a < 9 for a, b in spans)
    return spans if fits else []


def _before(text: str, head: re.Match[str]) -> tuple[int, int, int]:
    """How many parts a head counts, and the stretch before it in which they stand."""
    numeral = head.group("number")
    number = 2 if numeral == "两" else values.number(numeral) or 0
    end = head.start()
    while end and text[end - 1] in _MARKS:
        end -= 1
    start = max(0, end - _REACH)
    for match in _BREAK.finditer(text, start, end):
        start = match.end()
    short = end - start < 2 * number or text[head.start() - 1].isdecimal()
    return (0 if short else number), start, end


def enumerations(text: str) -> Iterator[Enumeration]:
    """The lists of parts before their number in a clean text."""
    read = set()
    for head in _HEAD.finditer(text):
        number, start, end = _before(text, head)
        if not number:
            continue
        parts = _marked_off(text, start, end, number) or _run_together(text, start, end, number)
        if parts:
            read.add(head.start())
            shared = _common([text[a:b] for a, b in parts])
            unit = head.group("unit")
            certain = unit not in _PLAIN_UNITS or bool(shared & set(head.group()))
            named = certain and unit not in _NEVER_NAMED
            yield Enumeration(tuple(parts), head.span(), certain, named)
    for head in _ANY_HEAD.finditer(text):
        number, start, end = _before(text, head)
        if number < _FEWEST_ALIKE or head.start() in read or head.group("unit") in _NOT_NAMED:
            continue
        parts = _run_together(text, start, end, number)
        if parts and alike(text, parts):
            yield Enumeration(tuple(parts), head.span(), certain=True, named=False)


def put_in(text: str, mentions: list[Mention], found: list[Mention]) -> list[Mention]:
    """The mentions with those that were found in place of what they overlap."""
    taken = covered(text, found)
    kept = [m for m in mentions if taken.find(1, m.start, m.end) < 0]
    return sorted(kept + found, key=lambda m: (m.start, m.end))


def _begun(part: tuple[int, int], mentions: list[Mention]) -> tuple[int, int]:
    """The first part of a list without the verb before it, where the tagger tells."""
    start, end = part
    starts = [
        m.start for m in mentions if m.end == end and m.start > start and m.type == "Programme"
    ]
    return min(starts, default=start), end


def with_enumerations(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions (by place) with listed parts as names of their own in place of what overlaps."""
    found: list[Mention] = []
    for enumeration in enumerations(text):
        spans = [*enumeration.parts, *([enumeration.whole] if enumeration.named else [])]
        spans[0] = _begun(spans[0], mentions)
        first = bisect_left(mentions, spans[0][0] - LONGEST_NAME, key=lambda m: m.start)
        stop = bisect_left(mentions, spans[-1][1], first, key=lambda m: m.start)
        inside = [m for m in mentions[first:stop] if m.end > spans[0][0]]
        others = [m for m in inside if m.type not in ("Programme", MAYBE, "Project")]
        foreign = sum(any(m.start < b and m.end > a for m in others) for a, b in spans)
        # a list of firms or people is none of programmes
        if 2 * foreign > len(enumeration.parts):
            continue
        if inside or enumeration.certain:
            found += [Mention(a, b, "Programme", _CERTAIN) for a, b in spans]
    return put_in(text, mentions, found)
