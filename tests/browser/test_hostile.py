"""Names that attack, on every page of the server and all over ``kg view``, in Chromium."""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from beside import load
from click.testing import CliRunner
from starlette.routing import Mount, Route

from kg import cli, graph, vocab
from kg.model import Article
from kg.store import Store

WORST = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    '" onmouseover=alert(3) x="',
    "' onfocus=alert(4) autofocus '",
    "javascript:alert(5)",
    "<img src=x onerror=alert(6)>",
    "\u202eright to left\u2066 and open",
    "\u2069\u202c closed \u200f\u061c",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "长" * 10_000,
]
TOKEN = "a token of the tests"  # noqa: S105 - opens nothing else


screens = load("browser", "test_web.py")
browser = screens.browser


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, make: Callable[..., Article]) -> Path:
    """Every name as a thing of some types, as alias, role, title and source; all facts."""
    types = list(vocab.TYPES)
    things = {
        f"{name}{i}": (name, f"{text}{name}" if len(text) < 100 else text)
        for i, text in enumerate(WORST)
        for name in (types if i == 1 else ["Programme", types[i % len(types)]])
    }
    said = [
        ("Park", "runs", "Programme"),
        ("Programme", "partOf", "Programme"),
        ("Company", "memberOf", "Programme"),
        ("Company", "locatedIn", "Park"),
        ("Company", "develops", "Project"),
        ("Person", "leads", "Project"),
        ("GovernmentBody", "unitOf", "Park"),
        ("Person", "activeIn", "Park"),
        ("Park", "locatedIn", "Place"),
    ]
    facts: list[tuple[str, ...]] = [
        (one, predicate, other)
        for subject, predicate, target in said
        for one, other in pairwise([*things, *things])
        if one.rstrip("0123456789") == subject and other.rstrip("0123456789") == target
    ]
    facts += [("Programme1", "partOf", f"Programme{i}") for i in range(len(WORST)) if i != 1]
    facts += [(f"{one}1", predicate, f"{other}1") for one, predicate, other in said[:1] + said[2:]]
    facts += [("Person1", "holdsPosition", "PartyOrganisation1", text[:300]) for text in WORST]
    aliases = {f"Programme{i}": [f"{WORST[i]}又称"[:200]] for i in range(len(WORST))}
    sources = [f"{text[:60].replace('/', '∕')}.txt" for text in WORST[:3]]
    path = tmp_path_factory.mktemp("hostile") / "g.db"
    with Store(path) as store:
        graph.add(store, [make(source, things, facts, aliases=aliases) for source in sources[:2]])
    return path


@pytest.fixture(scope="module")
def server(hostile: Path) -> Iterator[Any]:
    with screens.web.serving(hostile, token=TOKEN) as client:
        yield client


def routes(client: Any) -> set[str]:
    """What can be asked for by GET and is a page, by the path as the application has it."""
    found = {r.path for r in client.app.routes if isinstance(r, Route) and "GET" in r.methods}
    assert all(isinstance(r, Route | Mount) for r in client.app.routes)
    return found - {"/suggest", "/explore.json", "/sparql", "/sparql/"}  # JSON, never a page


def addresses(client: Any, screen: Any) -> dict[str, list[str]]:
    """The addresses of every page, by route."""
    ids = []
    for name in [*vocab.TYPES, "Article"]:
        screen.goto(f"{client.address}/list/{name}")
        links = "links => links.map(a => a.getAttribute('href'))"
        ids += [p for p in screen.eval_on_selector_all("main a", links) if p.startswith("/id/")]
    ids = list(dict.fromkeys(ids))
    assert len(ids) == count(client) + len(client.app.state.catalogue.articles)
    texts = [quote(text[:200]) for text in WORST]
    opened = [quote(path.removeprefix("/id/"), safe="/%") for path in ids]
    return {
        "/": ["/", "/?lang=en"],
        "/search": [f"/search?q={t}" for t in texts] + ["/search?q=nothing-like-it&type=Park"],
        "/list/{type}": [f"/list/{name}" for name in [*vocab.TYPES, "Article"]],
        "/id/{rest:path}": [*ids, "/id/park/none", *(f"/id/{t}" for t in texts[:9])],
        "/programmes": ["/programmes", *(f"/programmes?park={t}" for t in texts)],
        "/explore": ["/explore", "/explore?whole=1", f"/explore?open={opened[0]}"],
        "/query": ["/query", *(f"/query?query={t}" for t in texts)],
        "/accuracy": ["/accuracy", f"/accuracy?lang={texts[0]}"],
    }


def count(client: Any) -> int:
    """How many things there are."""
    found = len(client.app.state.catalogue.things)
    assert found > 2 * len(WORST)
    return found


LOOSE = """() => {
  // text that turns the writing round has to be in an element that keeps it to itself
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(walker.currentNode.data)
        && !parent.closest("bdi, text, title, option, textarea, script, style, .CodeMirror"))
      found.push(parent.outerHTML.slice(0, 200));
  }
  return found;
}"""


def test_every_page_of_the_server(browser: Any, server: Any) -> None:
    # that a page is missing, or what is asked is no SPARQL, is told on the console too
    told = "GPU stall|status of 40[04]|Bad Request"
    with screens.watched(browser, server.address, fine=told) as screen:
        by_route = addresses(server, screen)
        assert set(by_route) == routes(server)
        sign_in(screen, by_route["/id/{rest:path}"][0], server.address)
        seen = ""
        for paths in by_route.values():
            for path in paths:
                with_errors = path == "/id/park/none" or path.startswith(tuple(MISSING))
                screen.goto(server.address + path)
                shown = screen.inner_text("body")
                seen += shown
                assert screen.evaluate("document.documentElement.scrollWidth") <= 1280, path
                assert screen.evaluate(LOOSE) == [], path
                assert with_errors or "No such page" not in shown
        for text in WORST[:6]:
            assert text in seen
        assert "{{ 7 * 7 }}{% raw %}${7*7}" in seen


MISSING = [f"/id/{quote(text[:200])}" for text in WORST]


def sign_in(screen: Any, path: str, address: str) -> None:
    screen.goto(address + path)
    screen.fill("#correct [name=token]", TOKEN)
    screen.click("#correct button")
    screen.wait_for_selector("#correct [name=to]")


def test_what_is_typed_hovered_and_corrected(browser: Any, server: Any) -> None:
    with screens.watched(browser, server.address, fine="GPU stall|status of 409") as screen:
        hits = json.loads(server.ask(f"/suggest?q={quote(WORST[4])}").text)
        sign_in(screen, hits[0]["page"], server.address)
        for thing in screen.locator("main a.thing").all()[:8]:
            thing.hover()
        for text in WORST[:6]:
            screen.fill(".top input[name=q]", text)
            screen.wait_for_selector("#suggestions [role=option]")
            screen.hover("#suggestions [role=option] >> nth=0")
            assert screen.evaluate(LOOSE) == []
        # the page that says why a correction was refused repeats what was typed
        refused = '<script>alert(7)</script>" onmouseover=alert(8)'
        screen.fill("#correct form:has([value=same]) [name=other]", refused)
        screen.click("#correct form:has([value=same]) button")
        screen.wait_for_selector("main bdi")
        assert refused in screen.inner_text("main")


def test_the_explorer_shows_all_of_it(browser: Any, server: Any) -> None:
    with screens.watched(browser, server.address) as screen:
        screen.goto(f"{server.address}/explore?whole=1")
        screens.until(screen, f"window.parkgraph?.explorer?.graph?.order === {count(server)}")
        for thing in screen.evaluate("window.parkgraph.explorer.graph.nodes()"):
            screens.choose(screen, thing)
            assert screen.evaluate(LOOSE) == []


@pytest.fixture
def picture(browser: Any, hostile: Path, tmp_path: Path) -> Iterator[Any]:
    """The page that ``kg view`` writes, offline; any complaint, dialog or request fails."""
    command = ["--store", str(hostile), "view", "-o", str(tmp_path / "g.html"), "--title", WORST[1]]
    done = CliRunner().invoke(cli.main, command)
    assert done.exit_code == 0, done.output
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    context.set_default_timeout(30000)
    screen = context.new_page()
    trouble: list[str] = []
    screen.on("pageerror", lambda error: trouble.append(str(error)))
    screen.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    screen.on("console", lambda m: trouble.append(m.text) if m.type != "log" else None)
    ours = ("file:", "data:")
    screen.on("request", lambda r: None if r.url.startswith(ours) else trouble.append(r.url))
    screen.goto((tmp_path / "g.html").as_uri())
    yield screen
    context.close()
    assert trouble == []


def test_everything_in_kg_view(picture: Any) -> None:
    things = picture.evaluate("window.parkgraph.data.things.length")
    facts = picture.evaluate("window.parkgraph.data.facts.length")
    assert things > 2 * len(WORST)
    assert facts > 2 * len(WORST)
    seen = ""
    for kind, number in (("choose", things), ("chooseFact", facts)):
        for i in range(number):
            picture.evaluate(f"window.parkgraph.{kind}({i}, false)")
            seen += picture.inner_text("#details")
            assert picture.evaluate(LOOSE) == []
    for text in WORST[:6]:
        assert text in seen
    for name in vocab.TYPES:
        picture.click(f"#types li[data-name={name}] button")
        assert picture.locator("#details .thing").count() > 0
    for text in WORST[:6]:
        picture.fill("#search", text)
        picture.hover("#matches li >> nth=0")
        assert picture.evaluate(LOOSE) == []
    assert picture.evaluate("document.documentElement.scrollWidth") <= 1280
    assert picture.url.endswith("/g.html")  # nothing led anywhere


def test_hovering_in_kg_view(picture: Any) -> None:
    stage = picture.locator("#stage").bounding_box()
    places = picture.evaluate(
        """() => {
            const { network } = window.parkgraph;
            return Object.values(network.getPositions()).map((p) => network.canvasToDOM(p));
        }"""
    )
    shown = set()
    for place in places[:40]:
        picture.mouse.move(stage["x"] + place["x"], stage["y"] + place["y"])
        picture.wait_for_timeout(30)
        if picture.locator("#tip").is_visible():
            shown.add(picture.inner_text("#tip"))
        assert picture.evaluate(LOOSE) == []
    assert len(shown) > 2
