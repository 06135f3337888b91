"""What the explorer shows: chosen things with their neighbours, paths, and where each stands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import networkx as nx

from export import layout
from export.thin import best_connected
from kg import facts, vocab
from kg.facts import Ref
from kg.store import Store

if TYPE_CHECKING:
    Simple = nx.Graph[str]

MOST_THINGS = 5000
"""Things that are shown at once; of more, the best connected."""
_MOST_PATHS = 6
_NAME = 60
_FONT = 12.0


def scene(
    store: Store,
    *,
    opened: Sequence[str] = (),
    also: Sequence[str] = (),
    gone: Sequence[str] = (),
    ends: tuple[str, str] | None = None,
    whole: bool = False,
    avoid: Sequence[str] = (),
) -> dict[str, Any]:
    """Return things with places, relations and paths, as the explorer's script reads them.

    Shown are the ``opened`` things with their neighbours, the things ``also`` asked for and those
    on the shortest paths between the two ``ends``, without those ``gone``. Paths use no relation
    and no type of thing that is in ``avoid``.
    """
    things, simple = _graph(store)
    paths = _paths(things, simple, ends, frozenset(avoid)) if ends is not None else []
    first = [iri for iri in (*opened, *also, *(ends or ())) if iri in simple]
    wanted = dict.fromkeys([*first, *(iri for path in paths for iri in path)])
    near: Iterable[str] = simple if whole else _neighbours(simple, opened)
    rest = sorted({iri for iri in near if iri not in wanted}, key=lambda i: (-simple.degree(i), i))
    unwanted = set(gone) - {iri for path in paths for iri in path}
    candidates = [iri for iri in (*wanted, *rest) if iri not in unwanted]
    shown = candidates
    if len(shown) > MOST_THINGS:
        kept = best_connected(rest, simple.subgraph(rest).edges(), MOST_THINGS - len(wanted))
        shown = [iri for iri in candidates if iri in wanted or iri in kept]
    part = simple.subgraph(shown).copy()
    places = _places(part, things)
    return {
        "things": [
            {
                "iri": iri,
                "name": things[iri].name[:_NAME],
                "type": things[iri].type,
                "degree": simple.degree(iri),
                "x": round(places[iri][0], 1),
                "y": round(-places[iri][1], 1),
                "open": iri in opened,
            }
            for iri in sorted(shown)
        ],
        "relations": [
            {"from": one, "to": other, "predicates": sorted(told)}
            for (one, other), told in _told(part)
        ],
        "paths": paths,
        "left_out": len(candidates) - len(shown),
    }


@cache
def _graph(store: Store) -> tuple[dict[str, Ref], "Simple"]:
    """Read things and direct relations, once a process; an edge knows its facts' directions."""
    things = facts.things(store)
    predicates = " ".join(f"pk:{name}" for name in vocab.PREDICATES)
    found: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for one, predicate, other in store.rows(
        f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?p {{ {predicates} }} ?s ?p ?o }}"
    ):
        if one != other and one in things and other in things:
            pair = (min(one, other), max(one, other))
            found[pair].add((one, vocab.local_name(predicate)))
    simple: Simple = nx.Graph()
    simple.add_nodes_from(sorted(things))
    for pair in sorted(found):
        simple.add_edge(*pair, told=frozenset(found[pair]))
    return things, simple


def _told(part: "Simple") -> list[tuple[tuple[str, str], set[str]]]:
    """Return the relations of each pair, from subject to object, in a fixed order."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one, other, data in part.edges(data=True):
        for subject, predicate in data["told"]:
            found[subject, other if subject == one else one].add(predicate)
    return sorted(found.items())


def _neighbours(simple: "Simple", opened: Iterable[str]) -> set[str]:
    return {other for iri in opened if iri in simple for other in simple[iri]}


def _paths(
    things: dict[str, Ref], simple: "Simple", ends: tuple[str, str], avoid: frozenset[str]
) -> list[list[str]]:
    """Return a few of the shortest ways from one thing to another; none when there is no way."""

    def passes(iri: str) -> bool:
        return iri in ends or things[iri].type not in avoid

    def carries(one: str, other: str) -> bool:
        return any(predicate not in avoid for _, predicate in simple.edges[one, other]["told"])

    if not all(end in simple for end in ends):
        return []
    usable = nx.subgraph_view(simple, filter_node=passes, filter_edge=carries) if avoid else simple
    try:
        return [list(path) for path in islice(nx.all_shortest_paths(usable, *ends), _MOST_PATHS)]
    except nx.NetworkXNoPath:
        return []


def _places(part: "Simple", things: dict[str, Ref]) -> dict[str, tuple[float, float]]:
    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    drawn.add_nodes_from(sorted(part))
    drawn.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in part.edges()))
    count = len(part)  # asking a view for it goes through all its nodes
    boxes = {iri: _box(things[iri].name, count) for iri in part}
    anchors = [iri for iri in sorted(part) if things[iri].type == "Park"] if count > 60 else []
    return dict(layout.arrange(drawn, boxes, anchors).centres)


def _box(name: str, count: int) -> tuple[float, float]:
    # in a large graph most labels are not drawn until one goes nearer
    shown = min(len(name), 14 if count <= 300 else 5)
    return shown * _FONT + 22, 40.0
