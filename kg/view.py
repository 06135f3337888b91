"""The articles' entities and facts arranged for working out identity, and what is found of it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from kg import names
from kg.model import Article, Entity

Key = tuple[str, int, str]
"""Source, number of the article in it, and the entity's id in the article."""


class Partition:
    """Which keys have been found to be one thing."""

    def __init__(self) -> None:
        self._parents: dict[Key, Key] = {}

    def of(self, key: Key) -> Key:
        """Return the least key of the thing that ``key`` belongs to."""
        root = key
        while (parent := self._parents.get(root, root)) != root:
            root = parent
        while key != root:
            self._parents[key], key = root, self._parents.get(key, key)
        return root

    def join(self, one: Key, other: Key) -> None:
        """Make the things of two keys one."""
        low, high = sorted((self.of(one), self.of(other)))
        self._parents[high] = low

    def join_by(self, keys: Iterable[Key], marks: Callable[[Key], Iterable[Hashable]]) -> None:
        """Join all keys that share a mark."""
        first: dict[Hashable, Key] = {}
        for key in keys:
            for mark in marks(key):
                self.join(first.setdefault(mark, key), key)


@dataclass(frozen=True)
class View:
    """The articles' entities and facts, arranged for the rules."""

    entities: dict[Key, Entity]
    by_type: dict[str, list[Key]]
    by_article: dict[tuple[str, int], list[Key]]
    forms: dict[Key, tuple[str, ...]]
    outward: dict[Key, list[tuple[str, Key]]]
    inward: dict[Key, list[tuple[str, Key]]]

    def type(self, key: Key) -> str:
        """Return the type of an entity."""
        return self.entities[key].type

    def targets(self, key: Key, *predicates: str) -> list[Key]:
        """Return the objects of an entity's facts."""
        return [other for predicate, other in self.outward[key] if predicate in predicates]

    def subjects(self, key: Key, *predicates: str) -> list[Key]:
        """Return the subjects of facts about an entity."""
        return [other for predicate, other in self.inward[key] if predicate in predicates]


def view(articles: Sequence[Article]) -> View:
    """Arrange the articles' entities and facts for the rules."""
    found = View({}, defaultdict(list), defaultdict(list), {}, defaultdict(list), defaultdict(list))
    for article in articles:
        where = (article.source, article.number)
        claims: dict[tuple[str, str], int] = defaultdict(int)
        for entity in article.entities:
            for form in {names.normal(name) for name in (entity.name, *entity.aliases)}:
                claims[entity.type, form] += 1
        for entity in article.entities:
            key = (*where, entity.id)
            found.entities[key] = entity
            found.by_type[entity.type].append(key)
            found.by_article[where].append(key)
            # A short form that an article uses for two things tells of neither.
            own = [a for a in entity.aliases if claims[entity.type, names.normal(a)] == 1]
            found.forms[key] = (entity.name, *own)
        for fact in article.facts:
            subject, object_ = (*where, fact.subject), (*where, fact.object)
            found.outward[subject].append((fact.predicate, object_))
            found.inward[object_].append((fact.predicate, subject))
    return found


class Parks:
    """The parks that each entity has to do with, worked out when first asked for."""

    _ON = ("unitOf", "holdsPosition", "leads", "partOf", "locatedIn", "activeIn")

    def __init__(self, seen: View, same: Partition) -> None:
        self._seen = seen
        self._same = same
        self._found: dict[Key, frozenset[Key]] = {}
        self._sole: dict[tuple[str, int], frozenset[Key]] = {}

    def of(self, key: Key) -> frozenset[Key]:
        """Return the parks that facts lead to, else the park that the article is about."""
        if key not in self._found:
            self._found[key] = self.told(key) or self.about(key)
        return self._found[key]

    def told(self, key: Key) -> frozenset[Key]:
        """Return the parks that facts lead to, by way of wholes, posts and owners."""
        found, waiting, met = set[Key](), [key], {key}
        while waiting:
            here = waiting.pop()
            others = self._seen.targets(here, *self._ON)
            if self._seen.type(here) == "Programme":
                others += self._seen.subjects(here, "runs")
            for other in others:
                if self._seen.type(other) == "Park":
                    found.add(self._same.of(other))
                if other not in met:
                    met.add(other)
                    waiting.append(other)
        return frozenset(found)

    def about(self, key: Key) -> frozenset[Key]:
        """Return the one park of the article that stands in no other; none of several."""
        article = key[:2]
        if article not in self._sole:
            parks = [k for k in self._seen.by_article[article] if self._seen.type(k) == "Park"]
            inner = {
                k for k in parks if any(o in parks for o in self._seen.targets(k, "locatedIn"))
            }
            outer = {self._same.of(k) for k in parks if k not in inner}
            self._sole[article] = frozenset(outer if len(outer) == 1 else ())
        return self._sole[article]

    def all_of_article(self, key: Key) -> frozenset[Key]:
        """Every park that the article names."""
        members = self._seen.by_article[key[:2]]
        return frozenset(self._same.of(k) for k in members if self._seen.type(k) == "Park")
