"""Adding articles to the graph and taking them away.

The graph is a function of the set of its articles: after each change identity is worked out anew
over all of them, and the graphs of other articles are rewritten where their things got another
name.
"""

import gc
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from rdflib import Literal

from kg import curation, iri, memory, vocab
from kg.curation import Curation
from kg.memory import Known, Where
from kg.model import Article
from kg.resolve import Resolution, settle
from kg.store import Store
from kg.triples import Quad, article_from, document_quads, quads, register_quads


def add(
    store: Store,
    articles: Iterable[Article],
    base: str = iri.BASE,
    curated: Curation | None = None,
) -> tuple[str, ...]:
    """Put ``articles`` in the graph; every source among them is replaced as a whole.

    One transaction, and identity is worked out once: give a batch rather than article after
    article. What people decided is read from beside the store unless ``curated`` gives it; the
    lines of it that have no effect are returned, one report each.
    """
    new = {(article.source, article.number): article for article in articles}
    return _change(store, list(new.values()), frozenset(), base, curated)


def remove(store: Store, sources: Iterable[str], curated: Curation | None = None) -> list[str]:
    """Take all articles of ``sources`` out of the graph; the sources that were there, sorted."""
    gone = frozenset(sources) & frozenset(digests(store)) - {curation.SOURCE}
    if gone:
        _change(store, [], gone, base_of(store), curated)
    return sorted(gone)


def refresh(store: Store, curated: Curation | None = None) -> tuple[str, ...]:
    """Bring the graph in step with what people decided; the lines that have no effect."""
    return _change(store, [], frozenset(), base_of(store), curated)


def is_in_step(store: Store) -> bool:
    """Whether the graph was made with the decisions that stand beside it now."""
    chosen = decided(store)
    held = digests(store).get(curation.SOURCE)
    return held == (chosen.digest if chosen.lines else None)


def digests(store: Store) -> dict[str, str]:
    """Return the SHA-256 of each source in the graph, by source."""
    return memory.digests_of(store)


def articles(store: Store) -> list[Article]:
    """Every article as it was extracted, by source and number."""
    rows = store.rows("SELECT ?s ?text { ?d a pk:Document ; pk:source ?s ; pk:text ?text }")
    texts = {row[0]: row[1] for row in rows}
    return [
        article_from(store.quads(graph), texts[source]) for source, graph in _article_graphs(store)
    ]


def article(store: Store, source: str, graph: str) -> Article:
    """Return the article whose graph it is, as it was extracted."""
    return article_from(store.quads(graph), _text(store, source))


def resolution(store: Store, curated: Curation | None = None) -> Resolution:
    """Work out again, without changing anything, why the names in the store are what they are."""
    chosen = decided(store) if curated is None else curated
    outlines = memory.known(store).outlines
    kept = [a for (source, _), a in outlines.items() if source != curation.SOURCE]
    return settle(kept, base_of(store), chosen)


def statistics(store: Store) -> dict[str, int | dict[str, int]]:
    """Count sources, articles, facts, mentions and quads, and things and facts by type."""
    by_type = {
        name: _count(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a pk:{name} }}")
        for name in vocab.TYPES
    }
    by_predicate = {
        name: _count(store, f"SELECT (COUNT(*) AS ?n) {{ ?s pk:{name} ?o }}")
        for name in vocab.PREDICATES
    }
    return {
        "sources": _count(store, "SELECT (COUNT(*) AS ?n) { ?d a pk:Document }"),
        "articles": _count(store, "SELECT (COUNT(*) AS ?n) { ?a a pk:Article }"),
        "entities": sum(by_type.values()),
        "facts": sum(by_predicate.values()),
        "statements": _count(store, "SELECT (COUNT(*) AS ?n) { ?s a pk:Statement }"),
        "mentions": _count(store, "SELECT (COUNT(*) AS ?n) { ?m pk:at ?span }"),
        "quads": len(store),
        "entities_by_type": by_type,
        "facts_by_predicate": by_predicate,
    }


def _count(store: Store, sparql: str) -> int:
    return int(next(store.rows(sparql))[0])


def base_of(store: Store) -> str:
    """Return how the IRIs in a store begin."""
    found = next(store.rows("SELECT ?a { ?a a pk:Article } LIMIT 1"), None)
    return found[0].rpartition("article/")[0] if found else iri.BASE


def _article_graphs(store: Store) -> list[tuple[str, str]]:
    found = store.rows("SELECT ?s ?n ?a { ?a a pk:Article ; pk:source ?s ; pk:number ?n }")
    ordered = sorted((source, int(number), graph) for source, number, graph in found)
    return [(source, graph) for source, _, graph in ordered]


def _change(
    store: Store,
    new: Sequence[Article],
    gone: frozenset[str],
    base: str,
    curated: Curation | None,
) -> tuple[str, ...]:
    """Bring the graph to what the articles and the decisions make of it; what those report."""
    # A great many small values are made and all are kept: collecting garbage between is a third
    # of the time and finds nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _changed(store, new, gone, base, curated)
    finally:
        if collecting:
            gc.enable()


def _changed(
    store: Store,
    new: Sequence[Article],
    gone: frozenset[str],
    base: str,
    curated: Curation | None,
) -> tuple[str, ...]:
    chosen = decided(store) if curated is None else curated
    known = memory.known(store)
    replaced = gone | {article.source for article in new} | {curation.SOURCE}
    kept = [a for (source, _), a in known.outlines.items() if source not in replaced]
    found = settle([*kept, *new], base, chosen)
    written = [*new, found.added] if found.added is not None else list(new)
    step = _Step(store, known, found, base)
    # What was decided may hide facts where no name changed.
    step.rewrite(kept, thorough=known.dropped_facts != found.dropped_facts)
    for article in written:
        step.add(quads(article, found.naming, base, found.dropped_facts))
    for article in {article.source: article for article in written}.values():
        step.add(document_quads(article, base))
    step.drop |= _graphs_of(store, known, replaced)
    step.put_registers()
    step.write()
    _remember(store, known, replaced, written, found, base, step.renamed)
    return found.unmatched


class _Step:
    """One change of the store while it is being put together."""

    def __init__(self, store: Store, known: Known, found: Resolution, base: str) -> None:
        self.store, self.known, self.found, self.base = store, known, found, base
        self.drop: set[str] = set()
        self.removed: list[Quad] = []
        self.renamed: set[Where] = set()
        self.added: dict[str, list[Quad]] = defaultdict(list)

    def add(self, made: Iterable[Quad]) -> None:
        """Add quads, by the graph they go to."""
        for quad in made:
            self.added[str(quad[3])].append(quad)

    def rewrite(self, kept: Iterable[Article], *, thorough: bool) -> None:
        """Rewrite the articles whose things got another name, or all that differ."""
        naming, old = self.found.naming, self.known.naming
        for article in kept:
            where = (article.source, article.number)
            graph = self.known.graphs[where]
            if not graph.startswith(self.base):
                self._move(article, graph)
                continue
            keys = [(*where, entity.id) for entity in article.entities]
            other = any(naming.get(key) != old.get(key) for key in keys)
            if other:
                self.renamed.add(where)
            if thorough or other:
                before = set(self.store.quads(graph))
                read = article_from(before, "")
                after = set(quads(read, naming, self.base, self.found.dropped_facts))
                self.removed += before - after
                self.add(after - before)

    def _move(self, article: Article, graph: str) -> None:
        """The base was changed: the article moves as a whole."""
        whole = article_from(self.store.quads(graph), _text(self.store, article.source))
        self.drop |= {graph, iri.document(graph.rpartition("article/")[0], article.source)}
        self.add(document_quads(whole, self.base))
        self.add(quads(whole, self.found.naming, self.base, self.found.dropped_facts))

    def put_registers(self) -> None:
        """Put in what the registers say of the parks there are now."""
        found = self.found
        parks = {
            thing.iri: (thing.label, found.records.get(thing.iri))
            for key in found.seen.by_type["Park"]
            if (thing := found.things.get(key)) is not None
        }
        after = set(register_quads(parks, self.base))
        bases = {graph.rpartition("article/")[0] for graph in self.known.graphs.values()}
        for graph in {iri.register(base) for base in bases} - {iri.register(self.base)}:
            self.drop.add(graph)
        graph = iri.register(self.base)
        before = set(self.store.quads(graph))
        if not after and before:
            self.drop.add(graph)
        else:
            self.removed += before - after
            self.add(after - before)

    def write(self) -> None:
        """Write what changes; a graph that stays as it was is not touched."""
        for graph in sorted(self.drop & set(self.added)):
            before, after = set(self.store.quads(graph)), set(self.added[graph])
            self.drop.discard(graph)
            self.removed += before - after
            self.added[graph] = list(after - before)
        added = [quad for made in self.added.values() for quad in made]
        if self.drop or self.removed or added:
            self.store.replace(drop=self.drop, remove=self.removed, add=added)


def decided(store: Store) -> Curation:
    """Return what people decided about the graph of a store, from the file beside it."""
    return Curation() if store.path is None else curation.read(curation.place(store.path))


def _remember(
    store: Store,
    known: Known,
    replaced: frozenset[str],
    written: Iterable[Article],
    found: Resolution,
    base: str,
    renamed: Collection[Where],
) -> None:
    outlines = {where: a for where, a in known.outlines.items() if where[0] not in replaced}
    digests = {source: d for source, d in known.digests.items() if source not in replaced}
    for article in written:
        outlines[article.source, article.number] = memory.outline_of(article)
        digests[article.source] = article.digest
    old = known.graphs
    same_base = all(graph.startswith(f"{base}article/") for graph in old.values())
    graphs = {
        where: old[where] if same_base and where in old else iri.article(base, *where)
        for where in outlines
    }
    lines = {
        where: line
        for where, line in known.lines.items()
        if where in outlines and where[0] not in replaced and where not in renamed and same_base
    }
    ordered = dict(sorted(digests.items()))
    memory.keep(
        store, Known(graphs, outlines, dict(found.naming), ordered, found.dropped_facts, lines)
    )


def _graphs_of(store: Store, known: Known, sources: frozenset[str]) -> set[str]:
    graphs = {where: graph for where, graph in known.graphs.items() if where[0] in sources}
    bases = {(graph.rpartition("article/")[0], where[0]) for where, graph in graphs.items()}
    documents = {iri.document(base, source) for base, source in bases}
    return {*graphs.values(), *(d for d in documents if store.has_graph(d))}


def _text(store: Store, source: str) -> str:
    found = store.rows(
        "SELECT ?source ?text { ?d a pk:Document ; pk:source ?source ; pk:text ?text }",
        {"source": Literal(source)},
    )
    return next(found)[1]
