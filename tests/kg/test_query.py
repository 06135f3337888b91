import csv
import io
import json

import pytest
from rdflib import Graph

from kg import answer, graph, query
from kg.errors import QueryError
from kg.model import Article
from kg.store import Store


@pytest.fixture(scope="module")
def store(xiangcheng: Article) -> Store:
    made = Store()
    graph.add(made, [xiangcheng])
    return made


def rows(store: Store, name: str, **parameters: str) -> list[dict[str, str]]:
    text = answer.render(query.run_named(store, name, parameters), "csv")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", sorted(query.named_queries()))
def test_every_stored_query_tells_what_it_answers_and_answers(store: Store, name: str) -> None:
    stored = query.named_queries()[name]
    assert stored.zh
    assert stored.en
    assert stored.about.endswith("?")
    assert query.checked(store, stored.text) == stored.text  # it is run without being checked
    found = query.run_named(store, name)
    assert found.rows or name in {"shared-programmes", "parks-alike", "shared-by-parks"}
    for parameter in stored.parameters:
        assert parameter.name in {*found.variables}


def test_there_are_enough_stored_queries() -> None:
    assert len(query.named_queries()) >= 10


def test_the_people_of_a_park_with_posts(store: Store) -> None:
    (row,) = rows(store, "park-people", park="相城经开区")
    assert (row["person_name"], row["role"]) == ("李惠忠", "书记")
    assert row["organisation_name"] == "相城经开区党工委"


def test_programmes_with_fewer_parts_than_their_name_says(store: Store) -> None:
    (row,) = rows(store, "incomplete-programmes")
    assert (row["name"], row["expected"], row["known"]) == ("五色联盟", "5", "3")


def test_a_parameter_narrows(store: Store) -> None:
    assert len(rows(store, "article-facts")) == 13
    assert len(rows(store, "article-facts", source="相城.txt")) == 13
    assert rows(store, "article-facts", source="别的.txt") == []
    assert len(rows(store, "evidence", thing="李惠忠")) == 2


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("none", {}, "no such stored query"),
        ("park-people", {"town": "x"}, "no parameter"),
        ("park-people", {"park": "没有的园区"}, "nothing of this name"),
        ("park-people", {"park": "五色联盟"}, "nothing of this name"),
    ],
)
def test_wrong_names_and_parameters(
    store: Store, name: str, parameters: dict[str, str], said: str
) -> None:
    with pytest.raises(QueryError, match=said):
        query.run_named(store, name, parameters)


SERVICE = "SERVICE <http://127.0.0.1:9/x> { ?a ?b ?c }"


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("DELETE WHERE { ?s ?p ?o }", "only reading"),
        ("PREFIX x: <http://x/> INSERT DATA { x:a x:b x:c }", "only reading"),
        ("DROP ALL", "only reading"),
        (f"SELECT * {{ {SERVICE} }}", "SERVICE"),
        (f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {SERVICE} }} }}", "SERVICE"),
        (f"SELECT * {{ {{ SELECT ?a {{ OPTIONAL {{ {SERVICE} }} }} }} }}", "SERVICE"),
        (f"ASK {{ ?s ?p ?o MINUS {{ {SERVICE} }} }}", "SERVICE"),
        (f"SELECT * {{ ?s ?p ?o #\r {SERVICE}\n }}", "SERVICE"),
        (f"SELECT * {{ VALUES ?x {{ '\\u0027 #' }} {SERVICE}\n }}", "SPARQL|SERVICE"),
        ("SELECT * { ?s ?p '\\u005Cu0027' }", "escape"),
        ("SELECT * { ?s ?p '\\UFFFFFFFF' }", "no character"),
        ("SELECT * FROM <http://example.org/x> { ?s ?p ?o }", "no such graph"),
        ("SELECT * FROM NAMED pk:x { ?s ?p ?o }", "ontology#x>: no such graph"),
        ("SELECT * { ?s ?p", "line 1"),
        ("SELECT ?x { ?x unknown:p ?y }", "query:"),
        ("", "not SPARQL"),
    ],
)
def test_refused(store: Store, sparql: str, said: str) -> None:
    before = store.dump("nq")
    with pytest.raises(QueryError, match=said) as caught:
        query.run(store, sparql)
    assert "\n" not in str(caught.value)
    assert store.dump("nq") == before


def test_the_word_service_is_no_crime(store: Store) -> None:
    found = query.run(store, "SELECT ?service { ?service ?p 'SERVICE <http://x>' }")
    assert found.rows == ()


def test_from_names_a_graph_of_the_store(store: Store) -> None:
    (article,) = [name for name in store.graphs() if "/article/" in name]
    (document,) = [name for name in store.graphs() if "/document/" in name]
    count = "SELECT (COUNT(*) AS ?n) FROM <{}> {{ ?d pk:text ?t }}"
    for name, expected in ((article, "0"), (document, "1")):
        assert answer.render(query.run(store, count.format(name)), "csv").split() == ["n", expected]


def test_an_answer_stops_at_its_limit(store: Store) -> None:
    cut = query.run(store, "SELECT * { ?s ?p ?o }", rows=5)
    assert (len(cut.rows), cut.truncated) == (5, True)
    whole = query.run(store, "SELECT * { ?s a pk:Park }", rows=1)
    assert (len(whole.rows), whole.truncated) == (1, False)


def test_a_query_stops_at_its_time(store: Store) -> None:
    with pytest.raises(QueryError, match=r"after 0\.2 seconds"):
        query.run(
            store,
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
            seconds=0.2,
        )


def test_formats_of_rows(store: Store) -> None:
    found = query.run(store, "SELECT ?x ?name ?none { ?x a pk:Person ; skos:prefLabel ?name }")
    (row,) = json.loads(answer.render(found, "json"))["results"]["bindings"]
    assert row["name"] == {"type": "literal", "value": "李惠忠", "xml:lang": "zh"}
    assert answer.render(found, "csv").splitlines()[0] == "x,name,none"
    assert '"李惠忠"@zh' in answer.render(found, "tsv")
    assert '<literal xml:lang="zh">李惠忠</literal>' in answer.render(found, "xml")
    with pytest.raises(QueryError, match="CONSTRUCT"):
        answer.render(found, "turtle")


def test_formats_of_booleans(store: Store) -> None:
    found = query.run(store, "ASK { ?x a pk:Park }")
    assert answer.render(found) == "true\n"
    assert json.loads(answer.render(found, "json"))["boolean"] is True
    assert "true" in answer.render(found, "csv")


def test_formats_of_triples(store: Store) -> None:
    found = query.run(store, "CONSTRUCT { ?x a pk:Park } WHERE { ?x a pk:Park }")
    for form, name in (("turtle", "turtle"), ("nt", "nt")):
        assert len(Graph().parse(data=answer.render(found, form), format=name)) == 1
    assert "pk:Park" in answer.render(found)
    with pytest.raises(QueryError, match="SELECT"):
        answer.render(found, "json")
    assert query.run(store, "DESCRIBE ?x { ?x a pk:Park }").form == "triples"


def test_a_table_lines_up_and_shows_no_codes(store: Store) -> None:
    values = "VALUES (?名 ?b) { ('园区\\n\\u001B[31m' 1) ('a' 22) (UNDEF pk:runs) }"
    text = answer.render(query.run(store, f"SELECT ?名 ?b {{ {values} }}"))
    assert text.splitlines() == [
        "名         b",
        "─────────  ───────",
        "园区 [31m  1",
        "a          22",
        "           pk:runs",
    ]


def test_long_cells_are_cut_in_a_table_only(store: Store) -> None:
    found = query.run(store, f"SELECT ('{'长' * 50}' AS ?x) {{}}")
    assert answer.render(found).splitlines()[2] == "长" * 29 + "…"
    assert "长" * 50 in answer.render(found, "csv")
