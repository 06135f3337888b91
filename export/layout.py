"""Where things stand in the picture: what belongs together lies together, labels do not overlap.

Positions are a function of the graph alone. Units are those of the picture: one is a CSS pixel when
the picture is shown at its own size.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]
    Simple = nx.Graph[int]

# networkx lays out more points than this with scipy only, and needs seconds for it.
_MOST_SPRINGS = 400
# A small island is drawn beside the group that shares an article with it.
_ISLAND = 6
# Screens are wider than high.
_ASPECT = 1.3
_GROUP_GAP = 46.0


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle around one group of things, by its centre, with the thing it is grouped about."""

    x: float
    y: float
    width: float
    height: float
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The centre of each thing's box, and the regions of the groups, largest first."""

    centres: Mapping[str, tuple[float, float]]
    regions: tuple[Region, ...]


def arrange(
    graph: "Graph",
    boxes: Mapping[str, tuple[float, float]],
    anchors: Sequence[str] = (),
) -> Layout:
    """Place the boxes (width, height, label included) of all nodes, grouped about the anchors."""
    nodes = sorted(graph.nodes)
    if not nodes:
        return Layout({}, ())
    number = {node: i for i, node in enumerate(nodes)}
    simple = _simple(graph, number)
    sizes = np.array([boxes[node] for node in nodes], dtype=np.float64)
    groups = _groups(
        simple,
        [number[a] for a in sorted(anchors) if simple.degree(number[a])],
        [frozenset(graph.nodes[node].get("sources", ())) for node in nodes],
    )
    inner = [_inside(simple, group, sizes[group]) for group in groups]
    extents = np.array([_extent(points, sizes[g]) for points, g in zip(inner, groups, strict=True)])
    places = _between(simple, groups, extents + _GROUP_GAP)
    centres = np.zeros((len(nodes), 2))
    for group, points, place in zip(groups, inner, places, strict=True):
        centres[group] = points + place
    known = {number[a]: a for a in anchors}
    regions = tuple(
        Region(*_four(place, extent), _anchor(simple, group, known))
        for group, place, extent in zip(groups, places, extents, strict=True)
    )
    return Layout(
        {node: (float(x), float(y)) for node, (x, y) in zip(nodes, centres, strict=True)}, regions
    )


def _four(place: Points, extent: Points) -> tuple[float, float, float, float]:
    return float(place[0]), float(place[1]), float(extent[0]), float(extent[1])


def _anchor(simple: "Simple", group: Sequence[int], known: Mapping[int, str]) -> str | None:
    inside = [i for i in group if i in known]
    return known[max(inside, key=lambda i: (simple.degree(i), -i))] if inside else None


def _simple(graph: "Graph", number: Mapping[str, int]) -> "Simple":
    simple: Simple = nx.Graph()
    simple.add_nodes_from(range(len(number)))
    pairs = sorted((number[a], number[b]) for a, b in graph.edges() if a != b)
    simple.add_edges_from(pairs)
    return simple


def _groups(
    simple: "Simple", anchors: Sequence[int], sources: Sequence[frozenset[str]]
) -> list[list[int]]:
    """Put every node into one group: with its nearest anchor, its island or its article."""
    strong = [a for a in anchors if simple.degree(a) >= _ISLAND] or list(anchors)
    rest = set(simple)
    groups: list[list[int]] = []
    if strong:
        cells = nx.voronoi_cells(simple, set(strong))
        groups = [sorted(cells[a]) for a in sorted(strong)]
        rest = set(cells.get("unreachable", ()))
    islands = sorted(sorted(c) for c in nx.connected_components(simple.subgraph(rest)))
    groups += [island for island in islands if len(island) >= _ISLAND]
    small = [island for island in islands if len(island) < _ISLAND]
    _adopt(groups, small, sources)
    parts = [part for group in groups for part in _split(simple, group)]
    return sorted(parts, key=lambda group: (-len(group), group))


def _adopt(
    groups: list[list[int]], islands: list[list[int]], sources: Sequence[frozenset[str]]
) -> None:
    """Put each small island into the largest group of its article; one for those of no group."""
    home: dict[str, int] = {}
    for i in sorted(range(len(groups)), key=lambda i: -len(groups[i])):
        for node in groups[i]:
            for source in sources[node]:
                home.setdefault(source, i)
    strays: dict[str, list[int]] = {}
    for island in islands:
        known = sorted(frozenset().union(*(sources[node] for node in island)))
        at = next((home[s] for s in known if s in home), None)
        if at is not None:
            groups[at].extend(island)
        else:
            strays.setdefault(known[0] if known else "", []).extend(island)
    groups.extend(strays.values())


def _split(simple: "Simple", group: list[int]) -> list[list[int]]:
    if len(group) <= _MOST_SPRINGS:
        return [group]
    parts = nx.community.louvain_communities(simple.subgraph(sorted(group)), seed=7)
    large = [sorted(part) for part in parts if len(part) >= _ISLAND]
    loose = sorted(node for part in parts if len(part) < _ISLAND for node in part)
    return [part for part in [*large, loose] if part]


def _inside(simple: "Simple", group: list[int], sizes: Points) -> Points:
    """Centres of a group's boxes about (0, 0)."""
    if len(group) == 1:
        return np.zeros((1, 2))
    sub: Simple = nx.Graph()
    sub.add_nodes_from(group)
    sub.add_edges_from(sorted(simple.subgraph(group).edges()))
    points = _springs(sub, group) if len(group) <= _MOST_SPRINGS else _spiral(sub, group)
    return _centred(_apart(_scaled(points, sizes, fill=1.0), sizes), sizes)


def _springs(sub: "Simple", group: Sequence[int]) -> Points:
    start = dict(zip(group, _spiral(sub, group), strict=True))
    found = nx.spring_layout(sub, pos=start, seed=7, iterations=80, k=1.6 / math.sqrt(len(group)))
    return np.array([found[node] for node in group])


def _spiral(sub: "Simple", group: Sequence[int]) -> Points:
    """Put the best connected in the middle and the others around it, as seeds in a sunflower."""
    order = sorted(range(len(group)), key=lambda i: (-sub.degree(group[i]), i))
    rank = np.empty(len(group))
    rank[order] = np.arange(len(group))
    radius, angle = np.sqrt(rank / len(group)), rank * math.pi * (3 - math.sqrt(5))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _scaled(points: Points, sizes: Points, fill: float) -> Points:
    """Fit the points into a rectangle of the screen's shape; boxes cover ``fill`` of it."""
    area = float(np.prod(sizes, axis=1).sum()) / fill
    high = math.sqrt(area / _ASPECT)
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    span[span == 0] = 1.0
    scaled: Points = ((points - low) / span - 0.5) * np.array([high * _ASPECT, high])
    return scaled


def _apart(points: Points, sizes: Points) -> Points:
    """Move each box, the middle ones first, to the free place nearest to where it should be."""
    order = np.argsort(np.hypot(points[:, 0] / _ASPECT, points[:, 1]), kind="stable")
    step = max(6.0, float(np.median(sizes[:, 1])) / 4)
    placed = np.zeros((0, 2))
    done: list[int] = []
    result = points.copy()
    for i in order:
        reach = (sizes[done] + sizes[i]) / 2
        result[i] = _free(points[i], placed, reach, step)
        placed = np.vstack([placed, result[i]])
        done.append(int(i))
    return result


def _free(wanted: Points, placed: Points, reach: Points, step: float) -> Points:
    for ring in count():
        candidates = wanted + _ring(ring) * step
        gaps = np.abs(candidates[:, None, :] - placed[None, :, :])
        clear: NDArray[np.bool_] = np.any(gaps >= reach, axis=2)
        found = np.flatnonzero(np.all(clear, axis=1))
        if found.size:
            place: Points = candidates[found[0]]
            return place
    raise AssertionError("the plane has room")  # pragma: no cover


@cache
def _ring(number: int) -> Points:
    """Offsets in steps, nearest first: the point itself, then rings of four circles each."""
    if number == 0:
        return np.zeros((1, 2))
    circles = []
    for radius in range(4 * number - 3, 4 * number + 1):
        angle = np.linspace(0, 2 * math.pi, 6 * radius, endpoint=False)
        circles.append(radius * np.stack([_ASPECT * np.cos(angle), np.sin(angle)], axis=1))
    return np.concatenate(circles)


def _centred(points: Points, sizes: Points) -> Points:
    low, high = (points - sizes / 2).min(axis=0), (points + sizes / 2).max(axis=0)
    centred: Points = points - (low + high) / 2
    return centred


def _extent(points: Points, sizes: Points) -> Points:
    extent: Points = (points + sizes / 2).max(axis=0) - (points - sizes / 2).min(axis=0)
    return extent


def _between(simple: "Simple", groups: Sequence[Sequence[int]], extents: Points) -> Points:
    """Centres of the groups: related ones near each other, all of them close together."""
    if len(groups) == 1:
        return np.zeros((1, 2))
    where = {node: i for i, group in enumerate(groups) for node in group}
    quotient: Simple = nx.Graph()
    quotient.add_nodes_from(range(len(groups)))
    for a, b in simple.edges():
        i, j = sorted((where[a], where[b]))
        if i != j:
            weight = quotient.get_edge_data(i, j, {"weight": 0})["weight"]
            quotient.add_edge(i, j, weight=weight + 1)
    order = list(range(len(groups)))
    few = len(groups) <= _MOST_SPRINGS
    points = _springs(quotient, order) if few else _spiral(quotient, order)
    return _centred(_apart(_scaled(points, extents, fill=1.4), extents), extents)
