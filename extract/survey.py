"""What the pairs of an article share: lists of names, titles, owners, kinds, the leading brand."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extract import gazetteer, posts, programmes, segment, sentence_rules, values
from extract.context import Context, owner_of
from extract.coref import LONGEST_NAME, Mention
from extract.posts import Post

Row = tuple[Mention, int]

_CUES = ("run_verb", "join_verb", "build_verb", "locate_verb", "part_verb", "title", "say")
_WHOLES = ("brand", "alliance", "method")
_BESIDE = 3  # mentions on either side of one among which the nearest is
_FARTHEST_BACK = 400  # mentions
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
    def _words(self) -> tuple[list[int], list[str]]:
        spans = segment.article_words(self.text)
        return [start for start, _ in spans], [self.text[start:end] for start, end in spans]

    def words_between(self, start: int, end: int) -> list[str]:
        """The words that begin in a stretch of the text."""
        starts, words = self._words
        return words[bisect_left(starts, start) : bisect_left(starts, end)]

    @cached_property
    def _word_signs(self) -> dict[tuple[int, str], list[str]]:
        return {}

    def word_signs(self, place: int, reach: int, form: str) -> list[str]:
        """A sign in the given form for each word within ``reach`` of a place (before, if < 0)."""
        known = self._word_signs.get((place, form))
        if known is None:
            words = self.words_between(min(place, place + reach), max(place, place + reach))
            known = self._word_signs[place, form] = [form.format(word) for word in words]
        return known

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
            for size in programmes.parts_of_each_sort(self.context.things[number].forms):
                wholes[size].append((self.first[number], number))
        found = set()
        for listed in {listed.start: listed for listed in self.list_at.values()}.values():
            members, counting = listed.members, wholes.get(len(listed.members))
            if counting and taken.isdisjoint(members) and self.kinds.keys() >= set(members):
                before = bisect_left(counting, (listed.start,))
                whole = counting[max(0, before - 1)][1]
                found |= {(part, whole) for part in members if whole not in members}
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
