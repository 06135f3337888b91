import dataclasses
from collections.abc import Callable

from rdflib import BNode, Literal, URIRef

from kg import graph, iri, vocab
from kg.model import Article, Period, Span
from kg.resolve import resolve
from kg.store import Store
from kg.triples import article_from, in_order, quads

RDF_TYPE = URIRef(vocab.RDF + "type")


def ordered(article: Article) -> Article:
    """The article in the order in which it is read back."""
    facts = sorted(
        set(article.facts),
        key=lambda f: (
            f.evidence.start,
            f.evidence.end,
            f.subject,
            f.predicate,
            f.object,
            f.role or "",
        ),
    )
    return dataclasses.replace(article, entities=in_order(article.entities), facts=tuple(facts))


def test_an_article_is_read_back(xiangcheng: Article) -> None:
    found = quads(xiangcheng, resolve([xiangcheng]), iri.BASE)
    assert article_from(found, xiangcheng.text) == ordered(xiangcheng)


def test_articles_are_read_back_from_a_store(gold_articles: list[Article]) -> None:
    store = Store()
    graph.add(store, gold_articles)
    wanted = sorted(gold_articles, key=lambda article: article.source)
    assert graph.articles(store) == [ordered(article) for article in wanted]


def test_partial_dates_and_no_date(make: Callable[..., Article]) -> None:
    for date in ("2022-10", "2022", "去年", None):
        article = make("a.txt", {"e1": ("Park", "徐庄高新区")}, [], date=date)
        found = quads(article, resolve([article]), iri.BASE)
        assert article_from(found, article.text).date == date


def test_what_an_article_says_of_itself_is_read_back(xiangcheng: Article) -> None:
    there = Span(0, 2, xiangcheng.text[:2])
    whole = dataclasses.replace(
        ordered(xiangcheng),
        medium="某报",
        section="园区",
        authors=("李四光", "王小二"),
        periods=(Period("2024-01-01", "2024-12-31", (there,)),),
    )
    found = quads(whole, resolve([whole]), iri.BASE)
    assert article_from(found, whole.text) == whole


def test_everything_stands_in_the_graph_of_the_article(xiangcheng: Article) -> None:
    name = URIRef(iri.article(iri.BASE, "相城.txt", 0))
    found = quads(xiangcheng, resolve([xiangcheng]), iri.BASE)
    assert {quad[3] for quad in found} == {name}
    assert not any(isinstance(term, BNode) for quad in found for term in quad)


def test_direct_triples_labels_and_posts(xiangcheng: Article) -> None:
    found = {quad[:3] for quad in quads(xiangcheng, resolve([xiangcheng]), iri.BASE)}
    park = URIRef(f"{iri.BASE}park/相城经济技术开发区")
    alliance = URIRef(f"{iri.BASE}programme/五色联盟")
    assert (park, URIRef(vocab.PK + "runs"), alliance) in found
    assert (park, URIRef(vocab.SKOS + "altLabel"), Literal("相城经开区", lang="zh")) in found
    assert (alliance, URIRef(vocab.KIND), URIRef(vocab.PK + "alliance")) in found
    expected = Literal("5", datatype=URIRef(vocab.XSD + "integer"))
    assert (alliance, URIRef(vocab.EXPECTED_PARTS), expected) in found
    membership = URIRef(vocab.ORG + "Membership")
    (post,) = {s for s, p, o in found if p == RDF_TYPE and o == membership}
    assert (post, URIRef(vocab.ORG + "role"), Literal("书记", lang="zh")) in found
    person = URIRef(f"{iri.BASE}person/李惠忠")
    assert (post, URIRef(vocab.ORG + "member"), person) in found


def test_every_statement_has_its_sentence(gold_articles: list[Article]) -> None:
    for article in gold_articles:
        for fact in article_from(quads(article, resolve([article]), iri.BASE), article.text).facts:
            where = fact.evidence
            assert article.text[where.start : where.end] == where.text


def test_two_names_of_one_thing_are_not_related_to_themselves(
    make: Callable[..., Article],
) -> None:
    article = make(
        "a.txt",
        {"e1": ("Park", "徐庄高新区"), "e2": ("Park", "徐庄高新技术产业开发区")},
        [("e1", "locatedIn", "e2")],
    )
    found = quads(article, resolve([article]), iri.BASE)
    assert not [quad for quad in found if quad[1] == URIRef(vocab.PK + "locatedIn")]
    assert article_from(found, article.text) == ordered(article)
