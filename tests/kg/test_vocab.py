import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, URIRef

from kg import ontology, query, vocab

PACKAGE = Path(vocab.__file__).parent


@pytest.fixture(scope="module")
def graph() -> Graph:
    return ontology.read()


def ours(graph: Graph) -> set[str]:
    return {str(subject) for subject in graph.subjects() if str(subject).startswith(vocab.PK)}


def test_code_and_ontology_define_the_same_terms(graph: Graph) -> None:
    assert ours(graph) == vocab.defined_terms()


def test_the_ontology_uses_no_term_of_ours_that_it_does_not_define(graph: Graph) -> None:
    terms = (t for triple in graph for t in triple if isinstance(t, URIRef))
    used = {str(t) for t in terms if t.startswith(vocab.PK)}
    assert used == ours(graph)


def test_every_term_has_labels_and_comments_in_both_languages(graph: Graph) -> None:
    for term in ours(graph):
        for predicate in (RDFS.label, RDFS.comment):
            languages = sorted(o.language for o in graph.objects(URIRef(term), predicate))
            assert languages == ["en", "zh"], (term, predicate)


def labels(graph: Graph, iri: str) -> dict[str, str]:
    return {o.language: str(o) for o in graph.objects(URIRef(iri), RDFS.label)}


def test_screens_show_the_labels_of_the_ontology(graph: Graph) -> None:
    terms = [*vocab.TYPES.values(), *vocab.OTHER_CLASSES.values(), *vocab.KINDS.values()]
    for term in terms:
        assert labels(graph, term.iri) == {"zh": term.zh, "en": term.en}
    for relation in vocab.PREDICATES.values():
        assert labels(graph, relation.iri) == {"zh": relation.zh, "en": relation.en}
        inverse = {"zh": relation.inverse_zh, "en": relation.inverse_en}
        assert labels(graph, vocab.PK + relation.inverse) == inverse


def test_relations_are_paired_with_their_inverses(graph: Graph) -> None:
    for relation in vocab.PREDICATES.values():
        one, other = URIRef(relation.iri), URIRef(vocab.PK + relation.inverse)
        assert (one, OWL.inverseOf, other) in graph
        assert (other, OWL.inverseOf, one) in graph


def test_every_property_has_a_domain_and_a_range(graph: Graph) -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for prop in graph.subjects(RDF.type, kind):
            for predicate in (RDFS.domain, RDFS.range):
                value = graph.value(prop, predicate)
                assert isinstance(value, URIRef | BNode), (prop, predicate)


def test_kinds_are_one_concept_scheme(graph: Graph) -> None:
    scheme = URIRef(vocab.KIND_SCHEME)
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    concepts = {str(c) for c in graph.subjects(SKOS.inScheme, scheme)}
    assert concepts == {kind.iri for kind in vocab.KINDS.values()}


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("**/*.py")), ids=lambda p: p.name)
def test_code_names_only_defined_terms(path: Path) -> None:
    names = set(re.findall(r"\bpk:(\w+)", path.read_text("utf-8")))
    assert {vocab.PK + name for name in names} <= vocab.defined_terms()


def test_stored_queries_name_only_defined_terms() -> None:
    for stored in query.named_queries().values():
        names = set(re.findall(r"\bpk:(\w+)", stored.text))
        assert {vocab.PK + name for name in names} <= vocab.defined_terms(), stored.name


def test_labels_by_local_name() -> None:
    assert vocab.label("Park") == "园区"
    assert vocab.label("alliance", "en") == "alliance"
    assert vocab.label("runs") == "推行"
    assert vocab.label("something else") == "something else"
