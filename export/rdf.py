"""The graph as RDF files: Turtle, N-Triples, N-Quads, TriG, JSON-LD and RDF/XML."""

from pathlib import Path

from kg.store import Store

FORMATS = ("ttl", "nt", "nq", "trig", "jsonld", "rdf")
"""Suffixes; ``nq``, ``trig`` and ``jsonld`` keep the graph of each article."""


def write(store: Store, path: Path | str) -> None:
    """Write the whole graph in the format of ``path``'s suffix; same graph, same bytes."""
    file = Path(path)
    form = file.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise ValueError(f"{file}: no RDF format of ours has this suffix")
    file.write_bytes(store.dump(form))
