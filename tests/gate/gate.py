"""What the accuracy gate measures, on which articles, and how a measurement meets its floors.

A set of annotated articles is one or more folders of pages with their annotations; its digest is
the SHA-256 over the names and bytes of all its files. ``floors.json`` holds, for each set, the
digest it was measured on and the figures it must keep: F1 by type and by predicate, and sources
divided rightly into articles, as floors; leaks from page furniture as a ceiling.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.pipeline import articles_of
from kg import evaluate
from kg.model import Article, as_json

FLOORS = Path(__file__).with_name("floors.json")
ARTICLES = Path(__file__).parents[1] / "articles"
SHARED = Path(__file__).parents[3] / "shared"
PARTS = ("entities", "relations")

Figures = dict[str, Any]
"""A set's entry in floors.json: digest, documents, splits, leaks, entities, relations."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Annotations (``*.json``), and the pages they are of."""

    annotations: Path
    pages: Path


def sets() -> dict[str, tuple[Folder, ...]]:
    """The sets of articles that are on this machine, by name."""
    known = {
        "dev": (Folder(ARTICLES / "dev", ARTICLES / "dev"),),
        "check": _within(ARTICLES / "check"),
        "official": _within(ARTICLES / "official"),
        "seeds": (Folder(SHARED / "gold" / "seeds", SHARED / "seeds"),),
    }
    here = {
        name: tuple(f for f in folders if f.annotations.is_dir() and f.pages.is_dir())
        for name, folders in known.items()
    }
    return {name: folders for name, folders in here.items() if folders}


def _within(path: Path) -> tuple[Folder, ...]:
    return tuple(Folder(folder, folder) for folder in sorted(path.glob("*")) if folder.is_dir())


def digest(folders: Iterable[Folder]) -> str:
    """The SHA-256 (hex) over names and contents of a set's files, whatever the order of folders."""
    total = hashlib.sha256()
    files = {
        path for folder in folders for path in (*_files(folder.annotations), *_files(folder.pages))
    }
    for path in sorted(files, key=lambda p: (p.parent.name, p.name, str(p))):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.parent.name}/{path.name}\0{content}\n".encode())
    return total.hexdigest()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]


def extracted(folder: Folder) -> list[Article]:
    """The articles of every page that a folder's annotations are of."""
    docs = [gold["doc"] for gold in evaluate.read_gold(folder.annotations)]
    return [article for doc in docs for article in articles_of(str(folder.pages / doc))]


def figures(folders: Iterable[Folder], articles: Mapping[Folder, list[Article]]) -> Figures:
    """The figures of a set; folders are scored one by one, for they repeat names of pages."""
    every = [
        evaluate.evaluate(evaluate.read_gold(f.annotations), map(as_json, articles[f]))
        for f in folders
    ]
    return {
        "digest": digest(folders),
        "documents": sum(result.documents for result in every),
        "splits": sum(result.splits.right for result in every),
        "leaks": sum(len(result.leaks) for result in every),
        "entities": _rows([result.entities for result in every]),
        "relations": _rows([result.relations for result in every]),
    }


def _rows(results: list[dict[str, evaluate.Score]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each type or predicate that is there to be found, and of all."""
    names = results[0]
    scores = {
        name: evaluate.total({str(n): r[name] for n, r in enumerate(results)}) for name in names
    }
    rows = {"all": evaluate.total(scores), **scores}
    return {
        name: {
            "precision": _down(score.precision),
            "recall": _down(score.recall),
            "f1": _down(score.f1),
            "gold": score.gold,
        }
        for name, score in rows.items()
        if score.gold
    }


def _down(share: float) -> float:
    """Round down to a hundredth, so that a floor is never above what was measured."""
    return math.floor(share * 100 + 1e-9) / 100


def shortfalls(floors: Figures, now: Figures) -> list[str]:
    """Where a measurement is below its floors, a line each."""
    found = [
        f"{part} {name}: F1 {now[part].get(name, {'f1': 0.0})['f1']:.2f}, floor {row['f1']:.2f}"
        for part in PARTS
        for name, row in floors[part].items()
        if now[part].get(name, {"f1": 0.0})["f1"] < row["f1"]
    ]
    if now["leaks"] > floors["leaks"]:
        found.append(f"leaks from page furniture: {now['leaks']}, at most {floors['leaks']}")
    if now["splits"] < floors["splits"]:
        found.append(f"sources divided rightly: {now['splits']}, floor {floors['splits']}")
    return found


def raised(floors: Figures, now: Figures) -> Figures:
    """The floors, higher where the measurement is; of other articles, the measurement itself."""
    if floors["digest"] != now["digest"]:
        return now
    rows = {
        part: {
            name: row
            if row["f1"] >= floors[part].get(name, {"f1": 0.0})["f1"]
            else floors[part][name]
            for name, row in now[part].items()
        }
        for part in PARTS
    }
    return {
        **now,
        "splits": max(now["splits"], floors["splits"]),
        "leaks": min(now["leaks"], floors["leaks"]),
        **rows,
    }


def read_floors() -> dict[str, Figures]:
    """What ``floors.json`` holds, by set; nothing when it has not been written yet."""
    held: dict[str, Figures] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    return held


def write_floors(floors: Mapping[str, Figures]) -> None:
    """Write ``floors.json``, a line a type or predicate."""
    text = json.dumps(floors, ensure_ascii=False, indent=1)
    # a row of figures is easier to read, and to see change, on one line
    lines = text.replace("{\n    ", "{").replace(",\n    ", ", ").replace("\n   }", "}")
    FLOORS.write_text(lines + "\n", "utf-8")
