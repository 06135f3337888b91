"""The same article in every format and encoding gives the same things and facts."""

import importlib.util
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.articles import split
from extract.pipeline import articles_of
from extract.read import read_document
from kg.model import Article

ARTICLES = Path(__file__).parents[1] / "articles" / "dev"
PLAIN = ("w1-clean", "w3-clean", "w5-clean", "w2-feature")


def _pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages", Path(__file__).parent / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pages = _pages()

Said = tuple[set[tuple[str, str]], set[tuple[str, str, str, str | None]]]
FORMATS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "html": ("a.html", pages.html),
    "html in gb2312": (
        "a.html",
        lambda text: pages.html(text, "gbk").replace(b'="gbk', b'="gb2312'),
    ),
    "html saved as txt": ("a.txt", pages.html),
    "mhtml": ("a.mhtml", pages.mhtml),
    "docx": ("a.docx", pages.docx),
    "pdf": ("a.pdf", pages.pdf),
    "utf-8 with mark": ("a.txt", lambda text: text.encode("utf-8-sig")),
    "gb18030": ("a.txt", lambda text: text.encode("gb18030")),
    "gbk": ("a.txt", lambda text: text.encode("gbk")),
    "utf-16": ("a.txt", lambda text: text.encode("utf-16")),
    "utf-16 without mark": ("a.txt", lambda text: text.encode("utf-16-be")),
    "traditional": ("a.txt", lambda text: pages.traditional(text).encode()),
    "big5, traditional": ("a.txt", lambda text: pages.traditional(text).encode("big5hkscs")),
    "pinyin": ("a.txt", lambda text: pages.with_pinyin(text).encode()),
    "pinyin, traditional": ("a.txt", lambda t: pages.with_pinyin(pages.traditional(t)).encode()),
    "invisible and full-width": ("a.txt", lambda text: pages.with_noise(text).encode()),
    "newspaper's lines": ("a.txt", lambda text: pages.wrapped(text).encode()),
    "windows' lines": ("a.txt", lambda text: text.replace("\n", "\r\n").encode()),
}


@cache
def text_of(name: str) -> str:
    return (ARTICLES / f"{name}.txt").read_text("utf-8")


def said(articles: list[Article]) -> Said:
    things: set[tuple[str, str]] = set()
    facts: set[tuple[str, str, str, str | None]] = set()
    for article in articles:
        names = {entity.id: entity.name for entity in article.entities}
        things |= {(entity.type, entity.name) for entity in article.entities}
        facts |= {(names[f.subject], f.predicate, names[f.object], f.role) for f in article.facts}
    return things, facts


@cache
def said_plainly(name: str) -> Said:
    return said(articles_of("a.txt", text_of(name).encode()))


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_article_says_the_same(name: str, form: str) -> None:
    source, written = FORMATS[form]
    assert said(articles_of(source, written(text_of(name)))) == said_plainly(name)


def test_what_an_encoding_cannot_hold_may_differ() -> None:
    """Traditional script holds 昇 and 升 apart only in names: 广昇电缆 comes back as 广升电缆."""
    text = text_of("w6-feature")
    assert "广昇电缆" in text
    things, facts = said(articles_of("a.txt", pages.traditional(text).encode("big5hkscs")))
    wanted = said_plainly("w6-feature")
    assert things == {(kind, name.replace("昇", "升")) for kind, name in wanted[0]}
    assert {tuple((part or "").replace("昇", "升") for part in fact) for fact in wanted[1]} == {
        tuple(part or "" for part in fact) for fact in facts
    }


@pytest.mark.parametrize("form", FORMATS)
def test_every_span_reproduces_its_text(form: str) -> None:
    source, written = FORMATS[form]
    for article in articles_of(source, written(text_of("w1-clean"))):
        spans = [m for entity in article.entities for m in entity.mentions]
        spans += [fact.evidence for fact in article.facts]
        spans += [span for period in article.periods for span in period.spans]
        assert spans
        assert all(article.text[s.start : s.end] == s.text for s in spans)
        assert all(article.start <= s.start < s.end <= article.end for s in spans)


WORDS = st.sampled_from(
    "镇江高新区 党工委 “五色联盟” 推出 。\n \n ， 王小二 开发(fā) 區(qū) \u200b \ufffd ① & < > "
    "本报讯 （记者 2024年5月6日 今年 &ldquo; 上一篇 责任编辑： ⾼新区 \u3000\u3000 ABC 㐀 𠮷".split(
        " "
    )
)
TEXTS = st.lists(WORDS, min_size=1, max_size=40).map("".join)


@pytest.mark.parametrize("form", ["txt", "html", "mhtml", "docx", "pdf", "md"])
@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_cleaning_leads_back_in_every_format(form: str, text: str) -> None:
    heading = f"园区\n{text}\n完"
    plain = form in {"txt", "md"}
    data = heading.encode() if plain else getattr(pages, form)(heading)
    document = read_document(f"a.{form}", data)
    for section in split(document):
        clean = section.clean
        for at in range(len(clean.text)):
            low, high = clean.source_span(at, at + 1)
            assert 0 <= low <= high <= len(document.text)
        assert clean.source_span(0, len(clean.text)) == (section.start, section.end)
        for word in ("党工委", "王小二"):
            if word in clean.text:
                at = clean.text.index(word)
                low, high = clean.source_span(at, at + len(word))
                between = document.text[low:high]
                assert [c for c in between if c in word] == list(word)


def test_a_folder_of_archives_and_pages_is_one(tmp_path: Path) -> None:
    from extract.pipeline import find_documents

    text = text_of("w1-clean")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("甲/a.txt", text.encode("gb18030"))
        archive.writestr("甲/b.docx", pages.docx(text))
        archive.writestr("甲/b_files/ad.html", "<p>广告</p>")
        archive.writestr("b.html", pages.html(text))
        archive.writestr("b_files/ad.html", "<p>广告</p>")
    path = tmp_path / "pages.zip"
    path.write_bytes(made.getvalue())
    found = list(find_documents([str(tmp_path)]))
    assert all(isinstance(source, str) for source in found)
    sources = [str(source) for source in found]
    inside = [source.removeprefix(f"{path.as_posix()}/") for source in sources]
    assert inside == ["b.html", "甲/a.txt", "甲/b.docx", "甲/b_files/ad.html"]
    assert all(said(articles_of(s)) == said_plainly("w1-clean") for s in sources[:3])
