"""``--store http://…`` and ``kg export --to http://…`` against other people's servers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from beside import load
from click.testing import CliRunner

from extract.pipeline import articles_of
from kg import answer, cli, graph, location, lookup, publish, query
from kg.errors import ParkgraphError, QueryError, StoreError
from kg.model import Article
from kg.remote import Remote
from kg.store import Dataset, Store

web = load("web", "conftest.py")
PAGES = Path(__file__).parents[1] / "articles" / "dev"
NAMES = ["五色联盟", "相城经开区", "红芯护航", "無錫高新區", "没有的名字"]


@dataclass
class Server:
    asked: str
    written: str


@pytest.fixture(scope="module")
def folder(xiangcheng: Article, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of real pages, and of two articles that agree: their triples stand in two graphs."""
    path = tmp_path_factory.mktemp("remote") / "g.db"
    again = replace(xiangcheng, source="另一篇.txt", date="2024-06-07")
    read = [a for name in ("w1-clean.txt", "w6-epaper.txt") for a in articles_of(str(PAGES / name))]
    with Store(path) as store:
        graph.add(store, [xiangcheng, again, *read])
    return path


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(
    request: pytest.FixtureRequest,
    folder: Path,
    start_oxigraph: Any,
    start_virtuoso: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("server")
    if request.param == "oxigraph":
        with start_oxigraph(place) as port:
            made = Server(f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/store")
            write(folder, made.written)
            yield made
    else:
        with start_virtuoso(place) as port:
            graphs = f"http://dba:dba@127.0.0.1:{port}/sparql-graph-crud-auth"
            made = Server(f"http://127.0.0.1:{port}/sparql", graphs)
            write(folder, made.written)
            yield made


def write(folder: Path, address: str) -> publish.Published:
    with Store(folder, read_only=True) as store:
        return publish.publish(store, address)


def kg(*args: str) -> str:
    runner = CliRunner()
    done = runner.invoke(cli.main, list(args))
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_look_ups_are_the_same(server: Server, folder: Path, name: str) -> None:
    with Store(folder, read_only=True) as here, location.opened(server.asked) as there:
        assert lookup.cards(there, name) == lookup.cards(here, name)
        assert lookup.near(there, name) == lookup.near(here, name)


@pytest.mark.parametrize("name", sorted(query.named_queries()))
def test_stored_queries_are_the_same(server: Server, folder: Path, name: str) -> None:
    with Store(folder, read_only=True) as here, location.opened(server.asked) as there:
        ours = answer.render(query.run_named(here, name), "json")
        assert answer.render(query.run_named(there, name), "json") == ours


def test_stored_queries_can_be_narrowed(server: Server, folder: Path) -> None:
    given = {"park": "相城经开区"}
    with Store(folder, read_only=True) as here, location.opened(server.asked) as there:
        ours = query.run_named(here, "park-people", given)
        assert ours.rows
        assert query.run_named(there, "park-people", given).rows == ours.rows
        assert len(query.run_named(there, "park-people").rows) > len(ours.rows)


def test_the_picture_is_the_same(server: Server, folder: Path, tmp_path: Path) -> None:
    pages = []
    for place in (str(folder), server.asked):
        path = tmp_path / f"{len(pages)}.html"
        kg("--store", place, "view", "-o", str(path), "--around", "五色联盟", "--depth", "2")
        pages.append(path.read_bytes())
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { ?x skos:prefLabel '五色联盟'@zh }",
        "# SELECT\nPREFIX select: <https://w3id.org/parkgraph/ontology#>\nASK { ?x a select:Park }",
        "CONSTRUCT { ?x pk:runs ?y } { ?x pk:runs ?y }",
        "SELECT ?n ?d { ?a a pk:Article ; dcterms:title ?n OPTIONAL { ?a dcterms:date ?d } }",
    ],
)
def test_every_form_of_query_is_the_same(server: Server, folder: Path, sparql: str) -> None:
    ours = sorted(kg("--store", str(folder), "query", sparql).splitlines())
    assert sorted(kg("--store", server.asked, "query", sparql).splitlines()) == ours
    assert ours not in ([], ["false"])


def test_a_dataset_can_be_named(server: Server, folder: Path) -> None:
    with Store(folder, read_only=True) as here, location.opened(server.asked) as there:
        one = next(g for g in here.graphs() if "/article/" in g)
        assert sorted(there.quads(one)) == sorted(here.quads(one))
        assert there.has_graph(one)
        assert not there.has_graph("urn:none")
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        only = Dataset(default=(one,))
        assert list(there.query(count, None, only)) == list(here.query(count, None, only))


def test_pages_are_served_from_there(server: Server, folder: Path) -> None:
    paths = ["/", "/list/Programme", "/programmes", "/list/Article", "/id/programme/五色联盟"]
    forms = [f"{path}?format={form}" for path in paths for form in ("html", "json", "ttl")]
    shown = []
    for place in (folder, server.asked):
        with web.serving(place) as client:
            asked = [
                client.ask(quote(path, "/?=%&")) for path in [*forms, "/sparql?query=ASK%7B%7D"]
            ]
            assert {reply.status for reply in asked} == {200}
            shown.append([reply.text for reply in asked])
    ours, theirs = (dict(zip([*forms, "ask"], texts, strict=True)) for texts in shown)
    assert {path for path in ours if ours[path] != theirs[path]} <= {"/?format=ttl"}


def test_what_left_the_graph_leaves_the_server(
    server: Server, folder: Path, make: Any, tmp_path: Path
) -> None:
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    with Store(folder, read_only=True) as store, location.opened(server.asked) as there:
        before = sorted(there.graphs())
        held = graph.articles(store)
        total = next(there.rows(count))
    with Store(tmp_path / "more.db") as more:
        graph.add(more, [*held, make("新.txt", {"e1": ("Park", "苏州工业园区")}, [])])
    added = write(tmp_path / "more.db", server.written)
    assert added.removed == 0
    with location.opened(server.asked) as there:
        assert lookup.cards(there, "苏州工业园区")
        assert len(there.graphs()) > len(before)
    back = write(folder, server.written)
    assert back.removed == added.written - back.written
    with location.opened(server.asked) as there:
        assert not lookup.cards(there, "苏州工业园区")
        assert sorted(there.graphs()) == before
        assert next(there.rows(count)) == total


def test_a_server_that_is_only_read_is_not_changed(server: Server) -> None:
    with location.opened(server.asked) as there, pytest.raises(StoreError, match="only read"):
        there.replace(drop=["urn:x"])
    with location.opened(server.asked) as there, pytest.raises(QueryError, match="only reading"):
        query.run(there, "DELETE WHERE { ?s ?p ?o }")


def test_virtuoso_wants_to_know_who_writes(
    start_virtuoso: Any, folder: Path, tmp_path: Path
) -> None:
    with start_virtuoso(tmp_path) as port:
        for login, path in (
            ("", "sparql-graph-crud"),
            ("", "sparql-graph-crud-auth"),
            ("dba:wrong@", "sparql-graph-crud-auth"),
        ):
            with pytest.raises(StoreError, match="not authorised") as caught:
                write(folder, f"http://{login}127.0.0.1:{port}/{path}")
            assert "wrong" not in str(caught.value)
        with pytest.raises(StoreError, match="no Graph Store Protocol here"):
            write(folder, f"http://127.0.0.1:{port}/sparql")
        with pytest.raises(StoreError, match="is no SPARQL endpoint"):
            Remote(f"http://127.0.0.1:{port}/conductor")


def test_rows_that_a_server_leaves_out_are_missed(
    start_virtuoso: Any, folder: Path, tmp_path: Path
) -> None:
    with start_virtuoso(tmp_path) as port:
        write(folder, f"http://dba:dba@127.0.0.1:{port}/sparql-graph-crud-auth")
        with Remote(f"http://127.0.0.1:{port}/sparql") as there:
            every = "SELECT ?s ?p ?o ?a { ?s ?p ?o . ?x a pk:Article . ?x ?a ?y }"
            with pytest.raises(QueryError, match="cuts answers at 100000 rows"):
                there.query(every)


@contextmanager
def saying(status: int, media: str, body: bytes, headers: dict[str, str] | None = None) -> Any:
    """A server that says the same to everybody, and remembers what it was sent."""
    met: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            met.append(dict(self.headers))
            fine = "WWW-Authenticate" not in (headers or {}) or "Authorization" in self.headers
            self.send_response(200 if fine and headers else status)
            for key, value in (headers or {}).items():
                self.send_header(key, value)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}/sparql", met
    finally:
        server.shutdown()
        server.server_close()


JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("status", "media", "body", "reason"),
    [
        (404, "text/html", b"<html>not here", "is no SPARQL endpoint (HTTP 404, text/html)"),
        (200, "text/html", b"<html>welcome", "is no SPARQL endpoint (HTTP 200, text/html)"),
        (401, "text/plain", b"", "not authorised (HTTP 401)"),
        (403, "text/plain", b"", "not authorised (HTTP 403)"),
        (503, "text/plain", b"busy\nnow", "says: busy now"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    status: int, media: str, body: bytes, reason: str
) -> None:
    with saying(status, media, body) as (place, _):
        for command in (["query", "ASK {}"], ["lookup", "甲"], ["view", "-o", "p.html"], ["serve"]):
            done = CliRunner().invoke(cli.main, ["--store", f"http://{place}", *command])
            assert isinstance(done.exception, SystemExit)
            assert done.exit_code == 1
            assert done.stderr.count("\n") == 1
            assert reason in done.stderr
            assert place in done.stderr


def test_nobody_there() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        for address in (f"http://127.0.0.1:{port}/sparql", "http://no-such-host.invalid/sparql"):
            done = CliRunner().invoke(cli.main, ["--store", address, "query", "ASK {}"])
            assert done.exit_code == 1
            assert f"{address}: can't be reached (" in done.stderr
            assert done.stderr.count("\n") == 1


def test_a_password_is_given_when_asked_for_and_never_shown() -> None:
    login = {"WWW-Authenticate": 'Basic realm="graphs"'}
    with saying(401, JSON, b'{"head":{},"boolean":true}', login) as (place, met):
        with Remote(f"http://n%C3%A4me:p%40ss@{place}") as there:
            assert there.query("ASK {}")
        assert "Authorization" not in met[0]
        assert met[1]["Authorization"].startswith("Basic ")
    with saying(403, "text/plain", b"") as (place, _):
        with pytest.raises(ParkgraphError) as caught:
            Remote(f"http://name:secret@{place}")
        assert "secret" not in str(caught.value)


def test_other_commands_want_a_folder() -> None:
    for command in (["stats"], ["build", "x"], ["export", "-o", "x.ttl"], ["serve", "--edit"]):
        done = CliRunner().invoke(cli.main, ["--store", "http://127.0.0.1:1/sparql", *command])
        assert done.exit_code == 2
        assert "folder" in done.stderr


@pytest.mark.parametrize("address", ["http://", "http:///x", "http://[::1/x", "http://h:port/x"])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(StoreError, match="is no address"):
        Remote(address)
