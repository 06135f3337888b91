"""Other people's servers, started here on loopback, answer the stored queries as our store does."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from export import rdf
from extract.pipeline import articles_of
from kg import answer, graph, ontology, query, vocab
from kg.model import Article
from kg.store import Store

Ask = Callable[[str], dict[str, Any]]
PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in vocab.PREFIXES.items())
PAGES = Path(__file__).parents[1] / "articles" / "dev"
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH <urn:ontology> { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def store(xiangcheng: Article) -> Store:
    """A graph of real pages, and of two articles that agree: their triples stand in two graphs."""
    made = Store()
    again = replace(xiangcheng, source="另一篇.txt", date="2024-06-07")
    read = [a for name in ("w1-clean.txt", "w6-epaper.txt") for a in articles_of(str(PAGES / name))]
    graph.add(made, [xiangcheng, again, *read])
    return made


@pytest.fixture(scope="module")
def dump(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dump") / "g.nq"
    rdf.write(store, path)
    return path


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def asking(port: int, path: str) -> Ask:
    def ask(sparql: str) -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        wanted = {"Accept": "application/sparql-results+json"}
        connection.request("GET", f"{path}?{urlencode({'query': PREFIXES + sparql})}", None, wanted)
        found = connection.getresponse()
        body = found.read().decode()
        assert found.status == 200, body
        return dict(json.loads(body))

    return ask


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """A server, from when its port answers until we are done with it."""
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
        try:
            for _ in range(400):
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, log.read_text("utf-8", "replace")
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def oxigraph(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder, port = tmp_path_factory.mktemp("oxigraph"), free_port()
    program = str(Path(sys.executable).with_name("oxigraph"))
    load = [program, "load", "--location", "db", "--file"]
    subprocess.run([*load, str(dump)], cwd=folder, check=True, capture_output=True)
    also = ["--graph", "urn:ontology"]
    subprocess.run(
        [*load, str(ontology.path()), *also], cwd=folder, check=True, capture_output=True
    )
    serve = [program, "serve-read-only", "--location", "db", "--union-default-graph"]
    with running([*serve, "--bind", f"127.0.0.1:{port}"], folder, port):
        yield asking(port, "/query")


INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 4000
DirsAllowed = {folder}
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 100000
"""


@pytest.fixture(scope="module")
def virtuoso(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    if shutil.which("virtuoso-t") is None:
        reason = "virtuoso-t is not installed (Debian: virtuoso-opensource-7-bin)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("virtuoso")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(INI.format(sql=sql, http=http, folder=folder))
    shutil.copy(dump, folder / "g.nq")
    shutil.copy(ontology.path(), folder / "ontology.ttl")
    load = "DB.DBA.TTLP(file_to_string_output('{}'), '', '{}', {});"
    both = load.format(folder / "g.nq", "urn:rest", 512)  # 512: N-Quads
    both += load.format(folder / "ontology.ttl", "urn:ontology", 0)
    with running(["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"], folder, http):
        isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={both}"]
        done = subprocess.run(isql, capture_output=True, text=True, check=True, timeout=60)
        assert "Error" not in done.stderr + done.stdout, done.stdout + done.stderr
        yield asking(http, "/sparql")


@pytest.fixture(params=["oxigraph", "virtuoso"])
def ask(request: pytest.FixtureRequest) -> Ask:
    found: Ask = request.getfixturevalue(request.param)
    return found


def rows(results: dict[str, Any], names: list[str]) -> list[tuple[object, ...]]:
    return [
        tuple(_term(binding.get(name)) for name in names)
        for binding in results["results"]["bindings"]
    ]


def _term(term: dict[str, str] | None) -> object:
    if term is None:
        return None
    # Virtuoso says typed-literal, as drafts of the format did, and xsd:string or nothing.
    kind = "literal" if term["type"] == "typed-literal" else term["type"]
    datatype = term.get("datatype", "").removesuffix(vocab.XSD + "string")
    return kind, term["value"], term.get("xml:lang"), datatype


@pytest.mark.parametrize("name", sorted(query.named_queries()))
def test_a_stored_query_has_the_same_answer(store: Store, ask: Ask, name: str) -> None:
    here = json.loads(answer.render(query.run_named(store, name), "json"))
    names = here["head"]["vars"]
    there = ask(query.named_queries()[name].text)
    ours, theirs = rows(here, names), rows(there, names)
    assert Counter(theirs) == Counter(ours)
    assert theirs == ours  # in the same order, too
    assert ours


def test_the_ontology_loads(ask: Ask) -> None:
    (row,) = rows(ask(COUNT), ["n"])
    assert row[0] == ("literal", str(len(ontology.read())), None, vocab.XSD + "integer")
