"""Which mentions of one article name the same thing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extract import abbreviation
from extract.abbreviation import plain

_INTRODUCED = re.compile(
    r"\s*[（(](?:以下|下文|文中)?(?:统|均|皆)?"
    r"(?:简称|称|下称|又称|亦称|即|简称为|下同)?(?:为)?[：:]?"
    r"([“\"「]?)([^（）()“”\"「」，。；\n]{2,16})([”\"」]?)(?:[，,]下同)?[）)]"
)
_INNER_QUOTE = re.compile(r"[“‘《「]([^”’》」]{2,})[”’》」]")
# how an article about one park calls it within the names of its bodies
_HERE = re.compile(
    r"(?:高新区|经开区|开发区|园区|产业园|保税区|综保区|新区|片区|合作区|区)(?=.{2,})"
)
_COMMITTEE = re.compile(r"^(?:管委会|管理委员会)(?=.)")
_COMMITTEE_END = re.compile(r"(?:管委会|管理委员会)$")
_OWNERS = ("Park", "Company", "Institution", "GovernmentBody", "Place")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place of the clean text, with its type and how likely it is a name at all."""

    start: int
    end: int
    type: str
    probability: float


@dataclass(slots=True)
class Thing:
    """What one or more forms of a name stand for in the article."""

    type: str
    forms: list[str]
    mentions: list[Mention] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The fullest form; of equals the one that stands first. A park's kind is no name."""
        own = [form for form in self.forms if not abbreviation.is_generic_park(form)]
        return max(own if self.type == "Park" and own else self.forms, key=len)


class _Groups:
    """Names that were found to be one: a union-find over (type, form)."""

    def __init__(self, keys: Iterable[tuple[str, str]]) -> None:
        self._parent = {key: key for key in keys}

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._parent

    def root(self, key: tuple[str, str]) -> tuple[str, str]:
        while self._parent[key] != key:
            key = self._parent[key]
        return key

    def join(self, a: tuple[str, str], b: tuple[str, str]) -> None:
        a, b = self.root(a), self.root(b)
        if a != b:
            # the longer name stays on top, so that the result does not depend on the order
            a, b = sorted((a, b), key=lambda k: (-len(k[1]), k))
            self._parent[b] = a

    def members(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for key in self._parent:
            groups.setdefault(self.root(key), []).append(key)
        return groups


def introduced(text: str, mentions: list[Mention]) -> dict[tuple[str, str], str]:
    """Short forms that the text introduces itself (以下简称“…”): (type, long form) → short form."""
    found = {}
    for mention in mentions:
        match = _INTRODUCED.match(text, mention.end)
        if not match:
            continue
        marker = text[match.start() : match.start(2)]
        short = plain(match.group(2))
        spoken = "称" in marker or "即" in marker or match.group(1) != ""
        long = plain(text[mention.start : mention.end])
        if len(short) < 2 or short == long:
            continue
        if spoken or abbreviation.shortens(mention.type, short, long):
            found[mention.type, long] = short
    return found


def main_park(text: str, things: list[Thing]) -> Thing | None:
    """The park the article is about: named in the headline, most often, first."""
    headline_end = text.find("\n", text.find("\n") + 1)
    best, best_score = None, 0.0
    generic = sum(
        len(t.mentions) for t in things if t.type == "Park" and abbreviation.is_generic_park(t.name)
    )
    for thing in things:
        if thing.type != "Park" or abbreviation.is_generic_park(thing.name):
            continue
        score = float(len(thing.mentions))
        score += 3.0 * sum(m.start < headline_end for m in thing.mentions)
        # a zone as a whole rather than a garden in it
        if abbreviation.park_parts(thing.name)[1] in (
            "高新区",
            "经开区",
            "保税区",
            "新区",
            "开发区",
        ):
            score *= 1.5
            score += 0.5 * generic
        if score > best_score:
            best, best_score = thing, score
    return best


def _short_forms(groups: _Groups, forms: dict[tuple[str, str], list[Mention]]) -> None:
    """Join each short form with the one longer name it can stand for."""
    for key in sorted(forms, key=lambda k: (-len(k[1]), k)):
        type_, short = key
        if type_ in ("Person", "PartyOrganisation", "GovernmentBody"):
            continue
        if type_ == "Park" and abbreviation.is_generic_park(short):
            continue
        candidates = {
            groups.root(other)
            for other in forms
            if other != key
            and other[0] == type_
            and (len(other[1]), other[1]) > (len(short), short)
            and abbreviation.shortens(type_, short, other[1])
        }
        if candidates:
            chosen = min(
                candidates,
                key=lambda root: (
                    -sum(len(forms[k]) for k in forms if groups.root(k) == root),
                    root,
                ),
            )
            if len(candidates) == 1 or type_ not in ("Programme", "Project"):
                groups.join(key, chosen)


def _owner_of(
    name: str, owners: dict[str, tuple[str, str]], home: tuple[str, str] | None
) -> tuple[tuple[str, str] | None, str]:
    """The known thing a body's name begins with, and the rest of the name."""
    for size in range(len(name) - 1, 1, -1):
        # an office of a park's committee is an office of the park
        if name[:size] in owners and not _COMMITTEE_END.search(name[:size]):
            return owners[name[:size]], name[size:]
    if home and (match := _HERE.match(name)):
        return home, name[match.end() :]
    return None, name


def _bodies(
    groups: _Groups, forms: dict[tuple[str, str], list[Mention]], park: Thing | None
) -> None:
    """Join committees and bureaus whose owner and unit are the same, named or left out."""
    owners = {form: (t, form) for t, form in forms if t in _OWNERS}
    home = ("Park", plain(park.name)) if park else None
    if park and home:
        owners |= dict.fromkeys(park.forms, home)
    units: dict[tuple[str, tuple[str, str], str], tuple[str, str]] = {}
    bare = []
    for key in sorted(forms, key=lambda k: (-len(k[1]), k)):
        if key[0] not in ("PartyOrganisation", "GovernmentBody"):
            continue
        known = {form: owner for form, owner in owners.items() if form != key[1]}
        owner, unit = _owner_of(key[1], known, home)
        unit = _COMMITTEE.sub("", unit)
        if owner is None:
            bare.append(key)
            continue
        at = (key[0], groups.root(owner), unit)
        if at in units:
            groups.join(key, units[at])
        else:
            units[at] = key
    for key in bare:
        same = [k for (t, _, unit), k in units.items() if t == key[0] and unit == key[1]]
        at_home = units.get((key[0], groups.root(home), key[1])) if home else None
        if at_home:
            groups.join(key, at_home)
        elif len(same) == 1:
            groups.join(key, same[0])


def _generic_parks(
    groups: _Groups, forms: dict[tuple[str, str], list[Mention]], park: Thing
) -> None:
    home = ("Park", plain(park.name))
    kind = abbreviation.park_parts(park.name)[1]
    for key in forms:
        if key[0] == "Park" and abbreviation.is_generic_park(key[1]) and home in groups:
            other = abbreviation.park_parts(key[1])[1]
            ending = [k for k in forms if k[0] == "Park" and k != key and k[1].endswith(key[1])]
            roots = {groups.root(k) for k in ending if not abbreviation.is_generic_park(k[1])}
            if len(roots) == 1:
                groups.join(key, roots.pop())
            elif (
                other == kind
                or other in ("开发区", "园区", "新区", "片区", "园")
                or kind == "开发区"
            ):
                groups.join(key, home)


def _things(groups: _Groups, forms: dict[tuple[str, str], list[Mention]]) -> list[Thing]:
    things = []
    for (type_, _), members in groups.members().items():
        mentions = sorted((m for key in members for m in forms[key]), key=lambda m: m.start)
        order = sorted(members, key=lambda k: forms[k][0].start)
        things.append(Thing(type_, [form for _, form in order], mentions))
    return sorted(things, key=lambda t: (t.mentions[0].start, t.type, t.name))


def things(text: str, mentions: list[Mention]) -> list[Thing]:
    """The things an article names, in the order in which they are first named."""
    forms: dict[tuple[str, str], list[Mention]] = {}
    for mention in sorted(mentions, key=lambda m: m.start):
        form = plain(text[mention.start : mention.end])
        if len(form) > 1:
            forms.setdefault((mention.type, form), []).append(mention)
    groups = _Groups(forms)
    for (type_, long), short in introduced(text, mentions).items():
        if (type_, short) in groups and (type_, long) in groups:
            groups.join((type_, short), (type_, long))
    for (type_, form), places in forms.items():
        for mention in places:
            for quoted in _INNER_QUOTE.findall(text[mention.start : mention.end]):
                inner = (type_, plain(quoted))
                if inner in groups and type_ == "Programme":
                    groups.join(inner, (type_, form))
    # twice: what was ambiguous may have become one thing meanwhile
    _short_forms(groups, forms)
    _short_forms(groups, forms)
    park = main_park(text, _things(groups, forms))
    if park:
        _generic_parks(groups, forms, park)
        park = main_park(text, _things(groups, forms))
    _bodies(groups, forms, park)
    return _things(groups, forms)
