"""Which mentions of one article name the same thing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from extract import abbreviation, gazetteer
from extract.abbreviation import LongForms, plain

_INTRODUCED = re.compile(
    r"\s*[（(](?:以下|下文|文中)?(?:统|均|皆)?"
    r"(?:简称|称|下称|又称|亦称|即|简称为|下同)?(?:为)?[：:]?"
    r"([“\"「]?)([^（）()“”\"「」，。；\n]{2,16})([”\"」]?)(?:[，,]下同)?[）)]"
)
_INNER_QUOTE = re.compile(r"[“‘《「]([^”’》」]{2,})[”’》」]")
_BRACKETED = re.compile(r"([^（）()]{2,})[（(]([^（）()]{2,})[）)]")
_PARTY_UNIT = re.compile(
    r"(.{2,}?)((?:第[一二三四五六七八九十]|联合)?(?:党工委|党委|党总支|党支部|党组))"
)
_NOBODYS = re.compile(
    r"(?:临时|联合|流动|功能型|项目|网格|片区)?(?:党支部|党委|党总支|党组织|党小组|党组|支部)"
)
_ANY_PROJECT = re.compile(
    r"(?:第?[一二三四五六七八九十\d]{1,3}批次?|批次|[一二三四五六七八九十\d]{1,3}期|[百千万]?亿元?级?|"
    r"重点|重大|新建|续建|在建|签约|落地|技改|扩建|产业|"
    r"特色|优质|民生|公益|志愿|服务|[强补延固]链){1,3}(?:项目|工程)|"
    r"(?:部分|一批|各类|所有|全部|多个|最).{1,6}项目"
)
_ADDRESSED = frozenset("总 工 姐 哥 叔 姨 大姐 大哥 师傅 老师 阿姨 大叔 同志 先生 女士".split())
_TELLS_PART = re.compile(r"^(?:[东西南北中]|[东西][南北])[区园片]|期$|校区$|分园$|片区$|组团$")
# how an article about one park calls it within the names of its bodies
_HERE = re.compile(
    r"(?:高新区|经开区|开发区|园区|产业园|保税区|综保区|新区|片区|合作区|区)(?=.{2,})"
)
_COMMITTEE = re.compile(r"^(?:管委会|管理委员会)(?=.)")
_COMMITTEE_END = re.compile(r"(?:管委会|管理委员会)$")
_OWNERS = ("Park", "Company", "Institution", "GovernmentBody", "Place")
LONGEST_NAME = 60  # characters
MAYBE = "Maybe"  # the type of what a reasonable reader could take for a programme or not


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
        own = []
        if self.type == "Park":
            own = [form for form in self.forms if not abbreviation.is_generic_park(form)]
        return max(own or self.forms, key=len)


class _Groups:
    """Names that were found to be one: a union-find over (type, form)."""

    def __init__(self, forms: Mapping[tuple[str, str], list[Mention]]) -> None:
        self._parent = {key: key for key in forms}
        self._counts = {key: len(mentions) for key, mentions in forms.items()}

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._parent

    def root(self, key: tuple[str, str]) -> tuple[str, str]:
        while (above := self._parent[key]) != key:
            self._parent[key] = self._parent[above]
            key = self._parent[key]
        return key

    def count(self, root: tuple[str, str]) -> int:
        """How often the names of a group are mentioned, given its root."""
        return self._counts[root]

    def join(self, a: tuple[str, str], b: tuple[str, str]) -> None:
        a, b = self.root(a), self.root(b)
        if a != b:
            # the longer name stays on top, so that the result does not depend on the order
            a, b = sorted((a, b), key=lambda k: (-len(k[1]), k))
            self._parent[b] = a
            self._counts[a] += self._counts[b]

    def members(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for key in self._parent:
            groups.setdefault(self.root(key), []).append(key)
        return groups


def covered(text: str, mentions: Iterable[Mention]) -> bytearray:
    """A byte for each character of a text: 1 where one of the mentions stands."""
    places = bytearray(len(text))
    for m in mentions:
        places[m.start : m.end] = b"\1" * (m.end - m.start)
    return places


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


_WHOLE_ZONES = ("高新区", "经开区", "保税区", "新区", "开发区")
_QUARTER = "片区"


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
        # a zone as a whole rather than a garden or a quarter in it
        kind = abbreviation.park_parts(thing.name)[1]
        if kind in _WHOLE_ZONES:
            score = 1.5 * score + 0.5 * generic
        elif kind == _QUARTER:
            score *= 0.5
        if score > best_score:
            best, best_score = thing, score
    return best


def _without_bracket(name: str) -> str:
    """A name without the other name behind it in brackets: 海州高新区（新浦区） → 海州高新区.

    Nothing if there is none, or if it tells a part: 海州科技园（东区）, 海州科技园（二期）.
    """
    match = _BRACKETED.fullmatch(name)
    return match.group(1) if match and not _TELLS_PART.search(match.group(2)) else ""


def _short_forms(
    groups: _Groups,
    forms: dict[tuple[str, str], list[Mention]],
    long_forms: LongForms,
) -> None:
    """Join each short form with the one longer name it can stand for."""
    for key in sorted(forms, key=lambda k: (-len(k[1]), k)):
        type_, short = key
        if type_ in ("Person", "PartyOrganisation", "GovernmentBody"):
            continue
        if type_ == "Park" and abbreviation.is_generic_park(short):
            continue
        candidates = {
            groups.root((type_, other))
            for other in long_forms.of(type_, short)
            if (len(other), other) > (len(short), short)
        }
        if candidates:
            chosen = min(candidates, key=lambda root: (-groups.count(root), root))
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


def _owner_in_short(short: str, long_forms: LongForms) -> tuple[str, str] | None:
    """The one thing that a short form before a committee's name can stand for."""
    owners = [
        (type_, name)
        for type_ in ("Company", "Institution", "Park")
        for name in long_forms.of(type_, short)
    ]
    return owners[0] if len(owners) == 1 else None


def _is_parks(body: tuple[str, str], organ: tuple[str, str]) -> bool:
    """Whether a body is a park's organ of this sort: 海州高新区|管委会."""
    rest = body[1].removesuffix(organ[1])
    return (
        body[0] == organ[0] and rest not in ("", body[1]) and bool(abbreviation.park_parts(rest)[1])
    )


def _bodies(
    groups: _Groups,
    forms: dict[tuple[str, str], list[Mention]],
    long_forms: LongForms,
    park: Thing | None,
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
        owner, unit = _owner_of(key[1], owners, home)
        if owner is None and (match := _PARTY_UNIT.fullmatch(key[1])):
            owner = _owner_in_short(match.group(1).removesuffix("的"), long_forms)
            unit = match.group(2)
        unit = _COMMITTEE.sub("", unit.removeprefix("的"))
        if owner is None:
            bare.append(key)
            continue
        at = (key[0], groups.root(owner), unit)
        if at in units:
            groups.join(key, units[at])
        else:
            units[at] = key
    owned: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for (type_, _, unit), key in units.items():
        owned[type_, unit].append(key)
    for key in bare:
        same = owned.get(key, [])
        at_home = units.get((key[0], groups.root(home), key[1])) if home else None
        if at_home:
            groups.join(key, at_home)
        elif len(same) == 1:
            groups.join(key, same[0])
        elif len(others := [k for k in bare if _is_parks(k, key)]) == 1 and not same:
            groups.join(key, others[0])


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


def _things(text: str, groups: _Groups, forms: dict[tuple[str, str], list[Mention]]) -> list[Thing]:
    things = []
    for (type_, _), members in groups.members().items():
        mentions = sorted((m for key in members for m in forms[key]), key=lambda m: m.start)
        order = sorted(members, key=lambda k: forms[k][0].start if forms[k] else len(text))
        things.append(Thing(type_, [form for _, form in order], mentions))
    return sorted(things, key=lambda t: (t.mentions[0].start, t.type, t.name))


def _is_address(name: str) -> bool:
    """Whether a name is no more than how somebody is addressed: 冼师傅, 老万."""
    if len(name) == 2 and name[0] in "老小阿":
        return True
    titles = gazetteer.lexicon()["title"]
    return any(
        name[:size] in gazetteer.surnames() and (name[size:] in titles or name[size:] in _ADDRESSED)
        for size in (1, 2)
    )


def is_nobodys(type_: str, forms: list[str]) -> bool:
    """Whether these do not tell whose name it is, or of what: 临时党支部, 冼师傅, 二期项目."""
    if type_ == "Person":
        return all(map(_is_address, forms))
    told = {"PartyOrganisation": _NOBODYS, "Project": _ANY_PROJECT}.get(type_)
    return told is not None and all(map(told.fullmatch, forms))


def _forms(text: str, mentions: list[Mention]) -> dict[tuple[str, str], list[Mention]]:
    """(type, form) → where it stands; a park's form before a bracket may stand nowhere else."""
    forms: dict[tuple[str, str], list[Mention]] = {}
    for mention in sorted(mentions, key=lambda m: m.start):
        form = plain(text[mention.start : mention.end])
        if len(form) > 1:
            forms.setdefault((mention.type, form), []).append(mention)
        if mention.type == "Park" and text[mention.end - 1] in "）)":
            base = plain(_without_bracket(text[mention.start : mention.end]))
            if abbreviation.park_parts(base)[1] and not abbreviation.is_generic_park(base):
                forms.setdefault((mention.type, base), [])
    return forms


def things(text: str, mentions: list[Mention]) -> list[Thing]:
    """The things an article names, in the order in which they are first named."""
    forms = _forms(text, mentions)
    groups = _Groups(forms)
    long_forms = LongForms(forms)
    for (type_, long), short in introduced(text, mentions).items():
        if (type_, short) in groups and (type_, long) in groups:
            groups.join((type_, short), (type_, long))
    for (type_, form), places in forms.items():
        for mention in places:
            for quoted in _INNER_QUOTE.findall(text[mention.start : mention.end]):
                inner = (type_, plain(quoted))
                if inner in groups and type_ == "Programme":
                    groups.join(inner, (type_, form))
            if base := _without_bracket(text[mention.start : mention.end]):
                bare = (type_, plain(base))
                if bare in groups:
                    groups.join(bare, (type_, form))
    # twice: what was ambiguous may have become one thing meanwhile
    _short_forms(groups, forms, long_forms)
    _short_forms(groups, forms, long_forms)
    park = main_park(text, _things(text, groups, forms))
    if park:
        _generic_parks(groups, forms, park)
        park = main_park(text, _things(text, groups, forms))
    _bodies(groups, forms, long_forms, park)
    return [t for t in _things(text, groups, forms) if not is_nobodys(t.type, t.forms)]
