"""The graph as RDF files: Turtle, N-Triples, N-Quads, TriG, JSON-LD and RDF/XML."""

from pathlib import Path

from kg.dump import FORMATS, FORMATS_12, dump
from kg.store import Store

__all__ = ["FORMATS", "FORMATS_12", "write"]


def write(store: Store, path: Path | str, form: str | None = None, *, rdf12: bool = False) -> None:
    """Write the whole graph with its description; same graph, same bytes.

    The format is ``form``, else the suffix of ``path``; ``rdf12`` is for :data:`FORMATS_12`.
    """
    file = Path(path)
    form = form or file.suffix.lower().removeprefix(".")
    if form not in (FORMATS_12 if rdf12 else FORMATS):
        version = "RDF 1.2" if rdf12 else "RDF"
        raise ValueError(f"{file}: no {version} format of ours has this suffix")
    file.write_bytes(dump(store, form, rdf12=rdf12))
