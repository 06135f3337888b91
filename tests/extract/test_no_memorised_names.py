"""The rules and word lists hold general words, never what an annotated article names."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "tests" / "articles"
TYPES = ("Programme", "Company", "Project", "Person")
SHORTEST = 3  # characters: shorter ones are words
LISTS = [
    ROOT / "extract" / "data" / name for name in ("lexicon.tsv", "surnames.tsv", "furniture.toml")
]
RULES = sorted((ROOT / "extract" / "rules").glob("*.toml"))
WORD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff+]+")


def _bare(name: str) -> str:
    return "".join(WORD.findall(name)).lower()


def _own(entity: dict[str, Any]) -> Iterator[str]:
    """A thing's name and the aliases that are not just its last words (联盟, 三期项目)."""
    name = _bare(entity["name"])
    yield name
    for alias in map(_bare, entity.get("aliases", [])):
        if not name.removesuffix("项目").endswith(alias) and not name.endswith(alias):
            yield alias


def _names() -> set[str]:
    """The required names of the annotated articles, without marks."""
    found: set[str] = set()
    kept_apart = (
        folder for name in ("check", "official") for folder in (ARTICLES / name).iterdir()
    )
    for folder in [ARTICLES / "dev", *kept_apart]:
        for path in folder.glob("*.json"):
            for entity in json.loads(path.read_text("utf-8"))["entities"]:
                if entity["type"] in TYPES and not entity.get("optional"):
                    found.update(_own(entity))
    return {name for name in found if len(name) >= SHORTEST}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _entries(path: Path) -> set[str]:
    """What a list or rule file holds: its words, or the words of its patterns and examples."""
    text = path.read_text("utf-8")
    if path.suffix == ".tsv":
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        return {word.lower() for line in lines for word in WORD.findall(line)}
    strings = list(_strings(tomllib.loads(text)))
    return {_bare(s) for s in strings} | {w.lower() for s in strings for w in WORD.findall(s)}


def test_there_are_names_and_lists_to_compare() -> None:
    assert len(_names()) > 200
    assert len(RULES) > 0
    assert all(len(_entries(path)) > 50 for path in [*LISTS, *RULES])


@pytest.mark.parametrize("path", [*LISTS, *RULES], ids=lambda path: path.name)
def test_no_list_holds_a_name_of_the_articles(path: Path) -> None:
    assert sorted(_entries(path) & _names()) == []
