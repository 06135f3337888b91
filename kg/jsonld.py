"""The graph as JSON-LD with a context, so that it reads as plain JSON: names, not IRIs."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kg import vocab
from kg.triples import terms
from kg.triples.terms import Quad

_ZH = {"@language": "zh"}
_IRI = {"@type": "@id"}
_RELATIONS = {name: {"@id": f"pk:{name}", **_IRI} for name in vocab.PREDICATES}
_LINKS = {
    name: {"@id": f"pk:{name}", **_IRI}
    for name in (
        "kind level inDocument inArticle denotes at statedType statedKind"
        " subjectMention objectMention"
    ).split()
}
_PLAIN = {
    name: {"@id": f"pk:{name}"}
    for name in "source digest text number start end localId expectedParts statedParts rule"
    " divisionCode".split()
}
_TERMS: dict[str, dict[str, str]] = {
    **_RELATIONS,
    **_LINKS,
    **_PLAIN,
    "name": {"@id": "skos:prefLabel", **_ZH},
    "aliases": {"@id": "skos:altLabel", **_ZH, "@container": "@set"},
    "label": {"@id": "rdfs:label", **_ZH},
    "title": {"@id": "dcterms:title", **_ZH},
    "date": {"@id": "dcterms:date", "@type": "xsd:date"},
    "writtenName": {"@id": "pk:name", **_ZH},
    "writtenAlias": {"@id": "pk:alias", **_ZH},
    "quote": {"@id": "pk:quote", **_ZH},
    "role": {"@id": "pk:role", **_ZH},
    "confidence": {"@id": "pk:confidence", "@type": "xsd:decimal"},
    "officialName": {"@id": "pk:officialName", **_ZH},
    "province": {"@id": "pk:province", **_ZH},
    "city": {"@id": "pk:city", **_ZH},
    "subject": {"@id": "rdf:subject", **_IRI},
    "predicate": {"@id": "rdf:predicate", **_IRI},
    "object": {"@id": "rdf:object", **_IRI},
    "derivedFrom": {"@id": "prov:wasDerivedFrom", **_IRI},
    "member": {"@id": "org:member", **_IRI},
    "organisation": {"@id": "org:organization", **_IRI},
    "post": {"@id": "org:role", **_ZH},
}
CONTEXT: dict[str, Any] = {**vocab.PREFIXES, **_TERMS, "type": "@type", "id": "@id"}
"""What the names of the JSON mean."""

_BY_PROPERTY = {term["@id"]: name for name, term in _TERMS.items()}
_LOCAL = re.compile(r"[A-Za-z][\w-]*", re.ASCII)


def document(quads: Iterable[Quad]) -> bytes:
    """Return quads as one JSON-LD document, a named graph after the other, everything sorted."""
    graphs: dict[str, dict[str, dict[str, list[Any]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for subject, predicate, term, graph in sorted(quads, key=_order):
        key, shown = _property(terms.value(predicate), term)
        graphs[terms.value(graph)][terms.value(subject)][key].append(shown)
    shown_graphs = [
        {"id": graph, "@graph": [_node(name, node) for name, node in sorted(nodes.items())]}
        for graph, nodes in sorted(graphs.items())
    ]
    whole = {"@context": CONTEXT, "@graph": shown_graphs}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _order(quad: Quad) -> tuple[str, ...]:
    return (quad[3], *quad[:3])


def _node(name: str, properties: dict[str, list[Any]]) -> dict[str, Any]:
    node: dict[str, Any] = {"id": name}
    for key, values in properties.items():
        several = len(values) > 1 or _TERMS.get(key, {}).get("@container") == "@set"
        node[key] = values if several else values[0]
    return node


def _property(predicate: str, given: str) -> tuple[str, Any]:
    """Return the name of a property, and its value as that name's definition has it."""
    short = _short(predicate)
    name = _BY_PROPERTY.get(short)
    term = _TERMS.get(name or "", {})
    text = terms.value(given)
    if terms.is_named(given):
        if predicate == vocab.RDF + "type":
            return "type", _short(text)
        return (name, _short(text)) if name and term.get("@type") == "@id" else (short, _id(text))
    language = terms.language(given)
    if language is not None:
        tagged = term.get("@language") == language
        return (name, text) if name and tagged else (short, _tagged(text, language))
    datatype = _short(terms.datatype(given) or vocab.XSD + "string")
    if name and term.get("@type") == datatype:
        return name, text
    free = name if name and not {"@type", "@language"} & set(term) else short
    if datatype == "xsd:string":
        return free, text
    if datatype == "xsd:integer" and text == str(int(text)):
        return free, int(text)
    return free, {"@value": text, "@type": datatype}


def _id(value: str) -> dict[str, str]:
    return {"@id": _short(value)}


def _tagged(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}


def _short(iri: str) -> str:
    for prefix, namespace in vocab.PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and _LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    return str(iri)
