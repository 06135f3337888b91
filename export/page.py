"""The interactive picture: one HTML file of a network, with nothing loaded from anywhere.

pyvis and its copy of vis-network draw it; places are computed beforehand (:mod:`export.layout`).
Names and quotes are untrusted: they reach the page as JSON data only and are shown as text.
"""

import base64
import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from export import styles
from export.layout import Layout, arrange
from export.thin import best_connected
from kg import names, vocab

if TYPE_CHECKING:
    from jinja2 import Environment

    Graph = nx.MultiDiGraph[str]

MOST_THINGS = 5000

_FONT = 13.0
_LINE = 1.24
_LABEL_COLUMNS = 18
_LABEL_LINES = 3
_PARK_FONT = 17.0
# Of the distance between two things; a label fits between two lines that are so far apart.
_BENT = 0.24
_MOST_BENT = 0.9

_OPTIONS: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 7},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "hideEdgesOnDrag": False,
        "tooltipDelay": 100000,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {
        "borderWidth": 1.5,
        "borderWidthSelected": 3,
    },
    "edges": {
        "width": 1,
        "hoverWidth": 1,
        "selectionWidth": 1.5,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        # labels too small to read are not drawn
        "scaling": {"label": {"enabled": False, "drawThreshold": 8}},
    },
}


def write(graph: "Graph", path: str | Path, title: str, *, limit: int = MOST_THINGS) -> int:
    """Write the picture of ``graph`` to ``path`` (UTF-8); return how many things were left out."""
    Path(path).write_bytes(render(graph, title, limit=limit).encode("utf-8", "replace"))
    return max(0, graph.number_of_nodes() - limit)


def render(graph: "Graph", title: str, *, limit: int = MOST_THINGS) -> str:
    """Make the page's text: the ``limit`` best connected things and what is said of them."""
    shown = _shown(graph, limit)
    labels = {node: _wrapped(shown.nodes[node]["name"]) for node in shown}
    sizes = {node: _size(shown.nodes[node]["type"], shown.degree(node)) for node in shown}
    boxes = {node: _box(labels[node], sizes[node], _font(shown, node)) for node in shown}
    parks = [node for node in sorted(shown) if shown.nodes[node]["type"] == "Park"]
    layout = arrange(shown, boxes, parks)
    number = {node: i for i, node in enumerate(_drawing_order(shown))}
    picture = _network(shown, number, layout, labels, sizes)
    data = _data(shown, number, title, graph.number_of_nodes(), layout)
    picture.templateEnv = _environment(data)
    picture.path = "template.html"
    return str(picture.generate_html())


def _shown(graph: "Graph", limit: int) -> "Graph":
    if graph.number_of_nodes() <= limit:
        return graph
    return graph.subgraph(best_connected(graph, graph.edges(), limit))


def _drawing_order(graph: "Graph") -> list[str]:
    """All nodes, the important ones last: what is drawn later lies above."""
    return sorted(
        graph, key=lambda node: (graph.nodes[node]["type"] == "Park", graph.degree(node), node)
    )


def _columns(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _wrapped(name: str) -> str:
    """Break the name into lines of like length; cut what would be a fourth line."""
    name = re.sub(r"\s+", " ", name)
    wanted = math.ceil(_columns(name) / _LABEL_COLUMNS)
    width = _LABEL_COLUMNS
    if wanted <= _LABEL_LINES:
        width = max(8, math.ceil(_columns(name) / max(1, wanted)) + 1)
    lines = [""]
    for character in name:
        if _columns(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    if len(lines) > _LABEL_LINES:
        lines = [*lines[: _LABEL_LINES - 1], lines[_LABEL_LINES - 1][:-1] + "…"]
    return "\n".join(lines)


def _size(type_name: str, degree: int) -> float:
    """Half the width of a thing's mark: by its type and how much is said of it."""
    grown = 2.4 * math.log2(1 + degree)
    return round(13 + 1.3 * grown if type_name == "Park" else 6 + min(grown, 14), 1)


def _box(label: str, size: float, font: float) -> tuple[float, float]:
    lines = label.split("\n")
    wide = max(_columns(line) for line in lines) * font / 2
    return max(wide, 2 * size) + 14, 2 * size + len(lines) * font * _LINE + 14


def _network(
    graph: "Graph",
    number: Mapping[str, int],
    layout: Layout,
    labels: Mapping[str, str],
    sizes: Mapping[str, float],
) -> Any:
    from pyvis.network import Network  # loads IPython; only who draws should wait for it

    picture = Network(directed=True, cdn_resources="in_line")
    picture.options = dict(_OPTIONS)
    for node, i in number.items():
        x, y = layout.centres[node]
        height = (labels[node].count("\n") + 1) * _font(graph, node) * _LINE
        type_name = graph.nodes[node]["type"]
        colour, shape, hollow = styles.TYPES.get(type_name, (styles.PLAIN, "dot", False))
        picture.add_node(
            i,
            label=labels[node],
            shape=shape,
            color=colour,
            x=round(x, 1),
            y=round(y - height / 2, 1),
            size=sizes[node],
            font={"size": _font(graph, node)},
            hollow=hollow,
        )
    told = _facts(graph)
    lines = Counter(frozenset(pair) for *pair, _ in told)
    drawn: Counter[frozenset[str]] = Counter()
    for i, (subject, target, fact) in enumerate(told):
        pair = frozenset((subject, target))
        picture.add_edge(
            number[subject],
            number[target],
            id=i,
            color=styles.RELATIONS.get(fact["predicate"], styles.PLAIN),
            smooth=_bend(drawn[pair], lines[pair], subject < target),
        )
        drawn[pair] += 1
    return picture


def _font(graph: "Graph", node: str) -> float:
    """Label parks largest and well connected programmes larger than the rest."""
    if graph.nodes[node]["type"] == "Park":
        return _PARK_FONT
    grown = min(3.0, graph.degree(node) / 8) if graph.nodes[node]["type"] == "Programme" else 0
    return round(_FONT + grown, 1)


def _bend(number: int, lines: int, forward: bool) -> dict[str, Any] | bool:
    """Bend one of the lines between two things, so that all of them can be told apart.

    They fan out to both sides alike, also where some lead one way and some the other.
    """
    bend = number - (lines - 1) / 2
    if not bend:
        return False
    side = "curvedCW" if (bend > 0) == forward else "curvedCCW"
    roundness = min(_MOST_BENT, abs(bend) * _BENT)
    return {"enabled": True, "type": side, "roundness": round(roundness, 2)}


def _facts(graph: "Graph") -> list[tuple[str, str, Mapping[str, Any]]]:
    found = sorted(graph.edges(keys=True), key=lambda edge: tuple(map(str, edge)))
    return [(s, o, graph.edges[s, o, key]) for s, o, key in found]


def _data(
    graph: "Graph", number: Mapping[str, int], title: str, total: int, layout: Layout
) -> dict[str, Any]:
    """Gather what the page's script reads: things and facts by their numbers."""
    articles: dict[tuple[str, str, str], int] = {}
    facts = [
        {
            "s": number[subject],
            "o": number[target],
            "p": fact["predicate"],
            "r": fact.get("role"),
            "e": [_evidence(e, articles) for e in fact["evidence"]],
        }
        for subject, target, fact in _facts(graph)
    ]
    things = [_thing(node, graph.nodes[node]) for node in number]
    return {
        "title": title,
        "total": total,
        "types": _types(Counter(thing["t"] for thing in things)),
        "kinds": {kind.name: kind.zh for kind in vocab.KINDS.values()},
        "relations": _relations(Counter(fact["p"] for fact in facts)),
        "things": things,
        "facts": facts,
        "articles": [{"source": s, "title": t, "date": d} for s, t, d in articles],
        "folds": _folds(form for thing in things for form in (thing["n"], *thing["a"])),
        "regions": [
            [round(v) for v in (r.x, r.y, r.width, r.height)]
            for r in layout.regions
            if r.anchor is not None and len(layout.regions) > 1
        ],
    }


def _thing(iri: str, thing: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "iri": iri,
        "t": thing["type"],
        "k": thing.get("kind"),
        "n": thing["name"],
        "a": list(thing.get("aliases", ())),
        "c": thing.get("articles", 0),
    }


def _evidence(evidence: Mapping[str, Any], articles: dict[tuple[str, str, str], int]) -> list[Any]:
    key = (evidence["source"], evidence.get("title") or "", evidence.get("date") or "")
    return [articles.setdefault(key, len(articles)), evidence["start"], evidence["text"]]


def _types(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """List the legend in the vocabulary's order; types that are not in it come last."""
    order = [*styles.TYPES, *sorted(set(counts) - set(styles.TYPES))]
    legend = []
    for name in (name for name in order if counts.get(name)):
        colour, shape, hollow = styles.TYPES.get(name, (styles.PLAIN, "dot", False))
        label = vocab.TYPES[name].zh if name in vocab.TYPES else name
        legend.append(
            {
                "name": name,
                "zh": label,
                "colour": colour,
                "shape": shape,
                "hollow": hollow,
                "count": counts[name],
            }
        )
    return legend


def _relations(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    order = [*styles.RELATIONS, *sorted(set(counts) - set(styles.RELATIONS))]
    legend = []
    for name in (name for name in order if counts.get(name)):
        known = vocab.PREDICATES.get(name)
        legend.append(
            {
                "name": name,
                "zh": known.zh if known else name,
                "inverse": known.inverse_zh if known else name,
                "colour": styles.RELATIONS.get(name, styles.PLAIN),
                "count": counts[name],
            }
        )
    return legend


def _folds(forms: Iterable[str]) -> dict[str, str]:
    """Other characters for those in the names (traditional for simplified, say), for the search."""
    ideographs = [chr(c) for c in range(0x3400, 0xA000)]
    used = {character for form in forms for character in form}
    alike: dict[str, list[str]] = defaultdict(list)
    for character, plain in zip(ideographs, names.comparable(ideographs), strict=True):
        alike[plain].append(character)
    return {
        other: plain
        for plain, others in alike.items()
        if plain and used.intersection(others)
        for other in others
        if other != plain
    }


def _environment(data: Mapping[str, Any]) -> "Environment":
    from jinja2 import DictLoader, Environment

    folder = files("export") / "picture"
    template = (folder / "template.html").read_text("utf-8")
    environment = Environment(loader=DictLoader({"template.html": template}), autoescape=True)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    own = [(folder / name).read_text("utf-8") for name in ("parts.js", "page.js")]
    scripts = [_vis_network(), *own]
    style = (folder / "page.css").read_text("utf-8")
    environment.globals.update(
        data=data,
        scripts=scripts,
        style=style,
        script_hashes=[_hash(script) for script in scripts],
        style_hash=_hash(style),
    )
    return environment


def _vis_network() -> str:
    """Read the script of vis-network as pyvis ships it."""
    library = sorted(
        (folder for folder in (files("pyvis") / "lib").iterdir() if folder.name.startswith("vis-")),
        key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.name)],
    )[-1]
    script = (library / "vis-network.min.js").read_text("utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*", "", script).replace("\r\n", "\n").strip()


def _hash(text: str) -> str:
    """How a Content-Security-Policy names an inline script or style that may be used."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
