"""Time to the first usable picture, ``kg view`` beside a plain pyvis page of the same graph.

``python tests/bench/view.py [STORE]`` prints seconds in Chromium and their ratio for the 500, 2,000
and 5,000 best connected things of a store, or of the graph of the annotated articles. Usable is
when the picture stands still and can be clicked; pyvis is given up after a minute. It ends with 1
when 5,000 things take more than two seconds, or as long as pyvis.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Error, sync_playwright
from pyvis.network import Network

from export import page
from export.thin import best_connected
from kg.network import network
from kg.store import Store

ARTICLES = Path(__file__).parents[1] / "articles"
FAST = 2.0
PATIENCE = 60.0
OURS = "Boolean(window.parkgraph && window.parkgraph.network.getScale() > 0)"
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
        # not Playwright's wait_for_function: it evaluates text, which our page's policy forbids
        while not screen.evaluate(usable):
            if time.perf_counter() - begun > PATIENCE:
                return PATIENCE
            screen.wait_for_timeout(20)
        screen.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(1)))")
    except Error:
        return PATIENCE
    finally:
        took = time.perf_counter() - begun
        context.close()
    return took


def annotated(folder: Path) -> str:
    """Build a store of the annotated articles."""
    store = str(folder / "graph.db")
    told = [sys.executable, "-c", "from kg.cli import main; main()", "--store", store, "build"]
    pages = [str(ARTICLES / "dev"), str(ARTICLES / "learn")]
    subprocess.run([*told, *pages], check=True, capture_output=True)
    return store


def main(given: list[str]) -> int:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        with Store(given[0] if given else annotated(Path(folder)), read_only=True) as opened:
            whole = network(opened)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        one = other = 0.0
        for count in (500, 2000, 5000):
            part = whole.subgraph(best_connected(whole, whole.edges(), count))
            ours, theirs = Path(folder) / "ours.html", Path(folder) / "theirs.html"
            begun = time.perf_counter()
            page.write(part, ours, "园谱")
            wrote = time.perf_counter() - begun
            plain(part, theirs)
            one = min(seconds(browser, ours, OURS) for _ in range(2))
            other = seconds(browser, theirs, THEIRS)
            more = "more than " if other >= PATIENCE else ""
            sys.stdout.write(
                f"{len(part)} things: kg view {one:.2f} s (written in {wrote:.1f} s), "
                f"pyvis {more}{other:.1f} s; ratio: {more}{other / one:.0f}\n"
            )
            sys.stdout.flush()
    return 0 if one <= FAST and one < other else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
