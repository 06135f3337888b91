"""Checking the graph against ``shapes.ttl`` (SHACL), and telling where a fault comes from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rdflib import SH, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import Result
from rdflib.term import Node

from kg import iri, ontology, vocab
from kg.errors import ParkgraphError
from kg.store import Store

_PLACES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that a fault has to do with; offsets as in :class:`kg.model.Span`."""

    source: str
    title: str
    date: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with one thing, statement or article, and in which sentences it shows.

    ``name`` is what people call the thing; ``path`` and ``value`` are given where one value of one
    property is at fault. Of many sentences the first three are told.
    """

    shape: str
    node: str
    name: str
    path: str | None
    value: str | None
    zh: str
    en: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: the faults in a fixed order, and the SHACL report as Turtle."""

    triples: int
    violations: tuple[Violation, ...]
    turtle: str

    @property
    def conforms(self) -> bool:
        """Whether there is no fault."""
        return not self.violations


def shapes_path() -> Path:
    """``shapes.ttl``, which lies beside this module."""
    return Path(__file__).with_name("shapes.ttl")


def check(store: Store, more: Iterable[Path] = ()) -> Report:
    """Hold the union of all graphs against the shapes, and against those of the files ``more``.

    Raises :class:`ParkgraphError` when a file of shapes can't be read.
    """
    from pyshacl import validate

    shapes = Graph().parse(shapes_path(), format="turtle")
    for path in more:
        _read_shapes(shapes, path)
    data = _Data().parse(data=store.dump("nt"), format="nt")
    triples = len(data)
    try:
        # The ontology is merged into the data: sh:class needs to know what is below what.
        _, report, _ = validate(
            data, shacl_graph=shapes, ont_graph=ontology.read(), inplace=True, inference="none"
        )
    except Exception as error:  # pySHACL's errors have no common class but this
        reason = " ".join(str(error).split())
        raise ParkgraphError(f"shapes: could not be applied: {reason}") from error
    found = [_violation(store, shapes, report, node) for node in report.subjects(SH.focusNode)]
    ordered = sorted(set(found), key=lambda v: (v.shape, v.node, v.path or "", v.value or ""))
    return Report(triples, tuple(ordered), report.serialize(format="turtle"))


def as_json(report: Report) -> dict[str, Any]:
    """Return what ``kg check --format json`` prints."""
    faults = [asdict(violation) for violation in report.violations]
    return {"conforms": report.conforms, "triples": report.triples, "violations": faults}


class _Data(Graph):
    """A graph that parses each query once: pySHACL asks the same one of node after node."""

    def query(self, query_object: Any, *args: Any, **options: Any) -> Result:
        if isinstance(query_object, str):
            names = options.get("initNs") or dict(self.namespaces())
            query_object = _prepared(query_object, tuple(sorted(names.items())))
        return super().query(query_object, *args, **options)


@lru_cache(maxsize=64)
def _prepared(text: str, names: tuple[tuple[str, str], ...]) -> Any:
    return prepareQuery(text, initNs=dict(names))


def _read_shapes(shapes: Graph, path: Path) -> None:
    try:
        shapes.parse(path, format="turtle")
    except OSError as error:
        raise ParkgraphError(f"{path}: {error.strerror}; give a file of SHACL shapes") from error
    except Exception as error:  # rdflib's parsers raise errors of many kinds
        reason = " ".join(str(error).split())[:120]
        raise ParkgraphError(f"{path}: this is not Turtle: {reason}") from error


def _violation(store: Store, shapes: Graph, report: Graph, node: Node) -> Violation:
    focus = str(report.value(node, SH.focusNode))
    path, value = report.value(node, SH.resultPath), report.value(node, SH.value)
    shape = report.value(node, SH.sourceConstraint) or report.value(node, SH.sourceShape)
    # From the shape: of a SPARQL constraint's messages pySHACL hands on only one.
    told = {
        getattr(message, "language", None) or "en": str(message)
        for graph, subject, predicate in (
            (report, node, SH.resultMessage),
            (shapes, shape, SH.message),
        )
        for message in graph.objects(subject, predicate)
    }
    predicate = path if isinstance(path, URIRef) else None
    return Violation(
        shape=str(shape).rpartition("#")[2] if isinstance(shape, URIRef) else "",
        node=focus,
        name=_name(store, focus),
        path=None if predicate is None else str(predicate),
        value=None if value is None else str(value),
        zh=told.get("zh", told.get("en", "")),
        en=told.get("en", told.get("zh", "")),
        places=tuple(_places(store, shapes, report, node)),
    )


def _name(store: Store, node: str) -> str:
    """Return what people call a node: a name, a title, or the fact that a statement states."""
    fact = next(store.rows(_FACT.format(node=node)), None)
    if fact is not None:
        return f"{fact[0]} — {vocab.label(fact[1])} → {fact[2]}"
    found = sorted(row[0] for row in store.rows(_NAME.format(node=node)))
    return " / ".join(found)


_NAME = """SELECT DISTINCT ?name {{
  <{node}> skos:prefLabel|dcterms:title|pk:name|pk:source ?name FILTER(?name != "")
}}"""
_FACT = """SELECT ?subject (STRAFTER(STR(?p), "#") AS ?predicate) ?object {{
  <{node}> rdf:subject/skos:prefLabel ?subject ; rdf:predicate ?p ;
    rdf:object/skos:prefLabel ?object
}} LIMIT 1"""


def _places(store: Store, shapes: Graph, report: Graph, node: Node) -> list[Place]:
    """Return the sentences of a fault: the statement's, those of the fact, or of the mentions."""
    focus = f"<{report.value(node, SH.focusNode)}>"
    path, value = report.value(node, SH.resultPath), report.value(node, SH.value)
    shape = report.value(node, SH.sourceShape)
    patterns = [f"BIND({focus} AS ?s)"]
    if path is not None and isinstance(value, URIRef):
        said = f"?s rdf:predicate <{path}> ; rdf:object <{value}> ; rdf:subject {focus}"
        patterns.append(said)
    for side, target in (("subject", SH.targetSubjectsOf), ("object", SH.targetObjectsOf)):
        patterns += [
            f"?s rdf:predicate <{predicate}> ; rdf:{side} {focus}"
            for predicate in shapes.objects(shape, target)
        ]
    for pattern in patterns:
        found = [_place(row) for row in store.rows(_QUOTED.replace("#which", pattern))]
        if found:
            return sorted(set(found), key=_order)[:_PLACES]
    return sorted(_mentioned(store, focus, path, value), key=_order)[:_PLACES]


def _place(row: tuple[str, ...]) -> Place:
    source, title, date, start, end, text = row
    return Place(source, title, date or None, int(start), int(end), text)


def _order(place: Place) -> tuple[str, int, int]:
    return place.source, place.start, place.end


_QUOTED = """SELECT ?source ?title ?date ?start ?end ?text {
  #which .
  ?s pk:quote ?text ; pk:start ?start ; pk:end ?end ; prov:wasDerivedFrom ?article .
  ?article pk:source ?source ; dcterms:title ?title .
  OPTIONAL { ?article dcterms:date ?date }
}"""

_SENTENCE = re.compile(r"[^。！？\n]*[。！？]?[”’」』]?")


def _mentioned(store: Store, focus: str, path: Node | None, value: Node | None) -> Iterator[Place]:
    """Yield the sentences in which the articles at fault name the thing."""
    said = ""
    if isinstance(path, URIRef) and value is not None:
        said = f"GRAPH ?article {{ {focus} <{path}> {value.n3()} }}"
    rows = list(store.rows(_MENTIONED.replace("#which", focus).replace("#said", said)))
    for source, title, date, at, text in rows:
        start, end = iri.span_offsets(at)
        sentence = next((s for s in _SENTENCE.finditer(text) if s.start() <= start < s.end()), None)
        if sentence is not None:
            start, end = sentence.span()
        yield Place(source, title, date or None, start, end, text[start:end])


_MENTIONED = """SELECT ?source ?title ?date ?at ?text {
  { SELECT ?article (MIN(?where) AS ?at) {
      { ?m pk:denotes #which } UNION { BIND(#which AS ?m) }
      ?m pk:inArticle ?article ; pk:at ?where .
      #said
    } GROUP BY ?article }
  ?article pk:source ?source ; dcterms:title ?title ; pk:inDocument/pk:text ?text .
  OPTIONAL { ?article dcterms:date ?date }
}"""
