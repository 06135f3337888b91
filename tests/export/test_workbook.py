from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from export import workbook
from kg import graph
from kg.model import Article
from kg.store import Store

SHEETS = ["园区", "项目品牌", "企业", "建设项目", "人物", "关系", "证据"]


@pytest.fixture(scope="module")
def path(xiangcheng: Article, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Store()
    graph.add(store, [xiangcheng])
    made = tmp_path_factory.mktemp("book") / "g.xlsx"
    workbook.write(store, made)
    return made


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    first, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, first), row, strict=True)) for row in rest]


def test_the_sheets_hold_every_thing_and_fact(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS
    counts = {name: book[name].max_row - 1 for name in SHEETS}
    assert list(counts.values()) == [1, 4, 1, 1, 1, 13, 13]


def test_each_has_filters_and_a_frozen_header(book: openpyxl.Workbook) -> None:
    for name in SHEETS:
        sheet = book[name]
        assert sheet.freeze_panes in ("B2", "C2")
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"


def test_what_a_director_reads(book: openpyxl.Workbook) -> None:
    (park,) = rows(book["园区"])
    assert park["园区"] == "相城经济技术开发区"
    assert (park["所在地"], park["品牌数"], park["企业"], park["项目"]) == ("苏州市", 1, 1, 1)
    whole = next(row for row in rows(book["项目品牌"]) if row["品牌与行动"] == "五色联盟")
    assert (whole["类别"], whole["组成部分\n已知/应有"]) == ("联盟", "3/5")
    (person,) = rows(book["人物"])
    assert person["职务"] == "相城经开区党工委书记"


def test_a_fact_leads_to_its_evidence_and_back(book: openpyxl.Workbook) -> None:
    relations, evidence = book["关系"], book["证据"]
    for row in range(2, relations.max_row + 1):
        link = relations.cell(row, 9).hyperlink
        assert link is not None
        assert link.location is not None
        target = int(link.location.rpartition("A")[2])
        assert evidence.cell(target, 4).value == relations.cell(row, 10).value
        back = evidence.cell(target, 2).hyperlink
        assert back is not None
        assert back.location == f"'关系'!A{row}"


def test_same_graph_same_bytes(path: Path, xiangcheng: Article, tmp_path: Path) -> None:
    store = Store()
    graph.add(store, [xiangcheng])
    workbook.write(store, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_text_from_pages_is_never_a_formula(make: Callable[..., Article], tmp_path: Path) -> None:
    store = Store()
    graph.add(store, [make("a.txt", {"e1": ("Park", "=1+1\x0b高新区")}, [])])
    workbook.write(store, tmp_path / "g.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "g.xlsx")["园区"].cell(2, 1)
    assert (cell.data_type, cell.value) == ("s", "=1+1 高新区")


def test_an_empty_graph(tmp_path: Path) -> None:
    workbook.write(Store(), tmp_path / "g.xlsx")
    assert openpyxl.load_workbook(tmp_path / "g.xlsx").sheetnames == SHEETS
