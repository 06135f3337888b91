import copy
import json
import os
from pathlib import Path
from typing import Any

import gate
import pytest

from kg.model import Article

NAMES = ("dev", "check", "official", "seeds")


@pytest.fixture(scope="session")
def shared() -> Path:
    if not gate.SHARED.is_dir():
        reason = f"{gate.SHARED} is not on this machine"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and in CI the gate must measure on it")
        pytest.skip(reason)
    return gate.SHARED


@pytest.fixture(scope="session", params=NAMES)
def articles(request: pytest.FixtureRequest) -> tuple[str, dict[gate.Folder, list[Article]]]:
    """A set's name and what was found in each of its folders."""
    name = request.param
    if name == "seeds":
        request.getfixturevalue("shared")
    folders = gate.sets().get(name)
    if folders is None:
        if name in gate.read_floors():
            pytest.fail(f"{name}: floors are pinned for it, but its articles are gone")
        pytest.skip(f"{name}: no such articles here")
    return name, {folder: gate.extracted(folder) for folder in folders}


def test_accuracy_keeps_its_floors(
    articles: tuple[str, dict[gate.Folder, list[Article]]],
) -> None:
    name, found = articles
    floors = gate.read_floors().get(name)
    assert floors is not None, f"{name}: no floors are pinned; run: make pin"
    now = gate.figures(list(found), found)
    assert now["digest"] == floors["digest"], f"{name}: its articles changed; run: make pin"
    fallen = gate.shortfalls(floors, now)
    assert not fallen, "\n".join([f"{name}: below the floors", *fallen])


def test_every_quote_is_the_very_text_of_its_source(
    articles: tuple[str, dict[gate.Folder, list[Article]]],
) -> None:
    for article in (article for found in articles[1].values() for article in found):
        spans = [fact.evidence for fact in article.facts]
        spans += [mention for entity in article.entities for mention in entity.mentions]
        for span in spans:
            assert article.text[span.start : span.end] == span.text != "", article.source


def test_development_articles_are_those_that_everyone_shares(shared: Path) -> None:
    theirs = {path.name: path.read_bytes() for path in sorted((shared / "gold" / "dev").iterdir())}
    ours = {path.name: path.read_bytes() for path in sorted((gate.ARTICLES / "dev").iterdir())}
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_every_page_has_its_annotation_and_every_annotation_its_page() -> None:
    folders = {path.parent for path in gate.ARTICLES.rglob("*.json")}
    assert folders
    for folder in folders:
        docs = {json.loads(path.read_text("utf-8"))["doc"] for path in folder.glob("*.json")}
        pages = {path.name for path in folder.iterdir() if path.suffix != ".json"}
        assert docs == pages, folder


def test_no_fact_is_asked_for_and_optional_at_once() -> None:
    # it would count as missed whether it is found or not
    for annotation in gate.ARTICLES.rglob("*.json"):
        relations = json.loads(annotation.read_text("utf-8"))["relations"]
        asked = {tuple(relation[:3]) for relation in relations if isinstance(relation, list)}
        free = {tuple(r["triple"][:3]) for r in relations if isinstance(r, dict)}
        assert not asked & free, f"{annotation}: {asked & free}"


def test_articles_to_learn_from_are_none_to_check_with() -> None:
    by_content: dict[bytes, list[str]] = {}
    for path in sorted(gate.ARTICLES.rglob("*")):
        if path.is_file() and path.suffix != ".json":
            by_content.setdefault(path.read_bytes(), []).append(path.parent.as_posix())
    assert [places for places in by_content.values() if len(places) > 1] == []


def measured(**changed: Any) -> gate.Figures:
    row = {"precision": 0.8, "recall": 0.8, "f1": 0.8, "gold": 10}
    rows = {"entities": ("all", "Park"), "relations": ("all", "runs")}
    parts = {part: {name: dict(row) for name in names} for part, names in rows.items()}
    return {"digest": "a", "documents": 2, "splits": 2, "leaks": 0, **parts, **changed}


def with_f1(figures: gate.Figures, part: str, name: str, f1: float) -> gate.Figures:
    changed = copy.deepcopy(figures)
    changed[part][name]["f1"] = f1
    return changed


def test_what_is_as_good_or_better_passes() -> None:
    assert gate.shortfalls(measured(), measured()) == []
    assert gate.shortfalls(measured(), with_f1(measured(), "entities", "Park", 0.9)) == []


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (with_f1(measured(), "entities", "Park", 0.79), "entities Park: F1 0.79, floor 0.80"),
        (with_f1(measured(), "relations", "runs", 0.5), "relations runs: F1 0.50, floor 0.80"),
        (measured(leaks=1), "leaks from page furniture: 1, at most 0"),
        (measured(splits=1), "sources divided rightly: 1, floor 2"),
        (measured(entities={}), "entities Park: F1 0.00, floor 0.80"),
    ],
)
def test_what_fell_is_named(now: gate.Figures, line: str) -> None:
    assert line in gate.shortfalls(measured(), now)


def test_floors_rise_and_never_fall_on_the_same_articles() -> None:
    mixed = with_f1(with_f1(measured(), "entities", "Park", 0.9), "relations", "runs", 0.5)
    new = gate.raised(measured(leaks=0), {**mixed, "leaks": 2, "splits": 1})
    assert new["entities"]["Park"]["f1"] == 0.9
    assert new["relations"]["runs"]["f1"] == 0.8
    assert (new["leaks"], new["splits"]) == (0, 2)


def test_other_articles_have_floors_of_their_own() -> None:
    lower = with_f1(measured(digest="b"), "entities", "Park", 0.1)
    assert gate.raised(measured(), lower) == lower


def test_a_digest_tells_every_change(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一", "utf-8")
    (tmp_path / "a.json").write_text("{}", "utf-8")
    folder = gate.Folder(tmp_path, tmp_path)
    before = gate.digest([folder])
    assert before == gate.digest([folder])
    (tmp_path / "a.json").write_text("{ }", "utf-8")
    changed = gate.digest([folder])
    (tmp_path / "b.txt").write_text("二", "utf-8")
    assert len({before, changed, gate.digest([folder])}) == 3


def test_floors_are_rounded_down() -> None:
    assert [gate._down(share) for share in (0.899, 0.29, 0.5, 1.0)] == [0.89, 0.29, 0.5, 1.0]
