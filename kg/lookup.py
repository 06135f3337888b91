"""What is known of a thing, by any of its names."""

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rdflib import Literal

from kg import facts, names, registry, vocab
from kg.facts import KnownFact, Ref
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Reading:
    """An article in which a thing is called by a name."""

    name: str
    source: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a register says of a park; without name and level where only its place is known."""

    name: str | None
    level: str | None
    province: str
    city: str | None
    code: str
    register: str
    date: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that is known of one thing; which of the lists are filled depends on its type."""

    iri: str
    type: str
    kind: str | None
    name: str
    aliases: tuple[str, ...]
    expected_parts: int | None
    facts: tuple[KnownFact, ...]
    readings: tuple[Reading, ...] = ()
    # of a programme
    parks: tuple[Ref, ...] = ()
    parts: tuple[Ref, ...] = ()
    wholes: tuple[Ref, ...] = ()
    members: tuple[Ref, ...] = ()
    # of a park
    official: Entry | None = None
    programmes: tuple[Ref, ...] = ()
    companies: tuple[Ref, ...] = ()
    projects: tuple[Ref, ...] = ()
    people: tuple[Ref, ...] = ()
    organisations: tuple[Ref, ...] = ()

    def _repr_html_(self) -> str:
        from kg import notebook

        return notebook.card(self)


# What stands in each list of a card: a query path from the thing (?x) to the other (?y).
_LISTS: dict[str, dict[str, str]] = {
    "Programme": {
        "parks": "?x pk:partOf*/^pk:runs ?y",
        "parts": "?x ^pk:partOf ?y",
        "wholes": "?x pk:partOf ?y",
        "members": "?x ^pk:memberOf ?y",
    },
    "Park": {
        "programmes": "?x pk:runs/^pk:partOf* ?y",
        # a firm is in the park, or what it builds is
        "companies": "?x ^pk:locatedIn+/^pk:develops? ?y . ?y a pk:Company",
        "projects": "?x ^pk:locatedIn+ ?y . ?y a pk:Project",
        "people": "{ ?x (^pk:unitOf|^pk:locatedIn)*/^pk:holdsPosition ?y } UNION"
        " { ?x ^pk:locatedIn*/^pk:activeIn ?y }",
        "organisations": "{ ?x ^pk:unitOf+ ?y } UNION"
        " { ?x ^pk:locatedIn+ ?y . ?y a pk:Institution }",
    },
}


def cards(store: Store, name: str) -> list[Card]:
    """Tell what is known of each thing that has ``name`` among its names, best first.

    Traditional and simplified, full and half width, quotation marks and spaces make no difference.
    A thing mainly called so comes before one sometimes called so, and one with more facts before
    one with fewer.
    """
    known, aliases, kinds = facts.things(store), facts.aliases(store), facts.kinds(store)
    found = [
        (
            mainly,
            _card(store, known, thing, tuple(aliases.get(thing.iri, ())), kinds.get(thing.iri)),
        )
        for mainly, thing in _called(name, known, aliases) or _listed(store, name, known)
    ]
    best = sorted(found, key=lambda pair: (not pair[0], -len(pair[1].facts), pair[1].iri))
    return [card for _, card in best]


def find(store: Store, name: str, type_name: str | None = None) -> list[Ref]:
    """Return the things, of one type if given, that have ``name`` as a name, best first.

    Cheaper than :func:`cards`; where both are mainly called so, the one in more articles comes
    first.
    """
    known = facts.things(store)
    called = _called(name, known, facts.aliases(store)) or _listed(store, name, known)
    articles = facts.articles_of(store)
    best = sorted((not mainly, -len(articles[ref.iri]), ref.iri, ref) for mainly, ref in called)
    return [ref for *_, ref in best if type_name in (None, ref.type)]


def _called(
    name: str, known: Mapping[str, Ref], aliases: Mapping[str, list[str]]
) -> list[tuple[bool, Ref]]:
    """Return the things called ``name``, by IRI, each with whether that is its main name."""
    wanted = names.comparable([name])[0]
    mainly = _named(wanted, [(thing.name, iri) for iri, thing in known.items()])
    also = _named(wanted, [(form, iri) for iri in aliases for form in aliases[iri]])
    return [(iri in mainly, known[iri]) for iri in sorted(mainly | also) if iri in known]


def _listed(store: Store, name: str, known: Mapping[str, Ref]) -> list[tuple[bool, Ref]]:
    """Return the park that a register knows by a name that no article uses."""
    record = registry.find(names.comparable([name])[0])
    if record is None:
        return []
    official = Literal(record.name, lang="zh")
    found = store.rows("SELECT ?x ?name { ?x pk:officialName ?name }", {"name": official})
    return [(True, known[row[0]]) for row in sorted(found) if row[0] in known]


def near(store: Store, name: str, limit: int = 5) -> list[Ref]:
    """Return things with names like ``name``, nearest first."""
    known, aliases = facts.things(store), facts.aliases(store)
    forms = [(thing.name, iri) for iri, thing in known.items()]
    forms += [(form, iri) for iri in aliases if iri in known for form in aliases[iri]]
    forms = [(form, iri) for form, iri in forms if not names.is_bare_park(form)]
    wanted = names.comparable([name])[0]
    likeness: dict[str, float] = defaultdict(float)
    for form, (_, iri) in zip(names.comparable([form for form, _ in forms]), forms, strict=True):
        likeness[iri] = max(likeness[iri], _likeness(wanted, form))
    best = sorted((-score, iri) for iri, score in likeness.items() if score >= _NEAR)
    return [known[iri] for _, iri in best[:limit]]


_NEAR = 0.5


def _likeness(wanted: str, form: str) -> float:
    if not wanted or not set(wanted) & set(form):
        return 0.0
    matcher = difflib.SequenceMatcher(None, wanted, form, autojunk=False)
    shorter, longer = sorted((len(wanted), len(form)))
    contained = shorter >= 2 and (wanted in form or form in wanted)
    return matcher.ratio() + (0.3 + 0.2 * shorter / longer if contained else 0.0)


def _named(wanted: str, forms: list[tuple[str, str]]) -> set[str]:
    compared = names.comparable([form for form, _ in forms])
    same = zip(compared, forms, strict=True)
    return {iri for form, (_, iri) in same if form == wanted and wanted}


def _card(
    store: Store, known: dict[str, Ref], thing: Ref, aliases: tuple[str, ...], kind: str | None
) -> Card:
    lists = {
        field: _refs(store, known, f"SELECT DISTINCT ?y {{ {pattern} }}", thing)
        for field, pattern in _LISTS.get(thing.type, {}).items()
    }
    parts = [
        int(row[0]) for row in store.rows(f"SELECT ?n {{ <{thing.iri}> pk:expectedParts ?n }}")
    ]
    return Card(
        iri=thing.iri,
        type=thing.type,
        kind=kind,
        name=thing.name,
        aliases=aliases,
        expected_parts=max(parts, default=None),
        facts=tuple(facts.facts(store, known, thing.iri)),
        readings=_readings(store, thing),
        official=_entry(store, thing) if thing.type == "Park" else None,
        **lists,
    )


def card(
    store: Store, known: dict[str, Ref], iri: str, aliases: tuple[str, ...], kind: str | None
) -> Card:
    """Tell what is known of the thing of an IRI; ``known`` is what :func:`kg.facts.things` gave."""
    return _card(store, known, known[iri], aliases, kind)


def _readings(store: Store, thing: Ref) -> tuple[Reading, ...]:
    """Return where each name of a thing was read, the names and then the sources in order."""
    found = store.rows(
        f"SELECT DISTINCT ?name ?source ?title ?date {{ ?m pk:denotes <{thing.iri}> ;"
        " pk:name|pk:alias ?name ; pk:inArticle ?a . ?a pk:source ?source ; dcterms:title ?title"
        " OPTIONAL { ?a dcterms:date ?date } }"
    )
    return tuple(Reading(name, s, title, date or None) for name, s, title, date in sorted(found))


def _entry(store: Store, thing: Ref) -> Entry | None:
    found = store.rows(
        "SELECT ?name ?level ?province ?city ?code ?register ?date {"
        f" <{thing.iri}> pk:divisionCode ?code ; pk:province ?province ; prov:wasDerivedFrom ?r ."
        " ?r dcterms:title ?register ; dcterms:date ?date"
        f" OPTIONAL {{ <{thing.iri}> pk:officialName ?name ; pk:level ?level }}"
        f" OPTIONAL {{ <{thing.iri}> pk:city ?city }} }}"
    )
    for name, level, province, city, code, register, date in sorted(found):
        sort = vocab.local_name(level) or None
        return Entry(name or None, sort, province, city or None, code, register, date)
    return None


def _refs(store: Store, known: dict[str, Ref], sparql: str, thing: Ref) -> tuple[Ref, ...]:
    found = {row[0] for row in store.rows(sparql.replace("?x", f"<{thing.iri}>"))} - {thing.iri}
    return tuple(known[iri] for iri in sorted(found))


def as_json(card: Card) -> dict[str, Any]:
    """Return what ``kg lookup --format json`` prints for a card (DESIGN.md gives its shape)."""
    shown: dict[str, Any] = {
        "iri": card.iri,
        "type": card.type,
        "kind": card.kind,
        "name": card.name,
        "aliases": list(card.aliases),
    }
    for field in _LISTS.get(card.type, {}):
        shown[field] = [{"iri": ref.iri, "name": ref.name} for ref in getattr(card, field)]
    if card.type == "Park":
        shown["official"] = asdict(card.official) if card.official else None
    shown["readings"] = [asdict(reading) for reading in card.readings]
    if card.type == "Programme":
        shown["expected_parts"] = card.expected_parts
    shown["facts"] = [
        {
            "subject": _ref_json(fact.subject),
            "predicate": fact.predicate,
            "object": _ref_json(fact.object),
            "role": fact.role,
            "evidence": [facts.evidence_json(e) for e in fact.evidence],
        }
        for fact in card.facts
    ]
    return shown


def _ref_json(ref: Ref) -> dict[str, str]:
    return {"iri": ref.iri, "type": ref.type, "name": ref.name}
