"""Which names are one thing, and what the graph calls it.

A pure function of the set of articles: neither their order nor what was loaded before matters.
:mod:`kg.identity` holds the rules; here each thing gets its name and its IRI.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg import identity, iri, names
from kg.model import Article
from kg.view import Key, Parks, Partition, View, view


@dataclass(frozen=True, slots=True)
class Thing:
    """What the graph calls a thing: its IRI and its preferred name."""

    iri: str
    label: str


Naming = Mapping[Key, Thing]
"""The thing that each entity of each article denotes."""


def resolve(articles: Iterable[Article], base: str = iri.BASE) -> Naming:
    """Return the thing that each entity denotes, worked out over all ``articles`` together."""
    seen = view(sorted(articles, key=lambda article: (article.source, article.number)))
    same, parks = identity.partition(seen)
    members: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(seen.entities):
        members[same.of(key)].append(key)
    labels = {root: _label(seen, keys) for root, keys in members.items()}
    wanted: dict[str, list[Key]] = defaultdict(list)
    for root, label in labels.items():
        wanted[iri.thing(base, seen.type(root), label)].append(root)
    things: dict[Key, Thing] = {}
    for plain, roots in wanted.items():
        if len(roots) == 1:
            things[roots[0]] = Thing(plain, labels[roots[0]])
            continue
        context = {root: _context(seen, parks, members[root], labels, same) for root in roots}
        shared = Counter(context.values())
        for root in roots:
            qualifier = context[root]
            if qualifier is None or shared[qualifier] > 1:
                nearest = f"{iri.short_article(*root[:2])}-{root[2]}"
                qualifier = nearest if qualifier is None else f"{qualifier}-{nearest}"
            label = labels[root]
            things[root] = Thing(iri.thing(base, seen.type(root), label, qualifier), label)
    return {key: things[root] for root, keys in members.items() for key in keys}


_FULLEST = {"Park", "PartyOrganisation", "GovernmentBody", "Company", "Institution", "Place"}


def _label(seen: View, keys: list[Key]) -> str:
    """Return the preferred name: the fullest of places and bodies, else the most frequent."""
    count = Counter(seen.entities[key].name for key in keys)
    fullest = seen.type(keys[0]) in _FULLEST

    def order(name: str) -> tuple[int, int, str]:
        length, times = -len(names.normal(name)), -count[name]
        return (length, times, name) if fullest else (times, length, name)

    return min(count, key=order)


def _context(
    seen: View, parks: Parks, keys: list[Key], labels: Mapping[Key, str], same: Partition
) -> str | None:
    """Return what tells a thing from others of its name: its owner, firm, park or place."""
    owners = {
        labels[same.of(owner)]
        for key in keys
        for owner in seen.targets(key, *_TELLING.get(seen.type(key), ("unitOf",)))
    }
    if not owners:
        owners = {labels[park] for key in keys for park in parks.of(key) if same.of(key) != park}
    return min(owners, default=None)


_TELLING = {
    "Person": ("holdsPosition",),
    "Park": ("locatedIn",),
    "Place": ("locatedIn",),
    "Programme": (),
}
