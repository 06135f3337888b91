"""What the commands make of folders as people have them: many formats, and bad ones among them."""

import io
import json
import multiprocessing.spawn
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import cli
from kg.store import Store

Run = Callable[..., Result]

PAGE = """相城经开区党建引领发展

2024年5月6日 来源：某报 作者：王小二

相城经济技术开发区今年打造“五色联盟”党建品牌，由科创蓝党建联盟、金融紫党建联盟等组成。
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    monkeypatch.delenv("KG_BASE", raising=False)
    Path("in").mkdir()

    def invoke(*arguments: str, **extra: Any) -> Result:
        return CliRunner().invoke(cli.main, list(arguments), **extra)

    return invoke


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_bad_input_is_told_and_the_rest_goes_on(run: Run) -> None:
    good = PAGE.encode()
    bad = {
        "empty.txt": b"",
        "binary.txt": os.urandom(2000),
        "locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "cut.pdf": b"%PDF-1.7\n1 0 obj",
        "cut.zip": zipped(**{"a.txt": good})[:60],
        "long.txt": "园区的项目，".encode() * 200_000,
        "mislabelled.html": zipped(**{"a.txt": good}),
    }
    for name, data in bad.items():
        Path("in", name).write_bytes(data)
    Path("in/circle").symlink_to("..")
    Path("in/good.txt").write_bytes(good)
    Path("in/good.zip").write_bytes(zipped(**{"a/b.txt": PAGE.encode("gb18030")}))
    result = run("build", "--jobs", "1", "in", "gone.txt")
    assert result.exit_code == cli.SKIPPED
    lines = [line for line in result.stderr.splitlines() if line.startswith("kg: skipped: ")]
    told = sorted(line.removeprefix("kg: skipped: ").split(":")[0] for line in lines)
    assert told == sorted([*(f"in/{name}" for name in bad), "gone.txt"])
    assert "2 new" in result.stderr


def test_what_was_stored_stays_when_its_source_can_no_longer_be_read(run: Run) -> None:
    source = Path("in/pages.zip")
    source.write_bytes(zipped(**{"a.txt": PAGE.encode()}))
    assert run("build", "in").exit_code == cli.DONE
    assert "1 unchanged" in run("build", "in").stderr
    source.write_bytes(source.read_bytes()[:50])
    result = run("build", "--prune", "in")
    assert result.exit_code == cli.SKIPPED
    assert "0 removed" in result.stderr
    assert "五色联盟" in run("lookup", "五色联盟").stdout
    source.write_bytes(zipped(**{"b.txt": PAGE.encode()}))
    assert "1 removed" in run("build", "--prune", "in").stderr


def test_pages_are_read_when_no_other_process_can_be_started(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        Path("in", f"{name}.txt").write_text(PAGE + name, "utf-8")
    monkeypatch.setattr(multiprocessing.spawn, "get_executable", lambda: "/nowhere/python")
    result = run("build", "--jobs", "2", "in")
    assert result.exit_code == cli.DONE
    assert result.stderr.startswith("kg: reading in one process: ")
    assert "2 new" in result.stderr


def test_encoding_overrides_what_a_page_declares(run: Run) -> None:
    page = f'<html><head><meta charset="utf-8"></head><body><p>{PAGE}</p></body></html>'
    Path("in/a.html").write_bytes(page.replace("utf-8", "latin-1").encode("gb18030"))
    assert "五色联盟" not in run("extract", "in/a.html").stdout
    assert "五色联盟" in run("extract", "--encoding", "GB18030", "in/a.html").stdout
    result = run("extract", "--encoding", "klingon", "in/a.html")
    assert result.exit_code == cli.USAGE
    assert "unknown encoding" in result.stderr


def test_another_encoding_reads_unchanged_sources_again(run: Run) -> None:
    Path("in/a.txt").write_bytes(PAGE.encode("big5", "replace"))
    run("build", "in")
    assert "0 unchanged" in run("build", "--encoding", "big5", "in").stderr


def test_patterns_and_members_of_archives_are_sources(run: Run) -> None:
    Path("in/a.txt").write_text(PAGE, "utf-8")
    Path("in/b.zip").write_bytes(zipped(**{"c.txt": PAGE.encode()}))
    result = run("extract", "in/*.txt", "in/b.zip/c.txt")
    assert [json.loads(line)["source"] for line in result.stdout.splitlines()] == [
        "in/a.txt",
        "in/b.zip/c.txt",
    ]


def test_what_an_article_says_of_itself_is_in_the_graph(run: Run) -> None:
    Path("in/a.txt").write_text(PAGE, "utf-8")
    run("build", "in")
    with Store(Path("parkgraph.db"), read_only=True) as store:
        (row,) = store.rows(
            """SELECT ?title ?date ?medium ?author ?first ?last {
              ?a dcterms:title ?title ; schema:headline ?title ; schema:datePublished ?date ;
                 dc:publisher ?medium ; dc:creator ?author ; dcterms:temporal ?period .
              ?period schema:startDate ?first ; schema:endDate ?last
              FILTER (?first != ?last) }"""
        )
    assert row == (
        "相城经开区党建引领发展",
        "2024-05-06",
        "某报",
        "王小二",
        "2024-01-01",
        "2024-12-31",
    )
