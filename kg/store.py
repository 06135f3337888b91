"""The store on disk: the only importer of pyoxigraph.

Terms go in as rdflib terms, and come out as plain strings (:meth:`Store.rows`), as rdflib terms
(:meth:`Store.quads`) or as bytes (:func:`write_triples`, :func:`write_results`).

The default graph of every query is the union of the named graphs. The engine's own option for that
gives a triple once for each graph that holds it (oxigraph issue 1919), which makes rows and counts
wrong wherever two articles agree. So the store keeps the union as its default graph, in step with
the named graphs; it is no part of dumps.
"""

import contextlib
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import pyoxigraph as ox
import rdflib
from rdflib import Literal, URIRef

from kg import folder, vocab
from kg.errors import StoreError
from kg.triples import Quad

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Solutions = ox.QuerySolutions
Boolean = ox.QueryBoolean
Triples = ox.QueryTriples
Triple = ox.Triple


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query may see, by IRI; ones that the store hasn't are empty."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


_BULK = 20_000
"""Quads from which writing sorted files beats writing through the log."""
_NOTE = ox.NamedNode("urn:parkgraph:change"), ox.NamedNode("urn:parkgraph:unfinished")
"""Subject and predicate of the note on the second half of a change: sorted files can only add."""
_MEMORY = "parkgraph.memory"
_TOUCHED = "parkgraph.touched"


class Store:
    """A graph store in a folder, or in memory when ``path`` is None; a context manager.

    Raises :class:`StoreError` when the folder is in use, broken, missing (``read_only``) or no
    store. Any number of readers, or one writer, may have a store open.
    """

    def __init__(self, path: str | Path | None = None, *, read_only: bool = False) -> None:
        self.path = None if path is None else Path(path)
        self._lock: int | None = None
        self._writes = False
        self.kept: object = None
        """What is kept beside a store in memory."""
        self._touched = True
        if self.path is None:
            self._store = ox.Store()
            return
        folder.check(self.path, read_only=read_only)
        try:
            with folder.telling(self.path):
                self._open(self.path, read_only)
        except BaseException:
            self.close()
            raise

    def _open(self, path: Path, read_only: bool) -> None:
        if not read_only:
            path.mkdir(parents=True, exist_ok=True)
        self._lock = folder.lock(path, exclusive=not read_only)
        folder.verify(path)
        if not read_only:
            folder.begin(path)
            self._store = ox.Store(str(path))
            self._writes = True
            self._finish()
            return
        self._store = ox.Store.read_only(str(path))
        if self._noted():
            self.close()
            Store(path).close()
            self._open(path, read_only)

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder; the store can't be used afterwards."""
        # The engine gives up its own lock when the last reference goes.
        with contextlib.suppress(AttributeError):
            del self._store
        if self._writes and self.path is not None:
            self._writes = False
            folder.seal(self.path)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def query(
        self,
        sparql: str,
        values: Mapping[str, URIRef | Literal] | None = None,
        dataset: Dataset | None = None,
        base: str | None = None,
    ) -> Solutions | Boolean | Triples:
        """Return the answer to a SPARQL query, lazily; ``values`` sets variables that it selects.

        ``dataset`` stands in place of what the query itself says, and relative IRIs are read from
        ``base``. Raises SyntaxError when the query can't be parsed, ValueError when a graph of the
        dataset is no IRI.
        """
        substitutions: dict[ox.Variable, Any] = {
            ox.Variable(name): _term(value) for name, value in (values or {}).items()
        }
        graphs: dict[str, Any] = {}
        if dataset is not None:
            graphs["default_graph"] = [ox.NamedNode(graph) for graph in dataset.default]
            graphs["named_graphs"] = [ox.NamedNode(graph) for graph in dataset.named]
        prefixes = dict(vocab.PREFIXES)
        return self._store.query(
            sparql,
            base_iri=base,
            prefixes=prefixes,
            substitutions=substitutions or None,
            **graphs,
        )

    def rows(
        self, sparql: str, values: Mapping[str, URIRef | Literal] | None = None
    ) -> Iterator[tuple[str, ...]]:
        """Return the rows of a SELECT as plain strings (IRIs, lexical forms), "" where unbound."""
        answer = self.query(sparql, values)
        if not isinstance(answer, ox.QuerySolutions):
            raise TypeError("rows() takes a SELECT query")
        try:
            for row in answer:
                yield tuple("" if term is None else term.value for term in row)
        except folder.FAULTS as fault:
            raise folder.told(self.path, fault) from fault

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(str(graph.value) for graph in self._store.named_graphs())

    def has_graph(self, graph: str) -> bool:
        """Whether there is a named graph of this IRI."""
        return self._store.contains_named_graph(ox.NamedNode(graph))

    def quads(self, graph: str) -> Iterator[Quad]:
        """Return the quads of one named graph, in no order."""
        try:
            for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
                yield _quad_from(quad, graph)
        except folder.FAULTS as fault:
            raise folder.told(self.path, fault) from fault

    def about(self, graph: str, things: Iterable[str]) -> Iterator[Quad]:
        """Return the quads of one named graph that have one of the IRIs as subject or object."""
        name = ox.NamedNode(graph)
        for node in map(ox.NamedNode, things):
            for subject, value in ((node, None), (None, node)):
                for quad in self._store.quads_for_pattern(subject, None, value, name):
                    yield _quad_from(quad, graph)

    def beside(self) -> Path:
        """Return the file for what is worked out from the graph; a store in memory has none."""
        if self.path is None:
            raise TypeError("a store in memory has no folder")
        return self.path / _MEMORY

    def is_touched(self) -> bool:
        """Whether the graph was changed since :meth:`settle` was last called."""
        return self._touched if self.path is None else (self.path / _TOUCHED).exists()

    def settle(self) -> None:
        """Say that what is kept beside the graph is in step with it."""
        self._touched = False
        if self.path is not None:
            with folder.telling(self.path, "could not write: "):
                (self.path / _TOUCHED).unlink(missing_ok=True)

    def _touch(self) -> None:
        self._touched = True
        if self.path is not None:
            (self.path / _TOUCHED).touch()

    def replace(
        self,
        *,
        drop: Iterable[str] = (),
        remove: Iterable[Quad] = (),
        add: Iterable[Quad] = (),
    ) -> None:
        """Drop graphs, remove and add quads: all or nothing, even when the process is killed.

        What is added stays, also when it is removed at the same time.
        """
        removed, added = list(remove), list(add)
        lines = [_line(quad) for quad in added]
        with folder.telling(self.path, "could not write: "):
            self._touch()
            going = self._deletion(frozenset(drop), removed, added)
            if not going:
                self._extend(lines)
            elif len(lines) < _BULK:
                insert = _data("INSERT", [*lines, *((t, "") for t, _ in lines)]) if lines else ""
                self._store.update(f"{going} ;\n{insert}")
            else:
                self._extend(lines, going)
                self._finish()

    def _deletion(self, dropped: frozenset[str], removed: list[Quad], added: list[Quad]) -> str:
        """Return the update that takes away what goes and is not added; "" when nothing does."""
        going = {
            quad
            for graph in dropped
            for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        } | {_quad(quad) for quad in removed}
        subjects = {literal_or_iri(quad.subject)[0] for quad in going}
        kept = {_quad(quad) for quad in added if str(quad[0]) in subjects}
        going -= kept
        whole = dropped - {str(quad[3]) for quad in added}
        steps = [f"DROP SILENT GRAPH <{graph}>" for graph in sorted(whole)]
        named = [(str(q.triple), q.graph_name) for q in going]
        lines = [(t, g.value) for t, g in named if isinstance(g, ox.NamedNode)]
        lines = [(triple, graph) for triple, graph in lines if graph not in whole]
        lines += [(triple, "") for triple in self._orphans(going, {quad.triple for quad in kept})]
        return " ;\n".join([*steps, *([_data("DELETE", lines)] if lines else [])])

    def _orphans(self, going: set[ox.Quad], kept: set[ox.Triple]) -> Iterator[str]:
        """Yield the triples that no named graph will hold any more."""
        for triple in {quad.triple for quad in going} - kept:
            held = self._store.quads_for_pattern(
                triple.subject, triple.predicate, triple.object, None
            )
            if all(isinstance(q.graph_name, ox.DefaultGraph) or q in going for q in held):
                yield str(triple)

    def _extend(self, lines: list[tuple[str, str]], going: str = "") -> None:
        """Add quads at once, and with them the note that ``going`` is still to be done."""
        named = (f"{triple} <{graph}> .\n" for triple, graph in lines)
        merged = (f"{triple} .\n" for triple in dict.fromkeys(triple for triple, _ in lines))
        note = [f"{_NOTE[0]} {_NOTE[1]} {_text(Literal(going))} .\n"] if going else []
        data = "".join([*named, *merged, *note]).encode()
        load = self._store.bulk_load if len(lines) >= _BULK else self._store.load
        load(data, ox.RdfFormat.N_QUADS)

    def _noted(self) -> list[str]:
        noted = self._store.quads_for_pattern(*_NOTE, None, None)
        return [literal_or_iri(quad.object)[0] for quad in noted]

    def _finish(self) -> None:
        """Do what is noted as still to be done: a writer may have been killed before it."""
        for note in self._noted():
            done = f"DELETE WHERE {{ {_NOTE[0]} {_NOTE[1]} ?note }}"
            self._store.update(f"{note} ;\n{done}")

    def dump(self, form: str) -> bytes:
        """Return the graph as ``nq``, ``trig``, ``jsonld``, or unnamed as ``ttl``, ``nt``, ``rdf``.

        The bytes depend on the set of quads only.
        """
        if form in ("nq", "trig", "jsonld"):
            return write_triples(self._named(), form)
        merged = self._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        return write_triples((quad.triple for quad in merged), form)

    def _named(self) -> Iterator[ox.Quad]:
        return (q for q in self._store if not isinstance(q.graph_name, ox.DefaultGraph))

    def as_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib dataset over this very store; its default graph is the union of all."""
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self._store))
        for prefix, namespace in vocab.PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset

    def __len__(self) -> int:
        """Count the quads of the named graphs."""
        return int(next(self.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))[0])


@dataclass(frozen=True, slots=True)
class Answer:
    """A query's answer, read to its end or its limit: rows, yes or no, or triples.

    ``form`` is ``rows``, ``boolean`` or ``triples``; triples are rows of three as well.
    """

    form: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool = False
    truncated: bool = False


def read_answer(found: Solutions | Boolean | Triples, limit: int, stop: threading.Event) -> Answer:
    """Read at most ``limit`` rows or triples; ``stop`` ends the reading early."""
    if isinstance(found, ox.QueryBoolean):
        return Answer("boolean", boolean=bool(found))
    rows: list[tuple[Term | None, ...]] = []
    truncated = False
    for row in found:
        if len(rows) == limit or stop.is_set():
            truncated = True
            break
        rows.append(tuple(row))
    if isinstance(found, ox.QueryTriples):
        columns = ("subject", "predicate", "object")
        return Answer("triples", columns, tuple(rows), truncated=truncated)
    variables = tuple(variable.value for variable in found.variables)
    return Answer("rows", variables, tuple(rows), truncated=truncated)


def parsed_results(body: IO[bytes]) -> Solutions | Boolean:
    """Read the answer of another server to SELECT or ASK, as SPARQL JSON."""
    return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


def parsed_triples(turtle: bytes) -> Triples:
    """Read the answer of another server to CONSTRUCT or DESCRIBE, as Turtle or N-Triples."""
    held = ox.Store()
    held.load(turtle, ox.RdfFormat.TURTLE)
    found = held.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)  # noqa: S101 - what CONSTRUCT gives
    return found


def literal_or_iri(term: Term) -> tuple[str, bool]:
    """Return the text of a term, and whether it is an IRI."""
    return (
        (str(term), False)
        if isinstance(term, ox.Triple)
        else (term.value, isinstance(term, ox.NamedNode))
    )


def python_value(term: Term | None) -> str | int | float | bool | None:
    """Return a term as Python has it: numbers and booleans as such, all else as text."""
    if not isinstance(term, ox.Literal):
        return None if term is None else literal_or_iri(term)[0]
    value = _rdflib(term).toPython() if term.datatype.value in _NUMBERS else term.value
    return float(value) if isinstance(value, Decimal) else value


_NUMBERS = {vocab.XSD + name for name in ("integer", "decimal", "double", "float", "boolean")}


def triples_of(answer: Answer) -> list[Triple]:
    """Return the triples of an answer to CONSTRUCT or DESCRIBE."""
    rows: tuple[tuple[Any, ...], ...] = answer.rows
    return [ox.Triple(*row) for row in rows]


_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def write_results(answer: Answer, form: str) -> bytes:
    """Rows or a boolean as SPARQL results: ``json``, ``csv``, ``tsv`` or ``xml``."""
    document: dict[str, Any] = {"head": {"vars": list(answer.variables)}}
    if answer.form == "boolean":
        document = {"head": {}, "boolean": answer.boolean}
    else:
        document["results"] = {
            "bindings": [
                {
                    name: _result_json(term)
                    for name, term in zip(answer.variables, row, strict=True)
                    if term is not None
                }
                for row in answer.rows
            ]
        }
    # The engine writes only answers it has not begun to read, so ours goes round through JSON.
    text = json.dumps(document, ensure_ascii=False)
    results = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    return results.serialize(format=_RESULTS[form]) or b""


def _result_json(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        shown = {"type": "literal", "value": term.value}
        if term.language:
            return shown | {"xml:lang": term.language}
        return shown | {"datatype": term.datatype.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {key: _result_json(part) for key, part in parts.items()}}


def write_triples(triples: Iterable[Any], form: str) -> bytes:
    """Return triples or quads as an RDF format (``ttl``, ``nt``, …), sorted."""
    ordered = sorted(triples, key=str)
    readable = form in ("ttl", "trig")
    prefixes = dict(vocab.PREFIXES) if readable else None
    data = ox.serialize(ordered, format=_GRAPHS[form], prefixes=prefixes) or b""
    if not readable:
        return data
    # The engine writes the prefixes in another order each time.
    lines = data.split(b"\n")
    count = sum(1 for line in lines if line.startswith(b"@prefix "))
    return b"\n".join([*sorted(lines[:count]), *lines[count:]])


def converted(n_quads: bytes, form: str) -> bytes:
    """Return sorted quads (N-Quads, 1.1 or 1.2) in another RDF format; some know no graphs."""
    quads = ox.parse(n_quads, format=ox.RdfFormat.N_QUADS)
    if form in ("nq", "trig", "jsonld"):
        return write_triples(quads, form)
    return write_triples({quad.triple for quad in quads}, form)


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def n_quads(quads: Iterable[Quad]) -> bytes:
    """Return quads as N-Quads, a line each, in the order given."""
    return "".join(f"{triple} <{graph}> .\n" for triple, graph in map(_line, quads)).encode()


def _line(quad: Quad) -> tuple[str, str]:
    subject, predicate, value, graph = quad
    return f"<{subject}> <{predicate}> {_text(value)}", str(graph)


def _text(value: URIRef | Literal) -> str:
    if isinstance(value, URIRef):
        return f"<{value}>"
    quoted = f'"{str(value).translate(_ESCAPES)}"'
    if value.language:
        return f"{quoted}@{value.language}"
    return f"{quoted}^^<{value.datatype}>" if value.datatype else quoted


def _data(verb: str, lines: list[tuple[str, str]]) -> str:
    body = (f"GRAPH <{g}> {{ {triple} }}" if g else f"{triple} ." for triple, g in lines)
    return f"{verb} DATA {{\n" + "\n".join(body) + "\n}"


def _quad(quad: Quad) -> ox.Quad:
    subject, predicate, value, graph = quad
    nodes = ox.NamedNode(subject), ox.NamedNode(predicate), _term(value), ox.NamedNode(graph)
    return ox.Quad(*nodes)


def _term(value: URIRef | Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(value, URIRef):
        return ox.NamedNode(value)
    if value.language:
        return ox.Literal(str(value), language=value.language)
    datatype = ox.NamedNode(value.datatype) if value.datatype else None
    return ox.Literal(str(value), datatype=datatype)


def _quad_from(quad: ox.Quad, graph: str) -> Quad:
    subject, value = _rdflib(quad.subject), _rdflib(quad.object)
    return URIRef(subject), _named(quad.predicate.value), value, _named(graph)


@lru_cache(maxsize=1024)
def _named(name: str) -> URIRef:
    """Return a predicate or a graph, which many quads have."""
    return URIRef(name)


def _rdflib(term: Term) -> URIRef | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if not isinstance(term, ox.Literal):
        raise StoreError(f"the store holds a term that kg did not write: {term}")
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == vocab.XSD + "string":
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
