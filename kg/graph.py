"""Adding articles to the graph and taking them away.

The graph is a function of the set of its articles. A change works identity out again as far as it
reaches (:mod:`kg.addition`), and the graphs of other articles are rewritten where their things got
another name.
"""

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rdflib import Literal

from kg import addition, curation, iri, memory, outlines, registry, vocab
from kg.addition import Outcome
from kg.curation import Curation
from kg.memory import Memory, Where
from kg.model import Article
from kg.resolve import Resolution, settle
from kg.store import Store
from kg.triples import article_from, document_quads, quads, register_quads
from kg.triples.renaming import is_mention, is_post, moved, relabelled
from kg.triples.terms import Quad, value

_DIGESTS = "SELECT ?source ?digest { ?d a pk:Document ; pk:source ?source ; pk:digest ?digest }"


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
    base = base_of(store)
    wanted = frozenset(sources) - {curation.SOURCE}
    gone = frozenset(s for s in wanted if store.has_graph(iri.document(base, s)))
    if gone:
        _change(store, [], gone, base, curated)
    return sorted(gone)


def refresh(store: Store, curated: Curation | None = None) -> tuple[str, ...]:
    """Bring the graph in step with what people decided; the lines that have no effect."""
    return _change(store, [], frozenset(), base_of(store), curated)


def is_in_step(store: Store) -> bool:
    """Whether the graph was made with the decisions that stand beside it now."""
    chosen = decided(store)
    held = [digest for _, digest in store.rows(_DIGESTS, {"source": Literal(curation.SOURCE)})]
    return held == ([chosen.digest] if chosen.lines else [])


def digests(store: Store) -> dict[str, str]:
    """Return the SHA-256 of each source in the graph, by source."""
    return dict(sorted((source, digest) for source, digest in store.rows(_DIGESTS)))


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
    kept = [article for article in memory.articles(store) if article.source != curation.SOURCE]
    return settle(kept, base_of(store), chosen)


def totals(store: Store) -> dict[str, int]:
    """Count articles, things and facts: what is quickly counted also in a large store."""
    return _totals(store, _entities(store), _facts(store))


def _totals(store: Store, things: Mapping[str, int], facts: Mapping[str, int]) -> dict[str, int]:
    return {
        "articles": _count(store, "SELECT (COUNT(*) AS ?n) { ?a a pk:Article }"),
        "entities": sum(things.values()),
        "facts": sum(facts.values()),
    }


def statistics(store: Store) -> dict[str, int | dict[str, int]]:
    """Count sources, articles, facts, mentions and quads, and things and facts by type."""
    things, facts = _entities(store), _facts(store)
    return {
        "sources": _count(store, "SELECT (COUNT(*) AS ?n) { ?d a pk:Document }"),
        **_totals(store, things, facts),
        "statements": _count(store, "SELECT (COUNT(*) AS ?n) { ?s a pk:Statement }"),
        "mentions": _count(store, "SELECT (COUNT(*) AS ?n) { ?m pk:at ?span }"),
        "quads": len(store),
        "entities_by_type": things,
        "facts_by_predicate": facts,
    }


def _entities(store: Store) -> dict[str, int]:
    return {
        name: _count(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a pk:{name} }}")
        for name in vocab.TYPES
    }


def _facts(store: Store) -> dict[str, int]:
    return {
        name: _count(store, f"SELECT (COUNT(*) AS ?n) {{ ?s pk:{name} ?o }}")
        for name in vocab.PREDICATES
    }


def _count(store: Store, sparql: str) -> int:
    return int(next(store.rows(sparql))[0])


def base_of(store: Store) -> str:
    """Return how the IRIs in a store begin."""
    return _base(store) or iri.BASE


def _base(store: Store) -> str | None:
    found = next(store.rows("SELECT ?a { ?a a pk:Article } LIMIT 1"), None)
    return found[0].rpartition("article/")[0] if found else None


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
    replaced = {*gone, *(article.source for article in new), curation.SOURCE}
    with memory.changed(store) as (kept, current):
        step = _Step(store, base)
        fresh, held = list(new), list[Article]()
        if _base(store) not in (None, base):  # every article moves as a whole
            fresh = [a for a in articles(store) if a.source not in replaced] + fresh
            step.drop = set(store.graphs())
            kept.clear()
        else:
            step.drop = {graph for source in replaced for graph in _graphs_of(store, source, base)}
            if not current:
                held = [a for a in outlines.queried(store) if a.source not in replaced]
        found = addition.change(kept, [*held, *fresh], gone, base, chosen)
        again = {*found.again, *((a.source, a.number) for a in held)}
        for source, number in sorted(again):
            step.rewrite((source, number), found)
        for where, moves in found.moved:
            if where not in again:
                step.move(iri.article(base, *where), moves)
        for article in [*fresh, *([found.added] if found.added is not None else [])]:
            name = iri.article(base, article.source, article.number)
            step.add(name, quads(article, found.naming, base, found.dropped_facts))
            step.add(iri.document(base, article.source), document_quads(article, base))
        step.put_registers(found, kept, anew=not current)
        step.write()
    return found.unmatched


class _Step:
    """One change of the store while it is being put together."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base
        self.drop: set[str] = set()
        self.removed: list[Quad] = []
        self.added: dict[str, dict[Quad, None]] = defaultdict(dict)

    def add(self, graph: str, made: Iterable[Quad]) -> None:
        """Add quads of one graph."""
        self.added[graph].update(dict.fromkeys(made))

    def change(self, graph: str, before: set[Quad], after: set[Quad]) -> None:
        """Put quads of one graph in the place of others."""
        self.removed += before - after
        self.add(graph, after - before)

    def rewrite(self, where: Where, found: Outcome) -> None:
        """Write an article again whose things are called otherwise now."""
        graph = iri.article(self.base, *where)
        if where in found.relabelled:
            self.relabel(where, found)
            return
        before = set(self.store.quads(graph))
        read = article_from(before, "")
        after = set(quads(read, found.naming, self.base, found.dropped_facts))
        self.change(graph, before, after)

    def move(self, graph: str, moves: Mapping[str, str]) -> None:
        """Give things of an article other IRIs."""
        before = set(self.store.about(graph, moves))
        posts = {value(quad[0]) for quad in before if is_post(quad)}
        before.update(self.store.told(graph, posts))
        self.change(graph, before, set(moved(before, graph, moves)))

    def relabel(self, where: Where, found: Outcome) -> None:
        """Give things of an article other names."""
        graph, things = iri.article(self.base, *where), found.relabelled[where]
        before = set(self.store.about(graph, things))
        nodes = {value(quad[0]) for quad in before if is_post(quad) or is_mention(quad)}
        before.update(self.store.told(graph, nodes))
        moves = {old: thing.iri for old, thing in things.items()}
        after = relabelled(before, graph, moves, lambda local: found.naming[(*where, local)])
        self.change(graph, before, set(after))

    def put_registers(self, found: Outcome, kept: Memory, *, anew: bool) -> None:
        """Put in what the registers say of the parks that come, and take out the others.

        With ``anew`` all parks come, and what is told of others in the graph goes.
        """
        graph = iri.register(self.base)
        before, after = self._listed(found.parks_before), self._listed(found.parks_after)
        if anew:
            before.update(self.store.quads(graph))
        # A register is told of as long as it tells of any park.
        used = {iri.register(self.base, name) for name in kept.registers()}
        after |= {quad for quad in before if value(quad[0]) in used}
        if not used and self.store.has_graph(graph):
            self.drop.add(graph)
        else:
            self.change(graph, before, after)

    def _listed(self, parks: Mapping[str, tuple[str, str | None]]) -> set[Quad]:
        records = registry.by_name()
        named = {
            own: (name, None if entry is None else records[entry])
            for own, (name, entry) in parks.items()
        }
        return set(register_quads(named, self.base))

    def write(self) -> None:
        """Write what changes; a graph that stays as it was is not touched."""
        for graph in sorted(self.drop & set(self.added)):
            before, after = set(self.store.quads(graph)), self.added[graph]
            self.drop.discard(graph)
            self.removed += before - after.keys()
            self.added[graph] = dict.fromkeys(after.keys() - before)
        added = [quad for made in self.added.values() for quad in made]
        if self.drop or self.removed or added:
            self.store.replace(drop=self.drop, remove=self.removed, add=added)


def decided(store: Store) -> Curation:
    """Return what people decided about the graph of a store, from the file beside it."""
    return Curation() if store.path is None else curation.read(curation.place(store.path))


def _graphs_of(store: Store, source: str, base: str) -> set[str]:
    document = iri.document(base, source)
    if not store.has_graph(document):
        return set()
    found = store.rows(
        "SELECT ?source ?a { ?a a pk:Article ; pk:source ?source }", {"source": Literal(source)}
    )
    return {document, *(graph for _, graph in found)}


def _text(store: Store, source: str) -> str:
    found = store.rows(
        "SELECT ?source ?text { ?d a pk:Document ; pk:source ?source ; pk:text ?text }",
        {"source": Literal(source)},
    )
    return next(found)[1]
