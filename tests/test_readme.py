"""Both READMEs: their commands are run, and they say the same and what is so.

Blocks after ``<!-- tested -->`` hold commands (``$ …``) with what they print. Run as a script
(``make readme``), this file puts fresh output under the commands and fresh figures from
``tests/gate/floors.json`` into the tables of accuracy.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
FLOORS = ROOT / "tests" / "gate" / "floors.json"
BLOCK = re.compile(r"(?<=<!-- tested -->\n```console\n)(.*?)(?=```\n)", re.DOTALL)
TABLE = re.compile(r"(?<=<!-- accuracy -->\n)(.*?)(?=<!-- /accuracy -->\n)", re.DOTALL)
SETS = {
    "check": ("never learnt from", "从未用于学习"),
    "dev": ("learnt from", "用于学习"),
    "official": ("official prose", "公文"),
    "seeds": ("real pages", "真实网页"),
}
PARTS = {"entities": ("**entities**", "**实体**"), "relations": ("**relations**", "**关系**")}


def text(language: str) -> str:
    return READMES[language].read_text("utf-8")


def commands(block: str) -> list[str]:
    """The commands of a block; a line that begins with "> " goes on with the one before."""
    found: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(line[2:])
        elif line.startswith("> ") and found:
            found[-1] += "\n" + line[2:]
    return found


def blocks_of(language: str) -> list[list[str]]:
    return [commands(block) for block in BLOCK.findall(text(language))]


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a command as a reader would, in a folder with the sample articles; code and output."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KG_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**kept, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout


def prepare(folder: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "articles" / "dev", folder / "tests" / "articles" / "dev")
    return folder


def accuracy(language: str) -> str:
    """The table of accuracy: F1 with precision and recall, as pinned, of each set of articles."""
    floors: dict[str, Any] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    shown = [name for name in SETS if name in floors]
    index = list(READMES).index(language)
    heads = [f"{name} ({SETS[name][index]}, {floors[name]['documents']})" for name in shown]
    lines = [f"| | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(shown)]
    for part, labels in PARTS.items():
        names = dict.fromkeys(name for set_ in shown for name in floors[set_][part])
        for name in names:
            label = labels[index] if name == "all" else f"`{name}`"
            cells = [_cell(floors[set_][part].get(name)) for set_ in shown]
            lines.append(f"| {label} | {' | '.join(cells)} |")
    return "".join(f"{line}\n" for line in lines)


def _cell(row: dict[str, float] | None) -> str:
    if row is None:
        return "–"
    return f"{row['f1']:.2f} ({row['precision']:.2f} / {row['recall']:.2f})"


def fresh() -> Iterator[tuple[Path, str]]:
    """Each README with the output of its commands and its figures put in anew."""
    with tempfile.TemporaryDirectory() as place:
        folder = prepare(Path(place))
        blocks = []
        for block in blocks_of("en"):
            lines: list[str] = []
            for command in block:
                lines.append("$ " + command.replace("\n", "\n> "))
                code, output = run(command, folder)
                if code:
                    sys.exit(f"{command}: {output}")
                lines.append(output.rstrip())
            blocks.append("".join(f"{line}\n" for line in lines if line))
    for language, path in READMES.items():
        yield path, filled(text(language), blocks, accuracy(language))


def filled(old: str, blocks: list[str], table: str) -> str:
    left = iter(blocks)
    return TABLE.sub(lambda _: table, BLOCK.sub(lambda _: next(left), old))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("reader"))


@pytest.mark.parametrize("command", [c for block in blocks_of("en") for c in block])
def test_its_commands_run_one_after_another(command: str, folder: Path) -> None:
    code, output = run(command, folder)
    assert code == 0, output
    assert "Traceback" not in output


def test_every_command_of_kg_is_shown() -> None:
    from kg.cli import _COMMANDS

    shown = {
        match for block in blocks_of("en") for c in block for match in re.findall(r"kg (\w+)", c)
    }
    assert set(_COMMANDS) <= shown


def test_both_have_the_same_commands() -> None:
    assert blocks_of("en") == blocks_of("zh")
    plain = {lang: re.findall(r"```sh\n(.*?)```", text(lang), re.DOTALL) for lang in READMES}
    assert plain["en"] == plain["zh"]
    assert plain["en"]


def test_both_have_the_same_headings() -> None:
    levels = {lang: re.findall(r"^(#+) ", BLOCK.sub("", text(lang)), re.M) for lang in READMES}
    assert levels["en"] == levels["zh"]


@pytest.mark.parametrize("language", READMES)
def test_its_figures_are_those_of_the_gate(language: str) -> None:
    (table,) = TABLE.findall(text(language))
    assert table == accuracy(language), "the figures are others by now; run: make readme"


@pytest.mark.parametrize("language", READMES)
def test_every_stored_query_is_listed(language: str) -> None:
    from kg.query import named_queries

    rest = TABLE.sub("", text(language))
    assert set(re.findall(r"^\| `([\w-]+)` \|", rest, re.M)) == set(named_queries())


@pytest.mark.parametrize("language", READMES)
def test_what_it_names_is_there(language: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`make (\w+)`", text(language)):
        assert re.search(rf"^{target}:", makefile, re.M), target
    for link in re.findall(r"\]\(([^)#:]+)\)", text(language)):
        assert (ROOT / link).exists(), link


if __name__ == "__main__":
    for readme, content in list(fresh()):
        readme.write_text(content, "utf-8")
