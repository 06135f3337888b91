"""The W3C's tests of the SPARQL 1.1 Protocol and Service Description, over HTTP."""

import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from kg.store import Store

SUITE = Path(__file__).parents[3] / "shared" / "w3c" / "sparql" / "sparql11"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
QUERY_SIDE = """query_post_form query_dataset_default_graphs_get query_dataset_default_graphs_post
query_dataset_named_graphs_post query_dataset_named_graphs_get query_dataset_full
query_multiple_dataset query_get query_content_type_select query_content_type_ask
query_content_type_describe query_content_type_construct query_post_direct bad_query_method
bad_multiple_queries bad_query_wrong_media_type bad_query_missing_form_type
bad_query_missing_direct_type bad_query_non_utf8 bad_query_syntax""".split()
ROWS = {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"}
GRAPHS = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}


@pytest.fixture(scope="module")
def suite() -> Path:
    if not SUITE.is_dir():
        if os.environ.get("CI"):
            pytest.fail("../shared/w3c is missing, and in CI the protocol must be tested")
        pytest.skip("the W3C's tests (../shared/w3c) are not on this machine")
    return SUITE


@pytest.fixture(scope="module")
def manifest(suite: Path) -> Graph:
    return Graph().parse(suite / "protocol" / "manifest.ttl")


@pytest.fixture(scope="module")
def endpoint(suite: Path, tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[Any]:
    path = tmp_path_factory.mktemp("w3c") / "graph.db"
    quads = []
    for name in ("data1", "data2", "data3"):
        graph = f"<http://kasei.us/2009/09/sparql/data/{name}.rdf>"
        triples = Graph().parse(suite / "protocol" / f"{name}.nt", format="nt")
        quads += [(s.n3(), p.n3(), o.n3(), graph) for s, p, o in triples]
    with Store(path) as store:
        store.replace(add=quads)
    with serve(path) as client:
        yield client


def request_of(manifest: Graph, request: Any) -> tuple[str, str, bytes | None, dict[str, str]]:
    headers = {}
    listed = manifest.value(request, HT.headers)
    for header in Collection(manifest, listed) if listed else ():
        name = str(manifest.value(header, HT.fieldName))
        headers[name] = str(manifest.value(header, HT.fieldValue))
    body = manifest.value(request, HT.body)
    content = None
    if body is not None:
        encoding = str(manifest.value(body, CNT.characterEncoding))
        content = str(manifest.value(body, CNT.chars)).encode(encoding)
    path = str(manifest.value(request, HT.absolutePath))
    return path, str(manifest.value(request, HT.methodName)), content, headers


@pytest.mark.parametrize("name", QUERY_SIDE)
def test_the_protocol(manifest: Graph, endpoint: Any, name: str) -> None:
    (test,) = (s for s in manifest.subjects(RDF.type, MF.ProtocolTest) if s.endswith(f"#{name}"))
    requests = Collection(manifest, manifest.value(manifest.value(test, MF.action), HT.requests))
    for request in requests:
        path, method, body, headers = request_of(manifest, request)
        reply = endpoint.ask(path, method, body, headers)
        response = manifest.value(request, HT.resp)
        expected = {str(s)[-3:] for s in manifest.objects(response, MF.expectedStatus)}
        assert f"{reply.status // 100}xx" in expected, reply.text
        if reply.status == 200:
            check(reply, manifest, response)


def check(reply: Any, manifest: Graph, response: Any) -> None:
    form = manifest.value(response, MF.expectedFormat)
    media = reply.headers["content-type"].partition(";")[0]
    if str(form) == "RDF":
        assert media in GRAPHS
        assert len(Graph().parse(data=reply.body, format=media)) >= 0
    else:
        assert media in ROWS
    expected = manifest.value(response, MF.expectedBoolean)
    if expected is not None:
        assert json.loads(reply.text)["boolean"] is expected.toPython()


def test_these_are_all_the_query_side_tests(manifest: Graph) -> None:
    names = {str(s).rpartition("#")[2] for s in manifest.subjects(RDF.type, MF.ProtocolTest)}
    assert {name for name in names if "update" not in name} == set(QUERY_SIDE)
    assert len(QUERY_SIDE) == 20


@pytest.fixture(scope="module")
def described(endpoint: Any) -> tuple[Any, Graph]:
    reply = endpoint.ask("/sparql", headers={"Accept": "text/turtle, application/rdf+xml;q=0.5"})
    return reply, Graph().parse(data=reply.body, format="turtle")


def test_returns_rdf(described: tuple[Any, Graph], endpoint: Any) -> None:
    reply, graph = described
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/turtle")
    assert len(graph) > 0
    for media in GRAPHS:
        other = endpoint.ask("/sparql", headers={"Accept": media})
        assert set(Graph().parse(data=other.body, format=media)) == set(graph)


def test_has_endpoint_triple(described: tuple[Any, Graph], endpoint: Any) -> None:
    assert set(described[1].objects(None, SD.endpoint)) == {URIRef(f"{endpoint.address}/sparql")}


def test_conforms_to_schema(described: tuple[Any, Graph]) -> None:
    # domain, range and terms as the specification's section 3 gives them
    graph = described[1]
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert list(graph.subjects(SD.endpoint)) == [service]
    classes = {"Service", "Dataset", "Graph"}
    properties = "endpoint supportedLanguage feature resultFormat defaultDataset defaultGraph"
    for subject, predicate, value in graph:
        if predicate == RDF.type:
            assert value in {SD[name] for name in classes}
        else:
            assert predicate in {SD[name] for name in properties.split()}
        assert isinstance(value, URIRef)
        assert not isinstance(subject, Literal)
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    for dataset in graph.objects(service, SD.defaultDataset):
        assert (dataset, RDF.type, SD.Dataset) in graph
        assert all(
            (g, RDF.type, SD.Graph) in graph for g in graph.objects(dataset, SD.defaultGraph)
        )


def ask(client: Any, sparql: str, accept: str = "", **more: str) -> Any:
    return client.ask(
        f"/sparql?{urlencode({'query': sparql, **more})}",
        headers={"Accept": accept} if accept else {},
    )


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv", "text/csv"),
        ("text/*", "text/xml"),
    ],
)
def test_rows_are_had_as_the_client_likes(client: Any, accept: str, media: str) -> None:
    reply = ask(client, "SELECT ?n { ?x a pk:Park ; skos:prefLabel ?n }", accept)
    assert reply.status == 200
    assert reply.headers["content-type"].partition(";")[0] == media
    assert "相城经济技术开发区" in reply.text
    assert reply.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("media", sorted(GRAPHS))
def test_triples_are_had_as_the_client_likes(client: Any, media: str) -> None:
    reply = ask(
        client, "CONSTRUCT { ?x skos:prefLabel ?n } { ?x a pk:Park ; skos:prefLabel ?n }", media
    )
    assert reply.headers["content-type"].partition(";")[0] == media
    assert len(Graph().parse(data=reply.body, format=media)) == 1


def test_xml_is_xml(client: Any) -> None:
    reply = ask(client, "ASK {}", "application/sparql-results+xml")
    assert ET.fromstring(reply.body).find("{*}boolean").text == "true"  # type: ignore[union-attr] # noqa: S314 - ours


def test_what_can_not_be_had_is_said(client: Any) -> None:
    reply = ask(client, "ASK {}", "image/png")
    assert reply.status == 406
    assert "text/csv" in reply.text


@pytest.mark.parametrize(
    "sparql",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "SELECT * FROM <http://127.0.0.1:9/graph> { ?a ?b ?c }",
        "LOAD <http://127.0.0.1:9/>",
        "SELECT * { ?a \\u007b",
    ],
)
def test_what_is_not_reading_is_refused(client: Any, sparql: str) -> None:
    assert ask(client, sparql).status == 400
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = client.ask("/sparql", "POST", f"query={quote(sparql)}".encode(), form)
    assert reply.status == 400
    assert client.ask("/sparql", "POST", f"update={quote(sparql)}".encode(), form).status == 403


def test_words_of_an_update_in_a_string_are_no_update(client: Any) -> None:
    assert ask(client, 'ASK { FILTER("SERVICE INSERT LOAD" != "") }').status == 200


def test_a_dataset_of_the_request_goes_before_that_of_the_query(client: Any) -> None:
    nothing = {"default-graph-uri": "http://127.0.0.1:9/none"}
    assert '"boolean":false' in ask(client, "ASK { ?x ?y ?z }", **nothing).text
    assert ask(client, "ASK { ?x ?y ?z }", **{"default-graph-uri": "no iri"}).status == 400


def test_a_body_beyond_the_limit_is_refused(client: Any) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    assert client.ask("/sparql", "POST", b"#" * 2_000_000, direct).status == 413


def test_preflight_is_answered(client: Any) -> None:
    reply = client.ask("/sparql", "OPTIONS", headers={"Origin": "http://example.org"})
    assert reply.status == 204
    assert reply.headers["access-control-allow-origin"] == "*"
    assert client.ask("/").headers.get("access-control-allow-origin") is None


def test_a_browser_is_led_to_the_page_for_asking(client: Any) -> None:
    reply = client.ask("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (reply.status, reply.headers["location"]) == (303, "/query")
