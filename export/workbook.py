"""The graph as an Excel workbook: a sheet for each sort of thing, the relations, the evidence.

Written to be handed on as it is: filters, frozen headers, and links from each relation to the
sentence that says it and back. The same graph gives the same bytes.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from export import styles
from export.graphml import clean
from kg import answer, vocab
from kg.errors import ParkgraphError
from kg.network import network
from kg.store import Store

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_ROWS = 1_048_575
_CHARACTERS = 32_767
_LINKS = 65_000
_HIGHEST = 409
"""What a sheet can hold: rows below the header, characters a cell, links; points of a row."""
_NAMES = 12
"""Names that a cell lists before it says how many more there are."""
_RELATIONS, _EVIDENCE = "关系", "证据"
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False}
"""Names and quotes stay what they are, however they look."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A cell that leads to a row of another sheet, counted from the header (0)."""

    sheet: str
    row: int
    text: str


_Cell = str | int | float | _Link
_Row = list[_Cell]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its heading and width in characters; ``centre`` for figures and short words."""

    title: str
    width: int
    centre: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a sheet of things shows: of which type, in which columns, filled by what."""

    title: str
    type: str
    columns: tuple[_Column, ...]
    row: Callable[["_Book", str], _Row]


class _Book:
    """The network with what the sheets ask of it."""

    def __init__(self, graph: "nx.MultiDiGraph[str]", expected: dict[str, int]) -> None:
        self.graph = graph
        self.expected = expected
        self.names: dict[str, str] = {iri: data["name"] for iri, data in graph.nodes(data=True)}

    def targets(self, iri: str, predicate: str, *types: str) -> list[str]:
        """Return the objects of a thing's facts, by name."""
        found = {
            other
            for _, other, data in self.graph.out_edges(iri, data=True)
            if data["predicate"] == predicate
        }
        return self._sorted(found, types)

    def subjects(self, iri: str, predicate: str, *types: str) -> list[str]:
        """Return the subjects of facts about a thing, by name."""
        found = {
            other
            for other, _, data in self.graph.in_edges(iri, data=True)
            if data["predicate"] == predicate
        }
        return self._sorted(found, types)

    def _sorted(self, found: Iterable[str], types: tuple[str, ...]) -> list[str]:
        kept = (i for i in found if not types or self.graph.nodes[i]["type"] in types)
        return sorted(kept, key=lambda iri: (self.names[iri], iri))

    def listed(self, iris: Sequence[str]) -> str:
        """Return names in a row, with how many were left out."""
        return _listed([self.names[iri] for iri in iris])

    def things(self, type_name: str) -> list[str]:
        """Return the things of a type, those with most facts first."""
        found = [i for i, data in self.graph.nodes(data=True) if data["type"] == type_name]
        return sorted(found, key=lambda i: (-self.graph.degree(i), self.names[i], i))

    def about(self, iri: str) -> _Row:
        """Return what every sheet of things ends with: other names, articles, sources."""
        data = self.graph.nodes[iri]
        return [_listed(data["aliases"]), data["articles"], _listed(data["sources"])]


_ABOUT = (_Column("又称", 26), _Column("文章数", 8, True), _Column("来源", 36))


def _listed(names: Sequence[str]) -> str:
    rest = f" 等 {len(names)} 个" if len(names) > _NAMES else ""
    return "、".join(names[:_NAMES]) + rest


def _park(book: _Book, iri: str) -> _Row:
    run = book.targets(iri, "runs")
    own = set(book.subjects(iri, "unitOf"))
    bodies = own | set(book.subjects(iri, "locatedIn", "Institution"))
    return [
        book.names[iri],
        book.listed(book.targets(iri, "locatedIn")),
        len(run),
        book.listed(run),
        len(book.subjects(iri, "locatedIn", "Company")),
        len(book.subjects(iri, "locatedIn", "Project")),
        len(bodies),
        len({*book.subjects(iri, "activeIn"), *book.subjects(iri, "holdsPosition")}),
        *book.about(iri),
    ]


def _programme(book: _Book, iri: str) -> _Row:
    kind, expected = book.graph.nodes[iri]["kind"], book.expected.get(iri)
    parts = book.subjects(iri, "partOf")
    known = f"{len(parts)}/{expected}" if expected else str(len(parts) or "")
    return [
        book.names[iri],
        vocab.KINDS[kind].zh if kind else "",
        book.listed(book.subjects(iri, "runs")),
        book.listed(book.targets(iri, "partOf")),
        known,
        book.listed(parts),
        book.listed(book.subjects(iri, "memberOf")),
        book.listed(book.subjects(iri, "leads")),
        *book.about(iri),
    ]


def _company(book: _Book, iri: str) -> _Row:
    return [
        book.names[iri],
        book.listed(book.targets(iri, "locatedIn")),
        book.listed(book.targets(iri, "develops")),
        book.listed(book.targets(iri, "memberOf")),
        _listed(_posts(book, iri)),
        *book.about(iri),
    ]


def _project(book: _Book, iri: str) -> _Row:
    return [
        book.names[iri],
        book.listed(book.subjects(iri, "develops")),
        book.listed(book.targets(iri, "locatedIn")),
        book.listed(book.subjects(iri, "leads")),
        *book.about(iri),
    ]


def _person(book: _Book, iri: str) -> _Row:
    posts = sorted(
        f"{book.names[other]}{data['role'] or ''}"
        for _, other, data in book.graph.out_edges(iri, data=True)
        if data["predicate"] == "holdsPosition"
    )
    return [
        book.names[iri],
        _listed(posts),
        book.listed(book.targets(iri, "activeIn")),
        book.listed(book.targets(iri, "leads")),
        *book.about(iri),
    ]


def _posts(book: _Book, iri: str) -> list[str]:
    return sorted(
        f"{book.names[other]}（{data['role']}）" if data["role"] else book.names[other]
        for other, _, data in book.graph.in_edges(iri, data=True)
        if data["predicate"] == "holdsPosition"
    )


def _columns(*columns: tuple[str, int] | tuple[str, int, bool]) -> tuple[_Column, ...]:
    return (*(_Column(*column) for column in columns), *_ABOUT)


_SHEETS = (
    _Sheet(
        "园区",
        "Park",
        _columns(
            ("园区", 30),
            ("所在地", 14),
            ("品牌数", 8, True),
            ("推行的品牌与行动", 46),
            ("企业", 7, True),
            ("项目", 7, True),
            ("机构", 7, True),
            ("人物", 7, True),
        ),
        _park,
    ),
    _Sheet(
        "项目品牌",
        "Programme",
        _columns(
            ("品牌与行动", 28),
            ("类别", 12, True),
            ("推行园区", 26),
            ("属于", 22),
            ("组成部分\n已知/应有", 10, True),
            ("组成部分", 34),
            ("参加单位", 36),
            ("负责人", 12),
        ),
        _programme,
    ),
    _Sheet(
        "企业",
        "Company",
        _columns(
            ("企业", 32),
            ("所在园区", 26),
            ("建设项目", 32),
            ("参加的联盟与行动", 26),
            ("任职人员", 30),
        ),
        _company,
    ),
    _Sheet(
        "建设项目",
        "Project",
        _columns(("项目", 36), ("建设方", 30), ("所在园区", 30), ("负责人", 12)),
        _project,
    ),
    _Sheet(
        "人物",
        "Person",
        _columns(("姓名", 12), ("职务", 44), ("活动园区", 30), ("负责", 28)),
        _person,
    ),
)
_RELATION_COLUMNS = (
    _Column("编号", 7, True),
    _Column("主体", 30),
    _Column("主体类型", 12, True),
    _Column("关系", 9, True),
    _Column("客体", 30),
    _Column("客体类型", 12, True),
    _Column("职务", 16),
    _Column("证据数", 8, True),
    _Column("证据", 12, True),
    _Column("原句（首条）", 70),
)
_EVIDENCE_COLUMNS = (
    _Column("编号", 7, True),
    _Column("关系", 12, True),
    _Column("事实", 44),
    _Column("原句", 80),
    _Column("文章", 34),
    _Column("日期", 12, True),
    _Column("来源", 30),
    _Column("起", 8, True),
    _Column("止", 8, True),
    _Column("可信度", 8, True),
)


def write(store: Store, path: Path | str) -> None:
    """Write the workbook; raises :class:`ParkgraphError` when there is more than a sheet holds."""
    from xlsxwriter.exceptions import FileCreateError
    from xlsxwriter.workbook import Workbook

    graph = network(store)
    found = store.rows("SELECT ?x (MAX(?n) AS ?most) { ?x pk:expectedParts ?n } GROUP BY ?x")
    book = _Book(graph, {iri: int(most) for iri, most in found})
    relations, evidence = _facts(book)
    if max(len(relations), len(evidence)) > _ROWS:
        raise ParkgraphError(f"{path}: more than {_ROWS} rows; export .parquet or a folder of CSV")
    try:
        with Workbook(str(path), _PLAIN) as workbook:
            _fill(workbook, book, relations, evidence)
    except FileCreateError as error:
        raise error.args[0] from error  # what the operating system said


def _fill(
    workbook: "Workbook", book: _Book, relations: Sequence[_Row], evidence: Sequence[_Row]
) -> None:
    # The day it was made is no part of the graph.
    created = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    workbook.set_properties({"title": "园谱", "author": "parkgraph", "created": created})
    formats = _formats(workbook)
    for sheet in _SHEETS:
        rows = [sheet.row(book, iri) for iri in book.things(sheet.type)]
        colour = styles.TYPES[sheet.type][0]
        _sheet(workbook, formats, sheet.title, colour, sheet.columns, rows)
    _sheet(workbook, formats, _RELATIONS, "#44546A", _RELATION_COLUMNS, relations)
    _sheet(workbook, formats, _EVIDENCE, "#44546A", _EVIDENCE_COLUMNS, evidence)


def _facts(book: _Book) -> tuple[list[_Row], list[_Row]]:
    """Return the rows of relations and of evidence, which lead to each other."""
    relations: list[_Row] = []
    evidence: list[_Row] = []
    nodes = book.graph.nodes
    order = {name: place for place, name in enumerate(vocab.PREDICATES)}
    edges = sorted(
        book.graph.edges(keys=True, data=True),
        key=lambda e: (order[e[3]["predicate"]], book.names[e[0]], book.names[e[1]], e[:3]),
    )
    for number, (one, other, _, data) in enumerate(edges, 1):
        ends, role = (book.names[one], book.names[other]), data["role"] or ""
        label = vocab.label(data["predicate"])
        types = [vocab.label(nodes[iri]["type"]) for iri in (one, other)]
        quotes: list[dict[str, Any]] = data["evidence"]
        link = _Link(_EVIDENCE, len(evidence) + 1, f"证据 {len(evidence) + 1}")
        said: _Row = [number, ends[0], types[0], label, ends[1], types[1], role]
        relations.append([*said, len(quotes), link, quotes[0]["text"]])
        fact = f"{ends[0]} {label} {ends[1]}" + (f"（{role}）" if role else "")
        for quote in quotes:
            place: _Row = [quote["title"], quote["date"] or "", quote["source"]]
            back = _Link(_RELATIONS, number, f"关系 {number}")
            where: _Row = [*place, quote["start"], quote["end"], quote["confidence"]]
            evidence.append([len(evidence) + 1, back, fact, quote["text"], *where])
    return relations, evidence


def _formats(workbook: "Workbook") -> dict[str, "Format"]:
    cell = {"font_name": "微软雅黑", "font_size": 10, "valign": "top", "text_wrap": True}
    cell |= {"border": 1, "border_color": "#D9D9D9"}
    head = {**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864"}
    centre = {**cell, "align": "center"}
    return {
        "head": workbook.add_format({**head, "valign": "vcenter", "align": "center"}),
        "cell": workbook.add_format(cell),
        "first": workbook.add_format({**cell, "bold": True}),
        "centre": workbook.add_format(centre),
        "fraction": workbook.add_format({**centre, "num_format": "0.00"}),
        "link": workbook.add_format({**centre, "font_color": "#0563C1", "underline": 1}),
    }


def _sheet(
    workbook: "Workbook",
    formats: dict[str, "Format"],
    title: str,
    colour: str,
    columns: Sequence[_Column],
    rows: Sequence[_Row],
) -> None:
    sheet = workbook.add_worksheet(title)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.title, formats["head"])
    sheet.set_row(0, 32)
    for place, row in enumerate(rows, 1):
        sheet.set_row(place, _height(columns, row))
        for number, value in enumerate(row):
            _write(sheet, formats, (place, number), columns[number], value)
    sheet.freeze_panes(1, 2 if columns[0].title == "编号" else 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    sheet.set_tab_color(colour)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{title}&R&P / &N")


def _height(columns: Sequence[_Column], row: _Row) -> float:
    """Return the height in points that shows every cell whole; not every program works it out."""
    lines = (
        sum(max(1, math.ceil(answer.width(line) / column.width)) for line in value.split("\n"))
        for column, value in zip(columns, row, strict=True)
        if isinstance(value, str)
    )
    return min(_HIGHEST, 4 + 14 * max(1, *lines))


def _write(
    sheet: "Worksheet",
    formats: dict[str, "Format"],
    place: tuple[int, int],
    column: _Column,
    value: _Cell,
) -> None:
    if isinstance(value, _Link):
        if place[0] <= _LINKS:
            target = f"internal:'{value.sheet}'!A{value.row + 1}"
            sheet.write_url(*place, target, formats["link"], value.text)
        else:
            sheet.write_string(*place, value.text, formats["centre"])
    elif isinstance(value, str):
        name = "centre" if column.centre else "first" if place[1] == 0 else "cell"
        # Always as a string: text from pages that begins like a formula must not become one.
        sheet.write_string(*place, clean(value)[:_CHARACTERS], formats[name])
    else:
        sheet.write_number(
            *place, value, formats["fraction" if isinstance(value, float) else "centre"]
        )
