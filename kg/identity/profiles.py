"""Profiles: all that identity is worked out from, for one entity of one article.

Entities with one profile are one thing, so that rules compare profiles rather than mentions: what
is named a thousand times in the same way is looked at once. A profile depends on its article and on
what the things of the types before it are called, never on other articles. Rules join profiles in
the order of what they hold, so that the outcome depends on the set of articles only.
"""

import json
from collections.abc import Hashable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from kg.view import Mark


@dataclass(frozen=True, slots=True)
class Profile:
    """What an article says of a thing, as far as identity goes.

    ``tier`` tells when it is looked at: 0 with the others of its type, 1 after those (the parks
    without a name of their own), 2 last of all (what people added about things that there are).
    """

    type: str
    tier: int
    forms: tuple[str, ...]
    """The names it may have, the main one first."""
    traits: tuple[tuple[str, Hashable], ...] = ()
    """What it can have one of only, by name."""
    marks: tuple[Mark, ...] = ()
    """What it shares with every other that is the same."""
    hints: tuple[Mark, ...] = ()
    """What else the rules of its type look at."""
    owners: tuple[str, ...] = ()
    """Names of what it is told to be of; they tell things of one name apart."""
    parks: tuple[str, ...] = ()
    """Names of the parks it has to do with, for those without owners."""
    decided: tuple[Mark, ...] = ()
    """What people decided about it."""
    hidden: tuple[str, ...] = ()
    """Names that people said are not its own."""
    refers: str | None = None
    """The IRI of the thing that it can only be."""
    implied: bool = False
    """Whether no entity is meant, only what the name of another one tells of."""


def written(profile: Profile) -> str:
    """Return a profile as a line of text; profiles are compared and sorted by it."""
    row = [getattr(profile, name) for name in _FIELDS]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


_FIELDS = tuple(Profile.__slots__)


def read(text: str) -> Profile:
    """Return the profile that :func:`written` wrote."""
    type_name, tier, forms, traits, *lists, refers, implied = json.loads(text)
    marks, hints, owners, parks, decided, hidden = lists
    return Profile(
        type_name,
        tier,
        tuple(forms),
        tuple([(name, _whole(value)) for name, value in traits]),
        tuple(map(tuple, marks)),
        tuple(map(tuple, hints)),
        tuple(owners),
        tuple(parks),
        tuple(map(tuple, decided)),
        tuple(hidden),
        refers,
        implied,
    )


def _whole(value: Any) -> Hashable:
    found: Hashable = tuple(value) if isinstance(value, list) else value
    return found


def token(type_name: str, tier: int, mark: Mark) -> int:
    """Return a number for what two profiles have in common, below 2**63.

    Two marks may get one number: more is then compared than need be, and nothing else changes.
    """
    text = f"{type_name}\0{tier}\0{mark}"
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
