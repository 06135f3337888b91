"""Whatever is asked: an answer or one line that says why not, and never a changed graph."""

from collections.abc import Callable, Iterator

import pytest
from growth import limited
from hypothesis import given
from hypothesis import strategies as st
from texts import PIECES, TEXTS, fuzzing

from kg import graph, lookup, query
from kg.errors import QueryError
from kg.model import Article
from kg.store import Store

_SECONDS = 60  # of the processor: only what never ends takes as long
_WORDS = (
    "SELECT ASK CONSTRUCT DESCRIBE INSERT DELETE DATA WHERE LOAD CLEAR DROP CREATE ADD MOVE COPY "
    "WITH USING INTO GRAPH SERVICE SILENT FROM NAMED UNION OPTIONAL MINUS FILTER BIND VALUES "
    "PREFIX BASE LIMIT OFFSET ORDER BY GROUP HAVING COUNT DISTINCT NOT EXISTS REGEX STR IRI a * ; "
    "{ } ( ) [ ] . , ?s ?p ?o $x <http://x.example/> <urn:x> pk:runs rdf:type _:b 1 'a' \"b\"@zh "
    "''' \\u0053 # \\ ^ | / + ! && || = << >> ?s*"
).split()
_SOUP = st.lists(st.one_of(st.sampled_from(_WORDS), PIECES.map(lambda p: p[:40])), max_size=24)
_CHANGES = (
    "INSERT DATA {{ <urn:a> <urn:b> {0} }}",
    "DELETE WHERE {{ ?s ?p {0} }}",
    "WITH <urn:g> DELETE {{ ?s ?p {0} }} INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p {0} }}",
    "LOAD <http://127.0.0.1:9/{1}> INTO GRAPH <urn:g>",
    "CLEAR ALL # {1}",
    "DROP GRAPH <urn:{1}>",
    "CREATE GRAPH <urn:{1}>",
    "COPY DEFAULT TO <urn:{1}>",
    "SELECT * {{ ?s ?p {0} }} ; DELETE WHERE {{ ?s ?p ?o }}",
    "SELECT * {{ ?s ?p {0} SERVICE <http://127.0.0.1:9/{1}> {{ ?s ?p ?o }} }}",
    "ASK {{ {{ SELECT * {{ SERVICE SILENT ?g {{ ?s ?p {0} }} }} }} }}",
    "SELECT * FROM <http://127.0.0.1:9/{1}> {{ ?s ?p {0} }}",
    "CONSTRUCT {{ ?s ?p ?o }} FROM NAMED <http://127.0.0.1:9/{1}> WHERE {{ ?s ?p {0} }}",
)
_LEADS = ("", "PREFIX x: <urn:x#>\n", "# SELECT\r", "BASE <urn:b>\n", "\ufeff", "\t\n ")


@pytest.fixture(scope="module")
def store(xiangcheng: Article) -> Iterator[Store]:
    with Store() as made:
        graph.add(made, [xiangcheng])
        yield made


def _answered(ask: Callable[[], object]) -> bool:
    """Whether there was an answer; a refusal has one line."""
    with limited(_SECONDS):
        try:
            ask()
        except QueryError as error:
            refused = str(error)
        else:
            return True
    assert len(refused.splitlines()) == 1
    return False


def _count(store: Store) -> list[tuple[str, ...]]:
    return list(store.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))


@fuzzing
@given(words=_SOUP)
def test_any_words_are_answered_or_refused_and_change_nothing(
    store: Store, words: list[str]
) -> None:
    before = _count(store)
    _answered(lambda: query.run(store, " ".join(words), rows=100))
    assert _count(store) == before


@fuzzing
@given(
    change=st.sampled_from(_CHANGES),
    lead=st.sampled_from(_LEADS),
    text=st.text(
        st.characters(exclude_characters='"\\\r\n', exclude_categories=("Cs",)), max_size=9
    ),
    hidden=st.booleans(),
    number=st.integers(0, 9999),
)
def test_changes_and_the_network_are_always_refused(
    store: Store, change: str, lead: str, text: str, hidden: bool, number: int
) -> None:
    sparql = lead + change.format(f'"{text}"', number)
    if hidden:
        word = max((w for w in sparql.split() if w.isalpha() and w.isupper()), key=len)
        sparql = sparql.replace(word, f"\\u{ord(word[0]):04X}{word[1:]}", 1)
    before = _count(store)
    assert not _answered(lambda: query.run(store, sparql, rows=100))
    assert _count(store) == before


@fuzzing
@given(
    depth=st.integers(1, 400), opening=st.sampled_from(("{", "(", "[", "!(", "OPTIONAL {", "<<"))
)
def test_deeply_nested_queries_are_answered_or_refused(
    store: Store, depth: int, opening: str
) -> None:
    _answered(lambda: query.run(store, "SELECT * { " + opening * depth + " ?s ?p ?o", rows=100))


@fuzzing
@given(name=st.one_of(TEXTS.map(lambda text: text[:400]), st.text(max_size=60)))
def test_any_name_can_be_looked_up(store: Store, name: str) -> None:
    with limited(_SECONDS):
        found = lookup.cards(store, name)
        nearest = lookup.near(store, name)
    assert all(card.name for card in found)
    assert len(nearest) <= 5


@fuzzing
@given(
    asked=st.sampled_from(
        [(q, p.name) for q in query.named_queries().values() for p in q.parameters]
    ),
    value=st.one_of(PIECES.map(lambda piece: piece[:300]), st.text(max_size=60)),
)
def test_any_value_can_narrow_a_stored_query(
    store: Store, asked: tuple[query.NamedQuery, str], value: str
) -> None:
    stored, parameter = asked
    _answered(lambda: query.run_named(store, stored.name, {parameter: value}, rows=10))
