"""Reading things and facts out of the graph, with the sentences that say so."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from kg import vocab
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing as it is referred to."""

    iri: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence of an article that says a fact; offsets as in :class:`kg.model.Span`."""

    source: str
    title: str
    date: str | None
    start: int
    end: int
    text: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact of the graph with all its evidence, by source and place."""

    subject: Ref
    predicate: str
    object: Ref
    role: str | None
    evidence: tuple[Evidence, ...]


def evidence_json(evidence: Evidence, *, full: bool = False) -> dict[str, Any]:
    """Evidence as JSON shows it; ``full`` adds what found it and how sure that is."""
    shown = asdict(evidence)
    return shown if full else {key: shown[key] for key in _SHOWN}


_SHOWN = ("source", "title", "date", "start", "end", "text")


def things(store: Store) -> dict[str, Ref]:
    """Every thing of the nine types, by IRI."""
    types = " ".join(f"pk:{name}" for name in vocab.TYPES)
    found = store.rows(
        f"SELECT ?x ?type ?name {{ VALUES ?type {{ {types} }} ?x a ?type ; skos:prefLabel ?name }}"
    )
    return {iri: Ref(iri, vocab.local_name(type_), name) for iri, type_, name in sorted(found)}


def aliases(store: Store) -> dict[str, list[str]]:
    """Return the other names of each thing, sorted, by IRI."""
    found: dict[str, list[str]] = defaultdict(list)
    for iri, alias in sorted(store.rows("SELECT DISTINCT ?x ?alias { ?x skos:altLabel ?alias }")):
        found[iri].append(alias)
    return found


def kinds(store: Store) -> dict[str, str]:
    """Return the kind of each programme, by IRI; where articles differ, what most of them say."""
    found = store.rows(
        "SELECT ?x ?kind (COUNT(?m) AS ?n) { ?m pk:denotes ?x ; pk:statedKind ?kind }"
        " GROUP BY ?x ?kind"
    )
    best = sorted((iri, -int(count), kind) for iri, kind, count in found)
    return {iri: vocab.local_name(kind) for iri, _, kind in reversed(best)}


def articles_of(store: Store) -> dict[str, dict[str, str]]:
    """Return the articles that name each thing, by the thing's IRI, as article IRI -> source."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = store.rows(
        "SELECT DISTINCT ?x ?article ?source {"
        " ?m pk:denotes ?x ; pk:inArticle ?article . ?article pk:source ?source }"
    )
    for iri, article, source in sorted(rows):
        found[iri][article] = source
    return found


def facts(store: Store, known: Mapping[str, Ref], about: str | None = None) -> list[KnownFact]:
    """Return the facts of the graph, or those about the thing of an IRI, in a fixed order.

    ``known`` is what :func:`things` gave.
    """
    # Two queries with the IRI in place: a UNION or a set variable is scanned, not looked up.
    ends = [""] if about is None else [f"?s rdf:{end} <{about}> ." for end in ("subject", "object")]
    rows = chain.from_iterable(store.rows(_FACTS.replace("#about", end)) for end in ends)
    evidence: dict[tuple[str, str, str, str], list[Evidence]] = defaultdict(list)
    for subject, predicate, object_, role, *where in rows:
        if subject == object_:
            continue  # two names of one thing: nothing is said of the thing
        source, title, date, start, end, text, rule, confidence = where
        evidence[subject, predicate, object_, role].append(
            Evidence(
                source, title, date or None, int(start), int(end), text, rule, float(confidence)
            )
        )
    return [
        KnownFact(
            known[s], vocab.local_name(p), known[o], role or None, _sorted(evidence[s, p, o, role])
        )
        for s, p, o, role in sorted(evidence)
    ]


def _sorted(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(evidence, key=lambda e: (e.source, e.start, e.end, e.rule, e.confidence)))


_FACTS = """
SELECT ?subject ?predicate ?object ?role ?source ?title ?date ?start ?end ?text ?rule ?confidence {
  #about
  ?s a pk:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
     pk:start ?start ; pk:end ?end ; pk:quote ?text ; pk:rule ?rule ;
     pk:confidence ?confidence ; prov:wasDerivedFrom ?article .
  ?article pk:source ?source ; dcterms:title ?title
  OPTIONAL { ?s pk:role ?role }
  OPTIONAL { ?article dcterms:date ?date }
}"""
