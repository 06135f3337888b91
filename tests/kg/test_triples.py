import dataclasses
from collections.abc import Callable

from kg import graph, iri, vocab
from kg.model import Article, Period, Span
from kg.resolve import resolve
from kg.store import Store
from kg.triples import article_from, in_order, quads
from kg.triples.terms import is_term, literal, named, tagged

RDF_TYPE = named(vocab.RDF + "type")


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
    name = named(iri.article(iri.BASE, "相城.txt", 0))
    found = quads(xiangcheng, resolve([xiangcheng]), iri.BASE)
    assert {quad[3] for quad in found} == {name}
    assert all(is_term(term) for quad in found for term in quad)


def test_direct_triples_labels_and_posts(xiangcheng: Article) -> None:
    found = {quad[:3] for quad in quads(xiangcheng, resolve([xiangcheng]), iri.BASE)}
    park = named(f"{iri.BASE}park/相城经济技术开发区")
    alliance = named(f"{iri.BASE}programme/五色联盟")
    assert (park, named(vocab.PK + "runs"), alliance) in found
    assert (park, named(vocab.SKOS + "altLabel"), tagged("相城经开区", "zh")) in found
    assert (alliance, named(vocab.KIND), named(vocab.PK + "alliance")) in found
    expected = literal("5", named(vocab.XSD + "integer"))
    assert (alliance, named(vocab.EXPECTED_PARTS), expected) in found
    membership = named(vocab.ORG + "Membership")
    (post,) = {s for s, p, o in found if p == RDF_TYPE and o == membership}
    assert (post, named(vocab.ORG + "role"), tagged("书记", "zh")) in found
    person = named(f"{iri.BASE}person/李惠忠")
    assert (post, named(vocab.ORG + "member"), person) in found


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
    assert not [quad for quad in found if quad[1] == named(vocab.PK + "locatedIn")]
    assert article_from(found, article.text) == ordered(article)


def test_what_lies_in_the_iri_of_an_article_is_told_of_in_its_graph_only(
    gold_articles: list[Article],
) -> None:
    naming = resolve(gold_articles)
    for article in gold_articles:
        for subject, _, _, name in quads(article, naming, iri.BASE):
            assert "#" not in subject or subject.startswith(f"{name[:-1]}#")
