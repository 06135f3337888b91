"""Measuring what was extracted against annotated documents.

Every source has its annotation; the articles of one source are scored together. Things are matched
one to one by type and any of their names, facts by what they join. Things that an annotation calls
optional count neither way, and who runs a whole runs its parts.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from kg import names, vocab
from kg.errors import InputError

Gold = Mapping[str, Any]
Key = tuple[str | None, str, str | None]
"""A fact as it is compared: the annotation's subject, the predicate, the annotation's object."""

BANDS: Sequence[float] = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
"""The bounds of the bands in which the confidence of facts is compared with how many are right."""


@dataclass(slots=True)
class Score:
    """How many were found rightly, found at all, and there to be found."""

    hit: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """The share of the found that is right, 0 when nothing was found."""
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found, 0 when nothing is there."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Share:
    """How many of so many are right."""

    right: int = 0
    total: int = 0

    def count(self, right: bool) -> None:
        """Take one more into account."""
        self.right += right
        self.total += 1


def _scores(wanted: Iterable[str]) -> dict[str, Score]:
    return {name: Score() for name in wanted}


@dataclass(slots=True)
class Evaluation:
    """The figures of all documents together; errors are (document, what, type, name)."""

    documents: int = 0
    entities: dict[str, Score] = field(default_factory=lambda: _scores(vocab.TYPES))
    relations: dict[str, Score] = field(default_factory=lambda: _scores(vocab.PREDICATES))
    confidence: dict[float, Share] = field(default_factory=lambda: {b: Share() for b in BANDS[:-1]})
    roles: Share = field(default_factory=Share)
    kinds: Share = field(default_factory=Share)
    splits: Share = field(default_factory=Share)
    leaks: list[tuple[str, str]] = field(default_factory=list)
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    """A thing as a source's articles together name it."""

    type: str
    label: str
    kind: str | None
    article: int
    names: set[str] = field(default_factory=set)


Found = tuple[int, str, int, str | None, float]
"""A fact of a source: places of subject and object in its list of nodes, role, confidence."""


@dataclass(frozen=True, slots=True)
class _Match:
    """What became of a source's nodes: the annotated thing each is, and which count neither way."""

    gold: Mapping[str, Mapping[str, Any]]
    pairs: Mapping[int, str]
    optional: frozenset[str]
    forgiven: frozenset[int]


def read_gold(path: str | Path) -> list[Gold]:
    """Read the annotations in a folder, or in one file; InputError for what is none."""
    place = Path(path)
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    if not files:
        raise InputError(f"{place}: holds no annotations (*.json); name another folder")
    return [_read_annotation(file) for file in files]


def _read_annotation(file: Path) -> Gold:
    try:
        gold = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}; name a folder of annotations") from error
    except ValueError as error:
        raise InputError(f"{file}: not JSON in UTF-8 ({error}); mend or remove it") from error
    if not isinstance(gold, dict) or not {"doc", "entities", "relations"} <= gold.keys():
        raise InputError(f"{file}: no annotation: doc, entities or relations is missing")
    return gold


def evaluate(golds: Sequence[Gold], articles: Iterable[Mapping[str, Any]]) -> Evaluation:
    """Score articles, as :func:`kg.model.as_json` gives them, against the annotations."""
    by_source: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for article in articles:
        by_source[PurePosixPath(article["source"]).name].append(article)
    result = Evaluation(documents=len(golds))
    for gold in golds:
        of_source = by_source.get(gold["doc"], [])
        if not of_source:
            result.unread.append(gold["doc"])
        result.splits.count(len(of_source) == gold.get("articles", 1))
        nodes, found = _merged(of_source)
        matched = _matched(gold, nodes)
        _score_entities(result, gold, nodes, matched)
        _score_relations(result, gold, nodes, found, matched)
    return result


def total(scores: Mapping[str, Score]) -> Score:
    """All of them as one."""
    every = scores.values()
    return Score(
        sum(s.hit for s in every), sum(s.predicted for s in every), sum(s.gold for s in every)
    )


@cache
def _plain(name: str) -> str:
    return names.comparable([name])[0]


def _names_of(entity: Mapping[str, Any]) -> set[str]:
    forms = [entity["name"], *(entity.get("aliases") or ()), *(entity.get("implied") or ())]
    return {_plain(form) for form in forms} - {""}


def _merged(articles: Sequence[Mapping[str, Any]]) -> tuple[list[_Node], list[Found]]:
    """One list of nodes: what two articles call by the same name is the same, if of one type."""
    nodes: list[_Node] = []
    found: list[Found] = []
    for number, article in enumerate(articles):
        place: dict[str, int] = {}
        for entity in article.get("entities", ()):
            if entity.get("type") in vocab.TYPES:
                place[entity["id"]] = _place(nodes, entity, number)
        for fact in article.get("relations", ()):
            s, o = place.get(fact["subject"]), place.get(fact["object"])
            if fact.get("predicate") in vocab.PREDICATES and s is not None and o is not None:
                sure = float(fact.get("confidence") or 0.0)
                found.append((s, fact["predicate"], o, fact.get("role"), sure))
    return nodes, found


def _place(nodes: list[_Node], entity: Mapping[str, Any], article: int) -> int:
    main = _plain(entity["name"])
    same = (
        i
        for i, node in enumerate(nodes)
        if node.type == entity["type"] and node.article != article and main in node.names
    )
    i = next(same, len(nodes))
    if i == len(nodes):
        nodes.append(_Node(entity["type"], entity["name"], entity.get("kind"), article))
    nodes[i].names |= _names_of(entity)
    return i


def _matched(gold: Gold, nodes: Sequence[_Node]) -> _Match:
    """Pair nodes with annotated things, by the main name first and then by any."""
    pairs: dict[int, str] = {}
    taken: set[str] = set()
    for exact in (True, False):
        for i, node in enumerate(nodes):
            if i in pairs:
                continue
            for entity in gold["entities"]:
                if entity["id"] not in taken and _same(node, entity, exact=exact):
                    pairs[i] = entity["id"]
                    taken.add(entity["id"])
                    break
    optional = [entity for entity in gold["entities"] if entity.get("optional")]
    # an optional thing found under another type is no error either
    forgiven = frozenset(
        i
        for i, node in enumerate(nodes)
        if i not in pairs and any(node.names & _names_of(entity) for entity in optional)
    )
    of = {entity["id"]: entity for entity in gold["entities"]}
    return _Match(of, pairs, frozenset(entity["id"] for entity in optional), forgiven)


def _same(node: _Node, entity: Mapping[str, Any], *, exact: bool) -> bool:
    if node.type not in {entity["type"], *entity.get("also", ())}:
        return False
    if exact:
        return _plain(node.label) == _plain(entity["name"])
    return not node.names.isdisjoint(_names_of(entity))


def _score_entities(
    result: Evaluation, gold: Gold, nodes: Sequence[_Node], matched: _Match
) -> None:
    doc = gold["doc"]
    found = set(matched.pairs.values())
    for entity in gold["entities"]:
        if entity["id"] not in matched.optional:
            result.entities[entity["type"]].gold += 1
            if entity["id"] not in found:
                result.errors.append((doc, "missed", entity["type"], entity["name"]))
    absent = {_plain(name) for name in gold.get("absent", ())}
    for i, node in enumerate(nodes):
        if node.names & absent:
            result.leaks.append((doc, node.label))
        pair = matched.pairs.get(i)
        if pair in matched.optional or i in matched.forgiven:
            continue
        entity = matched.gold[pair] if pair is not None else {"type": node.type}
        result.entities[entity["type"]].predicted += 1
        if pair is None:
            result.errors.append((doc, "wrong", node.type, node.label))
            continue
        result.entities[entity["type"]].hit += 1
        if entity.get("kind"):
            result.kinds.count(entity["kind"] == node.kind)


def _wanted(gold: Gold, optional: frozenset[str]) -> tuple[dict[Key, list[str | None]], set[Key]]:
    """Tell the facts that count, each with its roles, from those that count neither way."""
    wanted: dict[Key, list[str | None]] = {}
    free: set[Key] = set()
    for relation in gold["relations"]:
        triple = relation["triple"] if isinstance(relation, dict) else relation
        key = (triple[0], triple[1], triple[2])
        if (isinstance(relation, dict) and relation.get("optional")) or {
            key[0],
            key[2],
        } & optional:
            free.add(key)
        else:
            wanted.setdefault(key, []).append(triple[3] if len(triple) > 3 else None)
    return wanted, free


def _with_parts(
    found: Iterable[Found], pairs: Mapping[int, str], wanted: Iterable[Key]
) -> dict[tuple[int, str, int], list[str | None]]:
    """Gather facts with their roles; who runs the whole runs a part that is asked for."""
    seen: dict[tuple[int, str, int], list[str | None]] = {}
    for s, predicate, o, role, _ in found:
        seen.setdefault((s, predicate, o), []).append(role)
    asked = set(wanted)
    for s, predicate, whole in list(seen):
        if predicate != "runs":
            continue
        for part, other, o in list(seen):
            key = (pairs.get(s), "runs", pairs.get(part))
            if other == "partOf" and o == whole and key in asked:
                seen.setdefault((s, "runs", part), [None])
    return seen


def _score_relations(
    result: Evaluation,
    gold: Gold,
    nodes: Sequence[_Node],
    found: Sequence[Found],
    matched: _Match,
) -> None:
    doc = gold["doc"]
    wanted, free = _wanted(gold, matched.optional)
    for key in wanted:
        result.relations[key[1]].gold += 1
    hit: set[Key] = set()
    sure = {(s, predicate, o): confidence for s, predicate, o, _, confidence in found}
    for (s, predicate, o), roles in _with_parts(found, matched.pairs, wanted).items():
        key = (matched.pairs.get(s), predicate, matched.pairs.get(o))
        if key in free or {key[0], key[2]} & matched.optional or {s, o} & matched.forgiven:
            continue
        result.relations[predicate].predicted += 1
        if (given := sure.get((s, predicate, o))) is not None:
            band = max(bound for bound in BANDS if bound <= given)
            result.confidence[band].count(key in wanted)
        if key not in wanted:
            facts = f"{nodes[s].label} → {nodes[o].label}"
            result.errors.append((doc, "wrong", predicate, facts))
            continue
        result.relations[predicate].hit += 1
        hit.add(key)
        if predicate == "holdsPosition":
            told = {_plain(role or "") for role in roles}
            for role in filter(None, wanted[key]):
                result.roles.count(_plain(role) in told)
    for key in wanted:
        if key not in hit:
            ends = [matched.gold[end]["name"] for end in (key[0], key[2]) if end is not None]
            result.errors.append((doc, "missed", key[1], " → ".join(ends)))


def as_json(result: Evaluation) -> dict[str, Any]:
    """Return the figures as ``kg evaluate --format json`` prints them."""

    def figures(scores: Mapping[str, Score]) -> dict[str, Any]:
        return {
            name: {
                "precision": score.precision,
                "recall": score.recall,
                "f1": score.f1,
                "hit": score.hit,
                "predicted": score.predicted,
                "gold": score.gold,
            }
            for name, score in {"all": total(scores), **scores}.items()
        }

    return {
        "documents": result.documents,
        "entities": figures(result.entities),
        "relations": figures(result.relations),
        "confidence": {
            str(bound): [share.right, share.total] for bound, share in result.confidence.items()
        },
        "roles_right": [result.roles.right, result.roles.total],
        "kinds_right": [result.kinds.right, result.kinds.total],
        "split_right": [result.splits.right, result.splits.total],
        "leaks": [list(leak) for leak in result.leaks],
        "errors": [list(error) for error in result.errors],
    }
