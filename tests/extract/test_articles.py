import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.articles import split
from extract.read import Document, read_document

GOLDEN = Path(__file__).parents[1] / "golden" / "intake"
SHARED = Path(__file__).parents[3] / "shared"
PAGES = sorted(p for p in GOLDEN.iterdir() if p.suffix != ".json")
DEV = [p for folder in ("gold/dev", "seeds") for p in sorted((SHARED / folder).glob("*"))]
DEV = [p for p in DEV if p.suffix in {".txt", ".html"}]


def bare(text: str) -> str:
    return re.sub(r"[^\w+]|_", "", text)


def document(text: str) -> Document:
    return Document("page.txt", text, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_golden_page(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    sections = split(read_document(str(page)))
    text = bare("\n".join(s.clean.text for s in sections))
    assert len(sections) == expected["articles"]
    assert sections[0].date == expected["date"]
    assert [name for name in expected["absent"] if bare(name) in text] == []
    assert [name for name in expected["present"] if bare(name) not in text] == []


@pytest.mark.skipif(not DEV, reason="the shared articles are not beside this checkout")
@pytest.mark.parametrize("page", DEV, ids=lambda p: p.name)
def test_shared_page(page: Path) -> None:
    folder = "gold/dev" if "dev" in page.parts else "gold/seeds"
    gold = json.loads((SHARED / folder / f"{page.stem}.json").read_text(encoding="utf-8"))
    sections = split(read_document(str(page)))
    text = bare("\n".join(s.clean.text for s in sections))
    names = [[e["name"], *e.get("aliases", [])] for e in gold["entities"] if not e.get("optional")]
    own = {bare(form) for forms in names for form in forms}
    assert len(sections) == gold["articles"]
    leaks = [n for n in gold.get("absent") or [] if bare(n) in text]
    assert [n for n in leaks if not any(bare(n) in form for form in own)] == []
    assert [forms for forms in names if not any(bare(form) in text for form in forms)] == []


def test_a_section_leads_back_to_its_source() -> None:
    text = (
        "首页 > 园区 > 正文\n甲高新區(qū)開(kāi)工\n2024-05-06 來源：某报\n\n"
        "甲高新區(qū)的項目開工了。\n"
    )
    (section,) = split(document(text))
    assert section.title == "甲高新区开工"
    assert (section.date, section.medium) == ("2024-05-06", "某报")
    at = section.clean.text.index("甲高新区的")
    low, high = section.clean.source_span(at, at + 4)
    assert text[low:high] == "甲高新區"
    assert text[section.start : section.end].startswith("甲高新區(qū)開")


def test_lines_broken_by_the_layout_are_joined() -> None:
    column = "某某经济技术开发区党工委今年推出服务企业的新机制，首批二十家企业"
    text = "\n".join(["标题在此", "", *(f"{column}{i}" for i in range(6)), "都说好。"])
    (section,) = split(document(text))
    assert section.clean.text.count("\n") == 1


def test_a_heading_that_sounds_like_a_list_keeps_its_story() -> None:
    story = "甲高新区党工委推出新机制，三十二家企业在一个月里办成了过去半年才能办成的事情。"
    text = "\n".join(["甲高新区的一年", "今日要闻", *([story] * 5)])
    (section,) = split(document(text))
    assert section.clean.text.count("三十二家") == 5


def test_a_caption_with_its_photographer_does_not_cut_an_article() -> None:
    story = "甲高新区党工委推出新机制，三十二家企业在一个月里办成了过去半年才能办成的事情。"
    text = "\n".join(
        ["甲高新区的一年", story, "车间里，工人在装配。 王小二 摄", "小标题", story, story]
    )
    assert len(split(document(text))) == 1


@given(st.text(alphabet="高新区党，。“”\n 讯（记者王）：|>1-", max_size=300))
def test_no_text_breaks_the_splitter(text: str) -> None:
    for section in split(document(text)):
        span = section.clean.source_span(0, len(section.clean.text))
        assert span == (section.start, section.end)
        assert 0 <= span[0] <= span[1] <= len(text)


@pytest.mark.parametrize("piece", ["高新区，", "高(a", "高|", "短行标题\n", "“", "张三 "])
def test_long_texts_of_one_piece_are_split(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    for section in split(document(text)):
        assert 0 <= section.start <= section.end <= len(text)
