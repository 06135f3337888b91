"""What is known of an article: frozen values that every stage shares.

Offsets are half-open and count Unicode code points in :attr:`Article.text`, the decoded text of the
whole source (for html: the text that was taken from it).
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the source text; ``text`` is the exact slice."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that an article names, with every form of its name and every place it stands."""

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    expected_parts: int | None = None
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation between two entities of one article, with the sentence that says so.

    ``rule`` names what found it; ``confidence`` is the estimated probability that it is right.
    """

    subject: str
    predicate: str
    object: str
    evidence: Span
    rule: str
    confidence: float
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days that an article's words for a time stand for (今年, 上月底, 近日), both included.

    ``first`` and ``last`` are days in ISO 8601; ``spans`` are the places of the words.
    """

    first: str
    last: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a source, with what was found in it.

    ``digest`` is the SHA-256 (hex) of the source's bytes; ``start`` and ``end`` say where in the
    source text the article stands; ``date`` is ISO 8601. ``medium`` is where it appeared,
    ``section`` in which part of that, ``authors`` are the names in its bylines.
    """

    source: str
    number: int
    title: str
    date: str | None
    text: str
    start: int
    end: int
    digest: str
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    medium: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()


def as_json(article: Article) -> dict[str, Any]:
    """The object that ``kg extract`` prints for an article (DESIGN.md gives its shape)."""

    def span(s: Span) -> dict[str, Any]:
        return {"start": s.start, "end": s.end, "text": s.text}

    return {
        "source": article.source,
        "article": article.number,
        "title": article.title,
        "date": article.date,
        "entities": [
            {
                "id": e.id,
                "type": e.type,
                "name": e.name,
                "aliases": list(e.aliases),
                "kind": e.kind,
                "mentions": [span(m) for m in e.mentions],
            }
            for e in article.entities
        ],
        "relations": [
            {
                "subject": f.subject,
                "predicate": f.predicate,
                "object": f.object,
                "role": f.role,
                "evidence": span(f.evidence),
                "rule": f.rule,
                "confidence": f.confidence,
            }
            for f in article.facts
        ],
        "medium": article.medium,
        "section": article.section,
        "authors": list(article.authors),
        "periods": [
            {"first": p.first, "last": p.last, "mentions": [span(s) for s in p.spans]}
            for p in article.periods
        ],
    }
