"""The whole graph in an RDF format, with its description; RDF 1.1, or 1.2 with reifiers."""

import re
from collections import defaultdict

from kg import description, jsonld, vocab
from kg.store import Store
from kg.store.formats import converted, n_quads

FORMATS = ("ttl", "nt", "nq", "trig", "jsonld", "rdf")
"""Suffixes; ``nq``, ``trig`` and ``jsonld`` keep the graph of each article."""
FORMATS_12 = ("ttl", "nt", "nq", "trig")
"""Those that RDF 1.2 can be written in."""


def dump(store: Store, form: str, *, rdf12: bool = False) -> bytes:
    """Return the graph in one of :data:`FORMATS`; the bytes depend on the set of quads only.

    With ``rdf12`` (:data:`FORMATS_12` only) a statement node reifies its triple
    (``rdf:reifies <<( s p o )>>``) in place of ``rdf:subject``, ``rdf:predicate``, ``rdf:object``.
    """
    about = description.quads(store)
    if form == "jsonld":
        held = (quad for graph in store.graphs() for quad in store.quads(graph))
        return jsonld.document([*held, *about])
    lines = store.dump("nq") + n_quads(about)
    if rdf12:
        lines = _reified(lines)
    if form == "nq":
        # The engine's order is that of its terms; a sorted file is one that sort(1) agrees with.
        return b"".join(sorted(lines.splitlines(keepends=True)))
    return converted(lines, form)


_RDF = re.escape(vocab.RDF).encode()
_PART = re.compile(
    rb"(<[^>]*>) <" + _RDF + rb"(subject|predicate|object)> (<[^>]*>) (<[^>]*>) \.\n"
)

_ENDS = (b"subject", b"predicate", b"object")


def _reified(lines: bytes) -> bytes:
    """Return N-Quads 1.2 in which each whole statement reifies its triple.

    One whose ends people dropped states nothing of the world, and stays as it is.
    """
    kept: list[bytes] = []
    parts: dict[tuple[bytes, bytes], dict[bytes, re.Match[bytes]]] = defaultdict(dict)
    for line in lines.splitlines(keepends=True):
        found = _PART.fullmatch(line)
        if found is None:
            kept.append(line)
        else:
            parts[found[1], found[4]][found[2]] = found
    reifies = f"<{vocab.RDF}reifies>".encode()
    for (node, graph), part in parts.items():
        if len(part) < len(_ENDS):
            kept += [found[0] for found in part.values()]
            continue
        triple = b" ".join(part[name][3] for name in _ENDS)
        kept.append(b"%s %s <<( %s )>> %s .\n" % (node, reifies, triple, graph))
    return b"".join(kept)
