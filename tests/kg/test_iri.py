import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from kg import iri

BASE = iri.BASE


def test_chinese_stays_readable() -> None:
    assert iri.thing(BASE, "Programme", "三项工程") == f"{BASE}programme/三项工程"
    assert iri.thing(BASE, "PartyOrganisation", "党工委").startswith(f"{BASE}party-organisation/")


def test_a_qualifier_is_set_off() -> None:
    named = iri.thing(BASE, "Programme", "三项工程", "相城经济技术开发区")
    assert named == f"{BASE}programme/三项工程@相城经济技术开发区"
    assert iri.segment("a@b") == "a%40b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A B", "A%20B"),
        ("丹佛斯（江苏）", "丹佛斯(江苏)"),
        ("a/b#c?d", "a%2Fb%23c%3Fd"),
        ("<x>\n", "%3Cx%3E"),
        ("12英寸", "12英寸"),
    ],
)
def test_segment(text: str, expected: str) -> None:
    assert iri.segment(text) == expected


def test_articles_of_one_name_in_two_folders_differ() -> None:
    one, other = iri.article(BASE, "a/page.txt", 0), iri.article(BASE, "b/page.txt", 0)
    assert one != other
    assert one.startswith(f"{BASE}article/page-")
    assert one != iri.article(BASE, "a/page.txt", 1)


@given(st.text())
def test_any_text_makes_a_valid_iri(text: str) -> None:
    for made in (iri.thing(BASE, "Park", text), iri.article(BASE, text, 0)):
        assert URIRef(made).n3() == f"<{made}>"  # rdflib refuses what an IRI may not hold
        assert not any(character.isspace() or ord(character) < 33 for character in made)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_spans_are_read_back(start: int, end: int) -> None:
    assert iri.span_offsets(iri.span(BASE, start, end)) == (start, end)
