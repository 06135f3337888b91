"""What is known of a thing, by any of its names."""

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg import facts, names
from kg.facts import KnownFact, Ref
from kg.store import Store


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
    # of a programme
    parks: tuple[Ref, ...] = ()
    parts: tuple[Ref, ...] = ()
    wholes: tuple[Ref, ...] = ()
    members: tuple[Ref, ...] = ()
    # of a park
    programmes: tuple[Ref, ...] = ()
    companies: tuple[Ref, ...] = ()
    projects: tuple[Ref, ...] = ()
    people: tuple[Ref, ...] = ()
    organisations: tuple[Ref, ...] = ()


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
        "companies": "?x ^pk:locatedIn+ ?y . ?y a pk:Company",
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
        for mainly, thing in _called(name, known, aliases)
    ]
    best = sorted(found, key=lambda pair: (not pair[0], -len(pair[1].facts), pair[1].iri))
    return [card for _, card in best]


def find(store: Store, name: str, type_name: str | None = None) -> list[Ref]:
    """Return the things, of one type if given, that have ``name`` as a name, best first.

    Cheaper than :func:`cards`; where both are mainly called so, the one in more articles comes
    first.
    """
    called = _called(name, facts.things(store), facts.aliases(store))
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
        **lists,
    )


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
