"""The graph as a folder of CSV tables that a spreadsheet opens: things, relations and evidence."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import networkx as nx

from kg import vocab
from kg.network import network
from kg.store import Store

_THING = ("iri", "name", "aliases", "kind", "kind_zh", "articles", "sources")
_RELATION = (
    "subject_name",
    "predicate",
    "predicate_zh",
    "object_name",
    "role",
    "subject_type",
    "object_type",
    "evidence",
    "subject",
    "object",
)
_EVIDENCE = (
    "subject_name",
    "predicate",
    "object_name",
    "role",
    "text",
    "source",
    "title",
    "date",
    "start",
    "end",
    "rule",
    "confidence",
    "subject",
    "object",
)


def write(store: Store, path: Path | str) -> None:
    """Write a table for each type of thing (``Park.csv``, …), ``relations.csv``, ``evidence.csv``.

    UTF-8 with a byte order mark, without which Excel reads Chinese wrongly; several names in a cell
    are set apart by ``；``.
    """
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    graph = network(store)
    for type_name in vocab.TYPES:
        rows = (
            _thing(iri, data) for iri, data in graph.nodes(data=True) if data["type"] == type_name
        )
        _table(folder / f"{type_name}.csv", _THING, rows)
    _table(folder / "relations.csv", _RELATION, _relations(graph))
    _table(folder / "evidence.csv", _EVIDENCE, _evidence(graph))


def _thing(iri: str, data: dict[str, object]) -> list[object]:
    kind = data["kind"]
    shown = [vocab.KINDS[kind].zh] if isinstance(kind, str) else [""]
    lists = (_joined(data["aliases"]), kind or "", *shown, data["articles"])
    return [iri, data["name"], *lists, _joined(data["sources"])]


def _joined(values: object) -> str:
    return "；".join(values) if isinstance(values, list) else ""


def _relations(graph: "nx.MultiDiGraph[str]") -> Iterable[list[object]]:
    nodes = graph.nodes
    for subject, object_, data in graph.edges(data=True):
        one, other = nodes[subject], nodes[object_]
        label = vocab.label(data["predicate"])
        said = (one["name"], data["predicate"], label, other["name"], data["role"] or "")
        yield [*said, one["type"], other["type"], len(data["evidence"]), subject, object_]


def _evidence(graph: "nx.MultiDiGraph[str]") -> Iterable[list[object]]:
    nodes = graph.nodes
    for subject, object_, data in graph.edges(data=True):
        said = (
            nodes[subject]["name"],
            data["predicate"],
            nodes[object_]["name"],
            data["role"] or "",
        )
        for evidence in data["evidence"]:
            where = (evidence[field] for field in _EVIDENCE[4:12])
            yield [*said, *where, subject, object_]


def _table(path: Path, header: Sequence[str], rows: Iterable[list[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    # Text from pages that begins like a formula would be run by a spreadsheet.
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return "" if value is None else value
