"""What the tagger looks at: for each character a row of hashed features.

A feature is the 64-bit hash of its template's number and its values, so that a document becomes one
integer matrix without making a string. Templates: characters around, kinds of character, the
dictionary word with its part of speech, listed words (gazetteer), the next listed ending of a name
in the same clause, quotation marks, and how often the characters stand in the document.
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from extract import gazetteer, segment

Ints = npt.NDArray[np.uint64]
Part = tuple[str, int]

_OPEN, _CLOSE = "“「『‘《", "”」』’》"
_REACH = 24  # characters: how far ahead of a name's ending its beginning is looked for
_QUOTATION = re.compile(r"[“‘《]([^“”‘’《》\n]{3,40})[”’》]")
_BARRIER = re.compile(r"[，。；：！？\n,;:!?]")
_DISTANCES = np.minimum(np.arange(_REACH, 0, -1), 12).astype(np.uint64)
_NEARNESS = np.minimum(np.arange(1, _REACH + 1), 8).astype(np.uint64)
_EVIDENT = ("park_end", "company_end", "inst_end", "prog_end", "proj_end")
_HEADING = 30  # characters: a line no longer than this without a full stop is a heading
_MASK = (1 << 64) - 1
_LONGEST_QUOTE = 40  # characters
_ENDINGS = (
    "park_end party_end gov_end company_end inst_end prog_end proj_end place_end road_end title"
).split()
_CUES = "run_verb join_verb build_verb locate_verb part_verb say abbrev generic".split()
# columns seen together, each some characters ahead (+) or behind (-)
_TEMPLATES = """
char-3; char-2; char-1; char; char+1; char+2; char+3;
char-2 char-1; char-1 char; char char+1; char+1 char+2;
char-2 char-1 char; char-1 char char+1; char char+1 char+2;
kind-1 kind kind+1; kind-2 kind-1 kind kind+1 kind+2;
place tag; place-1 tag-1; place+1 tag+1; place tag place-1 tag-1; place tag place+1 tag+1;
place word; place before; place after;
ending-1; ending; ending+1; ending+2; cue-2; cue-1; cue; cue+1;
division-1; division; division+1;
ahead; ahead place; ahead cue-1; behind; behind surname;
quote-1; quote; quote+1; quote around; quote ahead;
surname surname-1 surname+1 place; surname place place+1 place+2;
rare3 rare4 place; rare3 rare3-1 rare3-2 place;
titled titled-1 titled-2 rare3 quote; quoted quoted-1 quoted-2 quote;
place common; place common tag; place word after; place before word; place tagbefore tag tagafter;
since; since ahead; since place; evidence; evidence place; evidence-2 evidence-1 evidence;
line; line kind; line ahead
"""
_PLACES = ["division_province", "division_city", "division_county"]
_CODE = {label: n + 1 for n, label in enumerate(_ENDINGS + _CUES + _PLACES)}


def _template(line: str) -> tuple[Part, ...]:
    """A template from its text: ``place tag+1`` is the place in the word and the next tag."""
    parts = (re.fullmatch(r"([a-z]+\d?)([+-]\d)?", part) for part in line.split())
    return tuple((m[1], int(m[2] or 0)) for m in parts if m)


TEMPLATES = tuple(map(_template, _TEMPLATES.split(";")))
_PARTS = tuple(dict.fromkeys(part for template in TEMPLATES for part in template))
_FARTHEST = max(abs(by) for _, by in _PARTS)
_STRETCH = 1 << 12  # characters whose features are worked out at once


def _string_code(word: str) -> int:
    """A number of the word that is the same in every run (Python's own hash is not)."""
    code = 1469598103934665603
    for char in word:
        code = ((code ^ ord(char)) * 1099511628211) & _MASK
    return code


def _scramble(values: Ints) -> None:
    """Turn integers into hashes (the finaliser of MurmurHash3); equal ones into equal ones."""
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        values ^= values >> np.uint64(33)
        values *= np.uint64(factor)
    values ^= values >> np.uint64(33)


def _nth(place: int) -> tuple[list[int], list[int]]:
    """The templates that have an n-th part, by their numbers, and the numbers of those parts."""
    having = [number for number, parts in enumerate(TEMPLATES) if len(parts) > place]
    return having, [_PARTS.index(TEMPLATES[number][place]) for number in having]


_SALT = np.array([_string_code(f"{name}{by:+}") for name, by in _PARTS], dtype=np.uint64)[:, None]
_FIRST = _nth(0)[1]
_FURTHER = [_nth(place) for place in range(1, max(map(len, TEMPLATES)))]


def _shift(column: Ints, by: int) -> Ints:
    """The column seen ``by`` rows ahead (behind, if negative); 0 beyond its ends."""
    if by == 0:
        return column
    out = np.zeros_like(column)
    if abs(by) >= len(column):
        return out
    if by > 0:
        out[:-by] = column[by:]
    else:
        out[-by:] = column[:by]
    return out


@functools.cache
def _character_kind(code: int) -> int:
    """1 line break, 2 digit, 3 Latin, 4 opening, 5 closing, 6 、, 7 other, 8 numeral, 9 rest."""
    char = chr(code)
    if "\u4e00" <= char <= "\u9fff":
        return 8 if char in "一二三四五六七八九十百千万两" else 9
    if char == "\n":
        return 1
    if char.isdigit():
        return 2
    if char.isalpha():
        return 3
    if char in _OPEN or char in "（([【":
        return 4
    if char in _CLOSE or char in "）)]】":
        return 5
    return 6 if char == "、" else 7


@functools.cache
def _is_surname(code: int) -> int:
    return int(chr(code) in gazetteer.surnames())


def _character_columns(chars: Ints) -> tuple[Ints, Ints]:
    """Kind of each character, and whether it is a surname."""
    codes, places = np.unique(chars, return_inverse=True)
    known = codes.tolist()
    kinds = np.array([_character_kind(code) for code in known], dtype=np.uint64)
    surnames = np.array([_is_surname(code) for code in known], dtype=np.uint64)
    return kinds[places], surnames[places]


def _word_columns(text: str) -> dict[str, Ints]:
    """Place in the word (1 begin, 2 inside, 3 end, 4 single), its tag, how common it is and itself.

    The words before and after it and their tags come with it.
    """
    words = [text[start:end] for start, end in segment.article_words(text)]
    sizes = np.array(list(map(len, words)))
    codes, kinds, common = np.array(list(map(_known_of, words)), dtype=np.uint64).T
    first = np.cumsum(sizes) - sizes
    place = np.full(len(text), 2, dtype=np.uint64)
    place[first] = 1
    place[first + sizes - 1] = np.where(sizes > 1, 3, 4)
    columns = {
        "tag": kinds,
        "word": codes,
        "common": common,
        "before": _shift(codes, -1),
        "after": _shift(codes, 1),
        "tagbefore": _shift(kinds, -1),
        "tagafter": _shift(kinds, 1),
    }
    return {"place": place} | {name: np.repeat(row, sizes) for name, row in columns.items()}


@functools.lru_cache(maxsize=1 << 16)
def _known_of(word: str) -> tuple[int, int, int]:
    """Numbers of a word and of its tag, and how common it is."""
    tag = segment.word_tags().get(word, "?")
    count = segment.word_counts().get(word, 0)
    return _string_code(word), _string_code(tag), count.bit_length() // 2


def _lexicon_columns(text: str) -> tuple[list[Ints], Ints, Ints, Ints]:
    """Columns of listed words (endings, cues, places), next and last ending, the last cue."""
    size = len(text)
    listed = [[0] * size for _ in range(3)]
    ahead, behind, since = (np.zeros(size, dtype=np.uint64) for _ in range(3))
    barriers = [-1, *(match.start() for match in _BARRIER.finditer(text)), size]
    found = gazetteer.matches(text)
    for m in found:
        code = _CODE[m.label]
        column = listed[0 if m.label in _ENDINGS else 1 if m.label in _CUES else 2]
        for at in range(m.start, m.end):
            # several classes at one place add up to a class of their own
            column[at] = (column[at] * 31 + code * 4) & _MASK
        column[m.start] = (column[m.start] + 1) & _MASK
        column[m.end - 1] = (column[m.end - 1] + 2) & _MASK
        if m.label in _ENDINGS and m.end - m.start >= 2:
            behind[m.end : m.end + 6] = code
        if m.label in _CUES and m.end < size:
            right = barriers[bisect_left(barriers, m.end)]
            last = min(right, m.end + _REACH // 2)
            since[m.end : last] = code * 16 + _NEARNESS[: last - m.end]
    for m in reversed(found):
        if m.label in _ENDINGS and (m.end - m.start >= 2 or m.label == "place_end"):
            left = barriers[bisect_left(barriers, m.start) - 1] + 1
            first = max(left, m.end - _REACH)
            ahead[first : m.end] = _CODE[m.label] * 16 + _DISTANCES[first - m.end :]
    columns = [np.array(column, dtype=np.uint64) for column in listed]
    return columns, ahead, behind, since


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


def _grams(chars: Ints, size: int) -> Ints:
    """A number of the ``size`` characters that begin at each place; equal texts, equal numbers."""
    grams = chars.copy()
    for ahead in range(1, size):
        _scramble(grams)
        grams += _shift(chars, ahead)
    return grams


def _repetition(grams: Ints) -> tuple[Ints, npt.NDArray[np.intp]]:
    """How often each gram stands in the document (at most 3), and the number of each gram."""
    _, places, counts = np.unique(grams, return_inverse=True, return_counts=True)
    return np.minimum(counts, 3).astype(np.uint64)[places], places


def _elsewhere(text: str, grams: Ints) -> tuple[Ints, Ints]:
    """Whether the three characters that begin here stand in the headline; in a quotation."""
    headline = len("\n".join(text.split("\n", 2)[:2]))
    quoted = np.zeros(len(text), dtype=bool)
    for match in _QUOTATION.finditer(text):
        quoted[match.start(1) : match.end(1) - 2] = True
    return (
        np.isin(grams, grams[: max(0, headline - 2)]).astype(np.uint64),
        np.isin(grams, grams[quoted]).astype(np.uint64),
    )


def _evidence(places: npt.NDArray[np.intp], ahead: Ints) -> Ints:
    """Which endings come next elsewhere where the same gram (by number) stands: a set of bits."""
    bits = np.zeros(places.size, dtype=np.uint64)
    for bit, label in enumerate(_EVIDENT):
        followed = ahead // 16 == _CODE[label]
        total = np.bincount(places, weights=followed)[places]
        bits |= (total > followed).astype(np.uint64) << np.uint64(bit)
    return bits


def _line_kinds(text: str) -> Ints:
    """1 first line, 2 second, 3 heading, 4 the beginning of a paragraph, 5 the rest of it."""
    kinds: list[int] = []
    for number, line in enumerate(text.split("\n")):
        if number < 2:
            kinds += [number + 1] * (len(line) + 1)
        elif len(line) <= _HEADING and "。" not in line:
            kinds += [3] * (len(line) + 1)
        else:
            lead = min(len(line), 16)
            kinds += [4] * lead + [5] * (len(line) + 1 - lead)
    return np.array(kinds[: len(text)], dtype=np.uint64)


def _columns(text: str) -> dict[str, Ints]:
    """What is seen of a text, by name: one integer a character."""
    chars = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    kind, surname = _character_columns(chars)
    (ending, cue, division), ahead, behind, since = _lexicon_columns(text)
    quote, around = _quote_columns(text)
    grams = _grams(chars, 3)
    titled, quoted = _elsewhere(text, grams)
    rare3, places = _repetition(grams)
    return _word_columns(text) | {
        "char": chars,
        "kind": kind,
        "surname": surname,
        "ending": ending,
        "cue": cue,
        "division": division,
        "ahead": ahead,
        "behind": behind,
        "since": since,
        "quote": quote,
        "around": around,
        "rare3": rare3,
        "rare4": _repetition(_grams(chars, 4))[0],
        "titled": titled,
        "quoted": quoted,
        "evidence": _evidence(places, ahead),
        "line": _line_kinds(text),
    }


def stretches(text: str) -> Iterator[Ints]:
    """The features of a text, stretch after stretch: templates × characters, a hash each."""
    if not text:
        return
    beyond = np.zeros(_FARTHEST, dtype=np.uint64)
    columns = {
        name: np.concatenate([beyond, column, beyond]) for name, column in _columns(text).items()
    }
    for start in range(0, len(text), _STRETCH):
        size = min(_STRETCH, len(text) - start)
        seen = np.empty((len(_PARTS), size), dtype=np.uint64)
        for row, (name, by) in zip(seen, _PARTS, strict=True):
            first = _FARTHEST + start + by
            row[:] = columns[name][first : first + size]
        seen += _SALT
        _scramble(seen)
        rows = seen[_FIRST]
        for templates, parts in _FURTHER:
            rows[templates] += seen[parts]
        yield rows
