"""Articles under way: their entities, what their things are called so far, what people decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import names
from kg.curation import Choices
from kg.identity.profiles import Profile
from kg.view import Areas, Key, Mark, Parks, View, consistent

_TELLING = {
    "Person": ("holdsPosition",),
    "Park": ("locatedIn",),
    "Place": ("locatedIn",),
    "Programme": (),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What the graph calls a thing: its IRI, its preferred name, and names that are not its own."""

    iri: str
    label: str
    hidden: tuple[str, ...] = ()


@dataclass
class Scene:
    """What profiles are made from; ``things`` grows type after type."""

    seen: View
    choices: Choices = field(default_factory=Choices)

    def __post_init__(self) -> None:
        self.things: dict[Key, Thing] = {}
        self.iris: dict[Key, str] = {}
        self.owners: dict[Key, tuple[str, str]] = {}
        """The park that a body's name alone tells of: how the name begins, and the park's IRI."""
        self.named: set[Key] = set()
        """Entities that have been looked at, but for parks without a name of their own."""
        self.lost: set[Key] = set()
        """What people added about one of several things."""
        self.parks = Parks(self.seen, self.iris)
        self.areas = Areas(self.seen)
        self._decided = _decided(self.choices)
        self._meant = {key: meant for key, meant, _ in self.choices.added if meant}

    def call(self, key: Key, thing: Thing) -> None:
        """Say what an entity's thing is called."""
        self.things[key] = thing
        self.iris[key] = thing.iri

    def is_added(self, key: Key) -> bool:
        """Whether people added an entity and meant things that there are."""
        return key in self._meant

    def is_joined(self, key: Key) -> bool:
        """Whether people said that an entity's thing is another one, or is not."""
        return key in self._decided or key in self.choices.apart

    def base_marks(self, key: Key) -> list[Mark]:
        """Return the mark of entities that one article calls by one name."""
        article, entity = self.seen.article_of[key], self.seen.entities[key]
        form = names.normal(entity.name)
        alike = [
            other
            for other in self.seen.of_article(article, entity.type)
            if other != key and names.normal(self.seen.entities[other].name) == form
        ]
        source, number, _ = self.seen.locals[key]
        return [("article-name", form, source, number)] if alike else []

    def profile(
        self,
        key: Key,
        marks: Iterable[Mark] = (),
        hints: Iterable[Mark] = (),
        *,
        tier: int = 0,
        refers: str | None = None,
        around: tuple[str, ...] | None = None,
    ) -> Profile:
        """Return the profile of an entity that has the marks; one without any is like no other.

        Marks and hints come in an order that depends on the article only.

        ``around`` stands in place of the names of the parks that it has to do with.
        """
        seen, choices = self.seen, self.choices
        found = tuple(dict.fromkeys([*marks, *self.base_marks(key)]))
        looked = tuple(dict.fromkeys(hints))
        decided = self._decided.get(key, ())
        if not found and not looked and not refers:
            found = (("alone", *seen.locals[key]),)
        traits = {**seen.traits.get(key, {}), **choices.apart.get(key, {})}
        owners = self._owners(key)
        return Profile(
            type=seen.type(key),
            tier=tier,
            forms=seen.forms[key],
            traits=tuple(sorted(traits.items())),
            marks=found,
            hints=looked,
            owners=owners,
            parks=() if owners else self._park_names(key) if around is None else around,
            decided=decided,
            hidden=tuple(sorted(choices.hidden.get(key, ()))),
            refers=refers,
        )

    def implied(
        self, tier: int, form: str, marks: Iterable[Mark], refers: str | None = None
    ) -> Profile:
        """Return the profile of a park that no entity is, but a name tells of."""
        forms, traits = consistent("Park", (form,))
        return Profile(
            "Park",
            tier,
            forms,
            tuple(sorted(traits.items())),
            tuple(dict.fromkeys(marks)),
            refers=refers,
            implied=True,
        )

    def added(self, key: Key) -> Profile:
        """Return the profile of what people added about a thing, once things are known."""
        things = {self.things[k].iri for k in self._meant[key] if k in self.things}
        if len(things) > 1:
            self.lost.add(key)
        refers = next(iter(things)) if len(things) == 1 else None
        own = [("alone", *self.seen.locals[key])]
        found = self.profile(key, own, tier=2, refers=refers)
        return found if refers is not None else replace(found, decided=(("drop",),))

    def label(self, key: Key) -> str:
        """Return what an entity's thing is called, as far as that is known."""
        thing = self.things.get(key)
        return self.seen.entities[key].name if thing is None else thing.label

    def _owners(self, key: Key) -> tuple[str, ...]:
        predicates = _TELLING.get(self.seen.type(key), ("unitOf",))
        owners = self.seen.targets(key, *predicates) if predicates else []
        return tuple(sorted({self.label(owner) for owner in owners}))

    def _park_names(self, key: Key) -> tuple[str, ...]:
        around = self.parks.of(key) if self.seen.type(key) != "Park" else frozenset()
        article = self.seen.of_article(self.seen.article_of[key], "Park")
        return tuple(sorted({self.label(k) for k in article if self.iris.get(k) in around}))


def _decided(choices: Choices) -> Mapping[Key, tuple[Mark, ...]]:
    found: dict[Key, list[Mark]] = {}
    for keys, line, reason in choices.same:
        for key in keys:
            found.setdefault(key, []).append(("same", line, reason))
    for key, line, name in choices.labels:
        found.setdefault(key, []).append(("rename", line, name))
    for key in choices.dropped:
        found.setdefault(key, []).append(("drop",))
    return {key: tuple(sorted(own, key=str)) for key, own in found.items()}


Profiles = Sequence[Profile]
