"""Articles for tests: small ones made here, and the annotated ones where they are at hand."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.model import Article, Entity, Fact, Span

GOLD = Path(__file__).parents[2] / "shared" / "gold"

Names = dict[str, tuple[str, str]]
Relations = list[tuple[str, ...]]


def _spans(text: str, forms: list[str]) -> tuple[Span, ...]:
    found = {
        (hit.start(), hit.end()) for form in forms for hit in re.finditer(re.escape(form), text)
    }
    return tuple(Span(start, end, text[start:end]) for start, end in sorted(found))


def _evidence(text: str, forms: list[str]) -> Span:
    sentences = list(re.finditer(r"[^。！？\n]+[。！？]?", text))
    best = max(sentences, key=lambda s: sum(form in s.group() for form in forms))
    return Span(best.start(), best.end(), best.group())


def _make(
    source: str,
    names: Names,
    relations: Relations,
    *,
    number: int = 0,
    text: str | None = None,
    date: str | None = "2024-05-06",
    aliases: dict[str, list[str]] | None = None,
    kinds: dict[str, str] | None = None,
    parts: dict[str, int] | None = None,
) -> Article:
    """An article of names (id -> type, name) and relations (subject, predicate, object, role)."""
    aliases, kinds, parts = aliases or {}, kinds or {}, parts or {}
    lines = [
        "、".join(dict.fromkeys([names[r[0]][1], r[1], names[r[2]][1], *r[3:]])) + "。"
        for r in relations
    ]
    forms = {i: [name, *aliases.get(i, [])] for i, (_, name) in names.items()}
    title = f"{source}的第{number}篇"
    said = [title, *(form for own in forms.values() for form in own), *lines]
    body = "\n".join(said) if text is None else text
    entities = tuple(
        Entity(
            id=i,
            type=type_name,
            name=name,
            aliases=tuple(sorted(aliases.get(i, []))),
            kind=kinds.get(i),
            expected_parts=parts.get(i),
            mentions=_spans(body, forms[i]),
        )
        for i, (type_name, name) in names.items()
    )
    facts = tuple(
        Fact(
            subject=r[0],
            predicate=r[1],
            object=r[2],
            evidence=_evidence(body, [*forms[r[0]], *forms[r[2]], *r[3:]]),
            rule="test",
            confidence=0.9,
            role=r[3] if len(r) > 3 else None,
        )
        for r in dict.fromkeys(relations)
    )
    digest = hashlib.sha256(body.encode()).hexdigest()
    return Article(source, number, title, date, body, 0, len(body), digest, entities, facts)


def _from_gold(path: Path) -> Article:
    gold = json.loads(path.read_text("utf-8"))
    text = (path.parent / gold["doc"]).read_text("utf-8") if "dev" in path.parts else None
    if text is None:
        text = (GOLD.parent / "seeds" / gold["doc"]).read_text("utf-8")
    relations = [tuple(r["triple"] if isinstance(r, dict) else r) for r in gold["relations"]]
    whole = [e for e in gold["entities"] if re.match("[一二三四五六七八九]", e["name"])]
    numbers = {e["id"]: "一二三四五六七八九".index(e["name"][0]) + 1 for e in whole}
    return _make(
        gold["doc"],
        {e["id"]: (e["type"], e["name"]) for e in gold["entities"]},
        relations,
        text=text,
        aliases={e["id"]: e.get("aliases") or [] for e in gold["entities"]},
        kinds={e["id"]: e["kind"] for e in gold["entities"] if e.get("kind")},
        parts={i: n for i, n in numbers.items() if n > 1},
    )


@pytest.fixture(scope="session")
def make() -> Callable[..., Article]:
    return _make


@pytest.fixture(scope="session")
def gold_articles() -> list[Article]:
    paths = sorted(GOLD.glob("dev/*.json")) + sorted(GOLD.glob("seeds/*.json"))
    if not paths:
        pytest.skip("the annotated articles (../shared/gold) are not on this machine")
    return [_from_gold(path) for path in paths]


@pytest.fixture(scope="session")
def xiangcheng() -> Article:
    """One park with an alliance of which three parts in five are named, a firm, a project."""
    return _make(
        "相城.txt",
        {
            "e1": ("Park", "相城经济技术开发区"),
            "e2": ("Programme", "五色联盟"),
            "e3": ("Programme", "科创蓝党建联盟"),
            "e4": ("Programme", "金融紫党建联盟"),
            "e5": ("Programme", "生态绿党建联盟"),
            "e6": ("Company", "苏州明途智能科技有限公司"),
            "e7": ("Project", "明途智能总部项目"),
            "e8": ("Person", "李惠忠"),
            "e9": ("PartyOrganisation", "相城经开区党工委"),
            "e10": ("Place", "苏州市"),
        },
        [
            ("e1", "runs", "e2"),
            ("e3", "partOf", "e2"),
            ("e4", "partOf", "e2"),
            ("e5", "partOf", "e2"),
            ("e6", "memberOf", "e3"),
            ("e6", "locatedIn", "e1"),
            ("e6", "develops", "e7"),
            ("e7", "locatedIn", "e1"),
            ("e8", "holdsPosition", "e9", "书记"),
            ("e8", "activeIn", "e1"),
            ("e9", "unitOf", "e1"),
            ("e9", "memberOf", "e2"),
            ("e1", "locatedIn", "e10"),
        ],
        aliases={"e1": ["相城经开区", "经开区"], "e2": ["五色党建联盟"], "e6": ["明途智能"]},
        kinds={"e2": "alliance", "e3": "alliance", "e4": "alliance", "e5": "alliance"},
        parts={"e2": 5},
    )
