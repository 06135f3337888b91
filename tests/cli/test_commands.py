import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from extract import pipeline
from kg import cli
from kg.errors import InputError
from kg.model import Article

Run = Callable[..., Result]

PAGE = """相城经开区党建引领发展

2024年5月6日

相城经济技术开发区打造“五色联盟”党建品牌，由科创蓝党建联盟、金融紫党建联盟等组成。
相城经开区党工委书记李惠忠表示，苏州明途智能科技有限公司投资建设的明途智能总部项目落户相城经济技术开发区。
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run kg in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    monkeypatch.delenv("KG_BASE", raising=False)

    def invoke(*arguments: str, **extra: Any) -> Result:
        return CliRunner().invoke(cli.main, list(arguments), **extra)

    return invoke


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, xiangcheng: Article) -> None:
    """Extraction that finds the same in every source: it is the commands that are tested."""

    def articles_of(
        source: str,
        data: bytes | None = None,
        encoding: str | None = None,  # noqa: ARG001 - the commands give it
    ) -> list[Article]:
        import hashlib
        from dataclasses import replace

        data = Path(source).read_bytes() if data is None else data
        if data == b"bad":
            raise InputError(f"{source}: not text; remove it")
        if data == b"fault":
            raise ZeroDivisionError("by nought")
        if data == b"nothing":
            return []
        digest = hashlib.sha256(data).hexdigest()
        return [replace(xiangcheng, source=source, digest=digest)]

    monkeypatch.setattr(pipeline, "articles_of", articles_of)


@pytest.fixture
def built(run: Run, known: None) -> Run:  # noqa: ARG001 - for its effect
    Path("相城.txt").write_text("x", "utf-8")
    assert run("build", "相城.txt").exit_code == 0
    return run


def one_line(result: Result) -> str:
    assert result.stderr.count("\n") == 1, result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def test_help_and_import_load_nothing_heavy() -> None:
    script = (
        "import sys, kg, kg.cli\n"
        "try: kg.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'jieba', 'rjieba', 'pyvis', 'lxml', 'networkx', 'pyoxigraph', 'numpy', "
        "'rdflib'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert "evaluate" in done.stdout


@pytest.mark.parametrize("name", cli._COMMANDS)
def test_every_command_tells_how_it_is_used(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"kg {name}" in result.stdout


def test_version(run: Run) -> None:
    assert run("--version").stdout.startswith("kg, version ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["build"],
        ["query"],
        ["query", "ASK {}", "--name", "evidence"],
        ["query", "ASK {}", "--param", "a=b"],
        ["query", "--name", "evidence", "--param", "thing"],
        ["view"],
        ["view", "-o", "x.html", "--type", "Comet"],
        ["export", "-o", "x.foo"],
        ["export", "-o", "nosuch/x.ttl"],
        ["extract", "--jobs", "0", "."],
    ],
)
def test_wrong_usage_is_code_2_and_one_line(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert one_line(result).startswith("kg: ")
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["lookup", "五色联盟"],
        ["query", "ASK {}"],
        ["view", "-o", "x.html"],
        ["export", "-o", "x.ttl"],
        ["remove", "a.txt"],
        ["stats"],
    ],
)
def test_a_missing_store_is_code_1_and_one_line(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert "parkgraph.db" in one_line(result)
    assert not Path("parkgraph.db").exists()


def test_build_is_incremental(run: Run, known: None) -> None:  # noqa: ARG001
    Path("in").mkdir()
    for name in ("a", "b", "c"):
        Path(f"in/{name}.txt").write_text(name, "utf-8")
    first = run("build", "in")
    assert (first.exit_code, first.stdout) == (0, "")
    assert "3 new, 0 changed, 0 unchanged, 0 removed, 0 skipped; 3 articles" in first.stderr
    Path("in/b.txt").write_text("other", "utf-8")
    Path("in/c.txt").unlink()
    second = run("build", "in")
    assert "0 new, 1 changed, 1 unchanged, 0 removed" in second.stderr
    assert "parkgraph.db: 3 articles" in second.stderr
    third = run("build", "--prune", "in")
    assert "0 new, 0 changed, 2 unchanged, 1 removed" in third.stderr
    assert run("stats", "--sources").stdout == "in/a.txt\nin/b.txt\n"


def test_a_page_that_says_nothing_any_more_leaves_the_graph(built: Run) -> None:
    Path("相城.txt").write_text("nothing", "utf-8")
    assert built("build", "相城.txt").exit_code == 3
    assert built("stats", "--sources").stdout == ""


def test_inputs_that_cannot_be_read_are_named_and_the_rest_is_done(run: Run, known: None) -> None:  # noqa: ARG001
    Path("in").mkdir()
    for name, text in (("a", "bad"), ("b", "good"), ("c", "fault"), ("d", "nothing")):
        Path(f"in/{name}.txt").write_text(text, "utf-8")
    for command in ("build", "extract"):
        result = run(command, "in", "nosuch")
        assert result.exit_code == 3
        skipped = [line for line in result.stderr.splitlines() if "skipped: " in line]
        assert [line.split()[2].rstrip(":") for line in skipped] == [
            "nosuch",
            "in/a.txt",
            "in/c.txt",
            "in/d.txt",
        ]
    assert len(result.stdout.splitlines()) == 1


def test_extract_prints_json_lines_and_reads_standard_input(run: Run, known: None) -> None:  # noqa: ARG001
    result = run("extract", "-", input="x")
    (line,) = result.stdout.splitlines()
    article = json.loads(line)
    assert list(article)[:6] == ["source", "article", "title", "date", "entities", "relations"]
    assert list(article)[6:] == ["medium", "section", "authors", "periods"]
    assert article["source"] == "-"
    assert "五色联盟" in line
    assert result.stderr == ""


def test_jobs_keep_the_order_of_the_sources(run: Run) -> None:
    Path("in").mkdir()
    for i in range(6):
        Path(f"in/{i}.txt").write_text(PAGE, "utf-8")
    alone = run("extract", "--jobs", "1", "in")
    both = run("extract", "--jobs", "2", "in")
    assert alone.exit_code == both.exit_code == 0
    assert alone.stdout == both.stdout
    sources = [json.loads(line)["source"] for line in both.stdout.splitlines()]
    assert sources == [f"in/{i}.txt" for i in range(6)]


def test_lookup_shows_cards_with_quotes(built: Run) -> None:
    shown = built("lookup", "五色聯盟")
    assert shown.exit_code == 0
    for expected in (
        "五色联盟",
        "联盟",
        "园区（1）：相城经济技术开发区",
        "组成（3/5）",
        "科创蓝",
        "相城.txt:",
    ):
        assert expected in shown.stdout
    park = built("lookup", "相城经开区").stdout
    for expected in ("品牌与行动（4）", "企业（1）", "项目（1）", "人物（1）：李惠忠"):
        assert expected in park
    assert "（书记）" in built("lookup", "李惠忠").stdout
    (card,) = json.loads(built("lookup", "五色联盟", "--format", "json").stdout)
    assert card["expected_parts"] == 5
    assert card["facts"][0]["evidence"][0]["text"]


def test_lookup_of_nothing_gives_near_names(built: Run) -> None:
    result = built("lookup", "五色党建")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "五色联盟（品牌与行动）" in one_line(result)
    assert built("lookup", "不存在", "--format", "json").stdout == "[]\n"


def test_query_prints_each_format(built: Run) -> None:
    asked = "SELECT ?n { ?x a pk:Project ; skos:prefLabel ?n }"
    table = built("query", asked)
    assert table.stdout.split() == ["n", table.stdout.split()[1], "明途智能总部项目"]
    rows = list(csv.reader(built("query", asked, "--format", "csv").stdout.splitlines()))
    assert rows == [["n"], ["明途智能总部项目"]]
    assert json.loads(built("query", asked, "--format", "json").stdout)["head"] == {"vars": ["n"]}
    assert "<sparql" in built("query", asked, "--format", "xml").stdout
    assert "明途" in built("query", asked, "--format", "tsv").stdout
    assert built("query", "ASK { ?x a pk:Park }").stdout == "true\n"
    made = "CONSTRUCT { ?x a pk:Project } WHERE { ?x a pk:Project }"
    assert "Project" in built("query", made).stdout
    assert built("query", made, "--format", "nt").stdout.count("\n") == 1


def test_query_reads_a_file_and_stored_queries(built: Run) -> None:
    Path("q.rq").write_text("ASK { ?x a pk:Comet }", "utf-8")
    assert built("query", "--file", "q.rq").stdout == "false\n"
    assert built("query", "--file", "-", input="ASK { ?x a pk:Park }").stdout == "true\n"
    listed = built("query", "--list")
    assert listed.exit_code == 0
    assert "programmes-by-park" in listed.stdout
    assert "各园区的品牌与行动" in listed.stdout
    people = built("query", "--name", "park-people", "--param", "park=相城经开区")
    assert "李惠忠" in people.stdout
    assert "书记" in people.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["SELECT nonsense"],
        ["INSERT DATA { <a:a> <a:b> <a:c> }"],
        ["SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"],
        ["--name", "nosuch"],
        ["--name", "park-people", "--param", "park=不存在"],
        ["ASK {}", "--format", "turtle"],
    ],
)
def test_a_bad_query_is_code_1_and_one_line(built: Run, arguments: list[str]) -> None:
    result = built("query", *arguments)
    assert result.exit_code == 1
    one_line(result)
    assert result.stdout == ""


def test_a_cut_answer_says_so(built: Run) -> None:
    result = built("query", "SELECT * { ?s ?p ?o }", "--limit", "2", "--format", "csv")
    assert len(result.stdout.splitlines()) == 3
    assert "stopped after 2 rows" in one_line(result)


def test_view_writes_a_page(built: Run) -> None:
    result = built("view", "-o", "图.html", "--around", "五色联盟", "--type", "programme")
    assert (result.exit_code, result.stdout) == (0, "")
    html = Path("图.html").read_text("utf-8")
    assert "科创蓝党建联盟" in html
    assert "明途智能" not in html.partition('id="data"')[2].partition("</script>")[0].replace(
        "苏州明途智能", ""
    )
    assert "4 things" in result.stderr
    assert "left out" in built("view", "-o", "图.html", "--limit", "3").stderr
    assert built("view", "-o", "图.html", "--around", "不存在").exit_code == 1


@pytest.mark.parametrize(
    "name", ["x.ttl", "x.nt", "x.nq", "x.trig", "x.jsonld", "x.rdf", "x.graphml", "x.gexf"]
)
def test_export_goes_by_the_suffix(built: Run, name: str) -> None:
    result = built("export", "-o", name)
    assert (result.exit_code, result.stdout) == (0, "")
    assert Path(name).stat().st_size > 1000


def test_export_to_a_folder_gives_tables(built: Run) -> None:
    assert built("export", "-o", "tables").exit_code == 0
    assert "五色联盟" in Path("tables/Programme.csv").read_text("utf-8-sig")


def test_remove_leaves_no_trace(built: Run) -> None:
    result = built("remove", "./相城.txt", "nosuch.txt")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "nosuch.txt: not in the store" in result.stderr
    assert json.loads(built("stats", "--format", "json").stdout)["quads"] == 0
    assert built("remove", "nosuch.txt").exit_code == 3


def test_stats_counts(built: Run) -> None:
    assert "园区" in built("stats").stdout
    held = json.loads(built("stats", "--format", "json").stdout)
    assert held["articles"] == 1
    assert held["entities_by_type"]["Programme"] == 4


def test_settings_come_from_the_environment_too(built: Run) -> None:
    base = "https://example.org/"
    environment = {"KG_STORE": "other.db", "KG_BASE": base}
    assert built("build", "相城.txt", env=environment).exit_code == 0
    assert Path("other.db").is_dir()
    assert base in built("--store", "other.db", "lookup", "五色联盟").stdout


def test_evaluate_scores_pages_and_extracted_lines(run: Run, known: None) -> None:  # noqa: ARG001
    Path("gold").mkdir()
    annotation = {
        "doc": "a.txt",
        "entities": [{"id": "e", "type": "Programme", "name": "五色联盟"}],
        "relations": [],
    }
    Path("gold/a.json").write_text(json.dumps(annotation), "utf-8")
    Path("a.txt").write_text("x", "utf-8")
    shown = run("evaluate", "gold", "a.txt", "--verbose")
    assert shown.exit_code == 0
    assert "(1/4/1)" in shown.stdout
    assert "a.txt\twrong\tPerson\t李惠忠" in shown.stdout
    Path("x.jsonl").write_text(run("extract", "a.txt").stdout, "utf-8")
    lines = run("evaluate", "gold", "x.jsonl", "--format", "json")
    assert json.loads(lines.stdout)["entities"]["Programme"]["hit"] == 1
    unread = run("evaluate", "gold", "nosuch.txt")
    assert unread.exit_code == 3
    assert "a.txt: annotated, but not found" in unread.stderr
    Path("gold/a.json").write_text("{", "utf-8")
    assert run("evaluate", "gold", "a.txt").exit_code == 1


def test_a_fault_of_ours_is_one_line_and_a_traceback_only_with_debug(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.cli import stats

    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(stats, "Store", fault)
    result = run("stats")
    assert result.exit_code == 1
    assert "ZeroDivisionError: by nought" in one_line(result)
    assert isinstance(run("--debug", "stats").exception, ZeroDivisionError)


def test_an_output_that_cannot_be_written_is_named(built: Run) -> None:
    Path("folder.ttl").mkdir()
    Path("blocked").write_text("", "utf-8")
    result = built("export", "-o", "blocked/x.ttl")
    assert result.exit_code == 2
    assert "blocked/x.ttl" in one_line(result)


def test_interruption_is_code_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "find_documents", interrupted)
    result = run("extract", ".")
    assert result.exit_code == 130
    assert one_line(result) == "kg: interrupted\n"


def _process(*arguments: str, **extra: Any) -> "subprocess.Popen[str]":
    script = "from kg.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        text=True,
        encoding="utf-8",
        errors="replace",
        **extra,
    )


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    pages = tmp_path / "in"
    pages.mkdir()
    for i in range(40):
        (pages / f"{i}.txt").write_text(PAGE * 20, "utf-8")
    arguments = ["extract", "--jobs", "1", str(pages)]
    process = _process(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 0


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_stops_all_processes_at_once(tmp_path: Path) -> None:
    for i in range(200):
        (tmp_path / f"{i}.txt").write_text(PAGE * 50, "utf-8")
    process = _process(
        "extract",
        "--jobs",
        "2",
        str(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # the work has begun
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130, stderr
    assert stderr == "kg: interrupted\n"


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, "utf-8")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    process = _process("extract", str(tmp_path), stdout=subprocess.PIPE, env=environment)
    stdout, _ = process.communicate()
    assert process.returncode == 0
    assert "相城经济技术开发区" in stdout


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, "utf-8")
    ours, theirs = os.openpty()
    process = _process("extract", str(tmp_path), stdout=subprocess.PIPE, stderr=theirs)
    stdout, _ = process.communicate()
    os.close(theirs)
    assert b"reading" in os.read(ours, 10_000)
    os.close(ours)
    assert json.loads(stdout)["source"].endswith("a.txt")
    quiet = _process("extract", str(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert quiet.communicate()[1] == ""


def test_a_cut_list_is_no_error() -> None:
    process = _process("query", "--list", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 0
