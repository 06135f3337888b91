"""Articles as quads and back: the only place that knows both dataclasses and terms of RDF.

An article's graph holds, under the article's own IRI, all that is needed to read the article back
(its words as mentions, its facts as statements), and what the graph says of the world: the things
by their shared IRIs, the direct triples, and posts as memberships. No node is blank, so the quads
depend on the article and the naming only.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache, partial

from kg import iri, names, places, registry, vocab
from kg.identity.scene import Thing
from kg.model import Article, Entity, Fact, Period, Span
from kg.registry import Record, Register
from kg.resolve import Naming
from kg.triples.terms import Quad, literal, named, tagged, value

_TYPE = vocab.RDF + "type"
_LABEL = vocab.RDFS + "label"
_PREF_LABEL = vocab.SKOS + "prefLabel"
_ALT_LABEL = vocab.SKOS + "altLabel"
_DERIVED = vocab.PROV + "wasDerivedFrom"
_TITLE = vocab.DCT + "title"
_HEADLINE = vocab.SCHEMA + "headline"
_DATE = vocab.DCT + "date"
_PUBLISHED = vocab.SCHEMA + "datePublished"
# Dublin Core's elements take names as they are; its terms would want things that bear them.
_MEDIUM = vocab.DC + "publisher"
_AUTHOR = vocab.DC + "creator"
_SECTION = vocab.SCHEMA + "articleSection"
_FIRST_DAY = vocab.SCHEMA + "startDate"
_LAST_DAY = vocab.SCHEMA + "endDate"
_TEMPORAL = vocab.DCT + "temporal"
_TARGET = vocab.OA + "hasTarget"
_DATE_TYPES = (
    (re.compile(r"\d{4}-\d\d-\d\d"), named(vocab.XSD + "date")),
    (re.compile(r"\d{4}-\d\d"), named(vocab.XSD + "gYearMonth")),
    (re.compile(r"\d{4}"), named(vocab.XSD + "gYear")),
)
_MEMBER = vocab.ORG + "member"
_ORGANISATION = vocab.ORG + "organization"
_ROLE = vocab.ORG + "role"
_INTEGER = named(vocab.XSD + "integer")
_DECIMAL = named(vocab.XSD + "decimal")

_KEPT = 1 << 14
"""Literals of a sort that are kept at hand: most are used again."""

_Pairs = Iterator[tuple[str, str]]
"""IRIs of properties, and the terms that are their values."""


def document_quads(article: Article, base: str) -> list[Quad]:
    """Return the text of an article's source, stored once however many articles it has."""
    document = named(iri.document(base, article.source))
    pairs = (
        (_TYPE, named(vocab.OTHER_CLASSES["Document"].iri)),
        (vocab.SOURCE, literal(article.source)),
        (vocab.DIGEST, literal(article.digest)),
        (vocab.TEXT, literal(article.text)),
    )
    return [(document, _known(predicate), term, document) for predicate, term in pairs]


def quads(
    article: Article,
    naming: Naming,
    base: str,
    dropped: Collection[tuple[str, str, str]] = (),
) -> list[Quad]:
    """Return all that ``article`` says, in its own graph, its things as ``naming`` calls them.

    Things that people dropped have no name, and facts that they dropped are in ``dropped`` (IRI,
    predicate, IRI): the words stay, so that the article can be read back, and nothing is said of
    the world.
    """
    graph = iri.article(base, article.source, article.number)
    where = (article.source, article.number)
    things = {e.id: t for e in article.entities if (t := naming.get((*where, e.id))) is not None}
    document = iri.document(base, article.source)
    described: list[tuple[str, _Pairs]] = [(graph, _article(article, graph, document))]
    described += [(_period_iri(graph, p), _period(p, document)) for p in article.periods]
    for entity in article.entities:
        thing = things.get(entity.id)
        if thing is not None:
            described.append((thing.iri, _thing(entity, thing)))
        described.append((iri.part(graph, entity.id), _mention(entity, thing, graph, document)))
    for fact in article.facts:
        described.append((_statement_iri(graph, fact), _statement(fact, graph)))
        subject, object_ = things.get(fact.subject), things.get(fact.object)
        if subject is None or object_ is None:
            continue
        if (subject.iri, fact.predicate, object_.iri) in dropped:
            continue
        described.append((subject.iri, _direct(fact, subject, object_)))
        described.append((_statement_iri(graph, fact), _ends(subject, object_)))
        if fact.predicate == "holdsPosition":
            post = post_iri(graph, subject.iri, object_.iri, fact.role or "")
            described.append((post, _membership(fact, subject, object_, article, graph)))
    name = named(graph)
    # Two entities of an article may be one thing, and say the same of it.
    found = {
        (about, _known(predicate), term, name): None
        for about, pairs in ((named(about), pairs) for about, pairs in described)
        for predicate, term in pairs
    }
    return list(found)


# Of the vocabulary there is little, and every article has much of it.
_known = cache(named)
_plain = lru_cache(maxsize=1024)(value)


def post_iri(graph: str, member: str, organisation: str, role: str) -> str:
    """Return the IRI of a post that an article tells of."""
    return iri.hashed(graph, "post", member, organisation, role)


def register_quads(parks: Mapping[str, tuple[str, Record | None]], base: str) -> list[Quad]:
    """Return what the registers and the names themselves say of parks, in a graph of its own.

    ``parks`` gives the name and, if it has one, the entry of each park by its IRI.
    """
    graph = named(iri.register(base))
    described: list[tuple[str, _Pairs]] = []
    used: dict[str, Register] = {}
    for park, (name, record) in parks.items():
        code = record.division if record is not None else registry.division_of(name)
        if code is None:
            continue
        register = record.register if record is not None else registry.DIVISIONS
        used[register.id] = register
        described.append((park, _registered(record, code, iri.register(base, register.id))))
    described += [(iri.register(base, r.id), _register(r)) for r in used.values()]
    return [
        (named(about), _known(predicate), term, graph)
        for about, pairs in described
        for predicate, term in pairs
    ]


def _registered(record: Record | None, code: str, register: str) -> _Pairs:
    path = places.path(code)
    if record is not None:
        yield vocab.OFFICIAL_NAME, _zh(record.name)
        yield vocab.LEVEL, _known(vocab.LEVELS[record.level].iri)
    yield vocab.DIVISION_CODE, literal(places.padded(code))
    yield vocab.PROVINCE, _zh(record.province if record is not None else path[0])
    city = record.city if record is not None else path[min(1, len(path) - 1)]
    if len(code) > 2 or record is not None:
        yield vocab.CITY, _zh(city)
    yield _DERIVED, named(register)


def _register(register: Register) -> _Pairs:
    yield _TYPE, _known(vocab.OTHER_CLASSES["Register"].iri)
    yield _TITLE, _zh(register.title)
    yield vocab.DCT + "source", _zh(register.source)
    yield _DATE, _date(register.date)


def _article(article: Article, graph: str, document: str) -> _Pairs:
    yield _TYPE, _known(vocab.OTHER_CLASSES["Article"].iri)
    yield _TITLE, _zh(article.title)
    yield _HEADLINE, _zh(article.title)
    if article.date is not None:
        yield _DATE, _date(article.date)
        yield _PUBLISHED, _date(article.date)
    if article.medium is not None:
        yield _MEDIUM, _zh(article.medium)
    if article.section is not None:
        yield _SECTION, _zh(article.section)
    for author in article.authors:
        yield _AUTHOR, _zh(author)
    for period in article.periods:
        yield _TEMPORAL, named(_period_iri(graph, period))
    yield vocab.SOURCE, literal(article.source)
    yield vocab.NUMBER, _integer(article.number)
    yield vocab.DIGEST, literal(article.digest)
    yield vocab.START, _integer(article.start)
    yield vocab.END, _integer(article.end)
    yield vocab.IN_DOCUMENT, named(document)


def _period_iri(graph: str, period: Period) -> str:
    return iri.part(graph, "period", period.first, period.last)


def _period(period: Period, document: str) -> _Pairs:
    yield _TYPE, _known(vocab.OTHER_CLASSES["Period"].iri)
    yield _FIRST_DAY, _date(period.first)
    yield _LAST_DAY, _date(period.last)
    for span in period.spans:
        yield _TARGET, named(iri.span(document, span.start, span.end))


def _thing(entity: Entity, thing: Thing) -> _Pairs:
    yield _TYPE, _known(vocab.TYPES[entity.type].iri)
    yield from labels(thing, {entity.name, *entity.aliases})
    if entity.kind is not None:
        yield vocab.KIND, _known(vocab.KINDS[entity.kind].iri)
    if entity.expected_parts is not None:
        yield vocab.EXPECTED_PARTS, _integer(entity.expected_parts)


def labels(thing: Thing, forms: set[str]) -> _Pairs:
    """Yield what a thing is called, and the forms in which an article names it."""
    yield _PREF_LABEL, _zh(thing.label)
    yield _LABEL, _zh(thing.label)
    for form in forms - {thing.label}:
        if thing.hidden and names.normal(form) in thing.hidden:
            continue
        yield _ALT_LABEL, _zh(form)


def _mention(entity: Entity, thing: Thing | None, graph: str, document: str) -> _Pairs:
    yield _TYPE, _known(vocab.OTHER_CLASSES["Mention"].iri)
    yield vocab.IN_ARTICLE, named(graph)
    if thing is not None:
        yield vocab.DENOTES, named(thing.iri)
    yield vocab.LOCAL_ID, literal(entity.id)
    yield vocab.STATED_TYPE, _known(vocab.TYPES[entity.type].iri)
    yield vocab.NAME, _zh(entity.name)
    for alias in entity.aliases:
        yield vocab.ALIAS, _zh(alias)
    if entity.kind is not None:
        yield vocab.STATED_KIND, _known(vocab.KINDS[entity.kind].iri)
    if entity.expected_parts is not None:
        yield vocab.STATED_PARTS, _integer(entity.expected_parts)
    for mention in entity.mentions:
        yield vocab.AT, named(iri.span(document, mention.start, mention.end))


def _direct(fact: Fact, subject: Thing, object_: Thing) -> _Pairs:
    # Two local things that turned out to be one are not related to themselves.
    if subject.iri != object_.iri:
        yield vocab.PREDICATES[fact.predicate].iri, named(object_.iri)


def _statement_iri(graph: str, fact: Fact) -> str:
    where = (str(fact.evidence.start), str(fact.evidence.end))
    what = (fact.subject, fact.predicate, fact.object, fact.role or "")
    return iri.hashed(graph, "fact", *what, *where, fact.rule, _digits(fact.confidence))


def _ends(subject: Thing, object_: Thing) -> _Pairs:
    yield vocab.RDF + "subject", named(subject.iri)
    yield vocab.RDF + "object", named(object_.iri)


def _statement(fact: Fact, graph: str) -> _Pairs:
    yield _TYPE, _known(vocab.OTHER_CLASSES["Statement"].iri)
    yield vocab.RDF + "predicate", _known(vocab.PREDICATES[fact.predicate].iri)
    yield vocab.SUBJECT_MENTION, named(iri.part(graph, fact.subject))
    yield vocab.OBJECT_MENTION, named(iri.part(graph, fact.object))
    if fact.role is not None:
        yield vocab.ROLE, _zh(fact.role)
    yield vocab.QUOTE, _zh(fact.evidence.text)
    yield vocab.START, _integer(fact.evidence.start)
    yield vocab.END, _integer(fact.evidence.end)
    yield vocab.RULE, literal(fact.rule)
    yield vocab.CONFIDENCE, _decimal(fact.confidence)
    yield _DERIVED, named(graph)


def _membership(fact: Fact, subject: Thing, object_: Thing, article: Article, graph: str) -> _Pairs:
    yield _TYPE, _known(vocab.ORG + "Membership")
    yield _MEMBER, named(subject.iri)
    yield _ORGANISATION, named(object_.iri)
    if fact.role is not None:
        yield _ROLE, _zh(fact.role)
    if article.date is not None:
        yield _DATE, _date(article.date)
    yield _DERIVED, named(graph)


@lru_cache(maxsize=_KEPT)
def _zh(text: str) -> str:
    return tagged(text, "zh")


@lru_cache(maxsize=_KEPT)
def _integer(number: int) -> str:
    return literal(str(number), _INTEGER)


@lru_cache(maxsize=_KEPT)
def _decimal(number: float) -> str:
    return literal(_digits(number), _DECIMAL)


@lru_cache(maxsize=_KEPT)
def _digits(number: float) -> str:
    # In the form the store gives back, so that a graph read equals the graph written.
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(text: str) -> str:
    for shape, datatype in _DATE_TYPES:
        if shape.fullmatch(text):
            return literal(text, datatype)
    return literal(text)


_Node = Mapping[str, list[str]]


def article_from(found: Iterable[Quad], text: str) -> Article:
    """Return the article whose graph holds ``found``; ``text`` is its document's.

    Entities come in the order of their ids, facts in that of the text, authors and periods sorted.
    """
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    name = ""
    for subject, predicate, term, name in found:  # noqa: B007 - all are of one graph
        nodes[subject[1:-1]][_plain(predicate)].append(value(term))
    own = nodes[name[1:-1]]
    typed: dict[str, list[_Node]] = defaultdict(list)
    for node in nodes.values():
        for type_name in node.get(_TYPE, ()):
            typed[vocab.local_name(type_name)].append(node)
    ids = {name: node[vocab.LOCAL_ID][0] for name, node in nodes.items() if vocab.LOCAL_ID in node}
    return Article(
        source=own[vocab.SOURCE][0],
        number=int(own[vocab.NUMBER][0]),
        title=own[_TITLE][0],
        date=next(iter(own.get(_DATE, ())), None),
        text=text,
        start=int(own[vocab.START][0]),
        end=int(own[vocab.END][0]),
        digest=own[vocab.DIGEST][0],
        entities=in_order(_entity_from(node, text) for node in typed["Mention"]),
        facts=tuple(
            sorted((_fact_from(node, ids) for node in typed["Statement"]), key=_fact_order)
        ),
        medium=next(iter(own.get(_MEDIUM, ())), None),
        section=next(iter(own.get(_SECTION, ())), None),
        authors=tuple(sorted(own.get(_AUTHOR, ()))),
        periods=tuple(sorted(map(partial(_period_from, text), typed["Period"]), key=_period_order)),
    )


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities by id, with e2 before e10."""
    return tuple(sorted(entities, key=lambda entity: (len(entity.id), entity.id)))


def _entity_from(node: _Node, text: str) -> Entity:
    spans = sorted(iri.span_offsets(at) for at in node.get(vocab.AT, ()))
    parts = node.get(vocab.STATED_PARTS)
    kind = node.get(vocab.STATED_KIND)
    return Entity(
        id=node[vocab.LOCAL_ID][0],
        type=vocab.local_name(node[vocab.STATED_TYPE][0]),
        name=node[vocab.NAME][0],
        aliases=tuple(sorted(node.get(vocab.ALIAS, ()))),
        kind=vocab.local_name(kind[0]) if kind else None,
        expected_parts=int(parts[0]) if parts else None,
        mentions=tuple(Span(start, end, text[start:end]) for start, end in spans),
    )


def _period_from(text: str, node: _Node) -> Period:
    spans = sorted(iri.span_offsets(at) for at in node.get(_TARGET, ()))
    return Period(
        first=node[_FIRST_DAY][0],
        last=node[_LAST_DAY][0],
        spans=tuple(Span(start, end, text[start:end]) for start, end in spans),
    )


def _period_order(period: Period) -> tuple[str, str]:
    return period.first, period.last


def _fact_from(node: _Node, ids: Mapping[str, str]) -> Fact:
    roles = node.get(vocab.ROLE)
    return Fact(
        subject=ids[node[vocab.SUBJECT_MENTION][0]],
        predicate=vocab.local_name(node[vocab.RDF + "predicate"][0]),
        object=ids[node[vocab.OBJECT_MENTION][0]],
        evidence=Span(int(node[vocab.START][0]), int(node[vocab.END][0]), node[vocab.QUOTE][0]),
        rule=node[vocab.RULE][0],
        confidence=float(node[vocab.CONFIDENCE][0]),
        role=roles[0] if roles else None,
    )


def _fact_order(fact: Fact) -> tuple[int, int, str, str, str, str, str]:
    where = (fact.evidence.start, fact.evidence.end)
    return (*where, fact.subject, fact.predicate, fact.object, fact.role or "", fact.rule)
