"""Which names are one thing, and what the graph calls it, worked out over all articles at once.

A pure function of the set of articles and of what people decided: neither their order nor what was
loaded before matters. :mod:`kg.identity` holds the rules. :mod:`kg.addition` comes to the same
result from what was worked out before; here everything is at hand that tells why.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kg import curation, identity, iri, names, registry
from kg.curation import Choices, Curation
from kg.identity import naming
from kg.identity.naming import Claim, Group
from kg.identity.profiles import Profile, written
from kg.identity.scene import Scene, Thing
from kg.model import Article
from kg.registry import Record
from kg.view import Key, Link, Local, Mark, Parks, Partition, View, include, view

Naming = Mapping[Local, Thing]
"""The thing that each entity of each article denotes; without those that were dropped."""

FactKey = tuple[str, str, str]
"""A fact of the graph: IRI, predicate, IRI."""


@dataclass(frozen=True)
class Resolution:
    """Everything that was worked out: names, and why they are one thing."""

    naming: Naming
    things: Mapping[Key, Thing]
    """The same, by the keys of ``seen``."""
    seen: View
    same: Partition
    parks: Parks
    records: Mapping[str, Record]
    """The entries of the registers that parks are, by the parks' IRIs."""
    dropped_facts: frozenset[FactKey]
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
    scene = staged(seen, curated)
    whole = _Whole(scene, base)
    for type_name, tier in identity.STEPS:
        whole.step(type_name, tier)
    unmatched = (*scene.choices.unmatched, *doubtful(scene))
    return Resolution(
        {scene.seen.locals[key]: thing for key, thing in scene.things.items()},
        scene.things,
        scene.seen,
        whole.same,
        scene.parks,
        whole.records,
        dropped_facts(scene),
        unmatched,
        added,
    )


def staged(seen: View, curated: Curation) -> Scene:
    """Return the entities of articles with what people decided about them."""
    choices = curation.choices(curated, seen)
    if choices.hidden:
        seen = replace(seen, forms=_forms(seen, choices))
    return Scene(seen, choices)


def _forms(seen: View, choices: Choices) -> list[tuple[str, ...]]:
    forms = list(seen.forms)
    for key, hidden in choices.hidden.items():
        forms[key] = tuple(form for form in forms[key] if names.normal(form) not in hidden)
    return forms


def dropped_facts(scene: Scene) -> frozenset[FactKey]:
    """Return the facts that people dropped, once all things are known."""
    things = scene.things
    return frozenset(
        (subject, predicate, object_)
        for subjects, predicate, objects in scene.choices.dropped_facts
        for subject in {things[key].iri for key in subjects if key in things}
        for object_ in {things[key].iri for key in objects if key in things}
    )


def doubtful(scene: Scene) -> list[str]:
    """Return why some lines that add facts have no effect: several things may be meant."""
    found = []
    for at, (key, _, line) in enumerate(scene.choices.added):
        if key in scene.lost:
            where = f"{curation.SOURCE}:{line.number}: {line}"
            name = line.names[at % 2].partition("@")[0]
            found.append(f"{where}: several things have this name; say which: {name}@PARK")
    return found


class _Whole:
    """All articles, while identity is worked out type after type."""

    def __init__(self, scene: Scene, base: str) -> None:
        self.scene, self.base = scene, base
        self.same = Partition()
        self.records: dict[str, Record] = {}
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        self._first: dict[str, Key] = {}

    def step(self, type_name: str, tier: int) -> None:
        """Work out the things of one type and tier."""
        scene = self.scene
        found: dict[Profile, list[tuple[Key, str]]] = defaultdict(list)
        for key, part, profile in identity.describe(
            scene, type_name, tier, range(len(scene.seen.kinds))
        ):
            found[profile].append((key, part))
        profiles = sorted(found, key=written)
        same = identity.join(type_name, tier, profiles)
        keys = [found[profile] for profile in profiles]
        groups = naming.groups(profiles, [len(own) for own in keys], same)
        iris = self._iris((type_name, tier), groups, keys)
        for group, own in zip(groups, iris, strict=True):
            for at in group.members:
                for key, part in keys[at]:
                    self._call(key, part, profiles[at], group, own)
        self._link(profiles, keys, same, groups)

    def _iris(
        self, step: tuple[str, int], groups: Sequence[Group], keys: Sequence[list[tuple[Key, str]]]
    ) -> list[str]:
        type_name, tier = step
        wanted: dict[str, dict[int, Claim]] = defaultdict(dict)
        found: dict[int, str] = {}
        for at, group in enumerate(groups):
            if group.refers is not None:
                found[at] = group.refers
            elif not group.real:
                found[at] = implied(group.label)
            elif group.dropped:
                found[at] = ""
            else:
                own = [self.scene.seen.locals[key] for i in group.members for key, _ in keys[i]]
                claim = Claim(group.label, group.context, tier, partial(nearest, own))
                wanted[iri.thing(self.base, type_name, group.label)][at] = claim
        for plain, claims in wanted.items():
            before = {-1 - n: claim for n, claim in enumerate(self._claims[plain])}
            found |= naming.settle(self.base, type_name, {**before, **claims})
            self._claims[plain] += claims.values()
        return [found[at] for at in range(len(groups))]

    def _call(self, key: Key, part: str, profile: Profile, group: Group, own: str) -> None:
        scene = self.scene
        if part == "owner":
            scene.owners[key] = (profile.forms[0], own)
        elif not part and not group.dropped:
            known = self._first.setdefault(own, key)
            label = group.label if group.refers is None else scene.things[known].label
            scene.call(key, Thing(own, label, profile.hidden))
            if group.record is not None and group.refers is None:
                self.records[own] = registry.by_name()[group.record]

    def _link(
        self,
        profiles: Sequence[Profile],
        keys: Sequence[list[tuple[Key, str]]],
        same: Partition,
        groups: Sequence[Group],
    ) -> None:
        """Tell of entities what was found of their profiles."""
        own = {at: [k for k, part in keys[at] if not part] for at in range(len(profiles))}
        stand: dict[int, Key] = {}
        for group in groups:
            real = [min(own[at]) for at in group.members if own[at]]
            for at in group.members:
                if real:
                    stand[at] = min(own[at]) if own[at] else min(real)
        for at, entities in own.items():
            for key in sorted(entities):
                self.same.join(stand[at], key, _alike(profiles[at]))
        for link in same.links:
            if link.one in stand and link.other in stand:
                self.same.join(stand[link.one], stand[link.other], link.mark)
        for group in groups:
            if group.refers is not None and group.refers in self._first:
                for at in group.members:
                    if at in stand:
                        self.same.join(self._first[group.refers], stand[at], _told(profiles[at]))
        self.same.refused += [
            Link(stand[link.one], stand[link.other], link.mark, link.clash)
            for link in same.refused
            if link.one in stand and link.other in stand
        ]


def nearest(entities: Iterable[Local]) -> str:
    """Return what tells a thing apart when nothing else does: where it is named first."""
    source, number, local_id = min(entities)
    return f"{iri.short_article(source, number)}-{local_id}"


def implied(label: str) -> str:
    """Return what stands for the IRI of a park that no article names by itself."""
    return f"implied:{label}"


def _alike(profile: Profile) -> Mark:
    """Return the rule by which two entities of one profile are one thing."""
    if profile.type == "Company" and not profile.marks:
        return ("firm-short", profile.forms[0])
    rule, *more = next(iter(profile.marks), None) or profile.hints[-1]
    return ("place-name" if rule == "plain" else rule, *more)


def _told(profile: Profile) -> Mark:
    """Return the rule by which an entity is a thing that it refers to."""
    return ("curated", "") if profile.tier == 2 else profile.marks[0]
