import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from export import page

CHROMIUM = Path("/usr/bin/chromium")


def _made() -> ModuleType:
    path = Path(__file__).parents[1] / "export" / "test_page.py"
    spec = importlib.util.spec_from_file_location("made_pages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


made = _made()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright

        missing = None if CHROMIUM.exists() else f"{CHROMIUM} is not on this machine"
    except ImportError:
        missing = "playwright is not installed"
    if missing is not None:
        if os.environ.get("CI"):
            pytest.fail(f"{missing}, and in CI the picture must be tested")
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def screen(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """The page of the small graph, offline; any complaint or request of the browser fails."""
    page.write(made.small(), tmp_path / "图.html", made.HOSTILE)
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    context.set_default_timeout(5000)
    screen = context.new_page()
    trouble: list[str] = []
    screen.on("pageerror", lambda error: trouble.append(str(error)))
    screen.on("dialog", lambda dialog: trouble.append(dialog.message))
    screen.on("console", lambda m: trouble.append(m.text) if m.type != "log" else None)
    screen.on(
        "request", lambda r: trouble.append(r.url) if r.url[:5] not in ("file:", "data:") else None
    )
    screen.goto((tmp_path / "图.html").as_uri())
    screen.wait_for_function("window.parkgraph && window.parkgraph.network.getScale() > 0")
    yield screen
    context.close()
    assert trouble == []


def number(screen: Any, name: str) -> int:
    found = screen.evaluate(
        "name => window.parkgraph.data.things.findIndex(t => t.n === name)", name
    )
    assert isinstance(found, int)
    return found


def test_everything_fits_the_window_and_is_drawn(screen: Any) -> None:
    assert screen.evaluate("document.documentElement.scrollWidth") <= 1280
    assert screen.evaluate("document.documentElement.scrollHeight") <= 800
    ink = screen.evaluate(
        """() => {
            const canvas = document.querySelector('#network canvas');
            const { width, height } = canvas;
            const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
            let ink = 0;
            for (let i = 3; i < pixels.length; i += 4) ink += pixels[i] > 200;
            return ink;
        }"""
    )
    assert ink > 2000
    assert "4 个事物" in screen.inner_text("#summary")
    assert screen.inner_text("h1").startswith("</script><script>alert(1)")


def test_all_things_are_in_view_at_first(screen: Any) -> None:
    places = screen.evaluate(
        """() => {
            const { network } = window.parkgraph;
            return Object.values(network.getPositions()).map((p) => network.canvasToDOM(p));
        }"""
    )
    stage = screen.locator("#stage").bounding_box()
    assert all(0 <= p["x"] <= stage["width"] and 0 <= p["y"] <= stage["height"] for p in places)


@pytest.mark.parametrize("text", ["五色", "五色聯盟", "「五色联盟」", "五 色"])
def test_search_finds_by_any_writing_of_the_name(screen: Any, text: str) -> None:
    screen.keyboard.press("/")
    screen.keyboard.type(text)
    assert screen.inner_text("#matches li").startswith("五色联盟")
    screen.keyboard.press("Enter")
    assert screen.inner_text("#details h2") == "五色联盟"
    assert screen.evaluate("window.parkgraph.network.getSelectedNodes()") == [
        number(screen, "五色联盟")
    ]


def test_search_by_alias_shows_facts_quotes_and_sources(screen: Any) -> None:
    screen.fill("#search", "相城经开")
    assert "又称 相城经开区" in screen.inner_text("#matches li")
    screen.click("#matches li")
    details = screen.inner_text("#details")
    for expected in (
        "相城经济技术开发区",
        "又称：相城经开区",
        "推行",
        "五色联盟",
        "书记",
        "《题》",
        "a.txt",
    ):
        assert expected in details
    assert "alert(1)" in screen.inner_text("#details blockquote >> nth=0")
    assert screen.locator("#details img").count() == 0


def test_search_without_a_match_says_so(screen: Any) -> None:
    screen.fill("#search", "没有的名字")
    assert "没有找到" in screen.inner_text("#matches")


def test_clicking_a_node_lights_its_neighbourhood(screen: Any) -> None:
    place = screen.evaluate(
        """i => {
            const { network } = window.parkgraph;
            return network.canvasToDOM(network.getPositions([i])[i]);
        }""",
        number(screen, "五色联盟"),
    )
    stage = screen.locator("#stage").bounding_box()
    screen.mouse.click(stage["x"] + place["x"], stage["y"] + place["y"])
    screen.wait_for_selector("#details h2")
    assert screen.inner_text("#details h2") == "五色联盟"
    faded = screen.evaluate(
        """() => {
            const { nodes, data } = window.parkgraph;
            return nodes.get().filter(n => n.opacity < 1).map(n => data.things[n.id].n);
        }"""
    )
    assert set(faded) == {"苏州市", made.HOSTILE}
    screen.keyboard.press("Escape")
    assert screen.locator("#panel").is_hidden()
    assert screen.evaluate("window.parkgraph.nodes.get().every(n => n.opacity === 1)")


def test_a_relation_shows_what_says_it(screen: Any) -> None:
    screen.click("#relations li[data-name=runs] button")
    screen.click("#details .more")
    details = screen.inner_text("#details")
    assert "原文依据" in details
    assert "《题》" in details
    assert len(screen.evaluate("window.parkgraph.network.getSelectedEdges()")) == 1


def test_types_and_relations_can_be_hidden(screen: Any) -> None:
    hidden = "window.parkgraph.nodes.get().filter(n => n.hidden).length"
    screen.uncheck("#types li[data-name=Person] input")
    assert screen.evaluate(hidden) == 1
    assert screen.evaluate("window.parkgraph.edges.get().filter(e => e.hidden).length") == 2
    assert "显示 3 个事物、1 条关系" in screen.inner_text("#summary")
    screen.click("[data-all=types]")
    screen.uncheck("#relations li[data-name=runs] input")
    assert screen.evaluate(hidden) == 2  # the alliance has no other relation, the place none
    screen.click("[data-none=types]")
    assert screen.evaluate(hidden) == 4


def test_the_legend_lists_the_things_of_a_type(screen: Any) -> None:
    screen.click("#types li[data-name=Programme] button")
    screen.click("#details .thing")
    assert screen.inner_text("#details h2") == "五色联盟"


def test_the_keyboard_reaches_what_the_mouse_does(screen: Any) -> None:
    screen.focus("#types li[data-name=Park] button")
    screen.keyboard.press("Enter")
    screen.focus("#details .thing")
    screen.keyboard.press("Enter")
    assert screen.inner_text("#details h2") == "相城经济技术开发区"
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.closest('#details') !== null")


def test_dark_screens_get_light_ink(screen: Any) -> None:
    screen.emulate_media(color_scheme="dark")
    ground = screen.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(20, 24, 29)"
