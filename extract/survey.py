"""What the pairs of an article share: lists of names, titles, owners, kinds, the leading brand."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extract import gazetteer, posts, sentence_rules
from extract.context import owner_of
from extract.coref import LONGEST_NAME, Mention
from extract.lists import Lists
from extract.posts import Post
from extract.wording import Wording

# forms of signs, each with its values: between.word=投资 is (between.word, (投资,))
ValueSigns = tuple[tuple[str, tuple[str, ...]], ...]

_CUES = ("run_verb", "join_verb", "build_verb", "locate_verb", "part_verb", "title", "say")
_WHOLES = ("brand", "alliance", "method")
_BESIDE = 3  # mentions on either side of one among which the nearest is
_FARTHEST_BACK = 400  # mentions
_HEADING = 30  # characters: a line no longer than this that ends without a full stop is a heading
_BYLINE_BEFORE = re.compile(
    r"(?:记者|通讯员|编辑|责编|美编|校对|摄影|作者|文图|图文|撰文|供稿|审核|监制|实习生|策划|统筹|文|图|来源)"
    r"[：:/|｜ \u3000]*(?:[\u4e00-\u9fff·]{1,5}[ \u3000、，/]*(?:通讯员|记者)?[ \u3000、]*){0,4}$"
    r"|^[（(□■◎●▲\s]+(?:[\u4e00-\u9fff·]{2,4}[ \u3000、]+){0,3}$"
)
_BYLINE_AFTER = re.compile(r"[ \u3000]*(?:摄|/?文|报道|供图|图|撰)[）)\s/]?")


@dataclass(frozen=True)
class Survey(Lists):
    """An article looked over once, before its pairs are judged one by one."""

    @cached_property
    def characters(self) -> list[frozenset[str]]:
        """The characters of each thing's fullest name."""
        return [frozenset(name) for name in self.names]

    @cached_property
    def certainty(self) -> list[float]:
        """How likely it is that the names of each thing are names of it: its surest mention."""
        return [max(m.probability for m in thing.mentions) for thing in self.context.things]

    @cached_property
    def parks_before(self) -> list[list[int | None]]:
        """For each thing the park that was named last before each of its mentions."""
        return [
            [self.context.park_before(m.start) for m in thing.mentions]
            for thing in self.context.things
        ]

    @cached_property
    def _programmes_so_far(self) -> list[tuple[int | None, int | None, int | None]]:
        rows: list[tuple[int | None, int | None, int | None]] = [(None, None, None)]
        for number in self._starts_by_type["Programme"][1]:
            _, whole, alliance = rows[-1]
            if self.kinds[number] in _WHOLES or self.expected[number]:
                whole = number
            rows.append((number, whole, number if self.kinds[number] == "alliance" else alliance))
        return rows

    def last_programmes(self, place: int) -> tuple[int | None, int | None, int | None]:
        """The last programme named before a place, the last that may be a whole, and alliance."""
        return self._programmes_so_far[bisect_left(self._starts_by_type["Programme"][0], place)]

    @cached_property
    def wording(self) -> Wording:
        """The words of the text."""
        return Wording(self.text)

    @cached_property
    def own_signs(self) -> dict[tuple[str, int, str], ValueSigns]:
        """What :mod:`extract.own_signs` has made of things so far."""
        return {}

    @cached_property
    def place_signs(self) -> dict[tuple[str, int, int], ValueSigns]:
        """What :mod:`extract.own_signs` has made of mentions so far."""
        return {}

    def recency(self, type_: str, number: int, place: Mention) -> int:
        """How many other things of a type are named between a thing and a later place; 9 if none.

        At most 4 are counted; 9 stands for a thing that is not named before the place.
        """
        starts, numbers = self._starts_by_type[type_]
        seen: set[int] = set()
        last = bisect_left(starts, place.start) - 1
        for at in range(last, max(-1, last - _FARTHEST_BACK), -1):
            if numbers[at] == number:
                return len(seen)
            seen.add(numbers[at])
            if len(seen) > 4:
                return 5
        return 9

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

    @cached_property
    def _names_around(self) -> list[list[Mention]]:
        """For each cue the mentions in which it begins."""
        return [
            [
                m
                for m, _ in self.context.mentions_between(start - LONGEST_NAME, start + 1)
                if m.end > start
            ]
            for start, _, _ in self.cues
        ]

    def cues_between(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """The cues that stand in a stretch of the text."""
        first, last = bisect_left(self._cue_starts, start), bisect_left(self._cue_starts, end)
        return [cue for cue in self.cues[first:last] if cue[1] <= end]

    def words_for_relations(self, start: int, end: int) -> Iterator[tuple[str, str]]:
        """The cues of a stretch that are no part of a name in it: (class, word)."""
        first, last = bisect_left(self._cue_starts, start), bisect_left(self._cue_starts, end)
        for at in range(first, last):
            cue_start, cue_end, label = self.cues[at]
            named = any(start <= m.start and m.end <= end for m in self._names_around[at])
            if cue_end <= end and not named:
                yield label, self.text[cue_start:cue_end]

    @cached_property
    def brand(self) -> int | None:
        """The programme named most often: what the article is about."""
        return max(
            self.kinds,
            key=lambda n: (len(self.context.things[n].mentions), -self.first[n]),
            default=None,
        )

    @cached_property
    def openers(self) -> dict[int, int]:
        """Line → the programme that is named in it first."""
        found: dict[int, int] = {}
        for mention, number in self.context.by_type["Programme"]:
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
    def topics(self) -> list[int | None]:
        """Line → the park that is named first in it, or in the last line that names one."""
        opened: dict[int, int] = {}
        for mention, number in self.context.by_type["Park"]:
            opened.setdefault(self.context.line_at(mention.start), number)
        found: list[int | None] = []
        for line in range(self.text.count("\n") + 1):
            found.append(opened.get(line, found[-1] if found else None))
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
        return self.context.park_number

    @cached_property
    def posts(self) -> dict[int, list[Post]]:
        """Person → titles."""
        return posts.posts(self.context)

    @cached_property
    def holders(self) -> dict[int, set[int]]:
        """Person → the things that the titles are held at, where that is told."""
        return {
            person: {post.holder for post in held if post.holder is not None}
            for person, held in self.posts.items()
        }

    @cached_property
    def bylines(self) -> dict[int, bool]:
        """Person → whether he or she only wrote, photographed or edited the article."""
        return {
            n: all(self._in_byline(m) for m in thing.mentions)
            for n, thing in enumerate(self.context.things)
            if thing.type == "Person"
        }

    def _in_byline(self, mention: Mention) -> bool:
        line_start = self.text.rfind("\n", max(0, mention.start - 24), mention.start) + 1
        line_end = self.text.find("\n", mention.end, mention.end + 12)
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

    @cached_property
    def _mention_starts(self) -> list[list[int]]:
        return [[m.start for m in thing.mentions] for thing in self.context.things]

    @cached_property
    def _sentence_sets(self) -> list[int]:
        """The sentences that name each thing, as bits of a number."""
        return [sum(1 << sentence for sentence in {s for _, s, _ in row}) for row in self.places]

    @cached_property
    def _around(self) -> dict[tuple[int, int], int]:
        return {}

    def is_within(self, subject: int, object_: int, sentences: int) -> bool:
        """Whether two things are named in sentences no farther apart than so many."""
        around = self._around.get((subject, sentences))
        if around is None:
            own = self._sentence_sets[subject]
            around = own
            for apart in range(1, sentences + 1):
                around |= own << apart | own >> apart
            self._around[subject, sentences] = around
        return bool(around & self._sentence_sets[object_])

    def nearest(self, subject: int, object_: int) -> tuple[Mention, Mention, int]:
        """The mentions of two things that stand nearest, and how many sentences apart.

        Another paragraph counts as three sentences more.
        """
        best = (1 << 30, 0)
        others, starts = self.places[object_], self._mention_starts[object_]
        pair = (self.places[subject][0][0], others[0][0])
        for a, sentence, line in self.places[subject]:
            # only those right before and after it can be the nearest
            at = bisect_left(starts, a.start)
            for b, other_sentence, other_line in others[max(0, at - _BESIDE) : at + _BESIDE]:
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
            for type_, rows in self.context.by_type.items()
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
        return {
            rows[0][1] for rows in self.context.by_type.values() if len({n for _, n in rows}) == 1
        }
