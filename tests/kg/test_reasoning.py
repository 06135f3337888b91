"""OWL 2 RL over ontology and graph concludes what is so, and nothing else."""

from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, Graph, Literal, URIRef

from extract.pipeline import articles_of
from kg import graph, ontology, vocab
from kg.model import Article
from kg.store import Store

PAGE = Path(__file__).parents[1] / "articles" / "dev" / "w1-clean.txt"
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
LEFT_OUT = ("Mention", "Document")  # they say nothing of the world, and are most of the graph


@pytest.fixture(scope="module")
def told(xiangcheng: Article) -> Graph:
    store = Store()
    graph.add(store, [xiangcheng, *articles_of(str(PAGE))])
    whole = Graph().parse(data=store.dump("nt"), format="nt")
    for name in LEFT_OUT:
        for node in list(whole.subjects(RDF.type, URIRef(vocab.PK + name))):
            whole.remove((node, None, None))
            whole.remove((None, None, node))
    return whole


def reasoned(told: Graph) -> Graph:
    closed = ontology.read() + told
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return closed


@pytest.fixture(scope="module")
def closed(told: Graph) -> Graph:
    return reasoned(told)


def test_nothing_contradicts(closed: Graph) -> None:
    assert list(closed.objects(None, ERROR)) == []
    assert list(closed.subjects(RDF.type, OWL.Nothing)) == []


def test_a_contradiction_would_be_found() -> None:
    wrong = Graph()
    thing = URIRef("urn:x")
    for name in ("Park", "Person"):
        wrong.add((thing, RDF.type, URIRef(vocab.PK + name)))
    (said,) = reasoned(wrong).objects(None, ERROR)
    assert "isjoint" in said


def test_no_two_things_become_one(closed: Graph) -> None:
    same = {
        (s, o)
        for s, o in closed.subject_objects(OWL.sameAs)
        if s != o and not isinstance(s, Literal)
    }
    assert same == set()


def test_every_thing_keeps_its_type(told: Graph, closed: Graph) -> None:
    ours = {URIRef(vocab.PK + name) for name in (*vocab.TYPES, *vocab.OTHER_CLASSES)}
    organisations = {URIRef(vocab.PK + name) for name in vocab.ORGANISATION_TYPES}
    for thing in set(told.subjects(RDF.type)):
        before = set(told.objects(thing, RDF.type)) & ours
        allowed = before | (
            {URIRef(vocab.PK + "Organisation")} if before & organisations else set()
        )
        assert set(closed.objects(thing, RDF.type)) & ours == allowed, thing


def test_relations_follow_from_inverses_and_wholes_only(told: Graph, closed: Graph) -> None:
    for relation in vocab.PREDICATES.values():
        name, inverse = URIRef(relation.iri), URIRef(vocab.PK + relation.inverse)
        after = set(closed.subject_objects(name))
        assert {(o, s) for s, o in closed.subject_objects(inverse)} == after
        path = {
            "partOf": "pk:partOf+",
            "runs": "pk:runs/^pk:partOf*",
        }.get(relation.name, f"pk:{relation.name}")
        asked = told.query(f"SELECT ?s ?o {{ ?s {path} ?o }}", initNs={"pk": vocab.PK})
        assert after == {tuple(row) for row in asked}, relation.name
