"""Texts made from a regular expression itself, to bring out the worst it can do."""

import random
import re
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any

from re import _constants as codes  # type: ignore[attr-defined] # isort: skip
from re import _parser as parser  # type: ignore[attr-defined] # isort: skip

_ALPHABET = (
    "\n\r\t\0\x01 !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\xa0é·—…“”‘’、。《》「」【】（）：；，"
    "！？\u3000一二三四五六七八九十年月日号区园市公司的项目丽龥国○■□●\ue100\U0001f600"
)
_CATEGORIES = {
    codes.CATEGORY_DIGIT: str.isdecimal,
    codes.CATEGORY_SPACE: str.isspace,
    codes.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
}
_NEGATED = {
    codes.CATEGORY_NOT_DIGIT: codes.CATEGORY_DIGIT,
    codes.CATEGORY_NOT_SPACE: codes.CATEGORY_SPACE,
    codes.CATEGORY_NOT_WORD: codes.CATEGORY_WORD,
}
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_SAMPLES = 6
_LONGEST_REPEAT = 8
_LONGEST_PUMP = 6
_OFTEN = 20

Attack = tuple[str, str, str]


class Source:
    """The parts of an expression: its character sets, its loops, and texts that it matches."""

    def __init__(self, pattern: re.Pattern[Any], seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same attacks in every run
        written = pattern.pattern
        self._text = written.decode("latin-1") if isinstance(written, bytes) else written
        flags = pattern.flags & ~re.UNICODE if isinstance(written, bytes) else pattern.flags
        self._tree = parser.parse(self._text, flags & ~re.DEBUG)
        self._alphabet = sorted({*_ALPHABET, *self._text})
        self._sets = list(self._leaves(self._tree))

    def characters(self) -> list[str]:
        """Return one character for each way of being in or out of the expression's sets."""
        kinds: dict[tuple[bool, ...], str] = {}
        for char in self._alphabet:
            kinds.setdefault(tuple(test(char) for test in self._sets), char)
        return list(kinds.values())

    def samples(self, tree: Any = None) -> list[str]:
        """Return some texts that the expression, or a part of it, matches but for its looks."""
        part = self._tree if tree is None else tree
        return list(dict.fromkeys(self._sample(part) for _ in range(_SAMPLES)))

    def repeats(self) -> bool:
        """Whether it repeats anything often; else each place takes only so many steps."""
        nested = any(op in _REPEATS for body in self.loops() for op, _ in self._nodes(body))
        often = any(op in _REPEATS and value[1] > _OFTEN for op, value in self._nodes(self._tree))
        return nested or often

    def loops(self) -> Iterator[Any]:
        """Return the bodies of the loops."""
        for op, value in self._nodes(self._tree):
            if op in _REPEATS:
                yield value[2]

    def _nodes(self, tree: Any) -> Iterator[tuple[Any, Any]]:
        for op, value in tree:
            yield op, value
            for inner in _inner(op, value):
                yield from self._nodes(inner)

    def _leaves(self, tree: Any) -> Iterator[Callable[[str], bool]]:
        for op, value in self._nodes(tree):
            if op in (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY):
                yield lambda char, op=op, value=value: _matches(op, value, char)

    def _sample(self, tree: Any) -> str:
        return "".join(self._one(op, value) for op, value in tree)

    def _one(self, op: Any, value: Any) -> str:
        if op in (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY):
            fitting = [char for char in self._alphabet if _matches(op, value, char)]
            if not fitting and op is codes.IN:
                fitting = [chr(v if o is codes.LITERAL else v[0]) for o, v in value if o in _PLAIN]
            return self._random.choice(fitting) if fitting else ""
        if op in _REPEATS:
            least, most, body = value
            most = min(int(most), max(int(least), _LONGEST_REPEAT))
            times = self._random.randint(int(least), most)
            return "".join(self._sample(body) for _ in range(times))
        if op is codes.BRANCH:
            return self._sample(self._random.choice(value[1]))
        if op in (codes.ASSERT_NOT, codes.AT, codes.GROUPREF):
            return ""
        if op is codes.ASSERT and value[0] < 0:
            return ""
        return "".join(map(self._sample, _inner(op, value)))


_PLAIN = (codes.LITERAL, codes.RANGE)


def _inner(op: Any, value: Any) -> list[Any]:
    """Return the parts of a node of the parsed expression."""
    if op in _REPEATS:
        return [value[2]]
    if op is codes.BRANCH:
        return list(value[1])
    if op is codes.SUBPATTERN:
        return [value[3]]
    if op in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    if op is codes.ATOMIC_GROUP:
        return [value]
    if op is codes.GROUPREF_EXISTS:
        return [part for part in value[1:] if part is not None]
    return []


def _matches(op: Any, value: Any, char: str) -> bool:
    if op is codes.ANY:
        return char != "\n"
    if op is codes.LITERAL:
        return ord(char) == value
    if op is codes.NOT_LITERAL:
        return ord(char) != value
    if op is codes.RANGE:
        return value[0] <= ord(char) <= value[1]
    if op is codes.CATEGORY:
        if value in _NEGATED:
            return not _CATEGORIES[_NEGATED[value]](char)
        return _CATEGORIES[value](char)
    negated = value[0][0] is codes.NEGATE
    held = any(_matches(o, v, char) for o, v in value if o is not codes.NEGATE)
    return held != negated


def attacks(pattern: re.Pattern[Any], most: int = 400) -> Iterator[Attack]:
    """Return (head, pump, tail): the text is the head, the pump again and again, and the tail.

    Heads lead into the expression, pumps are what its loops and its beginnings match, tails are
    what nothing matches. At most ``most`` of them, the same in every run.
    """
    source = Source(pattern)
    samples = source.samples()
    beginnings = [text[:size] for text in samples for size in range(1, len(text) + 1)]
    bodies = [text for body in source.loops() for text in source.samples(body) if text]
    single = source.characters()
    pumps = list(dict.fromkeys([*single, *bodies, *samples, *beginnings]))
    pumps = [pump for pump in pumps if pump and (len(pump) <= _LONGEST_PUMP or pump in samples)]
    heads = list(dict.fromkeys(["", *beginnings]))
    chosen = [("", pump, tail) for pump in pumps for tail in ("", "\x01")]
    chooser = random.Random(1)  # noqa: S311 - the same attacks in every run
    rest = [(h, p, t) for h, p, t in product(heads[1:], pumps, ("", "\x01", "\n"))]
    chooser.shuffle(rest)
    yield from islice(dict.fromkeys(chosen + rest), most)
