"""The code, ontology.ttl, the rules, the models and the annotations speak of the same things."""

import functools
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection

import extract
from extract import gazetteer, pairs
from extract.coref import MAYBE
from kg import ontology, vocab

EXTRACT = Path(extract.__file__).parent
ARTICLES = Path(__file__).parent / "articles"
TYPES, PREDICATES, KINDS = set(vocab.TYPES), set(vocab.PREDICATES), set(vocab.KINDS)


@functools.cache
def graph() -> Graph:
    return ontology.read()


def rules() -> list[Any]:
    found = []
    for path in sorted((EXTRACT / "rules").glob("*.toml")):
        found += tomllib.loads(path.read_text("utf-8")).get("rule", [])
    return [pytest.param(rule, id=rule["name"]) for rule in found]


def slots(pattern: str) -> Iterator[tuple[str, set[str]]]:
    """The ends that a pattern names, {s:Company|Institution*}, each with its types."""
    for end, types in re.findall(r"\{(\w):([\w|]+)\*?\}", pattern):
        yield end, set(types.split("|"))


def said(relation: str, side: URIRef) -> set[str]:
    """The types of things that the ontology allows at an end of a relation."""
    value = graph().value(URIRef(vocab.PK + relation), side)
    union = graph().value(value, OWL.unionOf)
    classes = list(Collection(graph(), union)) if union is not None else [value]
    below = {c for top in classes for c in graph().transitive_subjects(RDFS.subClassOf, top)}
    return {vocab.local_name(str(c)) for c in below} & TYPES


def test_the_ontology_has_the_types_and_predicates_of_the_code() -> None:
    classes = {vocab.local_name(str(c)) for c in graph().subjects(RDF.type, OWL.Class)}
    assert classes == TYPES | set(vocab.OTHER_CLASSES)
    for name in PREDICATES:
        assert (URIRef(vocab.PK + name), RDF.type, OWL.ObjectProperty) in graph()


def test_pairs_are_looked_for_of_every_predicate() -> None:
    assert set(pairs.DOMAINS) == PREDICATES


@pytest.mark.parametrize("predicate", sorted(PREDICATES))
def test_pairs_are_of_things_that_the_ontology_allows(predicate: str) -> None:
    subjects, objects = pairs.DOMAINS[predicate]
    assert set(subjects) <= said(predicate, RDFS.domain)
    assert set(objects) <= said(predicate, RDFS.range)


def test_every_type_stands_in_some_relation() -> None:
    ends = {name for both in pairs.DOMAINS.values() for side in both for name in side}
    assert ends == TYPES


def test_there_are_rules() -> None:
    assert len(rules()) > 0


@pytest.mark.parametrize("rule", rules())
def test_a_rule_names_a_known_predicate_between_things_that_can_have_it(
    rule: dict[str, Any],
) -> None:
    assert rule["predicate"] in PREDICATES
    domains = dict(zip("so", pairs.DOMAINS[rule["predicate"]], strict=True))
    found = list(slots(rule["pattern"]))
    assert {end for end, _ in found} == {"s", "o"}
    for end, types in found:
        assert types <= set(domains[end]), f"{end}: {types - set(domains[end])}"


@pytest.mark.parametrize("rule", rules())
def test_examples_of_a_rule_name_known_types(rule: dict[str, Any]) -> None:
    for example in [*rule["examples"], *rule.get("counterexamples", [])]:
        assert set(re.findall(r"\[(\w+):", example)) <= TYPES


def test_the_tagger_gives_the_types_of_the_vocabulary() -> None:
    with np.load(EXTRACT / "data" / "tagger.npz") as stored:
        labels = {str(label).partition("-")[2] for label in stored["labels"]} - {""}
    assert labels - {MAYBE} == TYPES


def test_there_is_a_classifier_for_every_predicate() -> None:
    stored = json.loads((EXTRACT / "data" / "relations.json").read_text("utf-8"))
    assert set(stored) == PREDICATES


def test_kinds_in_the_lexicon_are_those_of_the_vocabulary() -> None:
    rows = (EXTRACT / "data" / "lexicon.tsv").read_text("utf-8").splitlines()
    kinds = {row.split("\t")[1] for row in rows if row and not row.startswith("#")}
    assert kinds - {"-"} == KINDS
    assert gazetteer.lexicon()


def test_annotations_use_the_vocabulary() -> None:
    for path in sorted(ARTICLES.rglob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        types = {e["type"] for e in gold["entities"]}
        types |= {also for e in gold["entities"] for also in e.get("also", ())}
        assert types <= TYPES, path
        assert {e["kind"] for e in gold["entities"] if e.get("kind")} <= KINDS, path
        triples = [r["triple"] if isinstance(r, dict) else r for r in gold["relations"]]
        assert {triple[1] for triple in triples} <= PREDICATES, path
