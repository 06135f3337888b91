"""The store on disk: with its two submodules the only importer of pyoxigraph.

Quads go in and come out as terms in the form of N-Triples (:mod:`kg.triples.terms`), rows come out
as plain strings (:meth:`Store.rows`).

The default graph of every query is the union of the named graphs. The engine's own option for that
gives a triple once for each graph that holds it (oxigraph issue 1919), which makes rows and counts
wrong wherever two articles agree. So the store keeps the union as its default graph, in step with
the named graphs; it is no part of dumps.
"""

import contextlib
import io
import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib
from rdflib import Literal, URIRef

from kg import folder, vocab
from kg.store.formats import converted, n_quads, write_triples
from kg.store.results import Boolean, Solutions, Triples
from kg.triples.terms import Quad, literal, named, value

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query may see, by IRI; ones that the store hasn't are empty."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


_BULK = 20_000
"""Quads from which writing sorted files beats writing through the log."""
_BLOCK = 1000
"""Quads that are written at a time."""
_NOTE = ox.NamedNode("urn:parkgraph:change"), ox.NamedNode("urn:parkgraph:unfinished")
"""Subject and predicate of the note on the second half of a change: sorted files can only add."""
_ORPHANS = """DELETE {{ ?s ?p ?o }} WHERE {{
  VALUES (?s ?p ?o) {{ {} }} FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }}
}}"""
"""Takes triples that no named graph holds any more out of the union."""
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

    def quads(self, graph: str) -> list[Quad]:
        """Return the quads of one named graph, in no order."""
        name = named(graph)
        with folder.telling(self.path):
            held = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        lines = held.decode().split("\n")[:-1] if held else []
        return [(s, p, o, name) for s, p, o in (line[:-2].split(" ", 2) for line in lines)]

    def about(self, graph: str, things: Iterable[str]) -> list[Quad]:
        """Return the quads of one named graph that have one of the IRIs as subject or object."""
        nodes = list(map(ox.NamedNode, things))
        found = [quad for node in nodes for quad in self._matching(graph, None, node)]
        return found + [quad for node in nodes for quad in self._matching(graph, node, None)]

    def told(self, graph: str, things: Iterable[str]) -> list[Quad]:
        """Return the quads of one named graph that have one of the IRIs as subject."""
        nodes = map(ox.NamedNode, things)
        return [quad for node in nodes for quad in self._matching(graph, node, None)]

    def _matching(
        self, graph: str, subject: ox.NamedNode | None, object_: ox.NamedNode | None
    ) -> list[Quad]:
        name = ox.NamedNode(graph)
        with folder.telling(self.path):
            held = self._store.quads_for_pattern(subject, None, object_, name)
            triples = [str(quad.triple).split(" ", 2) for quad in held]
        return [(s, p, o, str(name)) for s, p, o in triples]

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

        What is added stays, also when it is removed at the same time. A node whose IRI is that of
        a graph and a fragment (``…#…``) has to be subject in that graph only.
        """
        removed, added = set(remove), list(add)
        with folder.telling(self.path, "could not write: "):
            self._touch()
            going = self._deletion(frozenset(drop), removed.difference(added), added)
            if not going:
                self._extend(added)
            elif len(added) < _BULK:
                self._store.update(" ;\n".join([*going, _insertion(added)]))
            else:
                self._extend(added, " ;\n".join(going))
                self._finish()

    def _deletion(
        self, dropped: frozenset[str], removed: set[Quad], added: list[Quad]
    ) -> list[str]:
        """Return the updates that take away what goes: from its graphs, and from the union.

        They may run before what is added is written, or after.
        """
        names = {quad[3] for quad in added}
        whole = {graph for graph in dropped if named(graph) not in names}
        emptied = [self.quads(graph) for graph in whole]
        partly = removed.union(*(self.quads(graph) for graph in dropped - whole))
        partly.difference_update(added, *emptied)
        own, shared = list[str](), dict[str, None]()
        for s, p, o, graph in itertools.chain(partly, *emptied):
            triple = f"{s} {p} {o}"
            if s.startswith(f"{graph[:-1]}#"):
                own.append(triple)
            else:
                shared[triple] = None
        steps = [f"DROP SILENT GRAPH <{graph}>" for graph in sorted(whole)]
        if partly:
            lines = [f"GRAPH {graph} {{ {s} {p} {o} }}\n" for s, p, o, graph in partly]
            steps.append(f"DELETE DATA {{ {''.join(lines)} }}")
        if own:
            steps.append(f"DELETE DATA {{ {' . '.join(own)} }}")
        if shared:
            steps.append(_ORPHANS.format("".join(f"({triple})\n" for triple in shared)))
        return steps

    def _extend(self, added: list[Quad], going: str = "") -> None:
        """Add quads at once, and with them the note that ``going`` is still to be done."""
        for graph in {quad[3] for quad in added}:
            ox.NamedNode(value(graph))  # all IRIs begin as those of the graphs, which are checked
        note = f"{_NOTE[0]} {_NOTE[1]} {literal(going)} .\n" if going else ""
        load = self._store.bulk_load if len(added) >= _BULK else self._store.load
        load(io.BufferedReader(_Lines(added, note)), ox.RdfFormat.N_QUADS, lenient=True)

    def _noted(self) -> list[str]:
        noted = self._store.quads_for_pattern(*_NOTE, None, None)
        return [value(str(quad.object)) for quad in noted]

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
            lines = n_quads(sorted(quad for graph in self.graphs() for quad in self.quads(graph)))
            return lines if form == "nq" else converted(lines, form)
        merged = self._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        return write_triples((quad.triple for quad in merged), form)

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


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI, as the engine judges it."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


class _Lines(io.RawIOBase):
    """A file of N-Quads that are made while it is read: all at once, they would fill the memory.

    Each quad is there in its graph and in the union.
    """

    def __init__(self, quads: Iterable[Quad], note: str) -> None:
        self._quads, self._note = iter(quads), note
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if not self._rest:
            self._rest = memoryview(self._block().encode())
        view = memoryview(buffer)
        size = min(len(view), len(self._rest))
        view[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def _block(self) -> str:
        quads = itertools.islice(self._quads, _BLOCK)
        lines = "".join([f"{s} {p} {o} {g} .\n{s} {p} {o} .\n" for s, p, o, g in quads])
        if not lines:
            lines, self._note = self._note, ""
        return lines


def _insertion(added: list[Quad]) -> str:
    lines = [f"GRAPH {graph} {{ {s} {p} {o} }}\n{s} {p} {o} .\n" for s, p, o, graph in added]
    return f"INSERT DATA {{ {''.join(lines)} }}"


def _term(given: URIRef | Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(given, URIRef):
        return ox.NamedNode(given)
    if given.language:
        return ox.Literal(str(given), language=given.language)
    datatype = ox.NamedNode(given.datatype) if given.datatype else None
    return ox.Literal(str(given), datatype=datatype)
