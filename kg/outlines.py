"""Articles without their words: what identity is worked out from."""

import json
from collections import defaultdict
from collections.abc import Iterable

from kg import vocab
from kg.model import Article, Entity, Fact, Span
from kg.store import Store
from kg.triples import in_order

_NOWHERE = Span(0, 0, "")


def written(article: Article) -> str:
    """Return an article without its words as a line of text."""
    row = [
        article.digest,
        [[e.id, e.type, e.name, e.aliases, e.expected_parts] for e in in_order(article.entities)],
        [[f.subject, f.predicate, f.object, f.role, f.confidence] for f in article.facts],
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def read(source: str, number: int, text: str) -> Article:
    """Return the article that :func:`written` wrote."""
    digest, entities, facts = json.loads(text)
    return outline(
        source,
        number,
        digest,
        (Entity(i, t, n, tuple(a), None, p) for i, t, n, a, p in entities),
        (Fact(s, p, o, _NOWHERE, "", c, r) for s, p, o, r, c in facts),
    )


def outline(
    source: str, number: int, digest: str, entities: Iterable[Entity], facts: Iterable[Fact]
) -> Article:
    """Return an article without its words."""
    return Article(source, number, "", None, "", 0, 0, digest, tuple(entities), tuple(facts))


def queried(store: Store) -> list[Article]:
    """Return the articles of a store without their words, read from the graph."""
    found = store.rows("SELECT ?s ?n ?a { ?a a pk:Article ; pk:source ?s ; pk:number ?n }")
    graphs = {graph: (source, int(number)) for source, number, graph in found}
    sources = store.rows(
        "SELECT ?s ?digest { ?d a pk:Document ; pk:source ?s ; pk:digest ?digest }"
    )
    digests = {source: digest for source, digest in sources}  # noqa: C416 - rows have any length
    aliases: dict[str, list[str]] = defaultdict(list)
    for mention, alias in store.rows("SELECT ?m ?alias { ?m pk:alias ?alias }"):
        aliases[mention].append(alias)
    entities: dict[str, list[Entity]] = defaultdict(list)
    ids: dict[str, str] = {}
    for mention, graph, local_id, type_iri, name, parts in store.rows(_MENTIONS):
        ids[mention] = local_id
        forms = tuple(sorted(aliases[mention]))
        type_name = vocab.local_name(type_iri)
        count = int(parts) if parts else None
        entities[graph].append(Entity(local_id, type_name, name, forms, None, count))
    facts: dict[str, list[Fact]] = defaultdict(list)
    for graph, subject, predicate, object_, role, sure in store.rows(_STATEMENTS):
        ends = ids[subject], vocab.local_name(predicate), ids[object_]
        facts[graph].append(Fact(*ends, _NOWHERE, "", float(sure), role or None))
    return [
        outline(*where, digests.get(where[0], ""), in_order(entities[graph]), _sorted(facts[graph]))
        for graph, where in sorted(graphs.items(), key=lambda item: item[1])
    ]


def _sorted(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda f: (f.subject, f.predicate, f.object, f.role or ""))


_MENTIONS = """
SELECT ?m ?article ?id ?type ?name ?parts {
  ?m a pk:Mention ; pk:inArticle ?article ; pk:localId ?id ; pk:statedType ?type ; pk:name ?name
  OPTIONAL { ?m pk:statedParts ?parts }
}"""

_STATEMENTS = """
SELECT ?article ?subject ?predicate ?object ?role ?sure {
  ?s a pk:Statement ; prov:wasDerivedFrom ?article ; rdf:predicate ?predicate ;
     pk:subjectMention ?subject ; pk:objectMention ?object ; pk:confidence ?sure
  OPTIONAL { ?s pk:role ?role }
}"""
