"""Adding articles to the graph and taking them away.

The graph is a function of the set of its articles: after each change identity is worked out anew
over all of them, and the graphs of other articles are rewritten where their things got another
name.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import Literal

from kg import iri, vocab
from kg.model import Article, Entity, Fact, Span
from kg.resolve import Thing, resolve
from kg.store import Store
from kg.triples import Quad, article_from, document_quads, in_order, quads
from kg.view import Key

_NOWHERE = Span(0, 0, "")


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store holds: the articles' graphs and outlines, and the names of their entities."""

    graphs: dict[tuple[str, int], str]
    outlines: dict[tuple[str, int], Article]
    naming: dict[Key, Thing]


def add(store: Store, articles: Iterable[Article], base: str = iri.BASE) -> None:
    """Put ``articles`` in the graph; every source among them is replaced as a whole.

    One transaction, and identity is worked out once: give a batch rather than article after
    article.
    """
    new = {(article.source, article.number): article for article in articles}
    _change(store, list(new.values()), frozenset(), base)


def remove(store: Store, sources: Iterable[str]) -> list[str]:
    """Take all articles of ``sources`` out of the graph; the sources that were there, sorted."""
    gone = frozenset(sources) & frozenset(digests(store))
    if gone:
        _change(store, [], gone, _base_of(store))
    return sorted(gone)


def digests(store: Store) -> dict[str, str]:
    """Return the SHA-256 of each source in the graph, by source."""
    found = store.rows(
        "SELECT ?source ?digest { ?d a pk:Document ; pk:source ?source ; pk:digest ?digest }"
    )
    return dict(sorted((source, digest) for source, digest in found))


def articles(store: Store) -> list[Article]:
    """Every article as it was extracted, by source and number."""
    rows = store.rows("SELECT ?s ?text { ?d a pk:Document ; pk:source ?s ; pk:text ?text }")
    texts = {row[0]: row[1] for row in rows}
    return [
        article_from(store.quads(graph), texts[source])
        for (source, _), graph in sorted(_article_graphs(store).items())
    ]


def statistics(store: Store) -> dict[str, int | dict[str, int]]:
    """Count sources, articles, facts, mentions and quads, and things and facts by type."""
    by_type = {
        name: _count(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a pk:{name} }}")
        for name in vocab.TYPES
    }
    by_predicate = {
        name: _count(store, f"SELECT (COUNT(*) AS ?n) {{ ?s pk:{name} ?o }}")
        for name in vocab.PREDICATES
    }
    return {
        "sources": _count(store, "SELECT (COUNT(*) AS ?n) { ?d a pk:Document }"),
        "articles": _count(store, "SELECT (COUNT(*) AS ?n) { ?a a pk:Article }"),
        "entities": sum(by_type.values()),
        "facts": sum(by_predicate.values()),
        "statements": _count(store, "SELECT (COUNT(*) AS ?n) { ?s a pk:Statement }"),
        "mentions": _count(store, "SELECT (COUNT(*) AS ?n) { ?m pk:at ?span }"),
        "quads": len(store),
        "entities_by_type": by_type,
        "facts_by_predicate": by_predicate,
    }


def _count(store: Store, sparql: str) -> int:
    return int(next(store.rows(sparql))[0])


def _base_of(store: Store) -> str:
    found = next(store.rows("SELECT ?a { ?a a pk:Article } LIMIT 1"), None)
    return found[0].rpartition("article/")[0] if found else iri.BASE


def _article_graphs(store: Store) -> dict[tuple[str, int], str]:
    found = store.rows("SELECT ?s ?n ?a { ?a a pk:Article ; pk:source ?s ; pk:number ?n }")
    return {(source, int(number)): graph for source, number, graph in found}


def _change(store: Store, new: Sequence[Article], gone: frozenset[str], base: str) -> None:
    known = _known(store)
    replaced = gone | {article.source for article in new}
    kept = [a for (source, _), a in known.outlines.items() if source not in replaced]
    naming = resolve([*kept, *new], base)
    drop, removed, added = _drop(store, known, replaced), list[Quad](), list[Quad]()
    for article in kept:
        graph = known.graphs[article.source, article.number]
        if graph != iri.article(base, article.source, article.number):
            # The base was changed: the article moves as a whole.
            text = _text(store, article.source)
            whole = article_from(store.quads(graph), text)
            drop += [graph, iri.document(graph.rpartition("article/")[0], article.source)]
            added += [*document_quads(whole, base), *quads(whole, naming, base)]
        elif any(naming[key] != known.naming[key] for key in _keys(article)):
            before = set(store.quads(graph))
            after = set(quads(article_from(before, ""), naming, base))
            removed += before - after
            added += after - before
    for article in new:
        added += quads(article, naming, base)
    for article in {article.source: article for article in new}.values():
        added += document_quads(article, base)
    store.replace(drop=drop, remove=removed, add=added)


def _drop(store: Store, known: _Known, sources: frozenset[str]) -> list[str]:
    graphs = {graph for (source, _), graph in known.graphs.items() if source in sources}
    documents = {iri.document(g.rpartition("article/")[0], s) for g in graphs for s in sources}
    return sorted(graphs | {document for document in documents if store.has_graph(document)})


def _keys(article: Article) -> Iterable[Key]:
    return ((article.source, article.number, entity.id) for entity in article.entities)


def _text(store: Store, source: str) -> str:
    found = store.rows(
        "SELECT ?source ?text { ?d a pk:Document ; pk:source ?source ; pk:text ?text }",
        {"source": Literal(source)},
    )
    return next(found)[1]


def _known(store: Store) -> _Known:
    """Return the articles of the store, with no more than :func:`resolve` reads."""
    graphs = _article_graphs(store)
    where = {graph: key for key, graph in graphs.items()}
    aliases: dict[str, list[str]] = defaultdict(list)
    for mention, alias in store.rows("SELECT ?m ?alias { ?m pk:alias ?alias }"):
        aliases[mention].append(alias)
    entities: dict[str, list[Entity]] = defaultdict(list)
    ids: dict[str, str] = {}
    naming: dict[Key, Thing] = {}
    for mention, graph, local_id, type_iri, name, thing, label in store.rows(_MENTIONS):
        ids[mention] = local_id
        naming[(*where[graph], local_id)] = Thing(thing, label)
        forms = tuple(sorted(aliases[mention]))
        entities[graph].append(Entity(local_id, vocab.local_name(type_iri), name, forms))
    facts: dict[str, list[Fact]] = defaultdict(list)
    for graph, subject, predicate, object_, role in store.rows(_STATEMENTS):
        name = vocab.local_name(predicate)
        fact = Fact(ids[subject], name, ids[object_], _NOWHERE, "", 1.0, role or None)
        facts[graph].append(fact)
    outlines = {
        key: _outline(*key, in_order(entities[graph]), tuple(facts[graph]))
        for key, graph in graphs.items()
    }
    return _Known(graphs, outlines, naming)


def _outline(
    source: str, number: int, entities: tuple[Entity, ...], facts: tuple[Fact, ...]
) -> Article:
    return Article(source, number, "", None, "", 0, 0, "", entities, facts)


_MENTIONS = """
SELECT ?m ?article ?id ?type ?name ?thing ?label {
  ?m a pk:Mention ; pk:inArticle ?article ; pk:localId ?id ; pk:statedType ?type ;
     pk:name ?name ; pk:denotes ?thing .
  ?thing skos:prefLabel ?label
}"""

_STATEMENTS = """
SELECT ?article ?subject ?predicate ?object ?role {
  ?s a pk:Statement ; prov:wasDerivedFrom ?article ; rdf:predicate ?predicate ;
     pk:subjectMention ?subject ; pk:objectMention ?object
  OPTIONAL { ?s pk:role ?role }
}"""
