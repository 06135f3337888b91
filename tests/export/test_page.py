import json
import re
import subprocess
import sys
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from export import page, styles

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028 & 'quoted' href="


def evidence(text: str, source: str = "a.txt") -> dict[str, Any]:
    return {
        "source": source,
        "title": "题",
        "date": None,
        "start": 3,
        "end": 3 + len(text),
        "text": text,
        "rule": "r",
        "confidence": 0.9,
    }


def thing(type_name: str, name: str, *aliases: str) -> dict[str, Any]:
    return {
        "type": type_name,
        "kind": None,
        "name": name,
        "aliases": list(aliases),
        "articles": 1,
        "sources": ["a.txt"],
    }


def small() -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("i:park", **thing("Park", "相城经济技术开发区", "相城经开区"))
    graph.add_node("i:alliance", **thing("Programme", "五色联盟"))
    graph.add_node("i:person", **thing("Person", HOSTILE, HOSTILE))
    graph.add_node("i:alone", **thing("Place", "苏州市"))
    for subject, predicate, target, role in (
        ("i:park", "runs", "i:alliance", None),
        ("i:person", "holdsPosition", "i:park", "书记"),
        ("i:person", "activeIn", "i:park", None),
    ):
        graph.add_edge(
            subject,
            target,
            key=predicate,
            predicate=predicate,
            role=role,
            evidence=[evidence(HOSTILE)],
        )
    return graph


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts[-1] += data


def parsed(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def block(html: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


def test_names_and_quotes_cannot_leave_their_data() -> None:
    html = page.render(small(), HOSTILE)
    reader = parsed(html)
    assert [tag for tag, _ in reader.tags].count("script") == 7  # four of data, three of code
    assert "img" not in [tag for tag, _ in reader.tags]
    assert "<script>alert" not in html
    names = [found["n"] for found in block(html, "data")["things"]]
    assert HOSTILE in names
    assert block(html, "data")["facts"][0]["e"][0][2] == HOSTILE


def test_nothing_is_loaded_and_the_policy_forbids_it() -> None:
    reader = parsed(page.render(small(), "园谱"))
    for tag, attributes in reader.tags:
        assert not attributes.get("src"), tag
        assert (attributes.get("href") or "data:").startswith("data:")
        assert "style" not in attributes
    (policy,) = [a["content"] for tag, a in reader.tags if tag == "meta" and "http-equiv" in a]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_legend_counts_what_is_there_in_chinese() -> None:
    data = block(page.render(small(), "园谱"), "data")
    assert [(t["zh"], t["count"]) for t in data["types"]] == [
        ("园区", 1),
        ("品牌与行动", 1),
        ("人物", 1),
        ("地点", 1),
    ]
    assert {r["name"]: r["count"] for r in data["relations"]} == {
        "runs": 1,
        "holdsPosition": 1,
        "activeIn": 1,
    }


def test_each_type_has_its_own_look() -> None:
    assert len(set(styles.TYPES.values())) == len(styles.TYPES)
    looks = {(shape, hollow) for _, shape, hollow in styles.TYPES.values()}
    assert len(looks) == len(styles.TYPES)  # so that colour is not needed to tell them apart


def test_search_folds_traditional_characters_of_the_names() -> None:
    folds = block(page.render(small(), "园谱"), "data")["folds"]
    assert folds["聯"] == "联"
    assert folds["開"] == "开"
    assert "龍" not in folds  # no name has 龙


def test_the_best_connected_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "图.html"
    assert page.write(small(), path, "园谱", limit=2) == 2
    data = block(path.read_text("utf-8"), "data")
    assert {found["iri"] for found in data["things"]} == {"i:park", "i:person"}
    assert data["total"] == 4


def test_parallel_relations_are_drawn_apart() -> None:
    edges = block(page.render(small(), "园谱"), "edges")
    bends: dict[frozenset[int], list[str]] = defaultdict(list)
    for edge in edges:
        bends[frozenset((edge["from"], edge["to"]))].append(json.dumps(edge["smooth"]))
    assert sorted(len(set(b)) for b in bends.values()) == [1, 2]


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_many_relations_of_two_things_fan_out_alike(count: int) -> None:
    graph = small()
    for i in range(count):
        ends = ("i:park", "i:alone") if i % 2 else ("i:alone", "i:park")
        graph.add_edge(*ends, key=f"k{i}", predicate="runs", role=None, evidence=[evidence("在")])
    html = page.render(graph, "园谱")
    names = [found["n"] for found in block(html, "data")["things"]]
    pair = {names.index("相城经济技术开发区"), names.index("苏州市")}
    bends = []
    for edge in block(html, "edges"):
        if {edge["from"], edge["to"]} == pair:
            bend = edge["smooth"] or {"type": "curvedCW", "roundness": 0}
            side = (bend["type"] == "curvedCW") == (edge["from"] < edge["to"])
            bends.append(bend["roundness"] if side else -bend["roundness"])
    assert len(set(bends)) == count  # none on another
    assert sum(bends) == pytest.approx(0)


@pytest.mark.parametrize(
    "graph", [nx.MultiDiGraph(), nx.MultiDiGraph(small().subgraph(["i:alone"]))]
)
def test_hardly_anything_is_a_page_too(graph: "nx.MultiDiGraph[str]") -> None:
    assert block(page.render(graph, "园谱"), "data")["total"] == len(graph)


def test_unknown_types_and_relations_are_drawn_plainly() -> None:
    graph = small()
    graph.add_node("i:odd", **thing("Comet", "彗星"))
    graph.add_edge(
        "i:odd", "i:park", key="orbits", predicate="orbits", role=None, evidence=[evidence("绕")]
    )
    data = block(page.render(graph, "园谱"), "data")
    assert data["types"][-1]["zh"] == "Comet"
    assert data["relations"][-1]["zh"] == "orbits"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("五色联盟", ["五色联盟"]),
        ("苏州明途智能科技有限公司", ["苏州明途智能", "科技有限公司"]),
        ("一\n二", ["一 二"]),
        ("长" * 40, ["长" * 9, "长" * 9, "长" * 8 + "…"]),
    ],
)
def test_long_names_are_broken_into_lines(name: str, lines: list[str]) -> None:
    assert page._wrapped(name).split("\n") == lines


def test_lone_surrogates_do_not_keep_the_page_from_being_written(tmp_path: Path) -> None:
    graph = small()
    graph.nodes["i:alone"]["name"] = "坏\ud800字"
    page.write(graph, tmp_path / "p.html", "园谱")
    assert "坏" in (tmp_path / "p.html").read_text("utf-8")


def test_same_graph_gives_the_same_page_whatever_the_hash_seed(tmp_path: Path) -> None:
    script = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("made", {str(Path(__file__))!r})
made = importlib.util.module_from_spec(spec); spec.loader.exec_module(made)
from export import page, styles
graph = made.small()
for i in range(60):
    graph.add_node(f"i:{{i}}", **made.thing("Company", f"公司{{i}}"))
    graph.add_edge(f"i:{{i}}", "i:park" if i % 3 else "i:alliance", key="locatedIn",
                   predicate="locatedIn", role=None, evidence=[made.evidence("在")])
page.write(graph, sys.argv[1], "园谱")
"""
    pages = []
    for seed in "12":
        path = tmp_path / seed
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "PATH": ""}
        subprocess.run([sys.executable, "-c", script, str(path)], check=True, env=environment)
        pages.append(path.read_bytes())
    assert pages[0] == pages[1]
