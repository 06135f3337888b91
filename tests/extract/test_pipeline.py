import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import opencc
import pytest

from extract import pipeline
from extract.pairs import DOMAINS
from extract.sentence_rules import TYPES
from kg.errors import InputError
from kg.model import Article, as_json

DEV = Path(__file__).parents[1] / "articles" / "dev"
SOURCES = sorted(str(path) for path in DEV.iterdir() if path.suffix in (".txt", ".html"))
PAGE = (
    "东湾高新区海川泵阀开工\n2023-04-05\n"
    "　　本报讯 4月5日，南京海川机电有限公司在东湾高新区投资8亿元建设智能泵阀基地。"
    "海川机电总经理连大海说，基地年内投产。\n"
    "　　东湾高新区党工委推行“灯塔”工作法，助力企业发展。\n"
)


def _dump(articles: list[Article]) -> str:
    return "".join(json.dumps(as_json(a), ensure_ascii=False) + "\n" for a in articles)


@pytest.fixture(scope="module")
def read() -> dict[str, list[Article]]:
    assert SOURCES
    return {source: pipeline.articles_of(source) for source in SOURCES}


def test_every_source_has_articles_with_names_and_facts(read: dict[str, list[Article]]) -> None:
    for source, articles in read.items():
        assert [a.number for a in articles] == list(range(len(articles)))
        assert any(a.facts for a in articles), source
        assert all(a.title and a.entities and a.text == articles[0].text for a in articles)


def test_every_mention_and_evidence_reproduces_its_text(read: dict[str, list[Article]]) -> None:
    for article in (a for articles in read.values() for a in articles):
        spans = [m for e in article.entities for m in e.mentions]
        spans += [f.evidence for f in article.facts]
        for span in spans:
            assert span.text
            assert article.text[span.start : span.end] == span.text
            assert article.start <= span.start < span.end <= article.end
        assert all(e.mentions for e in article.entities)


def test_ids_are_unique_and_facts_point_to_them(read: dict[str, list[Article]]) -> None:
    for article in (a for articles in read.values() for a in articles):
        types = {e.id: e.type for e in article.entities}
        assert len(types) == len(article.entities)
        assert set(types.values()) <= set(TYPES)
        for fact in article.facts:
            domain, range_ = DOMAINS[fact.predicate]
            assert types[fact.subject] in domain
            assert types[fact.object] in range_
            assert fact.subject != fact.object
            assert 0 < fact.confidence <= 1
            assert fact.rule
            assert fact.role is None or fact.predicate == "holdsPosition"
        told = [(f.subject, f.predicate, f.object, f.role) for f in article.facts]
        assert len(set(told)) == len(told)


def test_names_are_shown_without_marks_and_only_programmes_have_a_kind(
    read: dict[str, list[Article]],
) -> None:
    for article in (a for articles in read.values() for a in articles):
        for entity in article.entities:
            names = [entity.name, *entity.aliases]
            assert len(set(names)) == len(names)
            assert not set("".join(names)) & set('“”‘’《》" \n\u3000')
            assert (entity.kind is not None) == (entity.type == "Programme")
            assert entity.expected_parts is None or entity.type == "Programme"


def test_a_second_run_gives_the_same_bytes(read: dict[str, list[Article]]) -> None:
    for source, articles in read.items():
        assert _dump(pipeline.articles_of(source)) == _dump(articles)


def test_another_process_gives_the_same_bytes(read: dict[str, list[Article]]) -> None:
    code = (
        "import json, sys; from extract import pipeline; from kg.model import as_json\n"
        "for source in sys.argv[1:]:\n"
        "    for article in pipeline.articles_of(source):\n"
        "        line = json.dumps(as_json(article), ensure_ascii=False) + '\\n'\n"
        "        sys.stdout.buffer.write(line.encode())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *SOURCES],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "99"},
    )
    assert done.stdout.decode() == "".join(_dump(articles) for articles in read.values())


def test_what_a_short_page_says() -> None:
    (article,) = pipeline.articles_of("-", PAGE.encode())
    assert (article.source, article.title, article.date) == (
        "-",
        "东湾高新区海川泵阀开工",
        "2023-04-05",
    )
    names = {e.id: e.name for e in article.entities}
    facts = {(names[f.subject], f.predicate, names[f.object], f.role) for f in article.facts}
    assert ("南京海川机电有限公司", "develops", "智能泵阀基地", None) in facts
    assert ("连大海", "holdsPosition", "南京海川机电有限公司", "总经理") in facts
    (method,) = (e for e in article.entities if e.type == "Programme")
    assert (method.name, method.kind) == ("灯塔工作法", "method")
    assert method.mentions[0].text == "“灯塔”工作法"


def test_a_name_is_quoted_as_the_source_writes_it() -> None:
    noisy = opencc.OpenCC("s2t").convert(PAGE).replace("限公司", "限(xiàn)公司")
    (article,) = pipeline.articles_of("-", noisy.encode())
    firm = next(e for e in article.entities if e.name == "南京海川机电有限公司")
    assert firm.mentions[0].text == "南京海川機電有限(xiàn)公司"


@pytest.mark.parametrize("data", [b"", b"\n\n\n", b"\x00\x01\x02" * 99])
def test_what_holds_no_text_is_an_input_error_of_one_line(data: bytes) -> None:
    with pytest.raises(InputError, match=r"\A.+\Z"):
        pipeline.articles_of("-", data)


def test_garbage_is_collected_again_afterwards_even_after_an_error(tmp_path: Path) -> None:
    assert gc.isenabled()
    pipeline.articles_of("x.txt", PAGE.encode())
    assert gc.isenabled()
    with pytest.raises(InputError):
        pipeline.articles_of(str(tmp_path / "missing.txt"))
    assert gc.isenabled()
    gc.disable()
    try:
        pipeline.articles_of("x.txt", PAGE.encode())
        assert not gc.isenabled()
    finally:
        gc.enable()
