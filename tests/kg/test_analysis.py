from collections.abc import Callable

import networkx as nx
import pytest

from kg import analysis, graph
from kg.model import Article
from kg.network import network
from kg.store import Store

IRI = "https://w3id.org/parkgraph/id/"


@pytest.fixture(scope="module")
def net(make: Callable[..., Article], xiangcheng: Article) -> "nx.MultiDiGraph[str]":
    other = make(
        "昆山.txt",
        {
            "e1": ("Park", "昆山经济技术开发区"),
            "e2": ("Programme", "五金联盟"),
            "e3": ("Programme", "红帆联盟"),
            "e4": ("Programme", "暖心行动"),
            "e5": ("Place", "苏州市"),
            "e6": ("Person", "周小川"),
            "e7": ("Company", "昆山富士莱电子有限公司"),
        },
        [
            ("e1", "runs", "e2"),
            ("e3", "partOf", "e2"),
            ("e1", "runs", "e4"),
            ("e1", "locatedIn", "e5"),
            ("e6", "holdsPosition", "e7", "总经理"),
            ("e7", "locatedIn", "e1"),
        ],
        kinds={"e2": "alliance", "e3": "alliance", "e4": "initiative"},
        date="2024-03",
    )
    third = make(
        "太仓.txt",
        {"e1": ("Park", "太仓高新区"), "e2": ("Programme", "暖心服务队")},
        [("e1", "runs", "e2")],
        kinds={"e2": "team"},
    )
    store = Store()
    graph.add(store, [xiangcheng, other, third])
    return network(store)


def park(name: str) -> str:
    return f"{IRI}park/{name}"


XIANGCHENG, KUNSHAN, TAICANG = map(park, ("相城经济技术开发区", "昆山经济技术开发区", "太仓高新区"))


def test_two_parks_side_by_side(net: "nx.MultiDiGraph[str]") -> None:
    found = analysis.compare(net, XIANGCHENG, KUNSHAN)
    assert found.one.kinds == {"alliance": 4}
    assert found.other.kinds == {"alliance": 2, "initiative": 1}
    assert [r.name for r in found.shared] == ["苏州市"]
    assert 0 < found.likeness < 1
    assert [r.name for r in found.other.people] == ["周小川"]
    assert [r.name for r in found.one.organisations] == ["相城经开区党工委"]


def test_parks_alike_in_their_programmes(net: "nx.MultiDiGraph[str]") -> None:
    best, second = analysis.alike(net)
    assert {best.one.iri, best.other.iri} == {XIANGCHENG, KUNSHAN}
    assert "联盟" in best.words
    assert best.score == pytest.approx((best.kinds + best.names) / 2, abs=0.001)
    assert {second.one.iri, second.other.iri} == {KUNSHAN, TAICANG}
    assert (second.kinds, second.words) == (0.0, ("暖心",))
    (own,) = analysis.alike(net, TAICANG)
    assert own.one.iri == TAICANG


def test_the_matrix_has_every_park_that_runs_something(net: "nx.MultiDiGraph[str]") -> None:
    found = analysis.matrix(net)
    assert [p.park.name for p in found] == [
        "相城经济技术开发区",
        "昆山经济技术开发区",
        "太仓高新区",
    ]
    assert [sum(p.kinds.values()) for p in found] == [4, 3, 1]


def test_paths_have_a_sentence_on_each_step(net: "nx.MultiDiGraph[str]") -> None:
    one, other = f"{IRI}person/李惠忠", f"{IRI}person/周小川"
    (path,) = analysis.paths(net, [one], [other])
    assert [(s.subject.name, s.predicate, s.object.name) for s in path] == [
        ("李惠忠", "activeIn", "相城经济技术开发区"),
        ("相城经济技术开发区", "locatedIn", "苏州市"),
        ("昆山经济技术开发区", "locatedIn", "苏州市"),
        ("昆山富士莱电子有限公司", "locatedIn", "昆山经济技术开发区"),
        ("周小川", "holdsPosition", "昆山富士莱电子有限公司"),
    ]
    assert path[-1].role == "总经理"
    assert all(step.evidence[0].text for step in path)
    assert analysis.paths(net, [one], [other], avoid=["Place"]) == []
    assert analysis.paths(net, [one], [one]) == []
    parts = [f"{IRI}programme/{name}" for name in ("科创蓝党建联盟", "金融紫党建联盟")]
    assert len(analysis.paths(net, parts[:1], parts[1:], limit=5)) == 1


def test_the_best_connected_come_first(net: "nx.MultiDiGraph[str]") -> None:
    found = analysis.central(net)
    assert found[0].thing.name == "苏州明途智能科技有限公司"
    assert (found[0].neighbours, [p.name for p in found[0].parks]) == (3, ["相城经济技术开发区"])
    parks = analysis.central(net, ["Park"])
    assert parks[0].thing.iri == XIANGCHENG
    assert parks[0].betweenness > parks[-1].betweenness == 0.0


def test_an_empty_network() -> None:
    empty = network(Store())
    assert analysis.alike(empty) == analysis.matrix(empty) == analysis.central(empty) == []
