"""The graph as Parquet files, for data frames and databases; needs pyarrow (parkgraph[parquet])."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg import vocab
from kg.errors import ParkgraphError
from kg.network import network
from kg.store import Store

if TYPE_CHECKING:
    import pyarrow


def write(store: Store, path: Path | str) -> None:
    """Write the facts, one a row, each with its ends and its evidence nested in it.

    A folder gets ``facts.parquet`` and ``things.parquet``, which also has the things that no fact
    tells of. Raises :class:`ParkgraphError` when pyarrow is not installed.
    """
    try:
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise ParkgraphError(
            f"{path}: Parquet needs pyarrow; install it with: pip install 'parkgraph[parquet]'"
        ) from None
    graph, place = network(store), Path(path)
    if place.is_dir():
        parquet.write_table(_facts(graph), place / "facts.parquet")
        parquet.write_table(_things(graph), place / "things.parquet")
    else:
        parquet.write_table(_facts(graph), place)


def _thing(graph: "nx.MultiDiGraph[str]", iri: str) -> dict[str, Any]:
    data = graph.nodes[iri]
    return {"iri": iri, **{key: data[key] for key in ("type", "kind", "name", "aliases")}}


def _things(graph: "nx.MultiDiGraph[str]") -> "pyarrow.Table":
    import pyarrow as pa

    rows = [
        {**_thing(graph, iri), "articles": data["articles"], "sources": data["sources"]}
        for iri, data in graph.nodes(data=True)
    ]
    more = [("articles", pa.int32()), ("sources", pa.list_(pa.string()))]
    return pa.Table.from_pylist(rows, schema=pa.schema([*_thing_fields(), *more]))


def _facts(graph: "nx.MultiDiGraph[str]") -> "pyarrow.Table":
    import pyarrow as pa

    rows = [
        {
            "subject": _thing(graph, one),
            "predicate": data["predicate"],
            "predicate_zh": vocab.label(data["predicate"]),
            "object": _thing(graph, other),
            "role": data["role"],
            "evidence": data["evidence"],
        }
        for one, other, data in graph.edges(data=True)
    ]
    text, number = pa.string(), pa.int32()
    kinds = {"start": number, "end": number, "confidence": pa.float64()}
    fields = ("source", "title", "date", "start", "end", "text", "rule", "confidence")
    evidence = pa.struct([(name, kinds.get(name, text)) for name in fields])
    thing = pa.struct(_thing_fields())
    schema = pa.schema(
        [
            ("subject", thing),
            ("predicate", text),
            ("predicate_zh", text),
            ("object", thing),
            ("role", text),
            ("evidence", pa.list_(evidence)),
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def _thing_fields() -> list[tuple[str, Any]]:
    import pyarrow as pa

    text = pa.string()
    names = [(name, text) for name in ("iri", "type", "kind", "name")]
    return [*names, ("aliases", pa.list_(text))]
