"""Why two names are one thing in the graph, or why they are not, with the sentences."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg import graph, iri, memory, names, registry, vocab
from kg.curation import Curation, Index
from kg.facts import Ref
from kg.model import Article
from kg.resolve import Resolution
from kg.store import Store
from kg.view import Key, Link, Local


@dataclass(frozen=True, slots=True)
class Quote:
    """Where an article calls something by a name; offsets as in :class:`kg.model.Span`."""

    name: str
    source: str
    title: str
    date: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule, what it says of the two, and where their names were read."""

    rule: str
    text: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two names are one thing, which things they are, and the reasons."""

    same: bool
    one: Ref
    other: Ref
    reasons: tuple[Reason, ...]


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Return what is said for each rule."""
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(
        (files("kg") / "data" / "reasons.toml").read_text("utf-8")
    )
    return found


def why(store: Store, one: str, other: str, curated: Curation | None = None) -> Verdict | None:
    """Tell why two names are one thing or are not; None when one of them is nobody's.

    ``name@where`` is the thing of that name in articles that name ``where``, or in that source.
    Decisions are read from beside the store unless ``curated`` gives them.
    """
    found = graph.resolution(store, curated)
    index = Index(found.seen, added=True)
    ours, theirs = _named(found, index, one), _named(found, index, other)
    if not ours or not theirs:
        return None
    shared = {found.same.of(key) for key in ours} & {found.same.of(key) for key in theirs}
    told = _Teller(store, found, one.partition("@")[0], other.partition("@")[0])
    if shared:
        root = max(shared, key=lambda r: (sum(found.same.of(k) == r for k in ours), r))
        mine = [key for key in ours if found.same.of(key) == root]
        yours = [key for key in theirs if found.same.of(key) == root]
        return Verdict(True, *told.refs(root, root), tuple(told.same(mine, yours)))
    first, second = _main(found, ours), _main(found, theirs)
    return Verdict(False, *told.refs(first, second), tuple(told.different(first, second)))


def _named(found: Resolution, index: Index, name: str) -> list[Key]:
    plain, at, where = name.partition("@")
    simplified = names.comparable([plain])[0] + at + where
    keys = [key for key in index.match(name) or index.match(simplified) if key in found.things]
    if not keys and not where:
        # a name that people gave it stands in no article
        called = names.normal(plain)
        keys = [key for key, t in found.things.items() if names.normal(t.label) == called]
    record = None if keys else registry.find(plain)
    if record is not None:
        keys = [
            key
            for key in found.seen.by_type["Park"]
            if key in found.things and found.records.get(found.things[key].iri) is record
        ]
    return keys


def _main(found: Resolution, keys: Sequence[Key]) -> Key:
    """Return the thing that most of the keys are."""
    count: dict[Key, int] = defaultdict(int)
    for key in keys:
        count[found.same.of(key)] += 1
    return min(count, key=lambda root: (-count[root], root))


class _Teller:
    """Puts reasons into words, with quotes from the store."""

    def __init__(self, store: Store, found: Resolution, one: str, other: str) -> None:
        self._found, self._one, self._other = found, one, other
        self._quotes = Quotes(store)

    def refs(self, one: Key, other: Key) -> tuple[Ref, Ref]:
        """Return the things of two keys."""
        things = [self._found.things[key] for key in (one, other)]
        types = [self._found.seen.type(key) for key in (one, other)]
        first, second = (Ref(t.iri, n, t.label) for t, n in zip(things, types, strict=True))
        return first, second

    def _read(self, key: Key, wanted: Sequence[str]) -> tuple[Quote, ...]:
        return self._quotes.of(self._found.seen.locals[key], wanted)

    def same(self, ours: list[Key], theirs: list[Key]) -> Iterable[Reason]:
        """Yield the joins that lead from one name to the other, the fewest there are."""
        both = set(ours) & set(theirs)
        if both:
            key = min(both)
            entity, label = self._found.seen.entities[key], self._found.things[key].label
            forms = {names.normal(form) for form in (entity.name, *entity.aliases)}
            given = names.normal(label)
            told = [n for n in (self._one, self._other) if names.normal(n) != given]
            if given not in forms and len(told) < 2:
                called = texts()["same"]["curated"].format(f"改称“{label}”")
                yield Reason("curated", called, self._read(key, told))
                return
            quotes = self._read(key, [self._one, self._other])
            yield Reason("article-alias", texts()["same"]["article-alias"], quotes)
            return
        for link in _path(self._found.same.links, set(ours), set(theirs)):
            said = texts()["same"][link.rule].format(*link.mark[1:], *[""] * 2)
            read = [q for key in (link.one, link.other) for q in self._read(key, [])]
            yield Reason(link.rule, said, tuple(read))

    def different(self, one: Key, other: Key) -> Iterable[Reason]:
        """Yield what tells two things apart, the weightiest first."""
        seen, said = self._found.seen, texts()["different"]
        quotes = (*self._read(one, [self._one]), *self._read(other, [self._other]))
        if seen.type(one) != seen.type(other):
            types = [vocab.label(seen.type(key)) for key in (one, other)]
            yield Reason("type", said["type"].format(*types), quotes)
            return
        found = list(self._clashes(one, other)) + list(self._names(one, other))
        if not found:
            found = [Reason("unlike", said["unlike"])]
        yield Reason(found[0].rule, found[0].text, quotes)
        yield from found[1:]

    def _clashes(self, one: Key, other: Key) -> Iterable[Reason]:
        same, said = self._found.same, texts()["different"]
        for link in same.refused:
            if {same.of(link.one), same.of(link.other)} == {one, other}:
                rule = texts()["same"][link.rule].format(*link.mark[1:], *[""] * 2)
                clash = str(link.clash)
                if clash.startswith("curated"):
                    yield Reason("curated", said["curated"].format(clash))
                else:
                    what = "名录中的条目" if clash == "register" else f"“{clash}”中 # 处的字"
                    yield Reason("refused", said["refused"].format(rule, what))
                return

    def _names(self, one: Key, other: Key) -> Iterable[Reason]:
        said, seen = texts()["different"], self._found.seen
        first, second = names.telling(self._one), names.telling(self._other)
        if first and second and first[0] == second[0] and first[1] != second[1]:
            marks = "、".join(first[1]), "、".join(second[1])
            yield Reason("telling", said["telling"].format(self._one, self._other, *marks))
        if seen.type(one) == "Park":
            records = [registry.find(name) for name in (self._one, self._other)]
            if records[0] and records[1] and records[0] is not records[1]:
                listed = [record.name for record in records if record]
                yield Reason("register", said["register"].format(*listed))
            for name in dict.fromkeys((self._one, self._other)):
                if names.is_bare_park(name) or names.is_common_park(name):
                    yield Reason("bare", said["bare"].format(name))
        if names.normal(self._one) == names.normal(self._other):
            around = [self._around(key) for key in (one, other)]
            yield Reason("namesake", said["namesake"].format(*around))

    def _around(self, root: Key) -> str:
        found = self._found
        keys = [key for key in found.things if found.same.of(key) == root]
        parks = {park for key in keys for park in found.parks.of(key)}
        around = [k for k in found.seen.by_type["Park"] if k in found.things]
        posts = [o for key in keys for o in found.seen.targets(key, "holdsPosition", "unitOf")]
        labels = {found.things[k].label for k in around if found.things[k].iri in parks}
        labels |= {found.things[key].label for key in posts if key in found.things}
        return "、".join(sorted(labels)) or f"《{found.seen.locals[keys[0]][0]}》，不知是哪个园区"


def _path(links: Iterable[Link], start: set[Key], goal: set[Key]) -> list[Link]:
    """Return the fewest links from any key of ``start`` to any of ``goal``."""
    near: dict[Key, list[Link]] = defaultdict(list)
    for link in links:
        near[link.one].append(link)
        near[link.other].append(link)
    came: dict[Key, Link | None] = dict.fromkeys(sorted(start))
    waiting = list(came)
    for key in waiting:
        if key in goal:
            return _back(came, key)
        for link in near[key]:
            other = link.one if key == link.other else link.other
            if other not in came:
                came[other] = link
                waiting.append(other)
    return []


def _back(came: Mapping[Key, Link | None], key: Key) -> list[Link]:
    path: list[Link] = []
    while (link := came[key]) is not None:
        path.append(link)
        key = link.one if key == link.other else link.other
    return path[::-1]


class Quotes:
    """The sentences in which articles of a store call things by their names."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._base = graph.base_of(store)
        self._articles: dict[memory.Where, Article] = {}

    def article(self, where: memory.Where) -> Article:
        """Return an article with its words."""
        if where not in self._articles:
            address = iri.article(self._base, *where)
            self._articles[where] = graph.article(self._store, where[0], address)
        return self._articles[where]

    def of(self, entity_at: Local, wanted: Sequence[str]) -> tuple[Quote, ...]:
        """Return where an article calls something by each of the names, or by its main one."""
        source, number, local_id = entity_at
        article = self.article((source, number))
        entity = next(e for e in article.entities if e.id == local_id)
        found = []
        for name in dict.fromkeys([*wanted] or [entity.name]):
            form = names.normal(name)
            spans = [s for s in entity.mentions if names.comparable([s.text]) == [form]]
            for span in (spans or entity.mentions)[:1]:
                start, end = sentence(article.text, span.start, span.end)
                text = article.text[start:end]
                found.append(
                    Quote(name, article.source, article.title, article.date, start, end, text)
                )
        return tuple(found)


_ENDS = "。！？!?\n"
_CLOSING = "”’」』）)"
_LONGEST = 200
"""Characters on either side of a name after which a quote is cut off."""


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a stretch of text begins and ends."""
    first = max((text.rfind(mark, max(0, start - _LONGEST), start) for mark in _ENDS), default=-1)
    after = [at for mark in _ENDS if (at := text.find(mark, end, end + _LONGEST)) >= 0]
    begin = first + 1 if first >= 0 else max(0, start - _LONGEST)
    last = min(after) if after else min(len(text), end + _LONGEST)
    if last < len(text) and text[last] != "\n" and after:
        last += 1
    while begin < start and (text[begin].isspace() or text[begin] in _CLOSING):
        begin += 1
    while last < len(text) and text[last] in _CLOSING:
        last += 1
    return begin, last
