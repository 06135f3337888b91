"""What people decided about the graph: ``curation.toml`` beside the store, read and written.

A line speaks of things by their names, so that it outlives any rebuild; ``name@where`` is the one
of that name in articles that name ``where`` as well, or that come from the source ``where``.
"""

import hashlib
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import names, vocab
from kg.errors import CurationError
from kg.model import Article, Entity, Fact, Span
from kg.view import Key, Traits, View

SOURCE = "curation.toml"
"""The file's name, and the source of what it adds to the graph."""

_FACT = ("subject", "predicate", "object")
_FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "same": (("names",),),
    "different": (("names",),),
    "rename": (("name", "to"),),
    "drop": (("name",), _FACT),
    "add": (_FACT,),
    "confirm": (("name",), ("names",), _FACT),
}
_OPTIONAL = {"type", "role", "subject_type", "object_type", "author", "reason"}
_HEAD = re.compile(r"^\[\[\s*(\w+)\s*\]\]", re.M)


@dataclass(frozen=True, slots=True)
class Line:
    """One decision: what to do with the things of ``names``, by whom and why."""

    action: str
    names: tuple[str, ...]
    span: Span
    number: int
    to: str | None = None
    predicate: str | None = None
    role: str | None = None
    types: tuple[str | None, ...] = (None, None)
    author: str | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """Say it as it would be typed."""
        said = list(self.names)
        if self.predicate is not None:
            said.insert(1, self.predicate)
        return " ".join([self.action, *said, *([self.to] if self.to else [])])


@dataclass(frozen=True, slots=True)
class Curation:
    """All decisions, with the text of the file that holds them."""

    lines: tuple[Line, ...] = ()
    text: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Choices:
    """The decisions as they touch the entities of the articles."""

    same: tuple[tuple[tuple[Key, ...], int, str], ...] = ()
    """Entities that are one thing, the number of the line, and who says so."""
    labels: tuple[tuple[Key, int, str], ...] = ()
    """An entity, the number of the line, and what its thing is to be called."""
    apart: Mapping[Key, Traits] = field(default_factory=dict)
    hidden: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    dropped: tuple[Key, ...] = ()
    dropped_facts: tuple[tuple[tuple[Key, ...], str, tuple[Key, ...]], ...] = ()
    added: tuple[tuple[Key, tuple[Key, ...], Line], ...] = ()
    unmatched: tuple[str, ...] = ()


def place(store: Path) -> Path:
    """Return where the decisions about the graph in the folder ``store`` are kept."""
    return store.parent / SOURCE


def read(path: Path) -> Curation:
    """Return the decisions in a file, none when there is no file.

    Raises CurationError, which names the line, when it is not as it should be.
    """
    try:
        return parse(path.read_text("utf-8"), str(path))
    except FileNotFoundError:
        return Curation()
    except UnicodeDecodeError:
        raise CurationError(f"{path}: not UTF-8; save it as UTF-8") from None


def parse(text: str, path: str = SOURCE) -> Curation:
    """Return the decisions that ``text`` holds; raises CurationError naming ``path``."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CurationError(f"{path}: {error}; mend that line") from None
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)][: len(heads)]
    waiting = {action: iter(held) for action, held in tables.items() if isinstance(held, list)}
    lines = []
    if unknown := set(tables) - set(_FIELDS):
        raise CurationError(
            f"{path}: no such decision: {min(unknown)}; there are {', '.join(_FIELDS)}"
        )
    for head, end in zip(heads, ends, strict=True):
        number = text.count("\n", 0, head.start()) + 1
        block = text[head.start() : end].rstrip()
        span = Span(head.start(), head.start() + len(block), block)
        found = next(waiting.get(head[1], iter(())), None)
        if found is None:
            raise CurationError(f"{path}:{number}: write decisions as [[{head[1]}]] blocks only")
        lines.append(_line(head[1], found, span, number, path))
    return Curation(tuple(lines), text)


def _line(action: str, found: Mapping[str, Any], span: Span, number: int, path: str) -> Line:
    given = set(found) - _OPTIONAL
    shapes = _FIELDS[action]
    if given not in [set(shape) for shape in shapes]:
        wanted = " or ".join(" + ".join(shape) for shape in shapes)
        raise CurationError(f"{path}:{number}: {action} takes {wanted}, not {' + '.join(given)}")
    called = found.get("names") or [found.get("name") or found.get("subject")]
    if "object" in found:
        called = [*called, found["object"]]
    texts = [*called, *(found[key] for key in found if key != "names")]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise CurationError(f"{path}:{number}: {action} takes texts that are not empty")
    if "names" in found and len(called) != 2:
        raise CurationError(f"{path}:{number}: {action} takes two names")
    types = (
        found.get("subject_type", found.get("type")),
        found.get("object_type", found.get("type")),
    )
    for type_name in types:
        if type_name is not None and type_name not in vocab.TYPES:
            raise CurationError(
                f"{path}:{number}: no such type: {type_name}; there are {', '.join(vocab.TYPES)}"
            )
    predicate = found.get("predicate")
    if predicate is not None and predicate not in vocab.PREDICATES:
        raise CurationError(
            f"{path}:{number}: no such relation: {predicate}; "
            f"there are {', '.join(vocab.PREDICATES)}"
        )
    return Line(
        action=action,
        names=tuple(called),
        span=span,
        number=number,
        to=found.get("to"),
        predicate=predicate,
        role=found.get("role"),
        types=types,
        author=found.get("author"),
        reason=found.get("reason"),
    )


def block(action: str, fields: Mapping[str, str | list[str] | None]) -> str:
    """Return a decision as the file holds it."""
    lines = [f"[[{action}]]"]
    for name, value in fields.items():
        if value is not None:
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def append(path: Path, text: str) -> Curation:
    """Add a block to the file and return all decisions; nothing is written when it is wrong."""
    before = path.read_text("utf-8") if path.exists() else ""
    start = before.rstrip("\n") + "\n\n" if before.strip() else before
    found = parse(start + text, str(path))
    path.write_text(start + text, "utf-8")
    return found


def article(curation: Curation, seen: View) -> Article | None:
    """Return what the decisions add, as an article of the file; None when there is no file."""
    if not curation.lines:
        return None
    entities: list[Entity] = []
    facts: list[Fact] = []
    index = Index(seen)
    for line in curation.lines:
        if line.action != "add" or line.predicate is None:
            continue
        ends: list[Entity] = []
        for name, wanted in zip(line.names, line.types, strict=True):
            found = {seen.type(key) for key in index.match(name, wanted)}
            type_name = wanted or (min(found) if len(found) == 1 else None)
            if type_name is not None:
                ends.append(_entity(f"e{len(entities) + len(ends) + 1}", type_name, name, line))
        if len(ends) == 2:
            entities += ends
            ids = ends[0].id, line.predicate, ends[1].id
            facts.append(Fact(*ids, line.span, "curation", 1.0, line.role))
    text = curation.text
    return Article(
        SOURCE,
        0,
        "人工校订",
        None,
        text,
        0,
        len(text),
        curation.digest,
        tuple(entities),
        tuple(facts),
    )


def _entity(local_id: str, type_name: str, name: str, line: Line) -> Entity:
    plain = name.partition("@")[0]
    at = line.span.text.find(plain)
    start = line.span.start + max(at, 0)
    mention = Span(start, start + len(plain), plain)
    return Entity(local_id, type_name, plain, mentions=(mention,) if at >= 0 else ())


class Index:
    """The entities by what the articles call them."""

    def __init__(self, seen: View, *, added: bool = False) -> None:
        self._seen, self._added = seen, added
        self._forms: dict[str, list[Key]] = defaultdict(list)
        for key, entity in enumerate(seen.entities):
            for form in {names.normal(name) for name in (entity.name, *entity.aliases)}:
                self._forms[form].append(key)

    def match(self, reference: str, type_name: str | None = None) -> list[Key]:
        """Return the keys that a reference means, sorted; ``added``: also those of the file."""
        name, _, where = reference.partition("@")
        found = sorted(set(self._forms.get(names.normal(name), ())))
        seen = self._seen
        article = seen.article_of
        around = {article[k] for k in self._forms.get(names.normal(where), ())} if where else set()
        return [
            key
            for key in found
            if type_name in (None, seen.type(key))
            and (not where or article[key] in around or seen.locals[key][0] == where)
            and (self._added or seen.locals[key][0] != SOURCE)
        ]


def choices(curation: Curation, seen: View) -> Choices:
    """Return what the decisions mean for the entities of ``seen``, and which mean nothing."""
    if not curation.lines:
        return Choices()
    index = Index(seen)
    found = _Gathered()
    written = _written(seen)
    for line in curation.lines:
        matched = [index.match(n, t) for n, t in zip(line.names, line.types, strict=False)]
        missing = [n for n, keys in zip(line.names, matched, strict=True) if not keys]
        if line.action == "add":
            known = [bool(keys) or line.types[i] is not None for i, keys in enumerate(matched)]
            types = [{seen.type(key) for key in keys} for keys in matched]
            clear = [line.types[i] is not None or len(t) == 1 for i, t in enumerate(types)]
            if all(known) and all(clear):
                for keys in matched:
                    found.added.append((next(written), tuple(keys), line))
            else:
                found.lost(line, "say what type it is" if all(known) else _nothing(missing))
        elif missing:
            found.lost(line, _nothing(missing))
        else:
            found.take(line, matched, seen)
    return found.choices()


def _written(seen: View) -> Iterator[Key]:
    """Yield the entities that the file adds, in its order: e2 comes before e10."""
    own = [key for key, local in enumerate(seen.locals) if local[0] == SOURCE]
    return iter(sorted(own, key=lambda key: int(seen.locals[key][2][1:])))


def _nothing(missing: Iterable[str]) -> str:
    return "nothing is called " + " or ".join(missing)


class _Gathered:
    """Choices while they are being gathered."""

    def __init__(self) -> None:
        self.same: list[tuple[tuple[Key, ...], int, str]] = []
        self.labels: list[tuple[Key, int, str]] = []
        self.apart: dict[Key, Traits] = defaultdict(dict)
        self.hidden: dict[Key, set[str]] = defaultdict(set)
        self.dropped: list[Key] = []
        self.facts: list[tuple[tuple[Key, ...], str, tuple[Key, ...]]] = []
        self.added: list[tuple[Key, tuple[Key, ...], Line]] = []
        self.unmatched: list[str] = []

    def lost(self, line: Line, why: str) -> None:
        """Report a line that has no effect."""
        self.unmatched.append(f"{SOURCE}:{line.number}: {line}: {why}")

    def take(self, line: Line, matched: list[list[Key]], seen: View) -> None:
        """Take a line whose names all mean something."""
        if line.action == "same":
            self._join(line, matched, seen)
        elif line.action == "different":
            self._part(line, matched, seen)
        elif line.action == "rename" and line.to is not None:
            self.labels += [(key, line.number, line.to) for key in matched[0]]
        elif line.action == "drop" and line.predicate is not None:
            self.facts.append((tuple(matched[0]), line.predicate, tuple(matched[1])))
        elif line.action == "drop":
            self.dropped += matched[0]

    def _join(self, line: Line, matched: list[list[Key]], seen: View) -> None:
        types = {seen.type(k) for k in matched[0]} & {seen.type(k) for k in matched[1]}
        if not types:
            self.lost(line, "they are of different types")
        for type_name in sorted(types):
            keys = sorted({k for own in matched for k in own if seen.type(k) == type_name})
            self.same.append((tuple(keys), line.number, said(line)))

    def _part(self, line: Line, matched: list[list[Key]], seen: View) -> None:
        plain = [names.normal(name.partition("@")[0]) for name in line.names]
        for side in (0, 1):
            for key in matched[side]:
                main = names.normal(seen.entities[key].name)
                if key in matched[1 - side] and (main != plain[side] or plain[0] == plain[1]):
                    continue
                self.apart[key][f"curated {line.number}"] = side
                if plain[0] != plain[1]:
                    self.hidden[key].add(plain[1 - side])

    def choices(self) -> Choices:
        """Return what was gathered."""
        return Choices(
            same=tuple(self.same),
            labels=tuple(self.labels),
            apart=dict(self.apart),
            hidden={key: frozenset(forms) for key, forms in self.hidden.items()},
            dropped=tuple(self.dropped),
            dropped_facts=tuple(self.facts),
            added=tuple(self.added),
            unmatched=tuple(self.unmatched),
        )


def said(line: Line) -> str:
    """Return who decided it and why, as far as the file says."""
    return "：".join(part for part in (line.author, line.reason) if part)
