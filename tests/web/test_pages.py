"""Every page of the server: what it shows, its twins, its languages, and hostile names."""

import json
import re
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import RDF, SKOS, Graph, Namespace

from export import styles
from export.web import accept, app, sketch, words
from export.web.catalogue import canonical
from export.web.marked import pieces
from kg import graph, query, vocab
from kg.facts import KnownFact, Ref
from kg.model import Article
from kg.store import Store

HTML = {"Accept": "text/html", "Accept-Language": "zh-CN,zh;q=0.9"}
SHACL, CUBE = "http://www.w3.org/ns/shacl#", "http://purl.org/linked-data/cube#"
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    '" onmouseover=alert(3) x="',
    "' onfocus=alert(4) autofocus '",
    "javascript:alert(5)",
    "\u202eright to left\u2066 and open",
    "{{ 7 * 7 }}{% raw %}",
    "长" * 10_000,
    "名 with / ? # % @ & ; + and spaces",
]


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.bad.append(f"{tag} {name}")
            if name in ("href", "src", "action") and value is not None:
                self.links.append(value)
                if not value.startswith(("/", "#")):
                    self.bad.append(value)
        if tag == "script" and not dict(attrs).get("src"):
            self.bad.append("inline script")


def read(reply: Any) -> Links:
    found = Links()
    found.feed(reply.text)
    return found


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, serve: Any, make: Callable[..., Article]
) -> Iterator[Any]:
    things = {"p": ("Park", HOSTILE[0]), "q": ("Park", "相城经济技术开发区")}
    things |= {f"e{i}": ("Programme", name) for i, name in enumerate(HOSTILE)}
    facts = [("p", "runs", f"e{i}") for i in range(len(HOSTILE))] + [("q", "runs", "e1")]
    article = make(
        "<b>源&源'\".txt", things, facts, aliases={"e1": [HOSTILE[4]], "q": ["相城经开区"]}
    )
    path = tmp_path_factory.mktemp("hostile") / "graph.db"
    with Store(path) as store:
        graph.add(store, [article])
    with serve(path) as client:
        yield client


def page_of(client: Any, name: str) -> str:
    hits = json.loads(client.ask(f"/suggest?q={quote(name)}").text)
    found: str = next(hit["page"] for hit in hits if hit["name"] == name)
    return found


def test_every_page_that_links_lead_to_is_there_and_has_nothing_of_its_own(client: Any) -> None:
    check_all(client)


def test_hostile_names_are_shown_as_they_are(hostile: Any) -> None:
    check_all(hostile)
    text = hostile.ask("/", headers=HTML).text
    assert "&lt;script&gt;alert(1)" in text
    for name in HOSTILE:
        reply = hostile.ask(f"/search?q={quote(name[:200])}", headers=HTML)
        assert reply.status == 200
        assert read(reply).bad == []
    assert "{{ 7 * 7 }}" in hostile.ask("/list/Programme", headers=HTML).text


def check_all(client: Any) -> None:
    waiting, met = ["/", "/explore?whole=1", "/search?q=a", "/programmes?park=a"], set()
    while waiting:
        path = waiting.pop().partition("#")[0]
        shape = re.sub(r"at=\d+-\d+|page=\d+", "", path)
        if shape in met or len(met) > 150:
            continue
        met.add(shape)
        reply = client.ask(path, headers=HTML)
        assert reply.status == 200, path
        policy = reply.headers["content-security-policy"]
        if not path.startswith("/query"):
            assert "'unsafe" not in policy
        assert "script-src 'self';" in policy
        assert "default-src 'none'" in policy
        assert "http" not in policy
        assert reply.headers["x-content-type-options"] == "nosniff"
        if reply.headers["content-type"].startswith("text/html"):
            found = read(reply)
            assert found.bad == [], path
            waiting += [link for link in found.links if not link.startswith(("#", "/sparql"))]
    assert len(met) > 15


def test_things_iris_lead_to_their_pages(client: Any, sample_store: Path) -> None:
    with Store(sample_store, read_only=True) as store:
        iris = [row[0] for row in store.rows("SELECT ?x { ?x skos:prefLabel ?n }")]
    for iri in iris:
        path = "/id/" + quote(iri.removeprefix("https://w3id.org/parkgraph/id/"), safe="/%@")
        assert client.ask(path, headers=HTML).status == 200
    assert client.ask(f"/id/park/{quote('没有')}", headers=HTML).status == 404


def test_a_page_has_its_facts_with_quote_source_and_date(client: Any) -> None:
    text = client.ask(page_of(client, "五色联盟"), headers=HTML).text
    for shown in (
        "科创蓝党建联盟",
        "<blockquote>",
        "相城.txt",
        "2024-05-06",
        "<svg",
        "推行者",
        "包含",
    ):
        assert shown in text
    assert "名称说有 5 个组成部分，已知 3 个" in text


def test_the_twins_say_the_same(client: Any) -> None:
    page = page_of(client, "五色联盟")
    card = json.loads(client.ask(page, headers={"Accept": "application/json"}).text)
    assert (card["name"], card["expected_parts"], len(card["parts"])) == ("五色联盟", 5, 3)
    turtle = client.ask(f"{page}?format=ttl")
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert len(Graph().parse(data=turtle.body, format="turtle")) > 20
    for path in ("/programmes", "/search?q=a", "/accuracy"):
        json.loads(client.ask(path, headers={"Accept": "application/json"}).text)


PAGES = [
    "/",
    "/search?q=%E5%85%9A",
    "/list/Park",
    "/list/Article",
    "/programmes",
    "/explore?whole=1",
    "/query",
    "/accuracy",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_twins(client: Any, path: str) -> None:
    sign = "&" if "?" in path else "?"
    for media, form in (("application/json", "json"), ("text/turtle", "ttl")):
        asked = client.ask(path, headers={"Accept": media})
        assert asked.status == 200
        assert asked.headers["content-type"].startswith(media)
        assert client.ask(f"{path}{sign}format={form}").body == asked.body
        if form == "json":
            assert json.loads(asked.text)
        else:
            assert len(Graph().parse(data=asked.body, format="turtle")) > 1
    if not path.startswith("/explore"):
        assert ">Turtle</a>" in client.ask(path, headers=HTML).text


def test_the_twins_of_lists_hold_what_the_page_shows(client: Any, xiangcheng: Article) -> None:
    found = json.loads(client.ask("/list/Programme?format=json").text)
    assert (found["total"], found["page"], found["pages"]) == (4, 1, 1)
    assert found["rows"][0]["name"] == "五色联盟"
    assert found["rows"][0]["relations"] == 5
    turtle = Graph().parse(data=client.ask("/list/Programme?format=ttl").body, format="turtle")
    labels = {str(name) for name in turtle.objects(None, SKOS.prefLabel)}
    assert labels == {row["name"] for row in found["rows"]}
    home = json.loads(client.ask("/?format=json").text)
    assert home["things"]["Programme"] == 4
    assert [a["title"] for a in home["newest"]] == [xiangcheng.title]
    table = Graph().parse(data=client.ask("/programmes?format=ttl").body, format="turtle")
    pk = Namespace(vocab.PK)
    assert len(list(table.triples((None, pk.runs, None)))) == 1
    assert len(list(table.triples((None, pk.partOf, None)))) == 3
    queries = Graph().parse(data=client.ask("/query?format=ttl").body, format="turtle")
    texts = {str(text) for text in queries.objects(None, Namespace(SHACL).select)}
    assert texts == {one.text for one in query.named_queries().values()}
    rows = Graph().parse(data=client.ask("/accuracy?format=ttl").body, format="turtle")
    figures = json.loads(client.ask("/accuracy?format=json").text)
    told = sum(len(f[part]) for f in figures.values() for part in ("entities", "relations"))
    assert len(set(rows.subjects(RDF.type, Namespace(CUBE).Observation))) == told


def test_names_of_a_sketch_do_not_cover_each_other() -> None:
    thing = Ref("x", "Programme", "中间")
    others = [Ref(f"o{i:02}", "Company", "很长的名字很长的名字啊") for i in range(14)]
    drawn = sketch.draw(thing, [KnownFact(thing, "memberOf", o, None, ()) for o in others])
    assert drawn is not None
    lines = [(spot.baseline, spot.x) for spot in drawn.spots]
    wide = 13 * 11
    assert all(abs(a[0] - b[0]) > 13 or abs(a[1] - b[1]) > wide for a, b in combinations(lines, 2))


def test_an_article_has_its_text_marked(client: Any, xiangcheng: Article) -> None:
    page = page_of(client, "五色联盟")
    (link,) = set(
        re.findall(r'<figcaption><a href="([^"#]+)', client.ask(page, headers=HTML).text)[:1]
    )
    text = client.ask(link.replace("&amp;", "&"), headers=HTML).text
    assert 'id="chosen"' in text
    body = text.partition('aria-label="正文">')[2].partition("</section>")[0]
    assert re.sub("<[^>]+>", "", body).strip() == xiangcheng.text.strip()
    assert "m-Programme" in body
    twin = json.loads(client.ask(link.partition("?")[0] + "?format=json").text)
    assert len(twin["relations"]) == len(xiangcheng.facts)
    assert client.ask(link.partition("?")[0] + "?format=ttl").status == 200


@pytest.mark.parametrize("typed", ["五色", "五色黨建聯盟", "wslm", "WSDJLM", "“五色联盟”"])
def test_search_suggests_by_name_alias_traditional_and_initials(client: Any, typed: str) -> None:
    names = [hit["name"] for hit in json.loads(client.ask(f"/suggest?q={quote(typed)}").text)]
    assert names[0] == "五色联盟"


def test_english_is_had_by_address_and_by_browser(client: Any) -> None:
    assert "Programmes × parks" in client.ask("/?lang=en", headers=HTML).text
    english = {"Accept": "text/html", "Accept-Language": "en-GB,zh;q=0.5"}
    assert "Programmes × parks" in client.ask("/", headers=english).text
    text = client.ask("/?lang=en", headers=HTML).text
    assert "/list/Park?lang=en" in text  # what was asked for by address stays


def test_nothing_of_the_disk_is_served(client: Any) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/id/../../etc/passwd", "/static/"):
        assert client.ask(path).status == 404, path
    assert client.ask("/static/site.css").status == 200


def test_the_explorer_gives_scenes(client: Any) -> None:
    hit = json.loads(client.ask(f"/suggest?q={quote('五色联盟')}").text)[0]
    scene = json.loads(client.ask(f"/explore.json?open={quote(hit['id'])}").text)
    names = {thing["name"] for thing in scene["things"]}
    assert "科创蓝党建联盟" in names
    assert "李惠忠" not in names
    person = json.loads(client.ask(f"/suggest?q={quote('李惠忠')}").text)[0]["id"]
    project = json.loads(client.ask(f"/suggest?q={quote('明途智能总部项目')}").text)[0]["id"]
    found = json.loads(client.ask(f"/explore.json?from={quote(person)}&to={quote(project)}").text)
    assert found["paths"]
    assert all(path[0] == person and path[-1] == project for path in found["paths"])
    hidden = json.loads(
        client.ask(f"/explore.json?from={quote(person)}&to={quote(project)}&hide=Park").text
    )
    assert all(not any("park/" in i for i in path[1:-1]) for path in hidden["paths"])
    whole = json.loads(client.ask("/explore.json?whole=1").text)
    assert len(whole["things"]) == 10
    assert json.loads(client.ask("/explore.json?open=none").text)["things"] == []


def test_the_accuracy_table_has_the_figures_of_the_gate(client: Any) -> None:
    figures = json.loads((Path(__file__).parents[1] / "gate" / "floors.json").read_text("utf-8"))
    f1 = figures["check"]["entities"]["all"]["f1"]
    assert f"<b>{f1:.2f}</b>" in client.ask("/accuracy", headers=HTML).text


def test_a_changed_store_is_shown(
    tmp_path: Path,
    serve: Any,
    xiangcheng: Article,
    make: Callable[..., Article],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "_LOOK", 0.3)
    with Store(tmp_path / "g.db") as store:
        graph.add(store, [xiangcheng])
    with serve(tmp_path / "g.db") as client:
        with Store(tmp_path / "g.db") as store:  # a writer may come while it is served
            graph.add(store, [make("新.txt", {"e1": ("Park", "苏州工业园区")}, [])])
        deadline = time.monotonic() + 15
        while "苏州工业园区" not in client.ask("/list/Park", headers=HTML).text:
            assert time.monotonic() < deadline
            time.sleep(0.3)


def test_words_are_in_both_languages_and_used() -> None:
    folder = Path(words.__file__).parent
    used = "".join(path.read_text("utf-8") for path in folder.rglob("*.html"))
    used += (folder / "explorer.py").read_text("utf-8") + (folder / "editing.py").read_text("utf-8")
    for key, (zh, en) in words.words().items():
        assert zh.count("{}") == en.count("{}")
        stem = key.removeprefix("edit_").removeprefix("set_")
        assert re.search(rf"\b{key}\b|[\"']{stem}[\"']", used) or key[:4] == "set_"


def test_colours_are_those_of_the_picture() -> None:
    sheet = (Path(words.__file__).parent / "static" / "site.css").read_text("utf-8")
    for name, (colour, _, _) in styles.TYPES.items():
        assert f".t-{name} {{ --c: {colour} }}" in sheet
    for name, colour in styles.RELATIONS.items():
        assert f".p-{name} {{ --c: {colour} }}" in sheet


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("", "html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("application/json", "json"),
        ("text/turtle;q=0.9, application/json;q=0.1", "ttl"),
        ("application/*", "html"),
        ("application/json;q=0, text/turtle;q=nonsense", None),
    ],
)
def test_accept(header: str, form: str | None) -> None:
    chosen = accept.choose(header, accept.PAGES)
    assert (chosen[1] if chosen else None) == form


def test_addresses_have_one_canonical_form() -> None:
    assert canonical("park/%e5%9b%ad%2f") == canonical("park/园%2F") == "park/园%2F"


def test_nested_marks_keep_the_longest() -> None:
    park, place = Ref("p", "Park", "无锡高新区"), Ref("x", "Place", "无锡")
    found = pieces("在无锡高新区。", 0, 7, [(1, 3, place), (1, 6, park)], (0, 4))
    assert [(p.text, p.thing, p.chosen) for p in found] == [
        ("在", None, True),
        ("无锡高", park, True),
        ("新区", park, False),
        ("。", None, False),
    ]
    assert [p.first for p in found] == [True, False, False, False]


def test_every_type_and_relation_can_be_said() -> None:
    assert set(styles.TYPES) == set(vocab.TYPES)
    assert set(styles.RELATIONS) == set(vocab.PREDICATES)
