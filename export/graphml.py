"""The graph as a network file (GraphML or GEXF) for Gephi, yEd, Cytoscape and the like."""

import re
from collections.abc import Mapping
from pathlib import Path

import networkx as nx

from kg import vocab
from kg.network import network
from kg.store import Store

FORMATS = ("graphml", "gexf")


_DAY = re.compile(r' lastmodifieddate="[^"]*"')


def write(store: Store, path: Path | str) -> None:
    """Write things and facts in the format of ``path``'s suffix; lists are set apart by ``；``."""
    file = Path(path)
    graph = _flat(network(store))
    if file.suffix.lower() == ".gexf":
        # It writes the day it was made, which is no part of the graph.
        lines = (_DAY.sub("", line) for line in nx.generate_gexf(graph))
    else:
        lines = nx.generate_graphml(graph)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _flat(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, data in graph.nodes(data=True):
        flat.add_node(
            iri, label=_clean(data["name"]), type_zh=vocab.label(data["type"]), **_plain(data)
        )
    for subject, object_, key, data in graph.edges(keys=True, data=True):
        quotes = "；".join(f"{e['text']}（{e['source']}）" for e in data["evidence"])
        said = {"predicate": data["predicate"], "role": data["role"] or ""}
        said |= {"label": vocab.label(data["predicate"]), "quotes": _clean(quotes)}
        weight = len(data["evidence"])
        flat.add_edge(subject, object_, key=_clean(key), weight=weight, **_plain(said))
    return flat


def _plain(data: Mapping[str, object]) -> dict[str, str | int]:
    return {
        key: value
        if isinstance(value, int)
        else _clean("；".join(value) if isinstance(value, list) else value)
        for key, value in data.items()
    }


def _clean(value: object) -> str:
    # XML has no way to write most control characters, and pages hold them.
    text = "" if value is None else str(value)
    return "".join(c if c >= " " or c in "\t\n" else " " for c in text).translate(_NOT_XML)


_NOT_XML = {0xFFFE: " ", 0xFFFF: " "}
