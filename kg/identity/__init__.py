"""Which names are one thing.

Types are worked out one after another, parks first, since the rest is told apart by them. For each
type, articles give profiles (:mod:`kg.identity.profiles`), and every rule joins profiles that share
a mark; so the outcome does not depend on the order of the articles. Names are never compared by how
alike they look: 成都高新区管委会 and 成都经开区管委会 differ in one character. What tells two
things apart (the number in a name, the sort of park, the place in a register) is a trait, and no
join makes one of two things whose traits differ.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.identity import companies, organisations, parks, people, places, programmes, projects
from kg.identity.profiles import Profile, token
from kg.identity.scene import Profiles, Scene
from kg.view import Key, Mark, Partition

Described = tuple[Key, str, Profile]
"""An entity, what of it is described ("" is itself), and the profile."""


def _by_marks(profile: Profile) -> Iterable[Mark]:
    return profile.marks


def _nothing(_profile: Profile) -> Iterable[Mark]:
    return ()


def _join_by_marks(profiles: Profiles, same: Partition) -> None:
    same.join_by(range(len(profiles)), lambda at: profiles[at].marks)


@dataclass(frozen=True, slots=True)
class _Layer:
    """The rules of a type.

    Two profiles may be joined, or decide on the joins of others, only if one of them asks for
    something that the other one asks for or offers.
    """

    describe: Callable[[Scene, Key], Profile | None]
    join: Callable[[Profiles, Partition], None] = _join_by_marks
    asks: Callable[[Profile], Iterable[Mark]] = _by_marks
    offers: Callable[[Profile], Iterable[Mark]] = _nothing


_BODY = _Layer(organisations.describe)
_LATER = _Layer(parks.describe_nameless)
_LAYERS = {
    "Park": _Layer(parks.describe, parks.join, parks.asks),
    "Place": _Layer(places.describe, places.join, places.asks, places.offers),
    "Company": _Layer(companies.describe, companies.join, companies.asks, companies.offers),
    "Institution": _BODY,
    "PartyOrganisation": _BODY,
    "GovernmentBody": _BODY,
    "Programme": _Layer(programmes.describe, programmes.join, programmes.asks),
    "Project": _Layer(projects.describe),
    "Person": _Layer(people.describe, people.join, people.asks),
}
STEPS = (
    *(("Park", tier) for tier in (0, 1, 2)),
    *((type_name, tier) for type_name in list(_LAYERS)[1:] for tier in (0, 2)),
)
"""Types and tiers in the order in which they are worked out."""


def describe(
    scene: Scene, type_name: str, tier: int, articles: Iterable[int]
) -> Iterator[Described]:
    """Yield the profiles of one step of some articles."""
    for article in articles:
        for key in scene.seen.of_article(article, type_name):
            if scene.is_added(key):
                if tier == 2:
                    yield key, "", scene.added(key)
            elif tier == 0:
                profile = _LAYERS[type_name].describe(scene, key)
                if profile is not None:
                    scene.named.add(key)
                    yield key, "", profile
            elif tier == 1 and key not in scene.named:
                yield key, "", parks.describe_nameless(scene, key)
            elif tier == 1 and (inside := parks.describe_inside(scene, key)) is not None:
                yield key, "inside", inside
        if (type_name, tier) == ("Park", 0):
            for key in scene.seen.of_article(article, *parks.BODIES):
                owner = parks.describe_owner(scene, key)
                if owner is not None:
                    yield key, "owner", owner


def join(type_name: str, tier: int, profiles: Profiles) -> Partition:
    """Tell which profiles of one step, in the order of what they hold, are one thing."""
    traits = {at: dict(profile.traits) for at, profile in enumerate(profiles) if profile.traits}
    same = Partition(traits)
    told: dict[Mark, list[int]] = defaultdict(list)
    for at, profile in enumerate(profiles):
        for decision in profile.decided:
            if decision[0] == "same":
                told[decision].append(at)
    for (_, _, reason), members in told.items():
        for at in members[1:]:
            same.join(members[0], at, ("curated", reason), forced=True)
    (_LATER if tier else _LAYERS[type_name]).join(profiles, same)
    return same


def tokens(profile: Profile) -> tuple[set[int], set[int]]:
    """Return the tokens of what a profile asks for, and of what else it offers."""
    marks = {mark for mark in profile.decided if mark[0] == "same"}
    layer = _LAYERS[profile.type] if profile.tier == 0 else _LATER
    asked, offered = marks.union(layer.asks(profile)), set(layer.offers(profile))
    step = (profile.type, profile.tier)
    return {token(*step, m) for m in asked}, {token(*step, m) for m in offered - asked}
