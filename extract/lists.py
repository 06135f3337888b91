"""The lists of an article, and the programmes that are listed as parts of others."""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extract import programmes, values
from extract.context import Context
from extract.coref import Mention

Row = tuple[Mention, int]

_FORMED = re.compile(r"(?:组成|构成|形成|汇成|合成|织成|筑成)了?[“‘《]?$")
_JOINTS = ("、", "和", "与", "及", "以及", "，", "", "”、“", "”“", "”和“", "”与“")


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of names in a sentence: where it stands and the numbers of its things."""

    start: int
    end: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Lists:
    """What an article lists and counts."""

    context: Context

    @cached_property
    def text(self) -> str:
        """The clean text."""
        return self.context.text

    @cached_property
    def first(self) -> list[int]:
        """Where each thing is named first."""
        return [thing.mentions[0].start for thing in self.context.things]

    @cached_property
    def names(self) -> list[str]:
        """The fullest name of each thing."""
        return [thing.name for thing in self.context.things]

    @cached_property
    def joined(self) -> list[str]:
        """The forms of each thing, each behind a line break."""
        return ["".join(f"\n{form}" for form in thing.forms) for thing in self.context.things]

    @cached_property
    def kinds(self) -> dict[int, str]:
        """Programme → kind."""
        return {
            n: programmes.kind_of(thing.forms)
            for n, thing in enumerate(self.context.things)
            if thing.type == "Programme"
        }

    @cached_property
    def expected(self) -> dict[int, int | None]:
        """Programme → how many parts its name announces."""
        return {n: programmes.expected_parts(self.context.things[n].forms) for n in self.kinds}

    @cached_property
    def digits(self) -> dict[int, frozenset[int]]:
        """Programme → how many parts of each sort the digits of its name announce."""
        forms = {n: self.context.things[n].forms for n in self.kinds}
        return {n: programmes.parts_of_each_sort(some) for n, some in forms.items()}

    @cached_property
    def list_at(self) -> dict[int, NameList]:
        """The list that a mention (by its start) is part of: names of one type joined by 、和与."""
        lists: dict[int, NameList] = {}
        for rows in self.context.by_sentence.values():
            joints = [self._joined(left, right) for left, right in pairwise(rows)]
            run: list[Row] = []
            for row, goes_on in zip(rows, [*joints, False], strict=True):
                run.append(row)
                if not goes_on:
                    run = self._without_whole(run)
                    members = tuple(dict.fromkeys(number for _, number in run))
                    if len(members) > 1:
                        listed = NameList(run[0][0].start, run[-1][0].end, members)
                        lists.update((mention.start, listed) for mention, _ in run)
                    run = []
        return lists

    def _without_whole(self, run: list[Row]) -> list[Row]:
        """A list of parts without the whole that follows it: 甲、乙、丙|三项工程."""
        return run[:-1] if self.expected.get(run[-1][1]) == len(run) - 1 else run

    @cached_property
    def enumerated(self) -> set[tuple[int, int]]:
        """(part, whole) where the parts are listed right before a whole that counts them."""
        found = set()
        for listed in {listed.start: listed for listed in self.list_at.values()}.values():
            for mention, number in self.context.mentions_between(listed.end, listed.end + 3):
                if number not in self.kinds:
                    continue
                gap = self.text[listed.end : mention.start].strip("”’》、 的")
                follows = 0 <= mention.start - listed.end <= 2 and not gap
                if follows and self.expected.get(number) == len(listed.members):
                    found |= {(part, number) for part in listed.members}
        found |= self._formed() | self._named_alike()
        return found | self._counted_by_digits({part for part, _ in found})

    def _formed(self) -> set[tuple[int, int]]:
        """(part, whole) of sentences such as 甲、乙与丙共同形成三色联盟, if the number agrees."""
        found = set()
        programmes = self.context.by_type["Programme"]
        for mention, whole in programmes:
            start = self.context.sentences[self.context.sentence_at(mention.start)][0]
            if not _FORMED.search(self.text, max(start, mention.start - 6), mention.start):
                continue
            parts = {n for m, n in programmes if start <= m.start < mention.start}
            if self.expected[whole] == len(parts - {whole}):
                found |= {(part, whole) for part in parts - {whole}}
        return found

    def _named_alike(self) -> set[tuple[int, int]]:
        """(part, whole) of 三航行动 and just three programmes with 航 in their names."""
        uncounted = [n for n, wanted in self.expected.items() if wanted is None]
        by_unit: dict[str, list[int]] = defaultdict(list)
        for whole, wanted in self.expected.items():
            if wanted is not None and (unit := values.unit_of(self.names[whole])):
                by_unit[unit].append(whole)
        found = set()
        for unit, wholes in by_unit.items():
            ending = [n for n in uncounted if f"{unit}\n" in f"{self.joined[n]}\n"]
            holding = [n for n in uncounted if unit in self.joined[n]]
            for whole in wholes:
                wanted = self.expected[whole]
                parts = next((some for some in (ending, holding) if len(some) == wanted), [])
                found |= {(part, whole) for part in parts}
        return found

    def _counted_by_digits(self, taken: set[int]) -> set[tuple[int, int]]:
        """(part, whole) of 1346工作法 and a list of three, four or six programmes after it.

        Of several such wholes the last before the list, or the first of all.
        """
        wholes: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number in sorted(self.kinds, key=lambda n: self.first[n]):
            for size in self.digits[number]:
                wholes[size].append((self.first[number], number))
        found = set()
        for listed in {listed.start: listed for listed in self.list_at.values()}.values():
            members, counting = listed.members, wholes.get(len(listed.members))
            if counting and taken.isdisjoint(members) and self.kinds.keys() >= set(members):
                before = bisect_left(counting, (listed.start,))
                whole = counting[max(0, before - 1)][1]
                found |= {(part, whole) for part in members if whole not in members}
            found |= self._named_by_digits(members)
        return found

    def _named_by_digits(self, members: tuple[int, ...]) -> set[tuple[int, int]]:
        """(part, whole) of 135工作法 and a list such as 三项工程、五色联盟."""
        numbers = {self.expected.get(n) for n in members}
        if None in numbers or len(numbers) < len(members):
            return set()
        wholes = [n for n, digits in self.digits.items() if numbers <= digits]
        return {(part, wholes[0]) for part in members if len(wholes) == 1}

    def _joined(self, left: Row, right: Row) -> bool:
        (a, n), (b, m) = left, right
        if a.end > b.start or self.context.things[n].type != self.context.things[m].type:
            return False
        return self.text[a.end : b.start].strip("“”‘’《》 ") in _JOINTS

    @cached_property
    def lists(self) -> dict[int, NameList]:
        """Thing → the first list it is part of."""
        found: dict[int, NameList] = {}
        for row in self.list_at.values():
            for number in row.members:
                found.setdefault(number, row)
        return found
