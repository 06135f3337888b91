"""From a source to its articles with entities and facts: the order of the steps."""

import contextlib
import gc
import re
from collections.abc import Iterator

from extract import articles, dates, entities, programmes, read, relations
from extract.abbreviation import plain
from extract.articles import Section
from extract.context import Context, context_of
from extract.coref import MAYBE, Mention
from extract.read import Document, find_documents
from kg.model import Article, Entity, Fact, Period, Span

__all__ = ["articles_of", "find_documents"]

_BRACKETS = re.compile(r"[（）]")
_MARKS = re.compile(r"[\s“”‘’「」『』《》\"]")


def articles_of(
    source: str, data: bytes | None = None, encoding: str | None = None
) -> list[Article]:
    """Read a source (or the bytes given for it) and find what each of its articles says.

    ``encoding`` overrides what a text says of its own. Raises :class:`kg.errors.InputError` when
    the source cannot be read.
    """
    with _uncollected():
        document = read.read_document(source, data, encoding)
        return [
            _article(document, number, section)
            for number, section in enumerate(articles.split(document))
        ]


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection: an article leaves no cycles worth a walk through all dictionaries."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _article(document: Document, number: int, section: Section) -> Article:
    text = section.clean.text
    mentions = [m for m in entities.names(text) if m.type != MAYBE]
    context = context_of(text, mentions)
    return Article(
        source=document.source,
        number=number,
        title=section.title,
        date=section.date,
        text=document.text,
        start=section.start,
        end=section.end,
        digest=document.digest,
        entities=tuple(_entity(document, section, context, n) for n in range(len(context.things))),
        facts=tuple(_facts(document, section, context)),
        medium=section.medium,
        section=section.section,
        authors=section.authors,
        periods=tuple(_periods(document, section)),
    )


def _periods(document: Document, section: Section) -> list[Period]:
    """The days that the article's words for times stand for, in order, each with its places."""
    found: dict[tuple[str, str], list[Span]] = {}
    for time in dates.times_in(section.clean.text, section.date):
        days = time.first.isoformat(), time.last.isoformat()
        found.setdefault(days, []).append(_span(document, section, time.start, time.end))
    return [Period(*days, tuple(spans)) for days, spans in sorted(found.items())]


def _span(document: Document, section: Section, start: int, end: int) -> Span:
    """A stretch of the clean text as a stretch of the source."""
    first, last = section.clean.source_span(start, end)
    return Span(first, last, document.text[first:last])


def _written(text: str, mention: Mention) -> str:
    """A name as it is shown: without quotation marks, white space and half of a bracket."""
    name = _MARKS.sub("", text[mention.start : mention.end])
    return name if name.count("（") == name.count("）") else _BRACKETS.sub("", name)


def _entity(document: Document, section: Section, context: Context, number: int) -> Entity:
    thing = context.things[number]
    text = section.clean.text
    names = list(dict.fromkeys(_written(text, m) for m in thing.mentions))
    name = max((n for n in names if plain(n) == thing.name), default=names[0], key=len)
    programme = thing.type == "Programme"
    if programme:
        written = [text[m.start : m.end] for m in thing.mentions]
        inner = [n for form in dict.fromkeys(written) for n in programmes.inner_names(form)]
        free = (n for n in inner if context.named.get(n, [number]) == [number])
        names = list(dict.fromkeys([*names, *free]))
    return Entity(
        id=f"e{number + 1}",
        type=thing.type,
        name=name,
        aliases=tuple(n for n in names if n != name),
        kind=programmes.kind_of(names) if programme else None,
        expected_parts=programmes.expected_parts(names) if programme else None,
        mentions=tuple(_span(document, section, m.start, m.end) for m in thing.mentions),
    )


def _facts(document: Document, section: Section, context: Context) -> list[Fact]:
    return [
        Fact(
            subject=f"e{found.subject + 1}",
            predicate=found.predicate,
            object=f"e{found.object + 1}",
            evidence=_span(document, section, found.start, found.end),
            rule=found.rule,
            confidence=found.confidence,
            role=found.role,
        )
        for found in relations.relations(context)
    ]
