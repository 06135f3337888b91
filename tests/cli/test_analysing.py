"""The commands that hold the graph against something, or tell more than look-ups do."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kg import cli, graph, vocab
from kg.model import Article
from kg.store import Store
from kg.triples.terms import named, tagged

Run = Callable[..., Result]
PARK = "相城经开区"


@pytest.fixture
def run(
    make: Callable[..., Article],
    xiangcheng: Article,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    monkeypatch.chdir(tmp_path)
    names = {"e1": ("Park", "太仓高新区"), "e2": ("Programme", "太仓联盟")}
    other = make("太仓.txt", names, [("e1", "runs", "e2")], kinds={"e2": "alliance"}, date=None)
    with Store(tmp_path / "parkgraph.db") as store:
        graph.add(store, [xiangcheng, other])
    return lambda *arguments: CliRunner().invoke(cli.main, list(arguments))


def test_compare(run: Run) -> None:
    done = run("compare", PARK, "太仓高新区")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[3].split() == ["品牌与行动", "4", "1"]
    data = json.loads(run("compare", PARK, "太仓高新区", "--format", "json").stdout)
    assert [park["kinds"] for park in data["parks"]] == [{"alliance": 4}, {"alliance": 1}]
    wrong = run("compare", PARK, "五色联盟")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert wrong.stderr == "kg: 五色联盟: the graph has no park of this name\n"


def test_alike_and_matrix(run: Run) -> None:
    assert "联盟" in run("alike", PARK).stdout.splitlines()[2]
    (pair,) = json.loads(run("alike", "--format", "json").stdout)
    assert pair["kinds"] == 1.0
    lines = run("matrix").stdout.splitlines()
    assert lines[0].split() == ["园区", "联盟", "合计"]
    assert lines[-1].split()[-2:] == ["5", "5"]
    assert len(json.loads(run("matrix", "--limit", "1", "--format", "json").stdout)) == 1


def test_paths(run: Run) -> None:
    done = run("paths", "李惠忠", "明途智能")
    assert done.stdout.startswith("1. 2 步\n   李惠忠 — 活动于 → 相城经济技术开发区\n      “")
    (path,) = json.loads(run("paths", "李惠忠", "明途智能", "--format", "json").stdout)
    assert path[0]["evidence"]["source"] == "相城.txt"
    none = run("paths", "李惠忠", "太仓联盟")
    assert (none.exit_code, none.stdout) == (1, "")
    assert none.stderr == "kg: nothing in the graph connects 李惠忠 and 太仓联盟\n"
    assert json.loads(run("paths", "李惠忠", "太仓联盟", "--format", "json").stdout) == []
    assert "near: 李惠忠" in run("paths", "李惠", "太仓联盟").stderr


def test_central_and_timeline(run: Run) -> None:
    assert "苏州明途智能科技有限公司" in run("central").stdout.splitlines()[2]
    (park, _) = json.loads(run("central", "--type", "park", "--format", "json").stdout)
    assert park["type"] == "Park"
    rows = json.loads(run("timeline", PARK, "--format", "json").stdout)
    assert {(row["first"], row["kind"], row["articles"]) for row in rows} == {
        ("2024-05-06", "alliance", 1)
    }
    empty = run("timeline", "太仓高新区")
    assert empty.exit_code == 0
    assert "no article with a date" in empty.stderr


def test_check(run: Run, tmp_path: Path) -> None:
    done = run("check")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "conforms" in done.stderr
    person = named("https://w3id.org/parkgraph/id/person/李惠忠")
    with Store(tmp_path / "parkgraph.db") as store:
        where = named(next(n for n in store.graphs() if "/article/相城" in n))
        name = named(vocab.SKOS + "prefLabel")
        store.replace(add=[(person, name, tagged("另名", "zh"), where)])
    done = run("check")
    assert done.exit_code == 1
    assert "一个事物有且只有一个首选名称" in done.stdout
    assert "a thing has one preferred name" in done.stdout
    assert "相城.txt:" in done.stdout
    found = json.loads(run("check", "--format", "json").stdout)
    assert (found["conforms"], len(found["violations"])) == (False, 2)
    assert "sh:ValidationReport" in run("check", "--format", "turtle").stdout


def test_export(run: Run, tmp_path: Path) -> None:
    assert run("export", "-o", "g.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "g.xlsx")["人物"].max_row == 2
    assert run("export", "-o", "g.dat", "--format", "nq", "--rdf12").exit_code == 0
    assert b"<<( " in (tmp_path / "g.dat").read_bytes()
    assert run("export", "-o", "g.parquet").exit_code == 0
    wrong = run("export", "-o", "g.jsonld", "--rdf12")
    assert wrong.exit_code == 2
    assert "--rdf12 is for .ttl, .nt, .nq, .trig" in wrong.stderr
