"""What things are called: their preferred names, and IRIs that tell things of one name apart."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg import iri, names, registry
from kg.identity.profiles import Profile
from kg.view import Mark, Partition

_FULLEST = {"Park", "PartyOrganisation", "GovernmentBody", "Company", "Institution", "Place"}


@dataclass(frozen=True, slots=True)
class Group:
    """Profiles that are one thing, by their places, and what is known of it."""

    members: tuple[int, ...]
    label: str
    context: str | None
    """What tells it from others of its name: its owner, firm, park or place."""
    record: str | None
    """The name of the entry of a register that it is, by any of its names."""
    refers: str | None
    """The IRI of the thing that it is, when that is known from elsewhere."""
    real: bool
    """Whether any entity is it, rather than the name of another one telling of it."""
    dropped: bool


def groups(profiles: Sequence[Profile], counts: Sequence[int], same: Partition) -> list[Group]:
    """Return the things that profiles are; ``counts`` tells how many entities have each."""
    members: dict[int, list[int]] = defaultdict(list)
    for at in range(len(profiles)):
        members[same.of(at)].append(at)
    return [_group(own, profiles, counts) for own in members.values()]


def _group(members: Sequence[int], profiles: Sequence[Profile], counts: Sequence[int]) -> Group:
    own = [profiles[at] for at in members]
    real = [at for at in members if not profiles[at].implied]
    decided = {mark for profile in own for mark in profile.decided}
    given = {mark for mark in decided if mark[0] == "rename"}
    owners = {name for profile in own for name in profile.owners}
    parks = {name for profile in own for name in profile.parks}
    refers = {profile.refers for profile in own} - {None}
    listed = {
        registry.find(form)
        for at in real
        if profiles[at].type == "Park"
        for form in profiles[at].forms
    } - {None}
    record = listed.pop() if len(listed) == 1 else None
    return Group(
        tuple(members),
        _given(given) or _label(real or members, profiles, counts),
        min(owners or parks, default=None),
        None if record is None else record.name,
        refers.pop() if len(refers) == 1 else None,
        bool(real),
        ("drop",) in decided,
    )


def _given(decided: set[Mark]) -> str | None:
    """Return the name that people gave, the last one of several."""
    given = {int(str(line)): str(name) for _, line, name in decided}
    return given[max(given)] if given else None


def _label(members: Sequence[int], profiles: Sequence[Profile], counts: Sequence[int]) -> str:
    """Return the preferred name: the fullest of places and bodies, else the most frequent."""
    count: Counter[str] = Counter()
    for at in members:
        count[profiles[at].forms[0]] += counts[at]
    fullest = profiles[members[0]].type in _FULLEST

    def order(name: str) -> tuple[int, int, str]:
        length, times = -len(names.normal(name)), -count[name]
        return (length, times, name) if fullest else (times, length, name)

    return min(count, key=order)


def may_rename(profile: Profile, label: str, change: int) -> bool:
    """Whether a thing of this label may get another one by so many more entities of a profile."""
    form = profile.forms[0]
    if (change > 0) == (form == label):
        return False  # it only becomes the more certain
    return profile.type not in _FULLEST or len(names.normal(form)) == len(names.normal(label))


@dataclass(frozen=True, slots=True)
class Claim:
    """A thing that would like the plain IRI of its type and name.

    ``nearest`` returns what tells it from every other: the first article that names it.
    """

    label: str
    context: str | None
    tier: int
    nearest: Callable[[], str]


def settle(base: str, type_name: str, claims: Mapping[int, Claim]) -> dict[int, str]:
    """Return the IRI of each of all things of one type and plain IRI.

    The parks without names of their own make way for the others.
    """
    first = {at: claim for at, claim in claims.items() if claim.tier == 0}
    found = _apart(base, type_name, first)
    if len(first) < len(claims):
        every = _apart(base, type_name, claims)
        found = {at: found.get(at, every[at]) for at in claims}
    return found


def _apart(base: str, type_name: str, claims: Mapping[int, Claim]) -> dict[int, str]:
    if len(claims) == 1:
        return {at: iri.thing(base, type_name, claim.label) for at, claim in claims.items()}
    shared = Counter(claim.context for claim in claims.values())
    found = {}
    for at, claim in claims.items():
        qualifier = claim.context
        if qualifier is None or shared[qualifier] > 1:
            nearest = claim.nearest()
            qualifier = nearest if qualifier is None else f"{qualifier}-{nearest}"
        found[at] = iri.thing(base, type_name, claim.label, qualifier)
    return found
