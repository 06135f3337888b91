import networkx as nx

from export.thin import best_connected


def star(count: int) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edges_from(("hub", f"leaf{i}") for i in range(count))
    graph.add_edges_from([("a", "b"), ("b", "c"), ("c", "a"), ("a", "hub")])
    graph.add_node("alone")
    return graph


def test_what_hangs_together_is_kept_and_not_many_ends() -> None:
    graph = star(10)
    assert best_connected(graph, graph.edges(), 4) == {"a", "b", "c", "hub"}


def test_all_that_fit_are_kept() -> None:
    graph = star(3)
    assert best_connected(graph, graph.edges(), 100) == set(graph)
    assert best_connected(graph, graph.edges(), 0) == set()


def test_several_relations_between_two_count_each() -> None:
    pairs = [("a", "b"), ("a", "b"), ("b", "c"), ("c", "c")]
    assert best_connected(["a", "b", "c"], pairs, 2) == {"a", "b"}


def test_the_order_makes_no_difference() -> None:
    graph = star(9)
    pairs = list(graph.edges())
    found = best_connected(sorted(graph), pairs, 7)
    assert best_connected(sorted(graph, reverse=True), pairs[::-1], 7) == found
