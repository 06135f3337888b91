"""Answers of queries as text: a table for people, and the formats of SPARQL and RDF."""

import unicodedata
from collections.abc import Sequence

from kg import vocab
from kg.errors import QueryError
from kg.store.formats import write_triples
from kg.store.results import Answer, Term, literal_or_iri, triples_of, write_results

ROW_FORMATS = ("table", "csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "nt")
FORMATS = (*ROW_FORMATS, *GRAPH_FORMATS)

_CELL = 60
"""Columns of a terminal that a cell of a table may take; the other formats hold the whole text."""


def render(answer: Answer, form: str = "table") -> str:
    """``answer`` in one of :data:`FORMATS`, ending in a line break.

    Raises :class:`QueryError` when the answer is not of the kind that the format writes.
    """
    if form == "table":
        return _table(answer)
    if form in GRAPH_FORMATS:
        if answer.form != "triples":
            raise QueryError(
                f"query: {form} is for CONSTRUCT and DESCRIBE; use {_list(ROW_FORMATS)}"
            )
        data = write_triples(triples_of(answer), "ttl" if form == "turtle" else form)
    else:
        if answer.form == "triples":
            raise QueryError(f"query: {form} is for SELECT and ASK; use {_list(GRAPH_FORMATS)}")
        data = write_results(answer, form)
    text = data.decode("utf-8")
    return text if text.endswith("\n") else text + "\n"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " or " + names[-1]


def _table(answer: Answer) -> str:
    if answer.form == "boolean":
        return "true\n" if answer.boolean else "false\n"
    return _columns(answer.variables, [[_cell(term) for term in row] for row in answer.rows])


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows for people, under their headings; figures and text alike begin at the left."""
    return _columns(columns, [[_cut(plain(str(value))) for value in row] for row in rows])


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, *rows]
    widths = [max(width(cell) for cell in column) for column in zip(*lines, strict=True)]
    rule = ["─" * columns for columns in widths]
    return "".join(_line(cells, widths) for cells in [lines[0], rule, *lines[1:]])


def _line(cells: Sequence[str], widths: list[int]) -> str:
    padded = (
        cell + " " * (columns - width(cell)) for cell, columns in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip() + "\n"


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    text, is_iri = literal_or_iri(term)
    if is_iri:
        text = short(text)
    return _cut(_without_codes(text) if is_iri else plain(text))


def plain(text: str) -> str:
    """Return text from a page as one line, without the codes that a terminal would obey."""
    return " ".join(_without_codes(text).split())


_CONTROL = {"Cc", "Cf", "Zl", "Zp"}


def _without_codes(text: str) -> str:
    return "".join(" " if unicodedata.category(c) in _CONTROL else c for c in text)


def short(iri: str) -> str:
    """Return an IRI with its prefix, where it has one of :data:`kg.vocab.PREFIXES`."""
    for prefix, namespace in vocab.PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _cut(text: str) -> str:
    if width(text) <= _CELL or "://" in text:  # half an IRI is of no use
        return text
    kept, room = "", _CELL - 1
    for character in text:
        room -= width(character)
        if room < 0:
            break
        kept += character
    return kept + "…"


def width(text: str) -> int:
    """Return the columns of a terminal that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else _narrow(c) for c in text)


def _narrow(character: str) -> int:
    return 0 if unicodedata.combining(character) else 1
