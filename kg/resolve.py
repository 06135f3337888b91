"""Which names are one thing, and what the graph calls it.

A pure function of the set of articles and of what people decided: neither their order nor what was
loaded before matters. :mod:`kg.identity` holds the rules; here each thing gets its name and IRI.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg import curation, identity, iri, names, registry
from kg.curation import Choices, Curation
from kg.model import Article
from kg.registry import Record
from kg.view import Key, Local, Parks, Partition, View, include, view


@dataclass(frozen=True, slots=True)
class Thing:
    """What the graph calls a thing: its IRI, its preferred name, and names that are not its own."""

    iri: str
    label: str
    hidden: tuple[str, ...] = ()


Naming = Mapping[Local, Thing]
"""The thing that each entity of each article denotes; without those that were dropped."""


@dataclass(frozen=True)
class Resolution:
    """Everything that was worked out: names, why they are one thing, parks of the registers."""

    naming: Naming
    things: Mapping[Key, Thing]
    """The same, by the keys of ``seen``."""
    seen: View
    same: Partition
    parks: Parks
    records: Mapping[str, Record]
    dropped_facts: frozenset[tuple[str, str, str]]
    unmatched: tuple[str, ...]
    added: Article | None
    """What the curation file adds, as an article."""


def resolve(articles: Iterable[Article], base: str = iri.BASE) -> Naming:
    """Return the thing that each entity denotes, worked out over all ``articles`` together."""
    return settle(articles, base).naming


def settle(
    articles: Iterable[Article], base: str = iri.BASE, curated: Curation | None = None
) -> Resolution:
    """Work out identity over all ``articles`` together, and as people decided."""
    curated = curated or Curation()
    seen = view(sorted(articles, key=lambda article: (article.source, article.number)))
    added = curation.article(curated, seen)
    if added is not None:
        include(seen, added)
    chosen = curation.choices(curated, seen)
    if chosen.hidden:
        seen = replace(seen, forms=_forms(seen, chosen))
    same, parks = identity.partition(seen, chosen)
    lost = _join_added(same, chosen)
    gone = {same.of(key) for key in chosen.dropped} | set(lost)
    members: dict[Key, list[Key]] = defaultdict(list)
    for key in range(len(seen.entities)):
        root = same.of(key)
        if not gone or not {root, key} & gone:
            members[root].append(key)
    given = {same.of(key): label for key, label in chosen.labels}
    labels = {root: given.get(root) or _label(seen, keys) for root, keys in members.items()}
    called = _things(seen, same, parks, members, labels, base)
    things = {key: called[root] for root, keys in members.items() for key in keys}
    for key, forms in chosen.hidden.items():
        if key in things:
            things[key] = replace(things[key], hidden=tuple(sorted(forms)))
    naming = {seen.locals[key]: thing for key, thing in things.items()}
    records = {
        called[root].iri: record
        for root, keys in members.items()
        if seen.type(root) == "Park" and (record := _record(seen, keys)) is not None
    }
    unmatched = (*chosen.unmatched, *lost.values())
    facts = frozenset(_facts(things, chosen))
    return Resolution(naming, things, seen, same, parks, records, facts, unmatched, added)


def _forms(seen: View, chosen: Choices) -> list[tuple[str, ...]]:
    forms = list(seen.forms)
    for key, hidden in chosen.hidden.items():
        forms[key] = tuple(form for form in forms[key] if names.normal(form) not in hidden)
    return forms


def _join_added(same: Partition, chosen: Choices) -> dict[Key, str]:
    """Join what the file adds with the things it means; what is in doubt, with why."""
    lost: dict[Key, str] = {}
    for key, meant, line in chosen.added:
        roots = sorted({same.of(other) for other in meant})
        if len(roots) > 1:
            where = f"{curation.SOURCE}:{line.number}: {line}"
            name = line.names[0 if key == chosen.added[0][0] else -1].partition("@")[0]
            lost[key] = f"{where}: several things have this name; say which: {name}@PARK"
        elif roots:
            same.join(roots[0], key, ("curated", curation.said(line)), forced=True)
    return lost


def _facts(things: Mapping[Key, Thing], chosen: Choices) -> Iterable[tuple[str, str, str]]:
    for subjects, predicate, objects in chosen.dropped_facts:
        for subject in {things[key].iri for key in subjects if key in things}:
            for object_ in {things[key].iri for key in objects if key in things}:
                yield subject, predicate, object_


def _record(seen: View, keys: list[Key]) -> Record | None:
    """Return the entry of a register that a park is, by any of its names."""
    found = {registry.find(form) for key in keys for form in seen.forms[key]} - {None}
    return found.pop() if len(found) == 1 else None


def _things(
    seen: View,
    same: Partition,
    parks: Parks,
    members: Mapping[Key, list[Key]],
    labels: Mapping[Key, str],
    base: str,
) -> dict[Key, Thing]:
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
                source, number, local_id = seen.locals[root]
                nearest = f"{iri.short_article(source, number)}-{local_id}"
                qualifier = nearest if qualifier is None else f"{qualifier}-{nearest}"
            label = labels[root]
            things[root] = Thing(iri.thing(base, seen.type(root), label, qualifier), label)
    return things


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
        if same.of(owner) in labels
    }
    if not owners:
        around = {park for key in keys for park in parks.of(key) if same.of(key) != park}
        owners = {labels[same.of(park)] for park in around if same.of(park) in labels}
    return min(owners, default=None)


_TELLING = {
    "Person": ("holdsPosition",),
    "Park": ("locatedIn",),
    "Place": ("locatedIn",),
    "Programme": (),
}
