import doctest
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Literal, URIRef

import extract
import kg
from extract.told import Told
from kg import KnowledgeGraph, api, vocab
from kg.api import Table
from kg.errors import QueryError, StoreError
from kg.lookup import Card
from kg.model import Article

PARK = URIRef("https://w3id.org/parkgraph/id/park/相城经济技术开发区")


@pytest.fixture
def graph(xiangcheng: Article, tmp_path: Path) -> Iterator[KnowledgeGraph]:
    with KnowledgeGraph(tmp_path / "g.db", write=True) as made:
        made.add([xiangcheng])
    with KnowledgeGraph(tmp_path / "g.db") as opened:
        yield opened


@pytest.mark.parametrize("module", [api, extract])
def test_the_examples_run(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert (failed, tried > 1) == (0, True)


def test_select(graph: KnowledgeGraph) -> None:
    found = graph.select("SELECT ?name ?n ?none { ?x pk:expectedParts ?n ; skos:prefLabel ?name }")
    assert isinstance(found, Table)
    assert found.columns == ("name", "n", "none")
    assert list(found) == [{"name": "五色联盟", "n": 5, "none": None}]
    assert found[0]["n"] == 5
    (sure,) = graph.select("SELECT DISTINCT ?c { ?s pk:confidence ?c }")
    assert sure == {"c": 0.9}
    assert graph.select("SELECT ?s { ?s ?p ?o }", rows=3).truncated
    for wrong in ("ASK {}", "SELECT", "INSERT DATA { <a:a> <a:b> 1 }"):
        with pytest.raises(QueryError):
            graph.select(wrong)


def test_stored_queries_and_look_ups(graph: KnowledgeGraph) -> None:
    (row,) = graph.stored("park-people", park="相城经开区")
    assert row["role"] == "书记"
    (card,) = graph.lookup("五色党建联盟")
    assert isinstance(card, Card)
    assert [part.name for part in card.parts] == [
        "生态绿党建联盟",
        "科创蓝党建联盟",
        "金融紫党建联盟",
    ]
    assert graph.near("五色联")[0].name == "五色联盟"


def test_rdf_is_a_dataset_over_the_same_store(graph: KnowledgeGraph) -> None:
    dataset = graph.rdf
    assert (PARK, RDF.type, URIRef(vocab.PK + "Park")) in dataset
    assert dataset.value(PARK, SKOS.prefLabel) == Literal("相城经济技术开发区", lang="zh")
    found = dataset.query("SELECT ?n { ?x pk:runs/skos:prefLabel ?n }")
    assert [str(row[0]) for row in found] == ["五色联盟"]
    names = {str(g.identifier) for g in dataset.graphs()}
    assert any("/article/" in name for name in names)


def test_network_check_and_counts(graph: KnowledgeGraph) -> None:
    network = graph.network()
    assert network.nodes[str(PARK)]["type"] == "Park"
    assert all(data["evidence"] for *_, data in network.edges(data=True))
    assert graph.check().conforms
    assert graph.statistics()["entities"] == 10


def test_what_notebooks_show(graph: KnowledgeGraph) -> None:
    (card,) = graph.lookup("五色联盟")
    rows = graph.select("SELECT ?x ?p { ?x ?p ?o }")
    for shown in (graph, card, rows):
        assert "<t" in shown._repr_html_() or "<li>" in shown._repr_html_()
    assert "五色党建联盟" in card._repr_html_()
    assert "more rows" in rows._repr_html_()
    hostile = Table(("<b>",), ({"<b>": "<script>alert(1)</script>"},))
    assert "<script>" not in hostile._repr_html_()
    assert "<b>" not in hostile._repr_html_()


def test_changing_a_graph(xiangcheng: Article, tmp_path: Path) -> None:
    with KnowledgeGraph() as graph:
        graph.add([xiangcheng])
        assert graph.remove(["相城.txt", "别的.txt"]) == ["相城.txt"]
        assert graph.statistics()["entities"] == 0
    with pytest.raises(StoreError, match="no store"):
        KnowledgeGraph(tmp_path / "none.db")


def test_facts_in_a_text() -> None:
    text = "　　相城经济技术开发区推出五色联盟。"
    (fact,) = [fact for fact in extract.facts_in(text) if fact.predicate == "runs"]
    assert isinstance(fact, Told)
    assert (fact.subject.type, fact.object.name) == ("Park", "五色联盟")
    assert str(fact) == "相城经济技术开发区 runs 五色联盟"
    assert text[fact.evidence.start : fact.evidence.end] == fact.evidence.text


def test_the_graph_is_loaded_when_it_is_asked_for() -> None:
    script = "import kg, sys; assert 'kg.api' not in sys.modules; kg.KnowledgeGraph"
    subprocess.run([sys.executable, "-c", script], check=True)
    with pytest.raises(AttributeError, match="no attribute"):
        _ = kg.nothing
