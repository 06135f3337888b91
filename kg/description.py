"""What a dump says of itself: VoID and DCAT, with the run of parkgraph that it came from.

All of it follows from the graph and the version of parkgraph, so the same graph has the same
description. It stands in a graph of its own, ``{base}dataset``.
"""

from importlib.metadata import version

from kg import iri, vocab
from kg.store import Store
from kg.triples.terms import Quad, literal, named, tagged

_ONTOLOGY = "https://w3id.org/parkgraph/ontology"
_INTEGER = named(vocab.XSD + "integer")
_TYPE = vocab.RDF + "type"
_TITLES = {"zh": "园谱：园区、品牌与行动、企业、项目、人物及其出处", "en": "A parkgraph"}
_ABOUT = {
    "zh": "从新闻文章中读出的园区知识图谱；每条事实都附有原句、来源与位置。",
    "en": "A knowledge graph of development parks read from news articles;"
    " each fact carries its sentence, source and place.",
}

_Pairs = list[tuple[str, str]]
"""IRIs of properties, and the terms that are their values."""


def graph_name(store: Store) -> str:
    """Return the IRI of the description, and of the graph that holds it."""
    found = next(store.rows("SELECT ?a { ?a a pk:Article } ORDER BY ?a LIMIT 1"), None)
    base = found[0].rpartition("article/")[0] if found else iri.BASE
    return f"{base}dataset"


def quads(store: Store) -> list[Quad]:
    """Return the description of the graph in ``store``."""
    dataset = graph_name(store)
    run, period = f"{dataset}#run", f"{dataset}#period"
    described = {dataset: _dataset(store, dataset, run), run: _run(store, dataset)}
    described[_software(dataset)] = [
        (_TYPE, named(vocab.PROV + "SoftwareAgent")),
        (vocab.RDFS + "label", literal(f"parkgraph {version('parkgraph')}")),
        (vocab.SCHEMA + "softwareVersion", literal(version("parkgraph"))),
    ]
    first, last = next(store.rows(_PERIOD))
    if first:
        described[period] = [
            (_TYPE, named(vocab.DCT + "PeriodOfTime")),
            (vocab.DCAT + "startDate", literal(first)),
            (vocab.DCAT + "endDate", literal(last)),
        ]
        described[dataset].append((vocab.DCT + "temporal", named(period)))
    described |= _partitions(store, dataset)
    return [
        (named(node), named(predicate), value, named(dataset))
        for node, pairs in described.items()
        for predicate, value in pairs
    ]


def _dataset(store: Store, dataset: str, run: str) -> _Pairs:
    texts = ((vocab.DCT + "title", _TITLES), (vocab.DCT + "description", _ABOUT))
    counts = {name: next(store.rows(sparql))[0] for name, sparql in _COUNTS.items()}
    return [
        (_TYPE, named(vocab.VOID + "Dataset")),
        (_TYPE, named(vocab.DCAT + "Dataset")),
        (_TYPE, named(vocab.PROV + "Entity")),
        *((name, tagged(text, tag)) for name, said in texts for tag, text in said.items()),
        (vocab.DCT + "language", literal("zh")),
        (vocab.DCT + "conformsTo", named(_ONTOLOGY)),
        (vocab.DCT + "conformsTo", named("https://w3id.org/parkgraph/shapes")),
        (vocab.VOID + "uriSpace", literal(dataset.removesuffix("dataset"))),
        (vocab.PROV + "wasGeneratedBy", named(run)),
        *((vocab.VOID + "vocabulary", named(name)) for name in vocab.PREFIXES.values()),
        *((vocab.VOID + name, _integer(count)) for name, count in counts.items()),
        *((vocab.VOID + "classPartition", named(n)) for n, _ in _classes(store, dataset)),
        *((vocab.VOID + "propertyPartition", named(n)) for n, _ in _properties(store, dataset)),
    ]


def _run(store: Store, dataset: str) -> _Pairs:
    documents = sorted(row[0] for row in store.rows("SELECT ?d { ?d a pk:Document }"))
    return [
        (_TYPE, named(vocab.PROV + "Activity")),
        (vocab.PROV + "wasAssociatedWith", named(_software(dataset))),
        *((vocab.PROV + "used", named(document)) for document in documents),
    ]


def _software(dataset: str) -> str:
    return f"{dataset}#parkgraph-{version('parkgraph')}"


def _partitions(store: Store, dataset: str) -> dict[str, _Pairs]:
    found: dict[str, _Pairs] = {}
    for node, (name, count) in _classes(store, dataset):
        found[node] = [
            (vocab.VOID + "class", named(name)),
            (vocab.VOID + "entities", _integer(count)),
        ]
    for node, (name, count) in _properties(store, dataset):
        found[node] = [
            (vocab.VOID + "property", named(name)),
            (vocab.VOID + "triples", _integer(count)),
        ]
    return found


def _classes(store: Store, dataset: str) -> list[tuple[str, tuple[str, ...]]]:
    rows = sorted(store.rows("SELECT ?c (COUNT(DISTINCT ?x) AS ?n) { ?x a ?c } GROUP BY ?c"))
    return [(f"{dataset}#class-{_local(row[0])}", row) for row in rows]


def _properties(store: Store, dataset: str) -> list[tuple[str, tuple[str, ...]]]:
    rows = sorted(store.rows("SELECT ?p (COUNT(*) AS ?n) { ?x ?p ?y } GROUP BY ?p"))
    return [(f"{dataset}#property-{_local(row[0])}", row) for row in rows]


def _local(name: str) -> str:
    for prefix, namespace in vocab.PREFIXES.items():
        if name.startswith(namespace):
            return f"{prefix}-{name.removeprefix(namespace)}"
    return iri.segment(name)


def _integer(count: str) -> str:
    return literal(count, _INTEGER)


_PERIOD = """SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) {
  ?a a pk:Article ; dcterms:date ?date BIND(STR(?date) AS ?day)
}"""
_COUNTS = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?x a ?c }",
    "entities": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?m pk:denotes ?x }",
    "documents": "SELECT (COUNT(*) AS ?n) { ?d a pk:Document }",
}
