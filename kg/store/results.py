"""What queries give: rows, yes or no, or triples, read to a limit; and SPARQL results as bytes."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import pyoxigraph as ox

from kg import vocab

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Solutions = ox.QuerySolutions
Boolean = ox.QueryBoolean
Triples = ox.QueryTriples
Triple = ox.Triple


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
    try:
        return _VALUES.get(term.datatype.value, str)(term.value)
    except ValueError:  # what says that it is a number, and is none
        return term.value


_VALUES: dict[str, Callable[[str], str | int | float | bool]] = {
    vocab.XSD + "integer": int,
    vocab.XSD + "decimal": float,
    vocab.XSD + "double": float,
    vocab.XSD + "float": float,
    vocab.XSD + "boolean": lambda text: text in ("true", "1"),
}


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
