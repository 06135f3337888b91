"""The articles' entities and facts arranged for working out identity, and what is found of it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import names, places, registry
from kg.model import Article, Entity

Local = tuple[str, int, str]
"""Source, number of the article in it, and the entity's id in the article."""

Key = int
"""The place of an entity in the order of :data:`Local`, which is quick to compare and to hash."""

Mark = tuple[Hashable, ...]
"""What entities of one thing share: the name of the rule first, then what it compares."""

Traits = dict[str, Hashable]
"""What a thing can have one of only: its number, its sort of park, its place in a register."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two keys that a rule joined, or would have; ``clash`` is the trait that forbade it."""

    one: Key
    other: Key
    mark: Mark
    clash: str | None = None

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return str(self.mark[0])


class Partition:
    """Which keys have been found to be one thing, why, and which joins were refused."""

    def __init__(self, traits: Mapping[Key, Traits] | None = None) -> None:
        self._parents: dict[Key, Key] = {}
        self._traits: dict[Key, Traits] = dict(traits or {})
        self.links: list[Link] = []
        self.refused: list[Link] = []

    def of(self, key: Key) -> Key:
        """Return the least key of the thing that ``key`` belongs to."""
        root = key
        while (parent := self._parents.get(root, root)) != root:
            root = parent
        while key != root:
            self._parents[key], key = root, self._parents.get(key, key)
        return root

    def join(self, one: Key, other: Key, mark: Mark, *, forced: bool = False) -> bool:
        """Make the things of two keys one, unless their traits differ; whether they now are."""
        low, high = sorted((self.of(one), self.of(other)))
        if low == high:
            return True
        first, second = self._traits.get(low), self._traits.get(high)
        if first and second:
            clashes = [name for name in first if second.get(name, first[name]) != first[name]]
            if clashes and not forced:
                self.refused.append(Link(one, other, mark, min(clashes)))
                return False
            merged = {**second, **first}
            self._traits[low] = {k: v for k, v in merged.items() if k not in clashes}
        elif second:
            self._traits[low] = second
        self._parents[high] = low
        self.links.append(Link(one, other, mark))
        return True

    def join_by(self, keys: Iterable[Key], marks: Callable[[Key], Iterable[Mark]]) -> None:
        """Join all keys that share a mark."""
        met: dict[Mark, list[Key]] = {}
        for key in keys:
            for mark in marks(key):
                known = met.setdefault(mark, [])
                if not any(self.join(other, key, mark) for other in known):
                    known.append(key)


@dataclass(frozen=True)
class View:
    """The articles' entities and facts, arranged for the rules."""

    entities: list[Entity]
    locals: list[Local]
    article_of: list[int]
    """The number of each entity's article, by its key."""
    kinds: list[dict[str, list[Key]]]
    """Each article's entities, by type."""
    by_type: dict[str, list[Key]]
    forms: list[tuple[str, ...]]
    traits: dict[Key, Traits]
    outward: dict[Key, list[tuple[str, Key]]]
    inward: dict[Key, list[tuple[str, Key]]]

    def type(self, key: Key) -> str:
        """Return the type of an entity."""
        return self.entities[key].type

    def of_article(self, article: int, *types: str) -> list[Key]:
        """Return an article's entities of some types, by type."""
        own = self.kinds[article]
        return [key for type_name in types for key in own.get(type_name, ())]

    def targets(self, key: Key, *predicates: str) -> list[Key]:
        """Return the objects of an entity's facts."""
        return [o for predicate, o in self.outward.get(key, ()) if predicate in predicates]

    def subjects(self, key: Key, *predicates: str) -> list[Key]:
        """Return the subjects of facts about an entity."""
        return [o for predicate, o in self.inward.get(key, ()) if predicate in predicates]


def view(articles: Sequence[Article]) -> View:
    """Arrange the articles' entities and facts for the rules."""
    by_type = defaultdict[str, list[Key]](list)
    outward = defaultdict[Key, list[tuple[str, Key]]](list)
    inward = defaultdict[Key, list[tuple[str, Key]]](list)
    found = View([], [], [], [], by_type, [], {}, outward, inward)
    for article in articles:
        include(found, article)
    return found


def include(found: View, article: Article) -> None:
    """Add an article to what is arranged; articles come in the order of their sources."""
    kinds: dict[str, list[Key]] = {}
    claims: dict[tuple[str, str], int] = defaultdict(int)
    for entity in article.entities:
        for form in {names.normal(name) for name in (entity.name, *entity.aliases)}:
            claims[entity.type, form] += 1
    keys: dict[str, Key] = {}
    for entity in sorted(article.entities, key=lambda entity: entity.id):
        key = len(found.entities)
        keys[entity.id] = key
        found.entities.append(entity)
        found.locals.append((article.source, article.number, entity.id))
        found.article_of.append(len(found.kinds))
        found.by_type[entity.type].append(key)
        kinds.setdefault(entity.type, []).append(key)
        # A short form that an article uses for two things tells of neither.
        own = [a for a in entity.aliases if claims[entity.type, names.normal(a)] == 1]
        forms, traits = consistent(entity.type, (entity.name, *own))
        found.forms.append(forms)
        if traits:
            found.traits[key] = traits
    found.kinds.append(kinds)
    for fact in article.facts:
        subject, object_ = keys[fact.subject], keys[fact.object]
        found.outward[subject].append((fact.predicate, object_))
        found.inward[object_].append((fact.predicate, subject))


def consistent(type_name: str, given: tuple[str, ...]) -> tuple[tuple[str, ...], Traits]:
    """Return the forms that can be names of what the first one names, and its traits."""
    traits: Traits = {}
    kept = []
    if type_name == "Person":
        return given, traits
    for form in given:
        own: Traits = {}
        telling = names.telling(form)
        if telling is not None:
            own[telling[0]] = telling[1]
        if type_name == "Park" and (record := registry.find(form)) is not None:
            own["register"] = record.name
        if all(traits.get(name, value) == value for name, value in own.items()):
            traits |= own
            kept.append(form)
    return tuple(kept), traits


class Parks:
    """The parks that each entity has to do with, by their IRIs, worked out when first asked for.

    ``iris`` holds what parks of the articles are called; parks without an IRI are passed over.
    """

    _ON = ("unitOf", "holdsPosition", "leads", "partOf", "locatedIn", "activeIn")

    def __init__(self, seen: View, iris: Mapping[Key, str]) -> None:
        self._seen = seen
        self._iris = iris
        self._found: dict[Key, frozenset[str]] = {}
        self._sole: dict[int, frozenset[str]] = {}
        self._all: dict[int, frozenset[str]] = {}

    def of(self, key: Key) -> frozenset[str]:
        """Return the parks that facts lead to, else the park that the article is about."""
        if key not in self._found:
            self._found[key] = self.told(key) or self.about(key)
        return self._found[key]

    def told(self, key: Key) -> frozenset[str]:
        """Return the parks that facts lead to, by way of wholes, posts and owners."""
        if key not in self._seen.outward and self._seen.type(key) != "Programme":
            return frozenset()
        found, waiting, met = set[str](), [key], {key}
        while waiting:
            here = waiting.pop()
            others = self._seen.targets(here, *self._ON)
            if self._seen.type(here) == "Programme":
                others += self._seen.subjects(here, "runs")
            for other in others:
                if self._seen.type(other) == "Park" and other in self._iris:
                    found.add(self._iris[other])
                if other not in met:
                    met.add(other)
                    waiting.append(other)
        return frozenset(found)

    def about(self, key: Key) -> frozenset[str]:
        """Return the one park of the article that stands in no other; none of several."""
        article = self._seen.article_of[key]
        if article not in self._sole:
            parks = self._parks(article)
            inner = {
                k for k in parks if any(o in parks for o in self._seen.targets(k, "locatedIn"))
            }
            outer = {self._iris[k] for k in parks if k not in inner and k in self._iris}
            self._sole[article] = frozenset(outer if len(outer) == 1 else ())
        return self._sole[article]

    def all_of_article(self, key: Key) -> frozenset[str]:
        """Every park that the article names."""
        article = self._seen.article_of[key]
        if article not in self._all:
            parks = self._parks(article)
            self._all[article] = frozenset(self._iris[k] for k in parks if k in self._iris)
        return self._all[article]

    def _parks(self, article: int) -> list[Key]:
        return self._seen.of_article(article, "Park")


class Areas:
    """Where in China the articles are, by the divisions and parks that they name."""

    def __init__(self, seen: View) -> None:
        self._seen = seen
        self._found: dict[int, frozenset[str]] = {}

    def of(self, article: int) -> frozenset[str]:
        """Return the codes of the divisions that an article names without doubt."""
        if article not in self._found:
            keys = self._seen.of_article(article, "Park", "Place")
            self._found[article] = frozenset(code for key in keys for code in self._codes(key))
        return self._found[article]

    def _codes(self, key: Key) -> Iterable[str]:
        type_name = self._seen.type(key)
        for form in self._seen.forms[key]:
            if type_name == "Park":
                record = registry.find(form)
                if record is not None:
                    yield record.division
            # The last one without doubt: 南京市鼓楼区 is in one city.
            sure = [s for s in places.steps(names.normal(form)) if len(s.codes) == 1]
            yield from (step.codes[0] for step in sure[-1:])

    def city(self, article: int) -> str | None:
        """Return the code of the one city that an article is in, None when there are several."""
        cities = {places.city(code) for code in self.of(article)} - {None}
        return cities.pop() if len(cities) == 1 else None

    def province(self, article: int) -> str | None:
        """Return the code of the one province that an article is in."""
        provinces = {code[:2] for code in self.of(article)}
        return provinces.pop() if len(provinces) == 1 else None

    def settle(self, codes: tuple[str, ...], article: int) -> str | None:
        """Return which of several divisions of one name an article means, if it shows."""
        if len(codes) == 1:
            return codes[0]
        around = self.of(article)
        near = {c for c in codes if any(_in_city(c, other) for other in around)}
        near = near or {c for c in codes if any(c[:2] == other[:2] for other in around)}
        return near.pop() if len(near) == 1 else None


def _in_city(code: str, other: str) -> bool:
    city = places.city(other)
    return city is not None and code.startswith(city)
