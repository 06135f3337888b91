"""What the pairs of an article share: lists of names, titles, owners, kinds, the leading brand."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extract import gazetteer, posts, programmes, sentence_rules
from extract.context import Context, owner_of
from extract.coref import Mention
from extract.posts import Post

Row = tuple[Mention, int]

_CUES = ("run_verb", "join_verb", "build_verb", "locate_verb", "part_verb", "title", "say")
_HEADING = 30  # characters: a line no longer than this that ends without a full stop is a heading
_FORMED = re.compile(r"(?:组成|构成|形成|汇成|合成|织成|筑成)了?[“‘《]?$")
_JOINTS = ("、", "和", "与", "及", "以及", "，", "", "”、“", "”“", "”和“", "”与“")
_BYLINE_BEFORE = re.compile(
    r"(?:记者|通讯员|编辑|责编|美编|校对|摄影|作者|文图|图文|撰文|供稿|审核|监制|实习生|策划|统筹|文|图|来源)"
    r"[：:/|｜ \u3000]*(?:[\u4e00-\u9fff·]{1,5}[ \u3000、，/]*(?:通讯员|记者)?[ \u3000、]*){0,4}$"
    r"|^[（(□■◎●▲\s]+(?:[\u4e00-\u9fff·]{2,4}[ \u3000、]+){0,3}$"
)
_BYLINE_AFTER = re.compile(r"[ \u3000]*(?:摄|/?文|报道|供图|图|撰)[）)\s/]?")


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of names in a sentence: where it stands and the numbers of its things."""

    start: int
    end: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Survey:
    """An article looked over once, before its pairs are judged one by one."""

    context: Context

    @property
    def text(self) -> str:
        """The clean text."""
        return self.context.text

    @cached_property
    def first(self) -> list[int]:
        """Where each thing is named first."""
        return [thing.mentions[0].start for thing in self.context.things]

    @cached_property
    def counts(self) -> list[int]:
        """How often each thing is named (at most 6)."""
        return [min(len(thing.mentions), 6) for thing in self.context.things]

    @cached_property
    def owners(self) -> dict[int, int | None]:
        """Body → the thing whose name its own begins with."""
        bodies = ("PartyOrganisation", "GovernmentBody", "Institution")
        return {
            n: owner_of(self.context, n)
            for n, thing in enumerate(self.context.things)
            if thing.type in bodies
        }

    @cached_property
    def rule_hits(self) -> dict[tuple[str, int, int], set[str]]:
        """(predicate, subject, object) → the sentence rules that say so."""
        found: dict[tuple[str, int, int], set[str]] = {}
        for sentence, rows in self.context.by_sentence.items():
            start, end = self.context.sentences[sentence]
            mentions = [m for m, _ in rows]
            for hit in sentence_rules.hits(self.text[start:end], start, mentions):
                key = (hit.predicate, rows[hit.subject][1], rows[hit.object][1])
                found.setdefault(key, set()).add(hit.rule)
        return found

    @cached_property
    def cues(self) -> list[tuple[int, int, str]]:
        """Listed words between names that tell relations: (start, end, class)."""
        found = gazetteer.matches(self.text)
        return [(m.start, m.end, m.label) for m in found if m.label in _CUES]

    @cached_property
    def _cue_starts(self) -> list[int]:
        return [start for start, _, _ in self.cues]

    def cues_between(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The cues that stand in a stretch of the text."""
        for cue in self.cues[bisect_left(self._cue_starts, start) :]:
            if cue[0] >= end:
                break
            if cue[1] <= end:
                yield cue

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
    def brand(self) -> int | None:
        """The programme named most often: what the article is about."""
        return max(
            self.kinds,
            key=lambda n: (len(self.context.things[n].mentions), -self.first[n]),
            default=None,
        )

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
        for listed in self.list_at.values():
            for mention, number in self.by_type["Programme"]:
                gap = self.text[listed.end : mention.start].strip("”’》、 的")
                follows = 0 <= mention.start - listed.end <= 2 and not gap
                if follows and self.expected.get(number) == len(listed.members):
                    found |= {(part, number) for part in listed.members}
        return found | self._formed()

    def _formed(self) -> set[tuple[int, int]]:
        """(part, whole) of sentences such as 甲、乙与丙共同形成三色联盟, if the number agrees."""
        found = set()
        for mention, whole in self.by_type["Programme"]:
            start = self.context.sentences[self.context.sentence_at(mention.start)][0]
            if not _FORMED.search(self.text, start, mention.start):
                continue
            parts = {n for m, n in self.by_type["Programme"] if start <= m.start < mention.start}
            if self.expected[whole] == len(parts - {whole}):
                found |= {(part, whole) for part in parts - {whole}}
        return found

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

    @cached_property
    def by_type(self) -> dict[str, list[Row]]:
        """Type → the mentions of its things, by place."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for mention, number in self.context.mentions:
            rows[self.context.things[number].type].append((mention, number))
        return rows

    @cached_property
    def openers(self) -> dict[int, int]:
        """Line → the programme that is named in it first."""
        found: dict[int, int] = {}
        for mention, number in self.by_type["Programme"]:
            found.setdefault(self.context.line_at(mention.start), number)
        return found

    @cached_property
    def headed(self) -> dict[int, frozenset[int]]:
        """Line → the things named in the heading that it stands under."""
        by_line: dict[int, set[int]] = defaultdict(set)
        for mention, number in self.context.mentions:
            by_line[self.context.line_at(mention.start)].add(number)
        found: dict[int, frozenset[int]] = {}
        heading: frozenset[int] = frozenset()
        for number, line in enumerate(self.text.split("\n")):
            if number and line and len(line) <= _HEADING and not line.endswith("。"):
                heading = frozenset(by_line[number])
            found[number] = heading
        return found

    @cached_property
    def titled(self) -> set[int]:
        """The things named in the headline."""
        end = max(self.text.find("\n"), 0)
        return {number for mention, number in self.context.mentions if mention.start < end}

    @cached_property
    def park_ranks(self) -> dict[int, int]:
        """Park → its place among the article's parks by mentions."""
        order = sorted(
            self.context.park_numbers,
            key=lambda n: (-len(self.context.things[n].mentions), self.first[n]),
        )
        return {number: rank for rank, number in enumerate(order)}

    @cached_property
    def main(self) -> int | None:
        """The park the article is about."""
        park = self.context.park
        return self.context.things.index(park) if park else None

    @cached_property
    def posts(self) -> dict[int, list[Post]]:
        """Person → titles."""
        return posts.posts(self.context)

    @cached_property
    def bylines(self) -> dict[int, bool]:
        """Person → whether he or she only wrote, photographed or edited the article."""
        return {
            n: all(self._in_byline(m) for m in thing.mentions)
            for n, thing in enumerate(self.context.things)
            if thing.type == "Person"
        }

    def _in_byline(self, mention: Mention) -> bool:
        line_start = self.text.rfind("\n", 0, mention.start) + 1
        line_end = self.text.find("\n", mention.end)
        before = self.text[max(line_start, mention.start - 24) : mention.start]
        after = self.text[mention.end : line_end if line_end >= 0 else len(self.text)][:12]
        return bool(_BYLINE_BEFORE.search(before) or _BYLINE_AFTER.match(after))

    def stretch(self, mention: Mention, other: Mention) -> Mention:
        """The whole list a mention is part of, unless the other name is in it too."""
        row = self.list_at.get(mention.start)
        if row is None or row.start <= other.start < row.end:
            return mention
        return Mention(row.start, row.end, mention.type, mention.probability)

    @cached_property
    def places(self) -> list[list[tuple[Mention, int, int]]]:
        """The mentions of each thing with the numbers of their sentences and lines."""
        sentence_at, line_at = self.context.sentence_at, self.context.line_at
        return [
            [(m, sentence_at(m.start), line_at(m.start)) for m in thing.mentions]
            for thing in self.context.things
        ]

    def nearest(self, subject: int, object_: int) -> tuple[Mention, Mention, int]:
        """The mentions of two things that stand nearest, and how many sentences apart.

        Another paragraph counts as three sentences more.
        """
        best = (1 << 30, 0)
        pair = (self.places[subject][0][0], self.places[object_][0][0])
        for a, sentence, line in self.places[subject]:
            for b, other_sentence, other_line in self.places[object_]:
                apart = abs(other_sentence - sentence) + (0 if other_line == line else 3)
                if apart > best[0]:
                    continue
                gap = b.start - a.end if b.start >= a.end else a.start - b.end
                if (apart, abs(gap)) < best:
                    best, pair = (apart, abs(gap)), (a, b)
        return *pair, best[0]

    @cached_property
    def _starts_by_type(self) -> dict[str, tuple[list[int], list[int]]]:
        return {
            type_: ([m.start for m, _ in rows], [n for _, n in rows])
            for type_, rows in self.by_type.items()
        }

    def beside(self, type_: str, place: Mention) -> tuple[int | None, int | None]:
        """The things of a type that are named last before and first after a place."""
        starts, numbers = self._starts_by_type[type_]
        before = bisect_left(starts, place.start)
        after = bisect_left(starts, place.end)
        return (
            numbers[before - 1] if before else None,
            numbers[after] if after < len(numbers) else None,
        )

    @cached_property
    def only(self) -> set[int]:
        """The things that are the only ones of their type."""
        return {rows[0][1] for rows in self.by_type.values() if len({n for _, n in rows}) == 1}
