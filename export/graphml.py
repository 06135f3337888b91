"""The graph as a network file (GraphML or GEXF) for Gephi, yEd, Cytoscape and the like."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from export import styles
from kg import vocab
from kg.network import network
from kg.store import Store

FORMATS = ("graphml", "gexf")


_DAY = re.compile(r' lastmodifieddate="[^"]*"')


def write(store: Store, path: Path | str, form: str | None = None) -> None:
    """Write things and facts as ``form``, else as ``path``'s suffix says.

    Nodes and edges have a label, the colour of the picture, and a size or weight; lists are set
    apart by ``；``.
    """
    file = Path(path)
    gexf = (form or file.suffix.lower().removeprefix(".")) == "gexf"
    graph = _flat(network(store), gexf=gexf)
    if gexf:
        # It writes the day it was made, which is no part of the graph.
        lines = (_DAY.sub("", line) for line in nx.generate_gexf(graph))
    else:
        lines = nx.generate_graphml(graph)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _flat(graph: "nx.MultiDiGraph[str]", *, gexf: bool) -> "nx.MultiDiGraph[str]":
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, data in graph.nodes(data=True):
        colour = styles.TYPES.get(data["type"], (styles.PLAIN,))[0]
        size = round(4 + 3 * graph.degree(iri) ** 0.5, 2)
        flat.add_node(
            iri,
            label=clean(data["name"]),
            type_zh=vocab.label(data["type"]),
            **_plain(data),
            **_drawn(colour, gexf, size=size),
        )
    for subject, object_, key, data in graph.edges(keys=True, data=True):
        quotes = "；".join(f"{e['text']}（{e['source']}）" for e in data["evidence"])
        said = {"predicate": data["predicate"], "role": data["role"] or ""}
        said |= {"label": vocab.label(data["predicate"]), "quotes": clean(quotes)}
        weight = len(data["evidence"])
        colour = styles.RELATIONS.get(data["predicate"], styles.PLAIN)
        flat.add_edge(
            subject,
            object_,
            key=clean(key),
            weight=weight,
            **_plain(said),
            **_drawn(colour, gexf),
        )
    return flat


def _drawn(colour: str, gexf: bool, **size: float) -> dict[str, Any]:
    """Return a colour, and a size, as the format has them: Gephi reads r, g, b in GraphML."""
    rgb = {name: int(colour[i : i + 2], 16) for name, i in (("r", 1), ("g", 3), ("b", 5))}
    return {"viz": {"color": {**rgb, "a": 1.0}, **size}} if gexf else {**rgb, **size}


def _plain(data: Mapping[str, object]) -> dict[str, str | int]:
    return {
        key: value
        if isinstance(value, int)
        else clean("；".join(value) if isinstance(value, list) else value)
        for key, value in data.items()
    }


def clean(value: object) -> str:
    """Return text without the control characters that pages hold and XML can't."""
    text = "" if value is None else str(value)
    return "".join(c if c >= " " or c in "\t\n" else " " for c in text).translate(_NOT_XML)


_NOT_XML = {0xFFFE: " ", 0xFFFF: " "}
