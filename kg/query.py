"""Asking the graph: SPARQL that can only read, within limits, and the stored queries.

A query is parsed before it is run, and refused when it would change something, reach for the
network (SERVICE) or name a graph that is not in the store. It stops at ``rows`` answers and at
``seconds``.
"""

import re
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pyparsing import ParseBaseException
from rdflib import Literal, URIRef
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg import lookup, vocab
from kg.errors import QueryError
from kg.store import Store
from kg.store.results import Answer, read_answer

ROWS = 10_000
"""Rows or triples after which an answer stops, unless told otherwise."""
SECONDS = 30.0
"""Time after which a query is given up, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a stored query can be narrowed to: the variable, and the type of thing it takes."""

    name: str
    type: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A stored query: what it is called, what it answers in Chinese and English, and its text."""

    name: str
    zh: str
    en: str
    about: str
    parameters: tuple[Parameter, ...]
    text: str


def run(
    store: Store,
    sparql: str,
    values: Mapping[str, URIRef | Literal] | None = None,
    *,
    rows: int = ROWS,
    seconds: float = SECONDS,
) -> Answer:
    """Return the answer to a query that only reads; ``values`` sets variables that it selects.

    The prefixes of :data:`kg.vocab.PREFIXES` need no declaration, and the default graph is the
    union of all graphs. ``Answer.truncated`` tells that there were more than ``rows``. Raises
    :class:`QueryError` when the query can't be parsed, is not allowed or takes too long. The
    engine can't be interrupted: a query given up goes on in the background until it ends or the
    process does.
    """
    return _read(store, checked(store, sparql), values, rows, seconds)


def _read(
    store: Store,
    text: str,
    values: Mapping[str, URIRef | Literal] | None,
    rows: int,
    seconds: float,
) -> Answer:
    outcome: list[Answer | BaseException] = []
    stop = threading.Event()

    def work() -> None:
        try:
            outcome.append(read_answer(store.query(text, values), rows, stop))
        except BaseException as error:  # handed to the asking thread, which raises it
            outcome.append(error)

    worker = threading.Thread(target=work, name="kg-query", daemon=True)
    worker.start()
    worker.join(seconds)
    stop.set()
    if not outcome:
        raise QueryError(f"query: stopped after {seconds:g} seconds; ask for less, or add a LIMIT")
    if isinstance(outcome[0], Answer):
        return outcome[0]
    if isinstance(outcome[0], SyntaxError | RuntimeError | ValueError | OSError):
        raise QueryError(f"query: {' '.join(str(outcome[0]).split())}") from outcome[0]
    raise outcome[0]


def checked(store: Store, sparql: str) -> str:
    """Return the query as it is to be run; raises :class:`QueryError` when it is not allowed."""
    text = _plain_text(sparql)
    _check(store, text)
    return text


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def _plain_text(sparql: str) -> str:
    # Check and engine must read one and the same text. They differ in where a comment ends (at \r
    # or not) and in when \u escapes are replaced, which is enough to hide a SERVICE from the
    # check.
    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        if code > sys.maxunicode or 0xD800 <= code < 0xE000:
            raise QueryError(f"query: {match[0]} is no character")
        return chr(code)

    text = _ESCAPE.sub(character, sparql).replace("\r\n", "\n").replace("\r", "\n")
    if _ESCAPE.search(text):
        raise QueryError("query: an escape may not make another escape")
    return text


def _check(store: Store, text: str) -> None:
    try:
        prologue, query = parseQuery(text)
    except ParseBaseException as error:
        raise QueryError(_parse_message(text, error)) from None
    except RecursionError:
        raise QueryError("query: nested too deeply") from None
    if any(node.name == "ServiceGraphPattern" for node in _nodes(query)):
        raise QueryError("query: SERVICE is not allowed; nothing is fetched from the network")
    # rdflib's own .get() of these nodes is not a dictionary's.
    clauses = dict(query).get("datasetClause", [])
    declared = {
        dict(node).get("prefix", ""): str(node["iri"])
        for node in prologue
        if node.name == "PrefixDecl"
    }
    for clause in clauses:
        graph = _iri(next(iter(clause.values())), declared)
        if not store.has_graph(graph):
            raise QueryError(f"query: FROM <{graph}>: no such graph in the store; none is fetched")


def _iri(node: Any, declared: Mapping[str, str]) -> str:
    if isinstance(node, CompValue):
        prefix = dict(node).get("prefix", "")
        return declared.get(prefix, vocab.PREFIXES.get(prefix, "")) + str(node.localname)
    return str(node)


def _nodes(value: Any) -> Iterator[CompValue]:
    if isinstance(value, CompValue):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif not isinstance(value, str) and hasattr(value, "__iter__"):
        for inner in value:
            yield from _nodes(inner)


_UPDATE = re.compile(r"\s*(?:(?:PREFIX|BASE)\b[^>]*>\s*)*(\w+)", re.IGNORECASE)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}


def _parse_message(text: str, error: ParseBaseException) -> str:
    first = _UPDATE.match(text)
    if first and first[1].upper() in _UPDATES:  # only for saying it well: it is refused either way
        return "query: only reading is allowed (SELECT, ASK, CONSTRUCT, DESCRIBE)"
    where = f"line {error.lineno}, column {error.column}"
    return f"query: {where}: this is not SPARQL 1.1: {error.line.strip()[:80]!r}"


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """Return the stored queries, by name."""
    folder = files("kg") / "queries"
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".rq")]
    read = [_named_query(entry.name[:-3], entry.read_text("utf-8")) for entry in found]
    return {query.name: query for query in sorted(read, key=lambda query: query.name)}


_HEADER = re.compile(r"^# ([a-z]+): (.+)$", re.MULTILINE)


def _named_query(name: str, text: str) -> NamedQuery:
    header = [(match[1], match[2]) for match in _HEADER.finditer(text)]
    fields = dict(header)
    parameters = (value.split(" | ") for key, value in header if key == "param")
    return NamedQuery(
        name=name,
        zh=fields["zh"],
        en=fields["en"],
        about=fields["answers"],
        parameters=tuple(Parameter(*parameter) for parameter in parameters),
        text=text,
    )


def run_named(
    store: Store,
    name: str,
    parameters: Mapping[str, str] | None = None,
    *,
    rows: int = ROWS,
    seconds: float = SECONDS,
) -> Answer:
    """Return the answer of a stored query, narrowed to things given by any of their names.

    Raises :class:`QueryError` for a name that no query, parameter or thing has.
    """
    query = named_queries().get(name)
    if query is None:
        raise QueryError(f"{name}: no such stored query; kg query --list shows them")
    values = {key: _value(store, query, key, value) for key, value in (parameters or {}).items()}
    # Its text is ours, not the asker's: checking it each time would cost more than some answers.
    return _read(store, query.text, values, rows, seconds)


def _value(store: Store, query: NamedQuery, key: str, value: str) -> URIRef | Literal:
    parameter = next((p for p in query.parameters if p.name == key), None)
    if parameter is None:
        names = ", ".join(p.name for p in query.parameters) or "none"
        raise QueryError(f"{query.name}: no parameter {key}; it has: {names}")
    if parameter.type == "text":
        return Literal(value)
    type_name = None if parameter.type == "any" else parameter.type
    found = lookup.find(store, value, type_name)
    if not found:
        raise QueryError(
            f"{value}: the graph has nothing of this name that {parameter.name} can be"
        )
    return URIRef(found[0].iri)
