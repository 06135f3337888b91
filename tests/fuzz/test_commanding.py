"""Whatever is typed after ``kg``: done, or one line that says why not, and a documented code."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from texts import PIECES, fuzzing

from export.web import run
from kg import cli, graph
from kg.cli import workers
from kg.model import Article
from kg.store import Store

_CODES = {cli.DONE, cli.FAILED, cli.USAGE, cli.SKIPPED, cli.INTERRUPTED}
_FILES = (
    "g.db none.db half.db folder page.txt empty.txt bad.pdf bad.docx bad.zip bad.toml bad.ttl "
    "gold.json query.rq none.txt none/x.ttl out.ttl out.nq out.rdf out.xlsx out.html out.x out "
    "folder/* *.txt [ - . http://127.0.0.1:9/sparql "
    "http://[ https:// http://name:password@127.0.0.1:9/ tcp://127.0.0.1:9 tcp://[ x://y"
).split()
_NAMES = (
    "五色联盟 相城经开区 李惠忠 相城经济技术开发区 明途智能 苏州市 没有 李惠忠@相城经开区 @ a@b@c "
    "相城.txt park=五色联盟 park= =x programmes-by-park park-people gb18030 utf-16 hex undefined"
).split()
_ODD = (
    "",
    " ",
    "-",
    "--",
    "---x",
    "-9",
    "0",
    "1",
    "1e9",
    "9" * 30,
    "nan",
    "a\nb",
    "\udcff",
    "\x1b[2J",
)
_QUERIES = (
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 2",
    "CONSTRUCT { ?s ?p 1 } { ?s a ?p }",
    "DROP ALL",
)
_TEXTS = st.one_of(
    st.sampled_from((*_NAMES, *_ODD, *_QUERIES)),
    st.sampled_from(_FILES),
    # as a path it must not lead out of the folder
    PIECES.map(lambda piece: piece[:80].replace("\0", "").replace("/", "")),
)


def _commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    with click.Context(cli.main) as context:
        for name in cli.main.list_commands(context):
            command = cli.main.get_command(context, name)
            assert command is not None
            yield (name,), command
            if isinstance(command, click.Group):
                yield from (((name, sub), each) for sub, each in command.commands.items())


_COMMANDS = list(_commands())


def _values(parameter: click.Parameter) -> st.SearchStrategy[str]:
    """Return values that an option or an argument may be given, and now and then a wrong one."""
    if parameter.name == "jobs":  # starting processes is tested elsewhere
        return st.sampled_from(("1", "1", "0", "x"))
    fitting = st.sampled_from(_NAMES)
    if isinstance(parameter.type, click.Choice):
        fitting = st.sampled_from([str(choice) for choice in parameter.type.choices])
    elif isinstance(parameter.type, click.Path | click.File):
        fitting = st.sampled_from(_FILES)
    elif isinstance(parameter.type, click.IntRange | click.FloatRange):
        fitting = st.integers(1, 3).map(str)
    return st.one_of(*[fitting] * 7, _TEXTS)


_SELDOM = st.integers(0, 9).map(lambda number: number == 5)


@st.composite
def _vectors(draw: st.DrawFn) -> list[str]:
    """Draw what is typed: a command with some of its options and arguments, and odd words."""
    words = ["--store", draw(st.sampled_from(_FILES)) if draw(_SELDOM) else "g.db"]
    if draw(_SELDOM):
        words += ["--base", draw(_TEXTS)]
    path, command = draw(st.sampled_from(_COMMANDS))
    words += path
    options = [p for p in command.params if isinstance(p, click.Option)]
    needed = [] if draw(_SELDOM) else [p for p in options if p.name == "output"]
    for option in needed + draw(
        st.lists(st.sampled_from(options), max_size=3) if options else st.just([])
    ):
        words.append(draw(st.sampled_from(option.opts)))
        if not option.is_flag:
            words.append(draw(_values(option)))
    for argument in (p for p in command.params if isinstance(p, click.Argument)):
        most = 3 if argument.nargs < 0 else 1
        words += draw(st.lists(_values(argument), min_size=int(argument.required), max_size=most))
    if draw(_SELDOM):
        words.insert(draw(st.integers(0, len(words))), draw(_TEXTS))
    return [word for word in words if word != "--debug"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, xiangcheng: Article) -> Path:
    """A folder with a store, half a store, and files good and bad."""
    place = tmp_path_factory.mktemp("made")
    with Store(place / "g.db") as store:
        graph.add(store, [xiangcheng])
    (place / "half.db").mkdir()
    (place / "half.db" / "CURRENT").write_text("MANIFEST-000009\n")
    (place / "folder").mkdir()
    text = "相城经济技术开发区打造“五色联盟”党建品牌。相城经开区党工委书记李惠忠到会。\n"
    for name in ("page.txt", "folder/page.txt"):
        (place / name).write_text(text, "utf-8")
    (place / "empty.txt").touch()
    (place / "query.rq").write_text("ASK {}")
    (place / "gold.json").write_text('{"doc": "page.txt", "entities": [{"id": 1}]}')
    for name in ("bad.pdf", "bad.docx", "bad.zip", "bad.toml", "bad.ttl"):
        (place / name).write_bytes(b"PK\x03\x04 [[ \xff\xfe nothing of the kind")
    return place


@fuzzing
@given(
    words=_vectors(),
    typed=st.one_of(
        st.just(b""),
        st.binary(max_size=60),
        PIECES.map(lambda piece: piece.encode("utf-8", "replace")),
    ),
)
@example(["--store", "g.db", "--base", "五色联盟", "build", "folder"], b"")
@example(["extract", "--encoding", "undefined", "page.txt"], b"")
@example(["extract", "--encoding", "\udcff", "page.txt"], b"")
@example(["--store", "g.db", "export", "-o", "folder", "--format", "xlsx"], b"")
def test_anything_typed_is_done_or_refused_in_a_line(
    made: Path, tmp_path_factory: pytest.TempPathFactory, words: list[str], typed: bytes
) -> None:
    place = tmp_path_factory.mktemp("typed")
    shutil.copytree(made, place, dirs_exist_ok=True)
    before = Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "run", lambda *_: None)  # else it would serve until interrupted
        patch.setattr(workers, "_PATIENCE", 0.1)
        for variable in ("KG_STORE", "KG_BASE", "KG_TOKEN", "KG_AUTHOR"):
            patch.delenv(variable, raising=False)
        os.chdir(place)
        try:
            result = CliRunner().invoke(cli.main, words, input=typed)
        finally:
            os.chdir(before)
            shutil.rmtree(place)
    said = result.stderr
    assert result.exit_code in _CODES, said
    assert result.exception is None or isinstance(result.exception, SystemExit)
    for fault in ("Traceback", "fault of kg"):
        assert fault not in said + result.stdout
    if result.exit_code == cli.USAGE and not said.startswith("Usage: "):
        assert len(said.splitlines()) == 1
    assert said or result.exit_code in (cli.DONE, cli.FAILED)
