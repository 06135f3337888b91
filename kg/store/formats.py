"""Triples and quads in the formats of RDF; the bytes depend on the set of them only."""

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from kg import vocab
from kg.triples.terms import Quad

_GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def write_triples(triples: Iterable[Any], form: str) -> bytes:
    """Return triples or quads as an RDF format (``ttl``, ``nt``, …), sorted."""
    ordered = sorted(triples, key=str)
    readable = form in ("ttl", "trig")
    prefixes = dict(vocab.PREFIXES) if readable else None
    data = ox.serialize(ordered, format=_GRAPHS[form], prefixes=prefixes) or b""
    if not readable:
        return data
    # The engine writes the prefixes in another order each time.
    lines = data.split(b"\n")
    count = sum(1 for line in lines if line.startswith(b"@prefix "))
    return b"\n".join([*sorted(lines[:count]), *lines[count:]])


def converted(n_quads: bytes, form: str) -> bytes:
    """Return sorted quads (N-Quads, 1.1 or 1.2) in another RDF format; some know no graphs."""
    quads = ox.parse(n_quads, format=ox.RdfFormat.N_QUADS)
    if form in ("nq", "trig", "jsonld"):
        return write_triples(quads, form)
    return write_triples({quad.triple for quad in quads}, form)


def n_quads(quads: Iterable[Quad]) -> bytes:
    """Return quads as N-Quads, a line each, in the order given."""
    return b"".join([f"{s} {p} {o} {graph} .\n".encode() for s, p, o, graph in quads])
