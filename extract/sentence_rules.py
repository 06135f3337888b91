"""Relations that a sentence states in a regular form: patterns over its words and its names.

The rules are data (``extract/rules/*.toml``). A pattern is a regular expression in which
``{s:Company}`` stands for the subject, ``{o:Project}`` for the object and ``{Park}`` for any other
name of that type; ``{s:Company*}`` takes a list (甲、乙和丙), ``{s:Company|Institution}`` either.
"""

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

from extract.coref import Mention

TYPES = (
    "Park PartyOrganisation GovernmentBody Company Institution Programme Project Person Place"
).split()
PREDICATES = ("runs partOf memberOf locatedIn develops holdsPosition leads unitOf activeIn").split()
_SLOT = {name: chr(0xE100 + n) for n, name in enumerate(TYPES)}
_FIELD = re.compile(r"\{(?:([so]):)?([A-Za-z|]+)(\*?)\}")
_AND = r"(?:[、，和及与以]|以及|，以及)"
_MARKED = re.compile(r"\[([A-Za-z]+):([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation's regular form, with sentences that show it (run as tests)."""

    name: str
    predicate: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched: the mentions (by their number in the sentence) it joins."""

    rule: str
    predicate: str
    subject: int
    object: int


def _expand(pattern: str) -> str:
    def slot(match: re.Match[str]) -> str:
        role, names, many = match.groups()
        one = "[" + "".join(_SLOT[name] for name in names.split("|")) + "]"
        body = f"{one}(?:{_AND}{one})*" if many else one
        return f"(?P<{role}>{body})" if role else f"(?:{body})"

    return _FIELD.sub(slot, pattern)


def _rule(where: str, row: dict[str, Any]) -> Rule:
    name = row.get("name")
    told = f"{where}: rule {name or '?'}"
    if not name or set(row) - {"name", "predicate", "pattern", "examples", "counterexamples"}:
        raise ValueError(f"{told}: a name is missing, or there is a key that no rule has")
    examples, against = row.get("examples"), row.get("counterexamples", [])
    if not (isinstance(examples, list) and examples and isinstance(against, list)):
        raise ValueError(f"{told}: examples must be a list, and not empty")
    if row.get("predicate") not in PREDICATES:
        raise ValueError(f"{told}: no predicate {row.get('predicate')}")
    try:
        pattern = re.compile(_expand(row["pattern"]))
    except (KeyError, re.error) as error:
        raise ValueError(f"{told}: pattern: {error}") from error
    if not {"s", "o"} <= set(pattern.groupindex):
        raise ValueError(f"{told}: the pattern needs an s and an o")
    return Rule(name, row["predicate"], pattern, tuple(examples), tuple(against))


@functools.cache
def rules() -> tuple[Rule, ...]:
    """All rules of ``extract/rules``, checked; ValueError names a rule that is not well formed."""
    loaded = []
    for path in sorted(resources.files("extract").joinpath("rules").iterdir(), key=str):
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("rule")
        if not rows:
            raise ValueError(f"{path.name}: holds no [[rule]]")
        loaded += [_rule(path.name, row) for row in rows]
    return tuple(loaded)


def _drawn(text: str, start: int, mentions: list[Mention]) -> tuple[str, dict[int, int]]:
    """The sentence with a sign for each name, and which sign stands for which mention."""
    pieces, signs, at, length = [], {}, start, 0
    for number, mention in enumerate(mentions):
        if mention.start < at:
            continue
        before = text[at : mention.start]
        pieces += [before, _SLOT[mention.type]]
        length += len(before) + 1
        signs[length - 1] = number
        at = mention.end
    pieces.append(text[at:])
    return "".join(pieces), signs


def hits(sentence: str, start: int, mentions: list[Mention]) -> Iterator[Hit]:
    """The rules that match a sentence with its names; ``start`` is its place in the text."""
    moved = [Mention(m.start - start, m.end - start, m.type, m.probability) for m in mentions]
    drawn, signs = _drawn(sentence, 0, moved)
    seen = set()
    for rule in rules():
        at = 0
        while match := rule.pattern.search(drawn, at):
            at = match.start() + 1
            for s in range(*match.span("s")):
                for o in range(*match.span("o")):
                    if s in signs and o in signs and s != o:
                        hit = Hit(rule.name, rule.predicate, signs[s], signs[o])
                        if hit not in seen:
                            seen.add(hit)
                            yield hit


def marked(example: str) -> tuple[str, list[Mention]]:
    """An example's plain sentence and its names: [Company:甲公司]投资[Project:乙项目]."""
    plain, mentions, at = "", [], 0
    for match in _MARKED.finditer(example):
        plain += example[at : match.start()]
        mentions.append(Mention(len(plain), len(plain) + len(match.group(2)), match.group(1), 1.0))
        plain += match.group(2)
        at = match.end()
    return plain + example[at:], mentions
