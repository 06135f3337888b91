import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import PROV, RDF, VOID, Dataset, Graph, URIRef
from rdflib.compare import isomorphic

from export import rdf
from kg import description, graph, vocab
from kg.model import Article
from kg.store import Store
from kg.store.formats import n_quads

PARSERS = {
    "ttl": "turtle",
    "nt": "nt",
    "nq": "nquads",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdf": "xml",
}
ENGINE = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
NAMED = ("nq", "trig", "jsonld")


@pytest.fixture(scope="module")
def store(xiangcheng: Article) -> Store:
    made = Store()
    graph.add(made, [xiangcheng])
    return made


def expected(store: Store) -> list[Any]:
    held = [quad for name in store.graphs() for quad in store.quads(name)]
    lines = n_quads([*held, *description.quads(store)])
    return list(Dataset().parse(data=lines, format="nquads").quads())


def by_graph(path: Path, form: str) -> dict[str, Graph]:
    found: dict[str, Graph] = {}
    for s, p, o, g in Dataset().parse(path, format=PARSERS[form]).quads():
        found.setdefault(str(g), Graph()).add((s, p, o))
    return found


@pytest.mark.parametrize("form", rdf.FORMATS)
def test_rdflib_reads_back_the_same_graph(store: Store, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"g.{form}"
    rdf.write(store, path)
    written: dict[str, Graph] = {}
    for s, p, o, g in expected(store):
        written.setdefault(str(g) if form in NAMED else "", Graph()).add((s, p, o))
    if form in NAMED:
        read = by_graph(path, form)
    else:
        read = {"": Graph().parse(path, format=PARSERS[form])}
    assert set(read) == set(written)
    for name in written:
        assert isomorphic(read[name], written[name]), name


@pytest.mark.parametrize("form", rdf.FORMATS)
def test_oxigraph_reads_back_the_same_graph(store: Store, tmp_path: Path, form: str) -> None:
    rdf.write(store, tmp_path / "g.nq")
    rdf.write(store, tmp_path / f"g.{form}")
    whole = set(ox.parse(path=tmp_path / "g.nq", format=ENGINE["nq"]))
    read = set(ox.parse(path=tmp_path / f"g.{form}", format=ENGINE[form]))
    if form in NAMED:
        assert read == whole
    else:
        assert {quad.triple for quad in read} == {quad.triple for quad in whole}
    assert len(whole) == len(expected(store))


@pytest.mark.parametrize("rdf12", [False, True])
@pytest.mark.parametrize("form", rdf.FORMATS)
def test_same_graph_same_bytes(
    xiangcheng: Article, store: Store, tmp_path: Path, form: str, rdf12: bool
) -> None:
    if rdf12 and form not in rdf.FORMATS_12:
        with pytest.raises(ValueError, match=r"RDF 1\.2"):
            rdf.write(store, tmp_path / f"g.{form}", rdf12=True)
        return
    again = Store()
    graph.add(again, [xiangcheng])
    for name, made in (("a", store), ("b", again)):
        rdf.write(made, tmp_path / f"{name}.{form}", rdf12=rdf12)
    assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


@pytest.mark.parametrize("form", rdf.FORMATS_12)
def test_reifiers_say_what_the_statements_said(store: Store, tmp_path: Path, form: str) -> None:
    rdf.write(store, tmp_path / f"g.{form}", rdf12=True)
    read = list(ox.parse(path=tmp_path / f"g.{form}", format=ENGINE[form]))
    predicates = {quad.predicate.value for quad in read}
    assert not predicates & {vocab.RDF + "subject", vocab.RDF + "predicate", vocab.RDF + "object"}
    reified = {
        (quad.subject.value, *(part.value for part in quad.object))
        for quad in read
        if quad.predicate.value == vocab.RDF + "reifies"
    }
    stated = "SELECT ?x ?s ?p ?o { ?x rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"
    assert reified == set(store.rows(stated))
    assert len(reified) == 13


def test_n_quads_are_sorted(store: Store, tmp_path: Path) -> None:
    rdf.write(store, tmp_path / "g.nq")
    lines = (tmp_path / "g.nq").read_bytes().splitlines()
    assert lines == sorted(lines)


def test_json_ld_reads_as_plain_json(store: Store, tmp_path: Path) -> None:
    rdf.write(store, tmp_path / "g.jsonld")
    document = json.loads((tmp_path / "g.jsonld").read_text("utf-8"))
    nodes = {
        node["id"]: node for part in document["@graph"] for node in part["@graph"] if "type" in node
    }
    park = nodes["https://w3id.org/parkgraph/id/park/相城经济技术开发区"]
    assert (park["type"], park["name"]) == ("pk:Park", "相城经济技术开发区")
    assert park["aliases"] == ["相城经开区", "经开区"]
    assert park["runs"] == "https://w3id.org/parkgraph/id/programme/五色联盟"
    (said,) = [node for node in nodes.values() if node.get("predicate") == "pk:runs"]
    assert "相城经济技术开发区" in said["quote"]
    assert said["confidence"] == "0.9"
    assert isinstance(said["start"], int)


def test_the_dump_describes_itself(store: Store, tmp_path: Path) -> None:
    rdf.write(store, tmp_path / "g.ttl")
    read = Graph().parse(tmp_path / "g.ttl")
    dataset = URIRef("https://w3id.org/parkgraph/id/dataset")
    assert {VOID.Dataset, URIRef(vocab.DCAT + "Dataset")} <= set(read.objects(dataset, RDF.type))
    assert int(str(read.value(dataset, VOID.entities))) == 10
    (run,) = read.objects(dataset, PROV.wasGeneratedBy)
    agent = read.value(run, PROV.wasAssociatedWith)
    assert str(read.value(agent, URIRef(vocab.RDFS + "label"))).startswith("parkgraph 0.")
    (document,) = read.objects(run, PROV.used)
    assert (document, RDF.type, URIRef(vocab.PK + "Document")) in read
    people = URIRef(f"{dataset}#class-pk-Person")
    assert (dataset, VOID.classPartition, people) in read
    assert int(str(read.value(people, VOID.entities))) == 1
    triples = len(read) - len(description.quads(store))
    assert int(str(read.value(dataset, VOID.triples))) == triples


def test_an_empty_graph(tmp_path: Path) -> None:
    for form in rdf.FORMATS:
        rdf.write(Store(), tmp_path / f"g.{form}")
        assert (tmp_path / f"g.{form}").stat().st_size > 0


def test_another_suffix(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="suffix"):
        rdf.write(store, tmp_path / "g.doc")
