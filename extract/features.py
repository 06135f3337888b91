"""What the tagger looks at: for each character a row of hashed features.

A feature is the 64-bit hash of its template's number and its values, so that a document becomes one
integer matrix without making a string. Templates: characters around, kinds of character, the
dictionary word with its part of speech, listed words (gazetteer), the next listed ending of a name
in the same clause, quotation marks, and how often the characters stand in the document.
"""

import functools
import re
from typing import Any

import numpy as np
import numpy.typing as npt

from extract import gazetteer, segment

Ints = npt.NDArray[np.uint64]

_OPEN, _CLOSE = "“「『‘《", "”」』’》"
_REACH = 24  # characters: how far ahead of a name's ending its beginning is looked for
_QUOTATION = re.compile(r"[“‘《]([^“”‘’《》\n]{3,40})[”’》]")
_LONGEST_QUOTE = 40  # characters
_ENDINGS = (
    "park_end party_end gov_end company_end inst_end prog_end proj_end place_end road_end title"
).split()
_CUES = "run_verb join_verb build_verb locate_verb part_verb say abbrev generic".split()
_PLACES = ["division_province", "division_city", "division_county"]
_CODE = {label: n + 1 for n, label in enumerate(_ENDINGS + _CUES + _PLACES)}


def _mix(*columns: Ints | int) -> Ints:
    """One hash a row of several columns of equal length (or constants)."""
    result: Any = np.uint64(0x9E3779B97F4A7C15)
    with np.errstate(over="ignore"):
        for column in columns:
            value: Any = np.asarray(column, dtype=np.uint64)
            result = (result ^ value) * np.uint64(0xFF51AFD7ED558CCD)
            result = result ^ (result >> np.uint64(32))
    return np.asarray(result, dtype=np.uint64)


def _shift(column: Ints, by: int, fill: int = 0) -> Ints:
    """The column seen ``by`` rows ahead (behind, if negative)."""
    if by == 0:
        return column
    out = np.full_like(column, fill)
    if abs(by) >= len(column):
        return out
    if by > 0:
        out[:-by] = column[by:]
    else:
        out[-by:] = column[:by]
    return out


def _character_kinds(text: str) -> Ints:
    """1 line break, 2 digit, 3 Latin, 4 opening, 5 closing, 6 、, 7 other, 8 numeral, 9 rest."""
    kinds = np.full(len(text), 9, dtype=np.uint64)
    for at, char in enumerate(text):
        if "\u4e00" <= char <= "\u9fff":
            if char in "一二三四五六七八九十百千万两":
                kinds[at] = 8
        elif char == "\n":
            kinds[at] = 1
        elif char.isdigit():
            kinds[at] = 2
        elif char.isalpha():
            kinds[at] = 3
        elif char in _OPEN or char in "（([【":
            kinds[at] = 4
        elif char in _CLOSE or char in "）)]】":
            kinds[at] = 5
        elif char == "、":
            kinds[at] = 6
        else:
            kinds[at] = 7
    return kinds


def _word_columns(text: str) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Place in the word (1 begin, 2 inside, 3 end, 4 single), its tag and hash, those beside."""
    tags = segment.word_tags()
    spans = list(segment.words(text))
    sizes = np.array([end - start for start, end in spans])
    words = [text[start:end] for start, end in spans]
    codes = np.array([_string_code(word) for word in words], dtype=np.uint64)
    kinds = np.array([_string_code(tags.get(word, "?")) for word in words], dtype=np.uint64)
    first = np.cumsum(sizes) - sizes
    place = np.full(len(text), 2, dtype=np.uint64)
    place[first] = 1
    place[first + sizes - 1] = np.where(sizes > 1, 3, 4)
    tag, this, before, after = (
        np.repeat(column, sizes) for column in (kinds, codes, _shift(codes, -1), _shift(codes, 1))
    )
    return place, tag, this, before, after


@functools.lru_cache(maxsize=1 << 16)
def _string_code(word: str) -> int:
    """A number of the word that is the same in every run (Python's own hash is not)."""
    code = 1469598103934665603
    for char in word:
        code = ((code ^ ord(char)) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return code


def _lexicon_columns(text: str) -> tuple[list[Ints], Ints, Ints]:
    """Columns of listed words (endings, cues, places), the next ending, the last one."""
    size = len(text)
    endings, cues, places = (np.zeros(size, dtype=np.uint64) for _ in range(3))
    ahead, behind = (np.zeros(size, dtype=np.uint64) for _ in range(2))
    found = gazetteer.matches(text)
    for m in found:
        code = _CODE[m.label]
        column = endings if m.label in _ENDINGS else cues if m.label in _CUES else places
        # several classes at one place add up to a class of their own
        column[m.start : m.end] = column[m.start : m.end] * 31 + code * 4
        column[m.start] += 1
        column[m.end - 1] += 2
    barrier = [at for at, char in enumerate(text) if char in "，。；：！？\n,;:!?"]
    barriers = np.array([-1, *barrier, size])
    for m in reversed(found):
        if m.label not in _ENDINGS or (m.end - m.start < 2 and m.label != "place_end"):
            continue
        code = _CODE[m.label]
        left = int(barriers[np.searchsorted(barriers, m.start) - 1]) + 1
        first = max(left, m.end - _REACH)
        distance = np.minimum(m.end - np.arange(first, m.end), 12).astype(np.uint64)
        ahead[first : m.end] = code * 16 + distance
    for m in found:
        if m.label in _ENDINGS and m.end - m.start >= 2:
            behind[m.end : m.end + 6] = _CODE[m.label]
    return [endings, cues, places], ahead, behind


def _quote_columns(text: str) -> tuple[Ints, Ints]:
    """Place in a quotation (distances from its ends and its length), and what stands around it."""
    size = len(text)
    place, around = (np.zeros(size, dtype=np.uint64) for _ in range(2))
    opened: list[int] = []
    for at, char in enumerate(text):
        if char in _OPEN:
            opened.append(at)
        elif char in _CLOSE and opened:
            start = opened.pop()
            length = at - start - 1
            if not 0 < length <= _LONGEST_QUOTE:
                continue
            inner = np.arange(length)
            bucket = min(length, 9)
            place[start + 1 : at] = (
                np.minimum(inner, 2) * 100 + np.minimum(inner[::-1], 2) * 10 + bucket + 1
            ).astype(np.uint64)
            context = text[at + 1 : at + 3] + "|" + text[max(0, start - 1) : start]
            around[start : at + 1] = _string_code(context)
        elif char == "\n":
            opened.clear()
    return place, around


def _repetition(text: str, size: int) -> Ints:
    """How often the ``size`` characters that begin here stand in the document (at most 3)."""
    counts: dict[str, int] = {}
    grams = [text[at : at + size] for at in range(len(text))]
    for gram in grams:
        counts[gram] = counts.get(gram, 0) + 1
    return np.array([min(counts[gram], 3) for gram in grams], dtype=np.uint64)


def _elsewhere(text: str) -> tuple[Ints, Ints]:
    """Whether the three characters that begin here stand in the headline; in a quotation."""
    lines = text.split("\n", 2)
    headline = "\n".join(lines[:2])
    titled = {headline[at : at + 3] for at in range(len(headline) - 2)}
    quoted = {
        inner[at : at + 3] for inner in _QUOTATION.findall(text) for at in range(len(inner) - 2)
    }
    grams = [text[at : at + 3] for at in range(len(text))]
    return (
        np.array([gram in titled for gram in grams], dtype=np.uint64),
        np.array([gram in quoted for gram in grams], dtype=np.uint64),
    )


def _surname_column(text: str) -> Ints:
    names = gazetteer.surnames()
    return np.array([1 if char in names else 0 for char in text], dtype=np.uint64)


def matrix(text: str) -> Ints:
    """The features of a document: one row a character, one column a template."""
    if not text:
        return np.zeros((0, 0), dtype=np.uint64)
    char = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    kind = _character_kinds(text)
    place, tag, word, before, after = _word_columns(text)
    (endings, cues, places), ahead, behind = _lexicon_columns(text)
    quote, around = _quote_columns(text)
    surname = _surname_column(text)
    rare3, rare4 = _repetition(text, 3), _repetition(text, 4)
    templates: list[tuple[Ints | int, ...]] = []
    templates += [(_shift(char, k),) for k in (-3, -2, -1, 0, 1, 2, 3)]
    templates += [(_shift(char, k), _shift(char, k + 1)) for k in (-2, -1, 0, 1)]
    templates += [(_shift(char, k), _shift(char, k + 1), _shift(char, k + 2)) for k in (-2, -1, 0)]
    templates += [(_shift(kind, -1), kind, _shift(kind, 1))]
    templates += [tuple(_shift(kind, k) for k in (-2, -1, 0, 1, 2))]
    templates += [
        (place, tag),
        (_shift(place, -1), _shift(tag, -1)),
        (_shift(place, 1), _shift(tag, 1)),
    ]
    templates += [(place, tag, _shift(place, -1), _shift(tag, -1))]
    templates += [(place, tag, _shift(place, 1), _shift(tag, 1))]
    templates += [(place, word), (place, before), (place, after)]
    templates += [(endings,), (_shift(endings, -1),), (_shift(endings, 1),), (_shift(endings, 2),)]
    templates += [(cues,), (_shift(cues, -1),), (_shift(cues, 1),), (_shift(cues, -2),)]
    templates += [(places,), (_shift(places, -1),), (_shift(places, 1),)]
    templates += [(ahead,), (ahead, place), (ahead, _shift(cues, -1)), (behind,), (behind, surname)]
    templates += [
        (quote,),
        (quote, around),
        (_shift(quote, -1),),
        (_shift(quote, 1),),
        (quote, ahead),
    ]
    templates += [(surname, _shift(surname, -1), _shift(surname, 1), place)]
    templates += [(surname, place, _shift(place, 1), _shift(place, 2))]
    templates += [(rare3, rare4, place), (rare3, _shift(rare3, -1), _shift(rare3, -2), place)]
    titled, quoted = _elsewhere(text)
    templates += [(titled, _shift(titled, -1), _shift(titled, -2), rare3, quote)]
    templates += [(quoted, _shift(quoted, -1), _shift(quoted, -2), quote)]
    columns = [_mix(number, *parts) for number, parts in enumerate(templates)]
    return np.stack(columns, axis=1)
