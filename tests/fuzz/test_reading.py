"""Whatever is read: no crash, no hang, and every offset points at what it says."""

import zipfile
from io import BytesIO

from growth import limited
from hypothesis import given
from hypothesis import strategies as st
from texts import FRAGMENTS, PIECES, TEXTS, fuzzing, html_pages

from extract.clean import clean
from extract.pipeline import articles_of
from extract.read import read_document
from kg.errors import InputError
from kg.model import Article, Span

_SECONDS = 60  # of the processor: only what never ends takes as long
_SUFFIXES = st.sampled_from((".txt", ".md", ".html", ".docx", ".pdf", ".mhtml", ""))
_ENCODINGS = st.sampled_from(("utf-8", "utf-16", "gb18030", "utf-8-sig", "utf-32-le"))


def _read(source: str, data: bytes) -> list[Article]:
    """Read and extract; an input may be refused, but in one line."""
    with limited(_SECONDS):
        try:
            return articles_of(source, data)
        except InputError as error:
            refused = str(error)
    assert len(refused.splitlines()) == 1
    return []


def _spans(article: Article) -> list[Span]:
    found = [span for entity in article.entities for span in entity.mentions]
    found += [fact.evidence for fact in article.facts]
    return found + [span for period in article.periods for span in period.spans]


def _is_sound(article: Article) -> bool:
    """Whether all that an article's extraction points at is there."""
    ids = {entity.id for entity in article.entities}
    assert len(ids) == len(article.entities)
    assert 0 <= article.start <= article.end <= len(article.text)
    for span in _spans(article):
        assert 0 <= span.start < span.end <= len(article.text)
        assert article.text[span.start : span.end] == span.text
    for fact in article.facts:
        assert {fact.subject, fact.object} <= ids
        assert 0 < fact.confidence <= 1
    return all(entity.name and entity.mentions for entity in article.entities)


@fuzzing
@given(TEXTS, _SUFFIXES, _ENCODINGS)
def test_texts_of_any_kind_are_read_with_valid_offsets(
    text: str, suffix: str, encoding: str
) -> None:
    data = text.encode(encoding, "ignore")
    assert all(map(_is_sound, _read(f"page{suffix}", data)))


@fuzzing
@given(html_pages())
def test_pages_of_any_kind_are_read_with_valid_offsets(page: str) -> None:
    assert all(map(_is_sound, _read("page.html", page.encode("utf-8", "ignore"))))


@fuzzing
@given(TEXTS, st.booleans())
def test_cleaning_keeps_the_way_back(text: str, marked: bool) -> None:
    with limited(_SECONDS):
        cleaned = clean(text, marked)
    last = 0
    for at in range(len(cleaned.text)):
        start, end = cleaned.source_span(at, at + 1)
        assert last <= start <= end <= len(text)
        last = start


@fuzzing
@given(st.binary(max_size=600), st.sampled_from((b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>")))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes, sign: bytes) -> None:
    for suffix in (".txt", ".html", ".pdf", ".docx"):
        assert all(map(_is_sound, _read(f"page{suffix}", sign + data)))


@fuzzing
@given(st.lists(PIECES, max_size=4), st.sampled_from(("word/document.xml", "[Content_Types].xml")))
def test_word_documents_of_any_kind_are_read_or_refused(pieces: list[str], member: str) -> None:
    body = "".join(f"<w:p><w:r><w:t>{piece[:300]}</w:t></w:r></w:p>" for piece in pieces)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        page = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        package.writestr(member, page.encode("utf-8", "ignore"))
    assert all(map(_is_sound, _read("page.docx", packed.getvalue())))


def test_a_lone_surrogate_of_utf_16_is_read_or_refused() -> None:
    data = b"\xff\xfe" + "高新区".encode("utf-16-le") + b"\x00\xd8" + "党工委".encode("utf-16-le")
    assert all(map(_is_sound, _read("page.txt", data)))


def test_a_page_of_two_hundred_thousand_tags_is_read() -> None:
    page = "<html><body><h1>高新区</h1>" + "<p><b>园</b>" * 100_000
    with limited(_SECONDS):
        assert "高新区" in read_document("page.html", page.encode()).text


def test_tags_nested_ten_thousand_deep_are_read() -> None:
    page = "<html><body><p>高新区</p>" + "<div>" * 10_000 + FRAGMENTS[-1] + "</div>" * 10_000
    with limited(_SECONDS):
        assert "高新区" in read_document("page.html", page.encode()).text
