import itertools

import networkx as nx
import pytest

from export.layout import arrange


def parks(count: int, each: int) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for park in range(count):
        graph.add_node(f"p{park}", sources=[f"{park}.txt"])
        for i in range(each):
            graph.add_node(f"p{park}-{i}", sources=[f"{park}.txt"])
            graph.add_edge(f"p{park}-{i}", f"p{park}" if i < each // 2 else f"p{park}-{i // 4}")
    return graph


def overlapping(centres: list[tuple[float, float]], width: float, height: float) -> int:
    return sum(
        abs(a[0] - b[0]) < width - 0.01 and abs(a[1] - b[1]) < height - 0.01
        for a, b in itertools.combinations(centres, 2)
    )


@pytest.mark.parametrize(("count", "each"), [(1, 1), (1, 59), (8, 40), (1, 500), (0, 0)])
def test_boxes_do_not_overlap(count: int, each: int) -> None:
    graph = parks(count, each)
    found = arrange(graph, dict.fromkeys(graph, (120.0, 50.0)), [f"p{i}" for i in range(count)])
    assert set(found.centres) == set(graph)
    assert overlapping(list(found.centres.values()), 120, 50) == 0


def test_things_of_a_park_lie_together_in_its_region() -> None:
    graph = parks(4, 20)
    found = arrange(graph, dict.fromkeys(graph, (100.0, 50.0)), [f"p{i}" for i in range(4)])
    assert {region.anchor for region in found.regions} == {"p0", "p1", "p2", "p3"}
    for region in found.regions:
        for node, (x, y) in found.centres.items():
            if node.split("-")[0] == region.anchor:
                assert abs(x - region.x) <= region.width / 2
                assert abs(y - region.y) <= region.height / 2


def test_unconnected_things_stand_with_their_article() -> None:
    graph = parks(2, 20)
    graph.add_node("alone", sources=["1.txt"])
    found = arrange(graph, dict.fromkeys(graph, (100.0, 50.0)), ["p0", "p1"])
    region = next(region for region in found.regions if region.anchor == "p1")
    assert abs(found.centres["alone"][0] - region.x) <= region.width / 2
    assert abs(found.centres["alone"][1] - region.y) <= region.height / 2


def test_two_thousand_things_have_their_places() -> None:
    graph = parks(40, 49)
    found = arrange(graph, dict.fromkeys(graph, (120.0, 50.0)), [f"p{i}" for i in range(40)])
    assert len(set(found.centres.values())) == len(graph)
