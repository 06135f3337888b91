"""An article with its names found: sentences, things, and where each stands."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extract import abbreviation, coref, segment
from extract.coref import Mention, Thing

_OF_FIRMS = ("党委", "党总支", "党支部", "总支", "支部", "工会", "团委")
_NO_OWNERS = ("Person", "Programme", "Project")


@dataclass(frozen=True)
class Context:
    """What the decisions about relations look at; places are offsets in the clean ``text``."""

    text: str
    things: list[Thing]
    park: Thing | None

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Half-open spans of the sentences."""
        return segment.sentences(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(at + 1 for at, char in enumerate(self.text) if char == "\n")]

    def sentence_at(self, place: int) -> int:
        """The number of the sentence that holds a place."""
        return bisect_right(self._starts, place) - 1

    def line_at(self, place: int) -> int:
        """The number of the line (paragraph) that holds a place."""
        return bisect_right(self._line_starts, place) - 1

    @cached_property
    def mentions(self) -> list[tuple[Mention, int]]:
        """All mentions by place, each with the number of its thing."""
        rows = [(m, n) for n, thing in enumerate(self.things) for m in thing.mentions]
        return sorted(rows, key=lambda row: (row[0].start, -row[0].end))

    @cached_property
    def by_sentence(self) -> dict[int, list[tuple[Mention, int]]]:
        """Sentence number → its mentions with the numbers of their things."""
        rows: dict[int, list[tuple[Mention, int]]] = {}
        for mention, number in self.mentions:
            rows.setdefault(self.sentence_at(mention.start), []).append((mention, number))
        return rows

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention, _ in self.mentions]

    def mentions_between(self, start: int, end: int) -> list[tuple[Mention, int]]:
        """The mentions that begin in a stretch of the text."""
        first, last = (bisect_left(self._mention_starts, place) for place in (start, end))
        return self.mentions[first:last]

    @cached_property
    def by_type(self) -> dict[str, list[tuple[Mention, int]]]:
        """Type → the mentions of its things, by place."""
        rows: dict[str, list[tuple[Mention, int]]] = defaultdict(list)
        for mention, number in self.mentions:
            rows[self.things[number].type].append((mention, number))
        return rows

    @cached_property
    def named(self) -> dict[str, list[int]]:
        """Form → the numbers of the things that have it."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, thing in enumerate(self.things):
            for form in thing.forms:
                found[form].append(number)
        return found

    @cached_property
    def _long_forms(self) -> abbreviation.LongForms:
        owning = (thing for thing in self.things if thing.type in ("Park", "Company"))
        return abbreviation.LongForms((thing.type, thing.name) for thing in owning)

    @cached_property
    def _called(self) -> dict[tuple[str, str], list[int]]:
        return {}

    def called(self, type_: str, short: str) -> list[int]:
        """The parks or firms that a short form may stand for, the park of the article first."""
        known = self._called.get((type_, short))
        if known is None:
            names = self._long_forms.of(type_, short)
            numbers = [n for name in names for n in self.named[name]]
            known = [n for n in numbers if self.things[n].type == type_]
            known.sort(key=lambda n: n != self.park_number)
            self._called[type_, short] = known
        return known

    @cached_property
    def park_numbers(self) -> list[int]:
        """The numbers of the parks among the things."""
        return [n for n, thing in enumerate(self.things) if thing.type == "Park"]

    @cached_property
    def park_number(self) -> int | None:
        """The number of the park the article is about."""
        return self.things.index(self.park) if self.park else None

    @cached_property
    def _park_places(self) -> list[tuple[int, int]]:
        return [(m.start, n) for m, n in self.mentions if self.things[n].type == "Park"]

    def park_before(self, place: int) -> int | None:
        """The park that was named last before a place (or first after it, at the beginning)."""
        at = bisect_right(self._park_places, (place, len(self.things)))
        if at:
            return self._park_places[at - 1][1]
        return self._park_places[0][1] if self._park_places else None


def context_of(text: str, mentions: list[Mention]) -> Context:
    """Group the names of an article into things and find the park it is about."""
    things = coref.things(text, mentions)
    return Context(text, things, coref.main_park(text, things))


def _abbreviated_owners(context: Context, body: Thing) -> Iterator[int]:
    """The park or firm that a body's name calls by a short form: 东湾高新区党工委, 海州机械党委."""
    for form in body.forms:
        for size in range(len(form) - 1, 2, -1):
            short, rest = form[:size], form[size:]
            if short[-1] in "区园城港谷" and abbreviation.park_parts(short)[1]:
                yield from context.called("Park", short)
            elif rest in _OF_FIRMS:
                yield from context.called("Company", short)


def owner_of(context: Context, number: int) -> int | None:
    """The thing whose name begins the name of a body: 徐庄高新区党工委 → 徐庄高新区."""
    thing = context.things[number]
    best, length = None, 0
    for form in thing.forms:
        for size in range(len(form) - 1, length, -1):
            owners = [
                n
                for n in context.named.get(form[:size], ())
                if n != number and context.things[n].type not in _NO_OWNERS
            ]
            if owners:
                best, length = owners[0], size
                break
    if best is None or context.things[best].type == "Place":
        best = next(iter(_abbreviated_owners(context, thing)), best)
    if best is None and context.park and abbreviation.is_generic_park(thing.name[:3]):
        return context.park_number
    return best
