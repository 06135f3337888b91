"""The words of an article, by their places."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from extract import segment

_CLAUSE_END = re.compile(r"[，；：。！？\n]")
Words = tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """The words of a clean text, found once; places are offsets in it."""

    text: str

    @cached_property
    def _words(self) -> tuple[list[int], list[str]]:
        spans = segment.article_words(self.text)
        return [start for start, _ in spans], [self.text[start:end] for start, end in spans]

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [0, *(match.end() for match in _CLAUSE_END.finditer(self.text))]

    @cached_property
    def _clauses(self) -> dict[tuple[int, int], tuple[Words, Words]]:
        return {}

    @cached_property
    def _around(self) -> dict[tuple[int, int], Words]:
        return {}

    def between(self, start: int, end: int) -> Words:
        """The words that begin in a stretch of the text, each once."""
        starts, words = self._words
        return tuple(dict.fromkeys(words[bisect_left(starts, start) : bisect_left(starts, end)]))

    def clause(self, start: int, end: int) -> tuple[Words, Words]:
        """The words before and behind a name (``start:end``) as far as the next comma or stop."""
        known = self._clauses.get((start, end))
        if known is None:
            starts = self._clause_starts
            first = starts[bisect_right(starts, start) - 1]
            last = bisect_right(starts, end)
            stop = starts[last] - 1 if last < len(starts) else len(self.text)
            known = self.between(first, start), self.between(end, stop)
            self._clauses[start, end] = known
        return known

    def around(self, place: int, reach: int) -> Words:
        """The words that begin within ``reach`` characters of a place (before, if < 0)."""
        known = self._around.get((place, reach))
        if known is None:
            known = self.between(min(place, place + reach), max(place, place + reach))
            self._around[place, reach] = known
        return known
