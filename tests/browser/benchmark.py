"""Time to the first usable picture, ``kg view`` beside a plain pyvis page of the same graph.

``python tests/browser/benchmark.py STORE`` prints seconds in Chromium and their ratio for the 500,
2,000 and 5,000 best connected things. Usable is when the picture stands still and can be clicked;
pyvis is given up after a minute.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Error, sync_playwright
from pyvis.network import Network

from export import page
from kg.network import network
from kg.store import Store

PATIENCE = 60.0
OURS = "window.parkgraph && window.parkgraph.network.getScale() > 0"
THEIRS = "typeof network !== 'undefined' && network.physics.stabilized === true"


def plain(graph: "nx.MultiDiGraph[str]", path: Path) -> None:
    made = Network(directed=True, cdn_resources="in_line")
    for node, data in graph.nodes(data=True):
        made.add_node(node, label=data["name"])
    for one, other, data in graph.edges(data=True):
        made.add_edge(one, other, label=data["predicate"])
    path.write_text(made.generate_html(), "utf-8")


def seconds(browser: Any, path: Path, usable: str) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    screen = context.new_page()
    begun = time.perf_counter()
    try:
        screen.goto(path.as_uri(), wait_until="commit", timeout=PATIENCE * 1000)
        left = PATIENCE - (time.perf_counter() - begun)
        screen.wait_for_function(usable, timeout=left * 1000)
        screen.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(1)))")
    except Error:
        return PATIENCE
    finally:
        took = time.perf_counter() - begun
        context.close()
    return took


def main(store: str) -> None:
    with Store(store, read_only=True) as opened:
        whole = network(opened)
    order = sorted(whole, key=lambda node: (-whole.degree(node), node))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for count in (500, 2000, 5000):
            part = whole.subgraph(order[:count])
            ours, theirs = Path(folder) / "ours.html", Path(folder) / "theirs.html"
            begun = time.perf_counter()
            page.write(part, ours, "园谱")
            wrote = time.perf_counter() - begun
            plain(part, theirs)
            one = seconds(browser, ours, OURS)
            other = seconds(browser, theirs, THEIRS)
            more = "more than " if other >= PATIENCE else ""
            sys.stdout.write(
                f"{len(part)} things: kg view {one:.2f} s (written in {wrote:.1f} s), "
                f"pyvis {more}{other:.1f} s, {more}{other / one:.0f} times as long\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
