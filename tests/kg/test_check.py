import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg import check, graph, ontology, vocab
from kg.errors import ParkgraphError
from kg.model import Article, Period, Span
from kg.store import Store
from kg.triples import terms
from kg.triples.terms import Quad, literal, named, tagged

PARK = "https://w3id.org/parkgraph/id/park/相城经济技术开发区"
ALLIANCE = "https://w3id.org/parkgraph/id/programme/五色联盟"
PERSON = "https://w3id.org/parkgraph/id/person/李惠忠"


@pytest.fixture
def store(xiangcheng: Article) -> Store:
    made = Store()
    graph.add(made, [xiangcheng])
    return made


def spoil(store: Store, *changes: tuple[str, str, str]) -> check.Report:
    article = next(store.rows("SELECT ?a { ?a a pk:Article }"))[0]
    quads: list[Quad] = [(named(s), named(p), o, named(article)) for s, p, o in changes]
    store.replace(add=quads)
    return check.check(store)


def faults(report: check.Report) -> set[str]:
    return {violation.shape for violation in report.violations}


def test_a_graph_that_kg_made_conforms(store: Store) -> None:
    report = check.check(store)
    assert report.conforms
    assert report.violations == ()
    assert report.triples > 200
    assert "sh:conforms true" in report.turtle


def test_the_graph_of_the_real_pages_conforms() -> None:
    from extract.pipeline import articles_of, find_documents

    folder = Path(__file__).parents[3] / "shared" / "seeds"
    if not folder.exists():
        pytest.skip("the real pages (../shared/seeds) are not on this machine")
    sources = [source for source in find_documents([str(folder)]) if isinstance(source, str)]
    made = Store()
    graph.add(made, [article for source in sources for article in articles_of(source)])
    assert [v.zh + v.name for v in check.check(made).violations] == []


def test_a_fact_without_evidence(store: Store) -> None:
    other = "https://w3id.org/parkgraph/id/programme/金融紫党建联盟"
    report = spoil(store, (PARK, vocab.PK + "runs", named(other)))
    (fault,) = report.violations
    assert (fault.shape, fault.name) == ("evidence", "相城经济技术开发区")
    assert fault.zh.startswith("事实没有出处")
    assert fault.en.startswith("the fact has no evidence")
    assert (fault.path, fault.value) == (vocab.PK + "runs", other)
    (place,) = fault.places
    assert place.source == "相城.txt"
    assert "相城" in place.text
    assert check.as_json(report)["violations"][0]["places"][0]["text"] == place.text


def test_a_programme_that_is_a_part_of_itself_by_way_of_another(store: Store) -> None:
    part = "https://w3id.org/parkgraph/id/programme/科创蓝党建联盟"
    report = spoil(store, (ALLIANCE, vocab.PK + "partOf", named(part)))
    assert "no-part-of-itself" in faults(report)
    (one,) = [v for v in report.violations if v.node == part]
    assert "partOf" in one.places[0].text


def test_wrong_ends_types_and_names(store: Store) -> None:
    report = spoil(
        store,
        (PERSON, vocab.PK + "runs", named(ALLIANCE)),
        (PARK, vocab.PK + "leads", named(PERSON)),
        (PARK, vocab.RDF + "type", named(vocab.PK + "Company")),
        (PERSON, vocab.SKOS + "prefLabel", tagged("另名", "zh")),
        (ALLIANCE, vocab.KIND, named(vocab.PK + "Park")),
    )
    expected = {"runs-subject", "leads-subject", "leads-object", "one-type", "one-preferred-name"}
    assert faults(report) >= expected | {"kind"}
    assert all(re.search(r"[一-龥]", v.zh) for v in report.violations)
    assert not any(re.search(r"[一-龥]", v.en) for v in report.violations)


@pytest.mark.parametrize(
    ("predicate", "value", "shape"),
    [
        (vocab.END, literal("99999", named(vocab.XSD + "integer")), "inside-its-article"),
        (vocab.QUOTE, tagged("没有这句话。", "zh"), "inside-its-article"),
        (vocab.CONFIDENCE, literal("1.5", named(vocab.XSD + "decimal")), None),
    ],
)
def test_evidence_that_is_not_in_its_article(
    store: Store, predicate: str, value: str, shape: str | None
) -> None:
    statement, old, article = next(
        store.rows(f"SELECT ?s ?o ?a {{ GRAPH ?a {{ ?s a pk:Statement ; <{predicate}> ?o }} }}")
    )
    held = [q for q in store.quads(article) if q[:2] == (named(statement), named(predicate))]
    assert terms.value(held[0][2]) == old
    fresh = (named(statement), named(predicate), value, named(article))
    store.replace(remove=held, add=[fresh])
    (fault,) = check.check(store).violations
    assert fault.shape == (shape or "statement-confidence")
    assert " → " in fault.name
    assert fault.places[0].title == "相城.txt的第0篇"


def test_a_period_that_ends_before_it_begins_or_stands_nowhere(
    make: Callable[..., Article],
) -> None:
    article = make("a.txt", {"e1": ("Park", "甲高新区")}, [])
    there = Span(0, 1, article.text[:1])
    made = Store()
    graph.add(made, [replace(article, periods=(Period("2024-01-01", "2024-12-31", (there,)),))])
    assert check.check(made).conforms
    wrong = [Period("2024-12-31", "2024-01-01", (there,)), Period("2024-02-01", "2024-02-02", ())]
    made = Store()
    graph.add(made, [replace(article, periods=tuple(wrong))])
    assert faults(check.check(made)) == {"period-first-day", "period-words"}


def test_shapes_of_ones_own(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix pk: <https://w3id.org/parkgraph/ontology#> .\n"
        "<urn:own> a sh:NodeShape ; sh:targetClass pk:Park ; sh:property [\n"
        '  sh:path pk:develops ; sh:minCount 1 ; sh:message "园区应有项目"@zh ] .',
        "utf-8",
    )
    (fault,) = check.check(store, [own]).violations
    assert (fault.zh, fault.en) == ("园区应有项目", "园区应有项目")
    own.write_text("not turtle", "utf-8")
    with pytest.raises(ParkgraphError, match="not Turtle"):
        check.check(store, [own])
    with pytest.raises(ParkgraphError, match="No such file"):
        check.check(store, [tmp_path / "none.ttl"])


def classes(source: Graph, node: Node | None, predicates: tuple[URIRef, URIRef]) -> set[str]:
    """The classes that a node names: one, or those of a list of alternatives."""
    single, several = predicates
    assert node is not None
    one = node if isinstance(node, URIRef) and several == OWL.unionOf else None
    one = one or source.value(node, single)
    if one is not None:
        return {str(one)}
    listed = source.value(node, several)
    assert listed is not None
    members = list(Collection(source, listed))
    return {str(source.value(m, single) if isinstance(m, BNode) else m) for m in members}


def test_shapes_and_ontology_agree_on_the_ends_of_relations() -> None:
    shapes, terms = Graph().parse(check.shapes_path()), ontology.read()
    for name in vocab.PREDICATES:
        for end, side in (("subject", RDFS.domain), ("object", RDFS.range)):
            shape = URIRef(f"https://w3id.org/parkgraph/shapes#{name}-{end}")
            allowed = classes(shapes, shape, (SH["class"], SH["or"]))
            said = terms.value(URIRef(vocab.PK + name), side)
            assert allowed == classes(terms, said, (OWL.Class, OWL.unionOf)), (name, end)


def test_every_shape_speaks_both_languages_and_only_defined_terms() -> None:
    shapes = Graph().parse(check.shapes_path())
    text = check.shapes_path().read_text("utf-8")
    for shape in set(shapes.subjects(RDF.type, SH.PropertyShape)) | set(
        shapes.subjects(RDF.type, SH.SPARQLConstraint)
    ):
        assert {m.language for m in shapes.objects(shape, SH.message)} == {"zh", "en"}, shape
    names = set(re.findall(r"\bpk:(\w+)", text)) - {"kinds"}
    assert {vocab.PK + name for name in names} <= vocab.defined_terms()


def test_the_order_of_loading_makes_no_difference(make: Callable[..., Article]) -> None:
    first = make("a.txt", {"e1": ("Park", "甲高新区"), "e2": ("Programme", "乙行动")}, [])
    second = make("b.txt", {"e1": ("Park", "甲高新区")}, [])
    one, other = Store(), Store()
    graph.add(one, [first, second])
    graph.add(other, [second])
    graph.add(other, [first])
    assert check.check(one) == check.check(other)
