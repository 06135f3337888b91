import pytest

from kg import graph
from kg.model import Article
from kg.network import neighbourhood, network
from kg.store import Store

BASE = "https://w3id.org/parkgraph/id/"
PARK, PERSON = f"{BASE}park/相城经济技术开发区", f"{BASE}person/李惠忠"
COMMITTEE = f"{BASE}party-organisation/相城经开区党工委"


@pytest.fixture(scope="module")
def store(xiangcheng: Article) -> Store:
    made = Store()
    graph.add(made, [xiangcheng])
    return made


def test_nodes_are_things_only(store: Store) -> None:
    made = network(store)
    assert len(made) == 10
    assert made.nodes[PARK] == {
        "type": "Park",
        "kind": None,
        "name": "相城经济技术开发区",
        "aliases": ["相城经开区", "经开区"],
        "articles": 1,
        "sources": ["相城.txt"],
    }


def test_edges_have_evidence(store: Store, xiangcheng: Article) -> None:
    edge = network(store).edges[PERSON, COMMITTEE, "holdsPosition:书记"]
    assert (edge["predicate"], edge["role"]) == ("holdsPosition", "书记")
    (evidence,) = edge["evidence"]
    assert xiangcheng.text[evidence["start"] : evidence["end"]] == evidence["text"]
    assert evidence["rule"] == "test"
    assert evidence["confidence"] == pytest.approx(0.9)


def test_neighbourhood(store: Store) -> None:
    made = network(store)
    assert set(neighbourhood(made, [PERSON], 0)) == {PERSON}
    assert set(neighbourhood(made, [PERSON], 1)) == {PERSON, COMMITTEE, PARK}
    assert neighbourhood(made, [PERSON], 1).number_of_edges() == 3
    assert set(neighbourhood(made, [PERSON, "http://example.org/none"], 9)) == set(made)


def test_an_empty_store_gives_an_empty_network() -> None:
    assert len(network(Store())) == 0
