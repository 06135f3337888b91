"""The identity test set: 88 short articles about 33 parks, and what is made of them.

``tune.txt`` is what the rules were made with; ``held.txt`` was kept apart.

B³ (Bagga and Baldwin 1998) over all mentions: for each, how much of its cluster is of its gold
thing, and how much of its gold thing is in its cluster; averaged, and their harmonic mean.
"""

import difflib
import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg import names
from kg.model import Article, Entity, Fact, Span
from kg.resolve import resolve

HERE = Path(__file__).parent
SETS = ("tune", "held")
TYPES = {
    "园": "Park",
    "党": "PartyOrganisation",
    "府": "GovernmentBody",
    "企": "Company",
    "机": "Institution",
    "品": "Programme",
    "项": "Project",
    "人": "Person",
    "地": "Place",
}
MARK = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


def read(path: Path) -> list[Article]:
    """The articles of a file; the id of an entity is its gold id."""
    parts = re.split(r"^== (.+)\n", path.read_text("utf-8"), flags=re.M)[1:]
    return [_article(name, body) for name, body in zip(parts[::2], parts[1::2], strict=True)]


def _article(name: str, body: str) -> Article:
    lines = body.strip().splitlines()
    marked = "\n".join(line for line in lines if not line.startswith(">"))
    spans: dict[str, list[Span]] = defaultdict(list)
    text = ""
    end = 0
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        spans[match[1]].append(Span(len(text), len(text) + len(match[2]), match[2]))
        text += match[2]
        end = match.end()
    text += marked[end:]
    entities = tuple(_entity(gold, own) for gold, own in spans.items())
    whole = Span(0, len(text), text)
    facts = []
    for line in lines:
        if line.startswith(">"):
            subject, predicate, object_, *role = line[1:].split()
            assert {subject, object_} <= set(spans), (name, line)
            facts.append(
                Fact(subject, predicate, object_, whole, "test", 0.9, role[0] if role else None)
            )
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = f"{name}.txt"
    return Article(source, 0, name, None, text, 0, len(text), digest, entities, tuple(facts))


def _entity(gold: str, spans: list[Span]) -> Entity:
    forms = sorted({span.text for span in spans}, key=lambda form: (-len(form), form))
    return Entity(gold, TYPES[gold[0]], forms[0], tuple(sorted(forms[1:])), mentions=tuple(spans))


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float
    mentions: int
    merged: tuple[tuple[str, str], ...]

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def measure(articles: list[Article]) -> Score:
    naming = resolve(articles)
    gold, found = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    of: list[tuple[str, str]] = []
    for article in articles:
        for entity in article.entities:
            thing = naming[article.source, 0, entity.id].iri
            for _ in entity.mentions:
                gold[entity.id].append(len(of))
                found[thing].append(len(of))
                of.append((entity.id, thing))
    precision = recall = 0.0
    for key, thing in of:
        both = len(set(gold[key]) & set(found[thing]))
        precision += both / len(found[thing])
        recall += both / len(gold[key])
    merged = {
        pair
        for cluster in found.values()
        for pair in itertools.combinations(sorted({of[m][0] for m in cluster}), 2)
    }
    return Score(precision / len(of), recall / len(of), len(of), tuple(sorted(merged)))


def forms(articles: list[Article]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for entity in article.entities:
            found[entity.id] |= {names.normal(form) for form in (entity.name, *entity.aliases)}
    return found


def namesakes(articles: list[Article]) -> set[tuple[str, str]]:
    """Pairs of things of one type that share a name."""
    own = forms(articles)
    return {
        (one, other)
        for one, other in itertools.combinations(sorted(own), 2)
        if one[0] == other[0] and own[one] & own[other]
    }


def look_alikes(articles: list[Article]) -> set[tuple[str, str]]:
    """Pairs of things of one type whose names are nearly the same and never quite."""
    own = forms(articles)
    return {
        (one, other)
        for one, other in itertools.combinations(sorted(own), 2)
        if one[0] == other[0] and not own[one] & own[other] and _alike(own[one], own[other])
    }


def _alike(ours: set[str], theirs: set[str]) -> bool:
    return any(
        difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.75
        for a in ours
        for b in theirs
    )


def both() -> list[Article]:
    return [article for name in SETS for article in read(HERE / f"{name}.txt")]


def test_the_set_is_large_enough_and_a_third_of_it_is_kept_apart() -> None:
    articles = both()
    assert len(articles) >= 80
    assert len({e.id for a in articles for e in a.entities if e.type == "Park"}) >= 25
    assert len(read(HERE / "held.txt")) * 3 >= len(articles)
    assert len(namesakes(articles)) >= 15
    assert len(look_alikes(articles)) >= 15


@pytest.mark.parametrize("chosen", [*SETS, "both"])
def test_things_are_told_apart_and_together(
    chosen: str, record_property: Callable[[str, object], None]
) -> None:
    articles = both() if chosen == "both" else read(HERE / f"{chosen}.txt")
    score = measure(articles)
    record_property("b3", (score.precision, score.recall, score.f1))
    assert score.merged == ()
    assert score.f1 >= 0.95


def test_no_look_alike_and_no_namesake_is_merged() -> None:
    articles = both()
    apart = namesakes(articles) | look_alikes(articles)
    assert not apart & set(measure(articles).merged)


if __name__ == "__main__":
    for chosen in SETS:
        articles = read(HERE / f"{chosen}.txt")
        score = measure(articles)
        figures = f"precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}"
        print(f"{chosen}: {len(articles)} articles, {score.mentions} mentions, B3 {figures}")  # noqa: T201
