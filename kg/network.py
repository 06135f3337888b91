"""The graph as a network of things, for pictures and network tools."""

from collections.abc import Iterable

import networkx as nx

from kg import facts
from kg.store import Store


def network(store: Store) -> "nx.MultiDiGraph[str]":
    """Things as nodes and facts as edges, in a fixed order.

    A node's key is its IRI, and it has ``type``, ``kind`` (or None), ``name``, ``aliases``,
    ``articles`` (how many name it) and ``sources``. An edge's key is its predicate, with the role
    of a post after a colon; it has ``predicate``, ``role`` and ``evidence``, a list of dicts with
    source, title, date, start, end, text, rule and confidence.
    """
    known = facts.things(store)
    kinds, aliases, articles = facts.kinds(store), facts.aliases(store), facts.articles_of(store)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, thing in known.items():
        graph.add_node(
            iri,
            type=thing.type,
            kind=kinds.get(iri),
            name=thing.name,
            aliases=aliases.get(iri, []),
            articles=len(articles[iri]),
            sources=sorted(set(articles[iri].values())),
        )
    for fact in facts.facts(store, known):
        graph.add_edge(
            fact.subject.iri,
            fact.object.iri,
            key=f"{fact.predicate}:{fact.role}" if fact.role else fact.predicate,
            predicate=fact.predicate,
            role=fact.role,
            evidence=[facts.evidence_json(e, full=True) for e in fact.evidence],
        )
    return graph


def neighbourhood(
    graph: "nx.MultiDiGraph[str]", iris: Iterable[str], depth: int = 1
) -> "nx.MultiDiGraph[str]":
    """Return the part of ``graph`` within ``depth`` steps of ``iris``, either way of the edges."""
    reached = {iri for iri in iris if iri in graph}
    edge = set(reached)
    for _ in range(depth):
        edge = {other for iri in edge for other in nx.all_neighbors(graph, iri)} - reached
        reached |= edge
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    # Not graph.subgraph(): that iterates in the order of a set, which differs from run to run.
    part.add_nodes_from((n, data) for n, data in graph.nodes(data=True) if n in reached)
    for one, other, key, data in graph.edges(keys=True, data=True):
        if one in reached and other in reached:
            part.add_edge(one, other, key=key, **data)
    return part
