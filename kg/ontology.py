"""The ontology's file, wherever this copy of the project keeps it, and reading it."""

from pathlib import Path

from rdflib import Graph


def path() -> Path:
    """``ontology.ttl``: the one packed beside this module in a wheel, else the checkout's."""
    packed = Path(__file__).with_name("ontology.ttl")
    return packed if packed.exists() else Path(__file__).parents[1] / "ontology.ttl"


def read() -> Graph:
    """Return the ontology as an RDF graph."""
    return Graph().parse(path(), format="turtle")
