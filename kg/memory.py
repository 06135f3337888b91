"""What identity is worked out from, kept beside the graph so that it need not be queried again.

It holds nothing that the graph does not hold: when it is missing or of another version, it is read
from the graph. Any change of the graph forgets it first.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg import vocab
from kg.model import Article, Entity, Fact, Span
from kg.resolve import Thing
from kg.store import Store
from kg.triples import in_order
from kg.view import Local

_VERSION = 2
_NOWHERE = Span(0, 0, "")

Where = tuple[str, int]
"""Source, and number of the article in it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds: the articles' graphs and outlines, and the names of their entities."""

    graphs: dict[Where, str]
    outlines: dict[Where, Article]
    naming: dict[Local, Thing]
    digests: dict[str, str]
    dropped_facts: frozenset[tuple[str, str, str]] | None
    """None when the graph has to be looked at to tell."""
    lines: dict[Where, str] = field(default_factory=dict)
    """The articles as they are kept, where that is known."""


def known(store: Store) -> Known:
    """Return the articles of the store, with no more than identity is worked out from."""
    digests = digests_of(store)
    kept = store.recall()
    if kept is not None:
        try:
            found = _loaded(kept)
        except (ValueError, KeyError, TypeError, IndexError):
            found = None
        if found is not None and found.digests == digests:
            return found
    return _queried(store, digests)


def digests_of(store: Store) -> dict[str, str]:
    """Return the SHA-256 of each source in the graph, by source."""
    found = store.rows(
        "SELECT ?source ?digest { ?d a pk:Document ; pk:source ?source ; pk:digest ?digest }"
    )
    return dict(sorted((source, digest) for source, digest in found))


def keep(store: Store, found: Known) -> None:
    """Keep ``found`` until the store changes: a head, and a line for each article."""
    head = {
        "version": _VERSION,
        "digests": found.digests,
        "dropped": sorted(found.dropped_facts or ()),
    }
    lines = [found.lines.get(where) or _line(found, where) for where in found.graphs]
    store.remember("\n".join([_json(head), *lines]))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _line(found: Known, where: Where) -> str:
    article = found.outlines[where]
    names = [found.naming.get((*where, entity.id)) for entity in article.entities]
    row = [
        *where,
        found.graphs[where],
        article.digest,
        [[e.id, e.type, e.name, e.aliases, e.expected_parts] for e in article.entities],
        [[f.subject, f.predicate, f.object, f.role, f.confidence] for f in article.facts],
        [t and ([t.iri, t.label, t.hidden] if t.hidden else [t.iri, t.label]) for t in names],
    ]
    return _json(row)


def _loaded(text: str) -> Known | None:
    head, *lines = text.split("\n")
    told = json.loads(head)
    if told["version"] != _VERSION:
        return None
    dropped = frozenset((s, p, o) for s, p, o in told["dropped"])
    found = Known({}, {}, {}, told["digests"], dropped)
    things: dict[str, Thing] = {}
    for line in lines:
        source, number, graph, digest, entities, facts, names = json.loads(line)
        where = (source, number)
        found.lines[where] = line
        found.graphs[where] = graph
        found.outlines[where] = outline(
            *where,
            digest,
            tuple(Entity(i, t, n, tuple(a), None, p) for i, t, n, a, p in entities),
            tuple(Fact(s, p, o, _NOWHERE, "", c, r) for s, p, o, r, c in facts),
        )
        for (local_id, *_), row in zip(entities, names, strict=True):
            if row is not None:
                thing = things.get(row[0])
                if thing is None or len(row) > 2 or thing.label != row[1]:
                    thing = Thing(row[0], row[1], tuple(row[2]) if len(row) > 2 else ())
                    if not thing.hidden:
                        things[row[0]] = thing
                found.naming[source, number, local_id] = thing
    return found


def outline(
    source: str,
    number: int,
    digest: str,
    entities: tuple[Entity, ...],
    facts: tuple[Fact, ...],
) -> Article:
    """Return an article without its words."""
    return Article(source, number, "", None, "", 0, 0, digest, entities, facts)


def outline_of(article: Article) -> Article:
    """Return what of an article is kept."""
    entities = [
        Entity(e.id, e.type, e.name, e.aliases, None, e.expected_parts) for e in article.entities
    ]
    facts = [
        Fact(f.subject, f.predicate, f.object, _NOWHERE, "", f.confidence, f.role)
        for f in article.facts
    ]
    where = (article.source, article.number)
    return outline(*where, article.digest, in_order(entities), tuple(facts))


def _queried(store: Store, digests: Mapping[str, str]) -> Known:
    found = store.rows("SELECT ?s ?n ?a { ?a a pk:Article ; pk:source ?s ; pk:number ?n }")
    graphs = {(source, int(number)): graph for source, number, graph in found}
    where = {graph: key for key, graph in graphs.items()}
    aliases: dict[str, list[str]] = defaultdict(list)
    for mention, alias in store.rows("SELECT ?m ?alias { ?m pk:alias ?alias }"):
        aliases[mention].append(alias)
    entities: dict[str, list[Entity]] = defaultdict(list)
    ids: dict[str, str] = {}
    naming: dict[Local, Thing] = {}
    for mention, graph, local_id, type_iri, name, parts, thing, label in store.rows(_MENTIONS):
        ids[mention] = local_id
        if thing:
            naming[(*where[graph], local_id)] = Thing(thing, label)
        forms = tuple(sorted(aliases[mention]))
        type_name = vocab.local_name(type_iri)
        count = int(parts) if parts else None
        entities[graph].append(Entity(local_id, type_name, name, forms, None, count))
    facts: dict[str, list[Fact]] = defaultdict(list)
    for graph, subject, predicate, object_, role, sure in store.rows(_STATEMENTS):
        ends = ids[subject], vocab.local_name(predicate), ids[object_]
        facts[graph].append(Fact(*ends, _NOWHERE, "", float(sure), role or None))
    outlines = {
        key: outline(
            *key, digests.get(key[0], ""), in_order(entities[graph]), tuple(_sorted(facts[graph]))
        )
        for key, graph in graphs.items()
    }
    return Known(graphs, outlines, naming, dict(digests), None)


def _sorted(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda f: (f.subject, f.predicate, f.object, f.role or ""))


_MENTIONS = """
SELECT ?m ?article ?id ?type ?name ?parts ?thing ?label {
  ?m a pk:Mention ; pk:inArticle ?article ; pk:localId ?id ; pk:statedType ?type ; pk:name ?name
  OPTIONAL { ?m pk:statedParts ?parts }
  OPTIONAL { ?m pk:denotes ?thing . ?thing skos:prefLabel ?label }
}"""

_STATEMENTS = """
SELECT ?article ?subject ?predicate ?object ?role ?sure {
  ?s a pk:Statement ; prov:wasDerivedFrom ?article ; rdf:predicate ?predicate ;
     pk:subjectMention ?subject ; pk:objectMention ?object ; pk:confidence ?sure
  OPTIONAL { ?s pk:role ?role }
}"""
