"""Other people's servers, started here on loopback, answer the stored queries as our store does."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
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


@pytest.fixture(scope="module")
def oxigraph(
    dump: Path, start_oxigraph: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("oxigraph")
    program = str(Path(sys.executable).with_name("oxigraph"))
    load = [program, "load", "--location", "db", "--file"]
    subprocess.run([*load, str(dump)], cwd=folder, check=True, capture_output=True)
    also = ["--graph", "urn:ontology"]
    subprocess.run(
        [*load, str(ontology.path()), *also], cwd=folder, check=True, capture_output=True
    )
    with start_oxigraph(folder, read_only=True) as port:
        yield asking(port, "/query")


@pytest.fixture(scope="module")
def virtuoso(
    dump: Path, start_virtuoso: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("virtuoso")
    shutil.copy(dump, folder / "g.nq")
    shutil.copy(ontology.path(), folder / "ontology.ttl")
    load = "DB.DBA.TTLP(file_to_string_output('{}'), '', '{}', {});"
    both = load.format(folder / "g.nq", "urn:rest", 512)  # 512: N-Quads
    both += load.format(folder / "ontology.ttl", "urn:ontology", 0)
    with start_virtuoso(folder, both) as port:
        yield asking(port, "/sparql")


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
