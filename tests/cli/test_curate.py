import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import cli, graph
from kg.model import Article
from kg.store import Store

Run = Callable[..., Result]
Make = Callable[..., Article]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make) -> Run:
    """Run kg in a folder with a store of three articles."""
    monkeypatch.chdir(tmp_path)
    for name in ("KG_STORE", "KG_BASE", "KG_AUTHOR"):
        monkeypatch.delenv(name, raising=False)
    things = {
        "p": ("Park", "无锡高新区"),
        "x": ("Programme", "五色联盟"),
        "y": ("Programme", "科创蓝联盟"),
        "r": ("Person", "王强"),
    }
    facts = [("p", "runs", "x"), ("y", "partOf", "x"), ("r", "activeIn", "p")]
    other = {"p": ("Park", "成都高新区"), "r": ("Person", "王强")}
    with Store(tmp_path / "parkgraph.db") as store:
        graph.add(
            store,
            [
                make("甲.txt", things, facts, parts={"x": 5}),
                make("乙.txt", {"p": ("Park", "无锡国家高新区")}, []),
                make("丙.txt", other, [("r", "activeIn", "p")]),
            ],
        )

    def invoke(*arguments: str, **extra: Any) -> Result:
        return CliRunner().invoke(cli.main, list(arguments), **extra)

    return invoke


def labels() -> set[str]:
    with Store(Path("parkgraph.db"), read_only=True) as store:
        return {row[0] for row in store.rows("SELECT ?n { ?x skos:prefLabel ?n }")}


def test_why(run: Run) -> None:
    same = run("why", "无锡高新区", "无锡国家高新区")
    assert same.exit_code == 0
    assert "是同一个园区" in same.stdout
    assert "[park-register]" in same.stdout
    assert "甲.txt:" in same.stdout
    apart = run("why", "王强@甲.txt", "王强@丙.txt", "--format", "json")
    told = json.loads(apart.stdout)
    assert told["same"] is False
    assert told["reasons"][0]["rule"] == "namesake"
    assert [quote["source"] for quote in told["reasons"][0]["quotes"]] == ["甲.txt", "丙.txt"]
    lost = run("why", "五色", "没有此物")
    assert lost.exit_code == 1
    assert lost.stderr.count("\n") == 2
    assert "near: 五色联盟" in lost.stderr


def test_every_decision_is_written_and_applied(run: Run) -> None:
    by = ("--author", "李", "--reason", "问过")
    assert run("curate", "rename", "五色联盟", "五彩联盟", *by).exit_code == 0
    assert "五彩联盟" in labels()
    assert (
        run("curate", "same", "五色联盟", "科创蓝联盟", "--type", "Programme", *by).exit_code == 0
    )
    assert "科创蓝联盟" not in labels()
    assert run("curate", "drop", "成都高新区").exit_code == 0
    assert "成都高新区" not in labels()
    assert run("curate", "drop", "王强@甲.txt", "activeIn", "无锡高新区").exit_code == 0
    added = run(
        "curate", "add", "王强@甲.txt", "holdsPosition", "锡芯协会", "--role", "会长",
        "--object-type", "Institution",
    )  # fmt: skip
    assert added.exit_code == 0, added.stderr
    assert run("curate", "different", "无锡高新区", "无锡国家高新区").exit_code == 0
    assert run("curate", "confirm", "五色联盟").exit_code == 0
    assert {"无锡高新区", "无锡国家高新区", "锡芯协会"} <= labels()
    text = Path("curation.toml").read_text("utf-8")
    assert text.count("[[") == 7
    assert text.count('author = "李"\nreason = "问过"') == 2
    assert "会长" in run("lookup", "锡芯协会").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("drop", "没有"), 1, "not in the graph"),
        (("rename", "王强", "王某"), 1, "say which: 王强@丙.txt、王强@甲.txt"),
        (("add", "无锡高新区", "runs", "新品牌"), 1, "--object-type"),
        (("drop", "王强", "activeIn"), 2, "three parts"),
        (("add", "王强", "likes", "无锡高新区"), 2, "likes"),
    ],
)
def test_what_means_nothing_or_several_things_is_not_written(
    run: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = run("curate", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not Path("curation.toml").exists()


def test_before_there_is_a_store_decisions_are_only_written(run: Run) -> None:
    result = run("--store", "new/other.db", "curate", "drop", "没有")
    assert result.exit_code == 1  # its folder is not there
    Path("new").mkdir()
    result = run("--store", "new/other.db", "curate", "drop", "没有")
    assert result.exit_code == 0
    assert "no store yet" in result.stderr
    assert Path("new/curation.toml").exists()


def test_a_decision_that_lost_its_thing_is_reported(run: Run) -> None:
    Path("curation.toml").write_text('# 备注\n\n[[drop]]\nname = "没有"\n', "utf-8")
    result = run("curate", "rename", "五色联盟", "五彩联盟")
    assert result.exit_code == 0
    assert "no effect: curation.toml:3: drop 没有: nothing is called 没有" in result.stderr
    assert Path("curation.toml").read_text("utf-8").startswith("# 备注\n")
    Path("curation.toml").write_text("[[drop\n", "utf-8")
    broken = run("curate", "confirm", "五色联盟")
    assert broken.exit_code == 1
    assert broken.stderr.count("\n") == 1


def test_review_lists_and_asks(run: Run) -> None:
    listed = run("review")
    assert listed.exit_code == 0
    assert "五色联盟 应有 5 个组成部分，只找到 1 个" in listed.stdout
    assert "kg curate confirm 五色联盟  # 还有：kg curate add PART partOf 五色联盟" in listed.stdout
    assert "王强@丙.txt ／ 王强@甲.txt" in listed.stdout
    shown = json.loads(run("review", "--format", "json").stdout)
    assert {item["sort"] for item in shown} == {"apart", "parts"}
    asked = run("review", "--ask", "--author", "李", input="n\ny\n")
    assert asked.exit_code == 0
    assert "2 decisions written" in asked.stderr
    text = Path("curation.toml").read_text("utf-8")
    assert text.count('author = "李"') == 2
    assert "[[different]]" in text
    again = run("review")
    assert again.stdout == ""
    assert "nothing to look at" in again.stderr
