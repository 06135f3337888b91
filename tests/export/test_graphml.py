from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

from export import graphml
from kg import graph
from kg.model import Article
from kg.store import Store


@pytest.mark.parametrize("form", graphml.FORMATS)
def test_networkx_reads_what_is_written(xiangcheng: Article, tmp_path: Path, form: str) -> None:
    store = Store()
    graph.add(store, [xiangcheng])
    path = tmp_path / f"g.{form}"
    graphml.write(store, path)
    read = nx.read_graphml(path) if form == "graphml" else nx.read_gexf(path)
    assert (read.number_of_nodes(), read.number_of_edges()) == (10, 13)
    park = read.nodes["https://w3id.org/parkgraph/id/park/相城经济技术开发区"]
    assert (park["label"], park["type"]) == ("相城经济技术开发区", "Park")
    assert park["aliases"] == "相城经开区；经开区"
    assert "lastmodifieddate" not in path.read_text("utf-8")
    colour = {"r": 43, "g": 108, "b": 176}
    assert (park["viz"]["color"] if form == "gexf" else park).items() >= colour.items()
    assert (park["viz"] if form == "gexf" else park)["size"] > 10
    assert {data["weight"] for *_, data in read.edges(data=True)} == {1}


def test_control_characters_are_left_out(make: Callable[..., Article], tmp_path: Path) -> None:
    store = Store()
    graph.add(store, [make("a.txt", {"e1": ("Park", "徐庄\x0b\x1b高新区")}, [])])
    graphml.write(store, tmp_path / "g.graphml")
    (name,) = (data["name"] for _, data in nx.read_graphml(tmp_path / "g.graphml").nodes(data=True))
    assert name == "徐庄  高新区"
