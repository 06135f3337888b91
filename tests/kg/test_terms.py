import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import iri, vocab
from kg.errors import StoreError
from kg.store import Store
from kg.triples.terms import Quad, datatype, is_named, language, literal, named, tagged, value

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SUBJECT, PREDICATE, GRAPH = (f"<http://example.org/{name}>" for name in ("甲", "p", "图"))
TYPES = [
    ("date", "2022-10-24"),
    ("gYearMonth", "2022-10"),
    ("gYear", "2022"),
    ("integer", "0"),
    ("integer", "-17"),
    ("decimal", "0.97"),
    ("decimal", "1"),
    ("boolean", "true"),
    ("date", "第一天\n"),
    ("anyURI", "http://example.org/"),
]
LITERALS = st.one_of(
    TEXTS.map(literal),
    st.tuples(TEXTS, st.sampled_from(["zh", "en", "zh-hant"])).map(lambda t: tagged(*t)),
    st.sampled_from(TYPES).map(lambda t: literal(t[1], named(vocab.XSD + t[0]))),
    TEXTS.map(lambda text: named(iri.thing(iri.BASE, "Park", text))),
)


@given(TEXTS)
def test_a_text_is_read_back_from_its_term(text: str) -> None:
    for term in (literal(text), tagged(text, "zh"), literal(text, GRAPH)):
        assert value(term) == text
        assert not is_named(term)
        assert "\n" not in term


def test_every_character_is_written_as_the_engine_writes_it() -> None:
    texts = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert [t for t in texts if literal(t) != str(ox.Literal(t))] == []
    assert [t for t in texts if value(literal(t)) != t] == []


@pytest.mark.parametrize("way", ["load", "bulk_load", "update"])
@settings(deadline=None)
@given(st.lists(LITERALS, min_size=1, unique=True))
def test_quads_come_out_of_the_store_as_they_went_in(way: str, objects: list[str]) -> None:
    first: Quad = (SUBJECT, SUBJECT, SUBJECT, GRAPH)
    quads = {(SUBJECT, PREDICATE, term, GRAPH) for term in objects}
    store = Store()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.store._BULK", 1 if way == "bulk_load" else 10_000)
        if way == "update":
            store.replace(add=[first])
        store.replace(remove=[first] if way == "update" else [], add=quads)
    assert set(store.quads(value(GRAPH))) == quads
    assert set(store.about(value(GRAPH), [value(SUBJECT)])) == quads
    assert len(store) == len(quads)
    store.replace(remove=quads)
    assert store.dump("nq") == store.dump("nt") == b""


def test_the_parts_of_a_literal() -> None:
    number = literal('1" @ "', named(vocab.XSD + "integer"))
    assert (datatype(number), language(number)) == (vocab.XSD + "integer", None)
    assert (datatype(tagged('"@en', "zh")), language(tagged('"@en', "zh"))) == (None, "zh")
    assert (datatype(literal("<a>")), language(literal("<a>"))) == (None, None)


@pytest.mark.parametrize("term", ["_:b1", f"<<( {SUBJECT} {PREDICATE} {GRAPH} )>>"])
def test_what_parkgraph_never_writes_is_refused(term: str) -> None:
    with pytest.raises(StoreError, match="did not write"):
        value(term)


@pytest.mark.parametrize("bulk", [1, 10_000])
def test_half_a_character_or_a_base_that_is_no_iri_changes_nothing(
    bulk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store._BULK", bulk)
    store = Store()
    for wrong in (
        (SUBJECT, PREDICATE, literal("\ud83d"), GRAPH),
        (SUBJECT, PREDICATE, literal("x"), "<no base/article>"),
        (SUBJECT, PREDICATE, literal("x"), "<http://example.org/a b>"),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 - Python's and the engine's own words
            store.replace(add=[(SUBJECT, PREDICATE, literal("x"), GRAPH), wrong])
        assert len(store) == 0


@given(TEXTS, st.integers(0, 10**6))
def test_the_engine_takes_every_iri_that_is_made(text: str, number: int) -> None:
    graph = iri.article(iri.BASE, text, number)
    for made in (
        graph,
        iri.document(iri.BASE, text),
        iri.register(iri.BASE, text),
        iri.thing(iri.BASE, "Person", text, text),
        iri.part(graph, text, text),
        iri.hashed(graph, "fact", text),
        iri.span(graph, number, number + 1),
    ):
        assert str(ox.NamedNode(made)) == named(made)
