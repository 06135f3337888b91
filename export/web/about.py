"""What a thing's or an article's page shows, read from the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from export.web.catalogue import ArticleRef, Catalogue
from kg import iri, lookup, vocab
from kg.facts import Evidence, KnownFact, Ref
from kg.store import Store
from kg.store.formats import write_triples
from kg.store.results import read_answer, triples_of

_MOST_TRIPLES = 200_000


@dataclass(frozen=True, slots=True)
class Group:
    """The facts of a thing with one predicate, read in one direction."""

    predicate: str
    inverse: bool
    rows: tuple[tuple[Ref, KnownFact], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A fact as one article says it."""

    subject: Ref
    predicate: str
    object: Ref
    role: str | None
    start: int
    end: int
    text: str
    confidence: float


def card(catalogue: Catalogue, address: str) -> lookup.Card:
    """Return what is known of the thing of an IRI."""
    aliases = tuple(catalogue.aliases.get(address, ()))
    kind = catalogue.kinds.get(address)
    return lookup.card(catalogue.store, catalogue.things, address, aliases, kind)


def groups(address: str, facts: Sequence[KnownFact]) -> list[Group]:
    """Group the facts about a thing by predicate and direction, in the vocabulary's order."""
    found: dict[tuple[str, bool], list[tuple[Ref, KnownFact]]] = {}
    for fact in facts:
        inverse = fact.subject.iri != address
        other = fact.subject if inverse else fact.object
        found.setdefault((fact.predicate, inverse), []).append((other, fact))
    order = {name: i for i, name in enumerate(vocab.PREDICATES)}
    keys = sorted(found, key=lambda key: (order.get(key[0], 99), key[1]))
    return [
        Group(*key, tuple(sorted(found[key], key=lambda row: (-len(row[1].evidence), row[0].name))))
        for key in keys
    ]


def where(catalogue: Catalogue, evidence: Evidence) -> str | None:
    """Return the IRI of the article that a piece of evidence stands in."""
    article = catalogue.article_at(evidence.source, evidence.start)
    return None if article is None else article.iri


def text_of(store: Store, article: ArticleRef) -> str:
    """Return the whole text of the document that the article is in."""
    return next(store.rows(f"SELECT ?t {{ <{article.document}> pk:text ?t }}"))[0]


def mentions(catalogue: Catalogue, article: ArticleRef) -> list[tuple[int, int, Ref]]:
    """Return where the article names what, as half-open offsets in its document."""
    rows = catalogue.store.rows(
        f"SELECT ?thing ?at {{ GRAPH <{article.iri}> {{"
        f" ?m pk:inArticle <{article.iri}> ; pk:denotes ?thing ; pk:at ?at }} }}"
    )
    return [
        (*iri.span_offsets(at), catalogue.things[thing])
        for thing, at in rows
        if thing in catalogue.things
    ]


def said(catalogue: Catalogue, article: ArticleRef) -> list[Said]:
    """Return the facts that the article says, in the order of its text."""
    found = [
        Said(
            catalogue.things[s],
            vocab.local_name(p),
            catalogue.things[o],
            role or None,
            int(start),
            int(end),
            quote,
            float(confidence),
        )
        for s, p, o, role, start, end, quote, confidence in catalogue.store.rows(
            _SAID.replace("#article", article.iri)
        )
        if s in catalogue.things and o in catalogue.things
    ]
    return sorted(
        found, key=lambda f: (f.start, f.end, f.predicate, f.subject.iri, f.object.iri, f.role)
    )


_SAID = """
SELECT ?s ?p ?o ?role ?start ?end ?quote ?confidence { GRAPH <#article> {
  ?f a pk:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
     pk:start ?start ; pk:end ?end ; pk:quote ?quote ; pk:confidence ?confidence
  OPTIONAL { ?f pk:role ?role }
} }"""


def thing_turtle(store: Store, address: str) -> bytes:
    """Return what the graph says of a thing, with its statements, as Turtle."""
    return _turtle(
        store,
        "CONSTRUCT { ?s ?p ?o } WHERE {"
        f" {{ <{address}> ?p ?o BIND(<{address}> AS ?s) }}"
        f" UNION {{ ?s rdf:subject <{address}> ; ?p ?o }}"
        f" UNION {{ ?s rdf:object <{address}> ; ?p ?o }} }}",
    )


def article_turtle(store: Store, address: str) -> bytes:
    """Return the named graph of an article as Turtle."""
    return _turtle(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{address}> {{ ?s ?p ?o }} }}")


def _turtle(store: Store, sparql: str) -> bytes:
    answer = read_answer(store.query(sparql), _MOST_TRIPLES, Event())
    return write_triples(set(triples_of(answer)), "ttl")
