from pathlib import Path

import pytest
from rdflib import Dataset, Graph

from export import rdf
from kg import graph
from kg.model import Article
from kg.store import Store

PARSERS = {
    "ttl": "turtle",
    "nt": "nt",
    "nq": "nquads",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdf": "xml",
}


@pytest.fixture(scope="module")
def store(xiangcheng: Article) -> Store:
    made = Store()
    graph.add(made, [xiangcheng])
    return made


@pytest.mark.parametrize("form", rdf.FORMATS)
def test_rdflib_reads_what_is_written(store: Store, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"g.{form}"
    rdf.write(store, path)
    if form in ("nq", "trig", "jsonld"):
        data = Dataset().parse(path, format=PARSERS[form])
        assert sum(1 for _ in data.quads()) == len(store)
    else:
        unique = len(set(store.rows("SELECT ?s ?p ?o { ?s ?p ?o }")))
        assert len(Graph().parse(path, format=PARSERS[form])) == unique


@pytest.mark.parametrize("form", rdf.FORMATS)
def test_same_graph_same_bytes(
    xiangcheng: Article, store: Store, tmp_path: Path, form: str
) -> None:
    again = Store()
    graph.add(again, [xiangcheng])
    for name, made in (("a", store), ("b", again)):
        rdf.write(made, tmp_path / f"{name}.{form}")
    assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


def test_n_quads_are_sorted(store: Store, tmp_path: Path) -> None:
    rdf.write(store, tmp_path / "g.nq")
    lines = (tmp_path / "g.nq").read_text("utf-8").splitlines()
    assert lines == sorted(lines)


def test_another_suffix(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="suffix"):
        rdf.write(store, tmp_path / "g.doc")
