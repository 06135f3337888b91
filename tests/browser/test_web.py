"""The server's pages in Chromium, which may reach nothing but the server."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from beside import load

from kg import curation, graph
from kg.model import Article
from kg.store import Store

CHROMIUM = Path("/usr/bin/chromium")
# the explorer draws by WebGL, here without a graphics card
DRAWING = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
TOKEN = "a token of the tests"  # noqa: S105 - opens nothing else


web, pages = load("web", "conftest.py"), load("web", "test_pages.py")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright

        missing = None if CHROMIUM.exists() else f"{CHROMIUM} is not on this machine"
    except ImportError:
        missing = "playwright is not installed"
    if missing is not None:
        if os.environ.get("CI"):
            pytest.fail(f"{missing}, and in CI the pages must be tested")
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", *DRAWING]
        )
        yield browser
        browser.close()


@contextmanager
def watched(
    browser: Any, address: str, width: int = 1280, fine: str = "GPU stall", **options: Any
) -> Iterator[Any]:
    """A page of which any complaint (but ``fine``), dialog or request elsewhere fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale="zh-CN", **options
    )
    context.set_default_timeout(30000)
    screen = context.new_page()
    trouble: list[str] = []
    screen.on("pageerror", lambda error: trouble.append(str(error)))
    screen.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    screen.on(
        "console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None
    )
    ours = (address, "data:", "blob:")
    screen.on("request", lambda r: None if r.url.startswith(ours) else trouble.append(r.url))
    yield screen
    context.close()
    # WebGL drawn by software says that it is slow to read back
    left = [text for text in trouble if not re.search(fine, text)]
    assert left == [], left


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, xiangcheng: Article) -> Iterator[str]:
    path = tmp_path_factory.mktemp("screen") / "g.db"
    with Store(path) as store:
        graph.add(store, [xiangcheng])
    with web.serving(path) as client:
        yield client.address


def until(screen: Any, expression: str) -> None:
    """Wait for it; the policy forbids Playwright's own way, which is to evaluate text."""
    deadline = time.monotonic() + 30
    while not screen.evaluate(expression):
        assert time.monotonic() < deadline, expression
        screen.wait_for_timeout(50)


def test_from_search_to_csv(browser: Any, address: str) -> None:
    with watched(browser, address, accept_downloads=True) as screen:
        screen.goto(address)
        screen.fill(".top input[name=q]", "wslm")
        screen.wait_for_selector("#suggestions [role=option]")
        screen.keyboard.press("ArrowDown")
        screen.keyboard.press("Enter")
        screen.wait_for_selector("h1:has-text('五色联盟')")
        # its sentence in its article
        quote = screen.inner_text("blockquote >> nth=0")
        screen.click("figcaption a >> nth=0")
        screen.wait_for_selector("mark#chosen")
        assert "".join(screen.locator("mark.chosen").all_inner_texts()) == quote
        # its park
        screen.click(".mention.m-Park >> nth=0")
        screen.wait_for_selector("h1:has-text('相城经济技术开发区')")
        explore(screen)
        ask(screen, address)


def explore(screen: Any) -> None:
    screen.click("a.button:has-text('关系图')")
    until(screen, "window.parkgraph?.explorer?.graph?.order > 3")
    before = screen.evaluate("window.parkgraph?.explorer?.graph?.order")
    alliance = "programme/科创蓝党建联盟"
    screen.evaluate("id => window.parkgraph.explorer.turn(id)", "programme/五色联盟")
    until(screen, f"window.parkgraph?.explorer?.graph?.order > {before}")
    assert screen.evaluate("id => window.parkgraph?.explorer?.graph?.hasNode(id)", alliance)
    choose(screen, alliance)
    screen.click("#panel button:has-text('从这里')")
    choose(screen, "project/明途智能总部项目")
    screen.click("#panel button:has-text('到这里')")
    until(screen, "location.search.includes('to=')")
    until(screen, "!document.querySelector('#status').textContent.includes('排布')")
    # another window with the same address shows the same
    shown = "window.parkgraph?.explorer?.graph?.nodes().sort().join()"
    nodes, url = screen.evaluate(shown), screen.url
    screen.goto(url)
    until(screen, "window.parkgraph?.explorer?.graph?.order > 3")
    assert screen.evaluate(shown) == nodes
    # a filter, and a picture that is not empty
    screen.uncheck("#type-list input >> nth=0")
    assert "hide=Park" in screen.url
    with screen.expect_download() as download:
        screen.click("#save")
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 8000


def choose(screen: Any, thing: str) -> None:
    screen.evaluate("id => window.parkgraph.explorer.choose(id)", thing)
    screen.wait_for_selector("#panel h2")


def ask(screen: Any, address: str) -> None:
    screen.goto(f"{address}/query")
    screen.wait_for_selector("#yasgui .CodeMirror")
    screen.click(".stored summary")
    screen.click("[data-query] >> nth=0")
    until(screen, "window.parkgraph.gui.getTab().getQuery().startsWith('PREFIX')")
    with screen.expect_response(lambda r: r.url.endswith("/sparql")) as response:
        screen.click(".yasqe_queryButton")
    assert response.value.status == 200
    screen.wait_for_selector(".yasr .dataTable td")
    reply = screen.request.get(
        f"{address}/sparql?query=SELECT%20%3Fn%20%7B%3Fx%20skos%3AprefLabel%20%3Fn%7D&format=csv"
    )
    assert reply.headers["content-type"].startswith("text/csv")
    assert "五色联盟" in reply.text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_the_window(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    paths = ["/", "/search?q=党", "/programmes", "/query", "/accuracy", "/list/Company"]
    with watched(browser, address, width, color_scheme=scheme) as screen:
        for path in [*paths, "/id/park/相城经济技术开发区", "/explore?whole=1"]:
            screen.goto(address + path)
            assert screen.evaluate("document.documentElement.scrollWidth") <= width, path
            contrast = screen.evaluate(
                """() => { const style = getComputedStyle(document.body);
                return [style.color, style.backgroundColor]; }"""
            )
            light = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in contrast]
            assert abs(light[0] - light[1]) > 400


def test_pages_work_without_script(browser: Any, address: str) -> None:
    with watched(browser, address, java_script_enabled=False) as screen:
        screen.goto(address)
        screen.fill(".top input[name=q]", "五色")
        screen.click(".top button")
        screen.click("main .thing >> nth=0")
        screen.wait_for_selector("blockquote")
        screen.goto(f"{address}/explore?open=programme/五色联盟")
        screen.wait_for_selector("noscript a:has-text('五色联盟')")


def test_hostile_names_do_nothing(
    browser: Any, tmp_path: Path, make: Callable[..., Article]
) -> None:
    things = {f"e{i}": ("Programme", name) for i, name in enumerate(pages.HOSTILE)}
    things["p"] = ("Park", pages.HOSTILE[1])
    facts = [("p", "runs", f"e{i}") for i in range(len(pages.HOSTILE))]
    with Store(tmp_path / "g.db") as store:
        graph.add(store, [make("<img src=x onerror=alert(9)>.txt", things, facts)])
    with web.serving(tmp_path / "g.db") as client, watched(browser, client.address) as screen:
        start = ["/", "/programmes", "/list/Article", "/explore?whole=1", "/query", "/search?q=<b>"]
        screen.goto(client.address)
        found = screen.eval_on_selector_all("main a", "links => links.map(a => a.pathname)")
        for path in [*start, *dict.fromkeys(p for p in found if p.startswith("/id/"))]:
            screen.goto(client.address + path)
            assert screen.evaluate("document.documentElement.scrollWidth") <= 1280, path
        screen.goto(f"{client.address}/explore?whole=1")
        until(screen, "window.parkgraph?.explorer?.graph?.order > 3")
        for thing in screen.evaluate("window.parkgraph?.explorer?.graph?.nodes()"):
            choose(screen, thing)
        screen.fill(".top input[name=q]", "script")
        screen.wait_for_selector("#suggestions [role=option]")


def test_correcting_with_and_without_the_token(
    browser: Any, tmp_path: Path, xiangcheng: Article
) -> None:
    path = tmp_path / "g.db"
    with Store(path) as store:
        graph.add(store, [xiangcheng])
    with (
        web.serving(path, token=TOKEN) as client,
        watched(browser, client.address) as screen,
    ):
        screen.goto(f"{client.address}/id/programme/五色联盟")
        assert screen.locator("[name=mark]").count() == 0
        screen.fill("#correct [name=token]", TOKEN)
        screen.click("#correct button")
        screen.fill("#correct [name=to]", "五色融合联盟")
        screen.click("#correct form:has([name=to]) button")
        screen.wait_for_selector("a:has-text('五色融合联盟'), h1:has-text('五色融合联盟')")
        assert "五色融合联盟" in curation.place(path).read_text("utf-8")
