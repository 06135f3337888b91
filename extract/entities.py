"""The names of an article: what the tagger finds, everywhere it stands, and what is inside it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from extract import gazetteer, tagger
from extract.coref import Mention, introduced

MAYBE = "Maybe"
_PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("（", "）"), ("(", ")"), ("「", "」"))
_EDGES = " \u3000，。、；：！？"
# words that follow a person's name and rarely end one
_NOT_IN_NAMES = frozenset("就当也都已把从又才还便说带被让给向对将在和与及或则却仍曾正所等")
_DIVISION_END = "省市区县州旗"


def _balanced(text: str, start: int, end: int) -> tuple[int, int] | None:
    """One step towards holding both marks of each pair or none; nothing when that is so."""
    inner = text[start:end]
    for opening, closing in _PAIRS:
        if inner.count(opening) == inner.count(closing):
            continue
        if inner.endswith(closing):
            return start, end - 1
        if inner.startswith(opening):
            return start + 1, end
        if closing in inner and start and text[start - 1] == opening:
            return start - 1, end
        if opening in inner and end < len(text) and text[end] == closing:
            return start, end + 1
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A name without marks at its edges, but with both marks of a pair or none."""
    while end > start and (step := _balanced(text, start, end)):
        start, end = step
    while end > start and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    inner = text[start:end]
    for opening, closing in _PAIRS:
        if inner.startswith(opening) and inner.endswith(closing) and inner.count(opening) == 1:
            return start + 1, end - 1
    return start, end


def _persons_end(text: str, start: int, end: int) -> int:
    """Where a person's name ends: 杨柳就 is 杨柳 and an adverb."""
    name = text[start:end]
    if len(name) == 3 and (
        name[2] in _NOT_IN_NAMES or text.count(name) == 1 < text.count(name[:2])
    ):
        return end - 1
    return end


def _divided(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The divisions that run together in one place: 贵州省荔波县 is a province and a county."""
    listed = gazetteer.divisions()
    at = start
    while at < end:
        size = next(
            (
                n
                for n in range(min(11, end - at - 2), 2, -1)
                if text[at + n - 1] in _DIVISION_END and text[at : at + n] in listed
            ),
            end - at,
        )
        yield at, at + size
        at += size


def _tagged(text: str) -> list[Mention]:
    found = []
    for tagged in tagger.tag(text):
        start, end = _trimmed(text, tagged.start, tagged.end)
        if tagged.label == "Person":
            end = _persons_end(text, start, end)
        spans = _divided(text, start, end) if tagged.label == "Place" else [(start, end)]
        for a, b in spans:
            if b - a > 1 and "\n" not in text[a:b]:
                found.append(Mention(a, b, tagged.label, tagged.probability))
    return found


def _winner(votes: dict[str, float]) -> str:
    return max(sorted(votes), key=lambda type_: votes[type_])


def _everywhere(text: str, mentions: list[Mention]) -> list[Mention]:
    """Mentions at every place where a name stands that was found with certainty elsewhere."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    sure: dict[str, float] = {}
    for m in mentions:
        name = text[m.start : m.end]
        votes[name][m.type] += m.probability
        sure[name] = max(sure.get(name, 0.0), m.probability)
    taken = bytearray(len(text))
    result = []
    for m in mentions:
        name = text[m.start : m.end]
        result.append(Mention(m.start, m.end, _winner(votes[name]), m.probability))
        taken[m.start : m.end] = b"\1" * (m.end - m.start)
    known = {n: p for n, p in sure.items() if p > 0.5 and (len(n) > 2 or p > 0.8)}
    for (type_, _), short in introduced(text, result).items():
        known.setdefault(short, 1.0)
        votes[short][type_] += 1
    for name in sorted(known, key=lambda n: (-len(n), n)):
        type_ = _winner(votes[name])
        for match in re.finditer(re.escape(name), text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * len(name)
                result.append(Mention(match.start(), match.end(), type_, 0.9 * known[name]))
    return sorted(result, key=lambda m: (m.start, m.end))


def inside(text: str, mentions: list[Mention]) -> list[Mention]:
    """Parks and firms that begin the name of one of their bodies: 徐庄高新区|党工委."""
    found = []
    names = {text[m.start : m.end]: m.type for m in mentions if m.type in ("Park", "Company")}
    for m in mentions:
        if m.type not in ("PartyOrganisation", "GovernmentBody", "Institution"):
            continue
        name = text[m.start : m.end]
        for size in range(len(name) - 2, 2, -1):
            if name[:size] in names:
                found.append(Mention(m.start, m.start + size, names[name[:size]], m.probability))
                break
    return found


def names(text: str) -> list[Mention]:
    """All names of a clean text, by place; a name may hold the name of its owner."""
    mentions = _everywhere(text, _tagged(text))
    mentions += inside(text, mentions)
    return sorted(mentions, key=lambda m: (m.start, -m.end))
