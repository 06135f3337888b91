"""What the graph tells beyond look-ups: parks side by side, paths between things, who is central.

Everything here takes the network of :func:`kg.network.network` and gives frozen values; networkx
does the computing.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import networkx as nx

from kg import vocab
from kg.facts import Evidence, KnownFact, Ref

if TYPE_CHECKING:
    Network = nx.MultiDiGraph[str]
    Plain = nx.Graph[str]

_SAMPLES = 500
"""Things from which betweenness is estimated in a larger network."""
_WORDS = 5
_NO_KIND = "none"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known in one park, by sort of thing; ``kinds`` counts its programmes by kind."""

    park: Ref
    articles: int
    kinds: dict[str, int]
    programmes: tuple[Ref, ...]
    companies: tuple[Ref, ...]
    projects: tuple[Ref, ...]
    organisations: tuple[Ref, ...]
    people: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two parks side by side, and the things that both have to do with."""

    one: Profile
    other: Profile
    shared: tuple[Ref, ...]
    likeness: float


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike the programmes of two parks are, from 0 to 1.

    ``score`` is the mean of ``kinds`` (which kinds they run, and how many of each) and ``names``
    (which pairs of characters their programmes' names share, rare ones counting more: ``words``).
    """

    one: Ref
    other: Ref
    score: float
    kinds: float
    names: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Central:
    """How central a thing is.

    ``neighbours`` counts the things that facts join to it; ``betweenness`` is the share of shortest
    paths between others that lead through it; ``parks`` are those it stands in or belongs to.
    """

    thing: Ref
    neighbours: int
    betweenness: float
    articles: int
    parks: tuple[Ref, ...]


def ref(graph: "Network", iri: str) -> Ref:
    """Return how a node is referred to."""
    data = graph.nodes[iri]
    return Ref(iri, data["type"], data["name"])


def _refs(graph: "Network", iris: Iterable[str]) -> tuple[Ref, ...]:
    found = (ref(graph, iri) for iri in set(iris))
    return tuple(sorted(found, key=lambda r: (r.name, r.iri)))


def _subjects(graph: "Network", iri: str, *predicates: str) -> set[str]:
    edges = graph.in_edges(iri, data=True)
    return {one for one, _, data in edges if data["predicate"] in predicates}


def _objects(graph: "Network", iri: str, *predicates: str) -> set[str]:
    edges = graph.out_edges(iri, data=True)
    return {other for _, other, data in edges if data["predicate"] in predicates}


def _with_all(start: Collection[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    """Return ``start`` with all that is reached from it."""
    found, waiting = set(start), list(start)
    while waiting:
        new = set(step(waiting.pop())) - found
        found |= new
        waiting += new
    return found


def programmes(graph: "Network", park: str) -> set[str]:
    """Return the programmes of a park: those it runs, and their parts."""
    return _with_all(_objects(graph, park, "runs"), lambda p: _subjects(graph, p, "partOf"))


def profile(graph: "Network", park: str) -> Profile:
    """Return what is known in a park."""
    own = programmes(graph, park)
    inside = _with_all(_subjects(graph, park, "locatedIn"), lambda i: _standing(graph, i)) - {park}
    bodies = _with_all(_subjects(graph, park, "unitOf"), lambda i: _subjects(graph, i, "unitOf"))
    by_type = {name: {i for i in inside if graph.nodes[i]["type"] == name} for name in vocab.TYPES}
    bodies = (bodies | by_type["Institution"]) - {park}
    staffed = (_subjects(graph, place, "holdsPosition") for place in {park, *inside, *bodies})
    people = _subjects(graph, park, "activeIn").union(*staffed)
    kinds = Counter(graph.nodes[i]["kind"] or _NO_KIND for i in own)
    return Profile(
        park=ref(graph, park),
        articles=graph.nodes[park]["articles"],
        kinds={name: kinds[name] for name in (*vocab.KINDS, _NO_KIND) if kinds[name]},
        programmes=_refs(graph, own),
        companies=_refs(graph, by_type["Company"]),
        projects=_refs(graph, by_type["Project"]),
        organisations=_refs(graph, bodies),
        people=_refs(graph, people),
    )


def _standing(graph: "Network", iri: str) -> set[str]:
    # What stands in a part of the park stands in the park; a place is no part of one.
    return _subjects(graph, iri, "locatedIn") if graph.nodes[iri]["type"] == "Park" else set()


def compare(graph: "Network", one: str, other: str) -> Comparison:
    """Return two parks side by side."""
    first, second = profile(graph, one), profile(graph, other)
    near = [{*nx.all_neighbors(graph, park), *programmes(graph, park)} for park in (one, other)]
    scores = [a.score for a in alike(graph) if {a.one.iri, a.other.iri} == {one, other}]
    return Comparison(first, second, _refs(graph, near[0] & near[1]), max(scores, default=0.0))


def parks(graph: "Network") -> list[str]:
    """Return the parks that run a programme, by name."""
    found = [i for i, data in graph.nodes(data=True) if data["type"] == "Park"]
    return sorted(
        (i for i in found if _objects(graph, i, "runs")), key=lambda i: (graph.nodes[i]["name"], i)
    )


def matrix(graph: "Network") -> list[Profile]:
    """Return the parks that run a programme, those with most first; ``kinds`` are the cells."""
    found = [profile(graph, park) for park in parks(graph)]
    return sorted(found, key=lambda p: (-len(p.programmes), p.park.name, p.park.iri))


def alike(graph: "Network", park: str | None = None) -> list[Alike]:
    """Return the pairs of parks, or those of one park, the most alike first.

    Pairs with nothing in common are left out.
    """
    found = parks(graph)
    run = {p: programmes(graph, p) for p in found}
    kinds = _bipartite(
        {p: Counter(graph.nodes[i]["kind"] or _NO_KIND for i in run[p]) for p in found}
    )
    words = _bipartite({p: _pairs(graph.nodes[i]["name"] for i in run[p]) for p in found})
    by_kind, by_name = _projected(kinds, found), _projected(words, found)
    pairs = []
    for one, other in nx.compose(by_kind, by_name).edges:
        if park in (None, one, other):
            first, second = (other, one) if other == park else (one, other)
            of_kinds, of_names = _weight(by_kind, one, other), _weight(by_name, one, other)
            shared = sorted(
                set(words[one]) & set(words[other]),
                key=lambda w: (-_product(words, one, other, w), w),
            )
            pairs.append(
                Alike(
                    one=ref(graph, first),
                    other=ref(graph, second),
                    score=round((of_kinds + of_names) / 2, 3),
                    kinds=round(of_kinds, 3),
                    names=round(of_names, 3),
                    words=tuple(w.removeprefix(_FEATURE) for w in shared[:_WORDS]),
                )
            )
    return sorted(pairs, key=lambda a: (-a.score, a.one.name, a.other.name, a.one.iri, a.other.iri))


_FEATURE = "feature:"


def _pairs(names: Iterable[str]) -> Counter[str]:
    """Return the pairs of Chinese characters that names are made of."""
    pairs = (a + b for name in names for a, b in pairwise(name))
    return Counter(pair for pair in pairs if all("一" <= c <= "鿿" for c in pair))


def _bipartite(features: dict[str, Counter[str]]) -> "Plain":
    """Join parks to their features; a feature of few parks weighs more, and a park's sum to one."""
    common = Counter(feature for counted in features.values() for feature in counted)
    graph: Plain = nx.Graph()
    for park, counted in features.items():
        graph.add_node(park)
        weights = {f: n * (1 + math.log(len(features) / common[f])) for f, n in counted.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values()))
        for feature, weight in weights.items():
            graph.add_edge(park, _FEATURE + feature, weight=weight / length)
    return graph


def _projected(graph: "Plain", found: Sequence[str]) -> "Plain":
    """Return the parks joined by the cosine of their features."""

    def cosine(_: object, one: str, other: str) -> float:
        shared = sorted(set(graph[one]) & set(graph[other]))
        return math.fsum(_product(graph, one, other, feature) for feature in shared)

    projected: Plain = nx.bipartite.generic_weighted_projected_graph(graph, found, cosine)
    return projected


def _product(graph: "Plain", one: str, other: str, feature: str) -> float:
    return float(graph[one][feature]["weight"] * graph[other][feature]["weight"])


def _weight(graph: "Plain", one: str, other: str) -> float:
    return float(graph[one][other]["weight"]) if graph.has_edge(one, other) else 0.0


def paths(
    graph: "Network",
    starts: Collection[str],
    ends: Collection[str],
    limit: int = 3,
    avoid: Collection[str] = (),
) -> list[tuple[KnownFact, ...]]:
    """Return the shortest paths from any of the starts to any of the ends, step by step.

    Each step is a fact, either way of its direction, with the sentence that is surest. Types in
    ``avoid`` are not passed through.
    """
    kept = [
        node
        for node, data in graph.nodes(data=True)
        if data["type"] not in avoid or node in starts or node in ends
    ]
    plain = _plain(graph, kept)
    found: list[list[str]] = []
    for start in starts:
        for end in ends:
            if start != end and nx.has_path(plain, start, end):
                found += islice(nx.all_shortest_paths(plain, start, end), limit)
    shortest = min(map(len, found), default=0)
    return [
        tuple(_step(graph, one, other) for one, other in pairwise(path))
        for path in [path for path in found if len(path) == shortest][:limit]
    ]


def _plain(graph: "Network", nodes: Iterable[str]) -> "Plain":
    """Return who is joined to whom, whatever the facts are, in the order of the network."""
    plain: Plain = nx.Graph()
    plain.add_nodes_from(nodes)
    plain.add_edges_from((a, b) for a, b in graph.edges() if a in plain and b in plain and a != b)
    return plain


def _step(graph: "Network", one: str, other: str) -> KnownFact:
    edges = [
        (-quote["confidence"], subject, data["predicate"], object_, data["role"] or "", place)
        for subject, object_ in ((one, other), (other, one))
        for data in (graph.get_edge_data(subject, object_) or {}).values()
        for place, quote in enumerate(data["evidence"])
    ]
    _, subject, predicate, object_, role, place = min(edges)
    key = f"{predicate}:{role}" if role else predicate
    quote = graph.edges[subject, object_, key]["evidence"][place]
    evidence = Evidence(**quote)
    return KnownFact(ref(graph, subject), predicate, ref(graph, object_), role or None, (evidence,))


def central(graph: "Network", types: Collection[str] = vocab.ORGANISATION_TYPES) -> list[Central]:
    """Return the things of some types, the best connected first, then those most passed through.

    In networks of more than 500 things betweenness is estimated from 500 of them, always the same.
    """
    plain = _plain(graph, graph.nodes)
    samples = _SAMPLES if len(plain) > _SAMPLES else None
    between = nx.betweenness_centrality(plain, k=samples, seed=0)
    found = [
        Central(
            thing=ref(graph, iri),
            neighbours=plain.degree[iri],
            betweenness=round(between[iri], 5),
            articles=graph.nodes[iri]["articles"],
            parks=_refs(graph, (p for p in _homes(graph, iri) if graph.nodes[p]["type"] == "Park")),
        )
        for iri, data in graph.nodes(data=True)
        if data["type"] in types
    ]
    return sorted(found, key=lambda c: (-c.neighbours, -c.betweenness, c.thing.name, c.thing.iri))


def _homes(graph: "Network", iri: str) -> set[str]:
    return _with_all({iri}, lambda i: _objects(graph, i, "unitOf", "locatedIn", "activeIn")) - {iri}
