"""What most deserves a human look, each with the decisions that would answer it."""

import difflib
import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg import curation, graph, memory, names, vocab
from kg.curation import Curation
from kg.identity import companies
from kg.model import Article
from kg.reasons import Quote, Quotes, texts
from kg.resolve import Resolution
from kg.store import Store
from kg.view import Key, Link, Local

DOUBTFUL = ("park-variant", "firm-short-alone", "programme-short", "person-park", "park-only-one")
"""Rules that rest on nothing speaking against it."""
UNSURE = 0.5
"""Confidence below which a fact is asked about."""
_LIKE = 0.75
_LIKE_TYPES = ("Company", "Institution", "Programme", "Project")
_NAMESAKES = ("Person", "Programme", "Company", "Institution", "Project")


@dataclass(frozen=True, slots=True)
class Item:
    """A question: its sort, what is asked, and the decision for yes and for no.

    ``weight`` is how many mentions hang on the answer.
    """

    sort: str
    question: str
    yes: str
    no: str
    weight: int
    entities: tuple[Local, ...]
    command: str


def items(store: Store, limit: int | None = None) -> list[Item]:
    """Return the questions, the weightiest of each sort first and the sorts in turn."""
    found = graph.resolution(store)
    asked = _Asked(graph.decided(store))
    refer = _Refer(found)
    sorts: list[Iterable[Item]] = [
        _merges(found, refer),
        _refused(found, refer),
        _apart(found, refer),
        _parts(found, refer),
        _facts(found, memory.articles(store), refer),
    ]
    queues = [
        sorted(
            (item for item in sort if not asked.has(item)),
            key=lambda item: (-item.weight, item.question, item.entities),
        )
        for sort in sorts
    ]
    ordered: list[Item] = []
    for place in range(max(map(len, queues), default=0)):
        ordered += [queue[place] for queue in queues if place < len(queue)]
    return ordered[:limit]


class _Asked:
    """Which questions the decisions have answered."""

    def __init__(self, decided: Curation) -> None:
        self._said = {
            (line.action, frozenset(line.names), line.predicate) for line in decided.lines
        }

    def has(self, item: Item) -> bool:
        """Whether an answer to the question stands in the file."""
        lines = [line for text in (item.yes, item.no) for line in curation.parse(text).lines]
        return any((n.action, frozenset(n.names), n.predicate) in self._said for n in lines)


class _Refer:
    """Names things so that only they are meant."""

    def __init__(self, found: Resolution) -> None:
        self._found = found
        self._roots: dict[str, set[Key]] = defaultdict(set)
        self.members: dict[Key, list[Key]] = defaultdict(list)
        for key in found.things:
            root = found.same.of(key)
            self.members[root].append(key)
            entity = found.seen.entities[key]
            for form in {names.normal(n) for n in (entity.name, *entity.aliases)}:
                self._roots[form].add(root)

    def __call__(self, key: Key, name: str | None = None) -> str:
        """Return ``name``, or the main name, with the source where the name is not enough."""
        called = name or self._found.seen.entities[key].name
        if len(self._roots[names.normal(called)]) == 1:
            return called
        return f"{called}@{self._found.seen.locals[key][0]}"

    def at(self, *keys: Key) -> tuple[Local, ...]:
        """Return where the entities stand."""
        return tuple(self._found.seen.locals[key] for key in keys)

    def weight(self, *keys: Key) -> int:
        """Return how many entities of articles the things have."""
        return sum(len(self.members[self._found.same.of(key)]) for key in keys)


def _pair(
    sort: str, question: str, one: str, other: str, weight: int, entities: tuple[Local, ...]
) -> Item:
    pair = [one, other]
    return Item(
        sort,
        question,
        curation.block("same", {"names": pair}),
        curation.block("different", {"names": pair}),
        weight,
        entities,
        _typed(("same", one, other), "不是", ("different", one, other)),
    )


def _typed(yes: tuple[str, ...], otherwise: str, no: tuple[str, ...]) -> str:
    """Return what to type for yes, and for no as a comment of the shell."""
    first, second = (" ".join(map(_quoted, words)) for words in (yes, no))
    return f"kg curate {first}  # {otherwise}：kg curate {second}"


def _quoted(word: str) -> str:
    # shlex would put quotes around every Chinese name
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)


_PLAIN = re.compile(r"[\w@%+=:,./（）·“”—-]+")


def _merges(found: Resolution, refer: _Refer) -> Iterator[Item]:
    """Yield joins that rest on nothing speaking against them."""
    met = set()
    for link in found.same.links:
        if link.rule not in DOUBTFUL or not (
            link.one in found.things and link.other in found.things
        ):
            continue
        # The same name in both: only their sources tell them apart.
        one, other = (found.seen.entities[key].name for key in (link.one, link.other))
        if names.normal(one) == names.normal(other):
            sources = [found.seen.locals[key][0] for key in (link.one, link.other)]
            one, other = f"{one}@{sources[0]}", f"{other}@{sources[1]}"
            if sources[0] == sources[1]:
                continue
        if (one, other) in met:
            continue
        met.add((one, other))
        why = texts()["same"][link.rule].format(*link.mark[1:], *[""] * 2)
        question = f"合并得对吗？{one} ＝ {other}（{why}）"
        weight = refer.weight(link.one)
        yield _pair("merge", question, one, other, weight, refer.at(link.one, link.other))


def _refused(found: Resolution, refer: _Refer) -> Iterator[Item]:
    """Yield joins that a rule wanted and a trait forbade."""
    met = set()
    for link in found.same.refused:
        if not (link.one in found.things and link.other in found.things) or _is_curated(link):
            continue
        roots = found.same.of(link.one), found.same.of(link.other)
        if roots[0] == roots[1] or roots in met:
            continue
        met.add(roots)
        one, other = refer(link.one), refer(link.other)
        if one != other:
            question = f"分开得对吗？{one} ≠ {other}（“{link.clash}”不同）"
            yield _pair(
                "refused",
                question,
                one,
                other,
                refer.weight(*roots),
                refer.at(link.one, link.other),
            )


def _is_curated(link: Link) -> bool:
    return str(link.clash).startswith("curated")


def _apart(found: Resolution, refer: _Refer) -> Iterator[Item]:
    """Yield near-duplicates left apart: one name, or names alike inside one park."""
    groups: dict[tuple[str, object], set[Key]] = defaultdict(set)
    for key in found.things:
        type_name, root = found.seen.type(key), found.same.of(key)
        if type_name in _NAMESAKES:
            groups[type_name, names.normal(found.seen.entities[key].name)].add(root)
        if type_name in _LIKE_TYPES:
            for park in found.parks.of(key):
                groups[type_name, park].add(root)
    met = set()
    for (_, shared), roots in groups.items():
        ordered = sorted(roots)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if (one, other) in met or not _alike(found, one, other, shared):
                    continue
                met.add((one, other))
                called = refer(one), refer(other)
                question = f"是同一个吗？{called[0]} ／ {called[1]}"
                yield _pair(
                    "apart", question, *called, refer.weight(one, other), refer.at(one, other)
                )


def _alike(found: Resolution, one: Key, other: Key, shared: object) -> bool:
    first, second = (names.normal(found.seen.entities[key].name) for key in (one, other))
    if first == second:
        return isinstance(shared, str)
    short, long = sorted((first, second), key=len)
    if isinstance(shared, str) or len(short) < 3:
        return False
    if names.is_full_company(first) and names.is_full_company(second):
        # Full names of two firms: alike only where they differ in place or legal form.
        return companies.core(first) == companies.core(second)
    tells = names.telling(first), names.telling(second)
    if tells[0] and tells[1] and tells[0][0] == tells[1][0]:
        return False
    return (short in long and len(short) * 2 >= len(long)) or (
        difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= _LIKE
    )


def _parts(found: Resolution, refer: _Refer) -> Iterator[Item]:
    """Yield programmes with fewer parts than their name says."""
    expected: dict[Key, int] = {}
    parts: dict[Key, set[Key]] = defaultdict(set)
    for key, entity in enumerate(found.seen.entities):
        if entity.expected_parts is not None and key in found.things:
            root = found.same.of(key)
            expected[root] = max(expected.get(root, 0), entity.expected_parts)
    for key in found.seen.by_type["Programme"]:
        for whole in found.seen.targets(key, "partOf"):
            parts[found.same.of(whole)].add(found.same.of(key))
    for root, count in expected.items():
        held = len(parts[root] - {root})
        if held < count:
            name = refer(root)
            yield Item(
                "parts",
                f"{name} 应有 {count} 个组成部分，只找到 {held} 个；文章里就这些吗？",
                curation.block("confirm", {"name": name}),
                "",
                refer.weight(root),
                refer.at(root),
                _typed(("confirm", name), "还有", ("add", "PART", "partOf", name)),
            )


def _facts(found: Resolution, articles: Iterable[Article], refer: _Refer) -> Iterator[Item]:
    """Yield facts that no article is sure of."""
    sure: dict[tuple[Key, str, Key], float] = defaultdict(float)
    at: dict[tuple[Key, str, Key], tuple[Key, Key]] = {}
    count: Counter[tuple[Key, str, Key]] = Counter()
    keys = {local: key for key, local in enumerate(found.seen.locals)}
    for article in articles:
        for fact in article.facts:
            where = (article.source, article.number)
            ends = keys.get((*where, fact.subject), -1), keys.get((*where, fact.object), -1)
            if not (ends[0] in found.things and ends[1] in found.things):
                continue
            mark = found.same.of(ends[0]), fact.predicate, found.same.of(ends[1])
            sure[mark] = max(sure[mark], fact.confidence)
            at.setdefault(mark, ends)
            count[mark] += 1
    for mark, confidence in sure.items():
        if confidence < UNSURE and mark[0] != mark[2]:
            one, other = refer(at[mark][0]), refer(at[mark][1])
            said = (one, mark[1], other)
            fields: Mapping[str, str] = {"subject": one, "predicate": mark[1], "object": other}
            yield Item(
                "fact",
                f"对吗？{one} — {vocab.label(mark[1])} → {other}（可信度 {confidence:.2f}）",
                curation.block("confirm", fields),
                curation.block("drop", fields),
                count[mark],
                refer.at(*at[mark]),
                _typed(("confirm", *said), "不对", ("drop", *said)),
            )


def quotes(store: Store, item: Item) -> list[Quote]:
    """Return the sentences that a question is about."""
    teller = Quotes(store)
    return [quote for at in dict.fromkeys(item.entities) for quote in teller.of(at, [])]
