"""Which park runs which programmes: the table of programmes × parks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from export.web.catalogue import Catalogue
from kg import names, vocab
from kg.facts import Ref


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme with its parts below it; ``depth`` is 0 for what is no part of another here."""

    programme: Ref
    depth: int


@dataclass(frozen=True, slots=True)
class Row:
    """A park with the programmes that it runs, by kind ("" for none)."""

    park: Ref
    cells: Mapping[str, list[Entry]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, most programmes first; the kinds that occur; programmes of several parks."""

    rows: tuple[Row, ...]
    kinds: tuple[str, ...]
    shared: tuple[tuple[Ref, tuple[Ref, ...]], ...]


def table(known: Catalogue, wanted: str = "") -> Table:
    """Return the table of the parks that have ``wanted`` in a name."""
    runs, parts = pairs(known, "runs"), pairs(known, "partOf", inverse=True)
    form = names.comparable([wanted])[0]
    called = {iri for name, _, iri in known.forms if form in name} if form else None
    rows = [
        _row(known, park, found, parts)
        for park, found in runs.items()
        if known.things[park].type == "Park" and (called is None or park in called)
    ]
    rows.sort(key=lambda row: (-sum(map(len, row.cells.values())), row.park.iri))
    kinds = tuple(k for k in [*vocab.KINDS, ""] if any(row.cells.get(k) for row in rows))
    runners: dict[str, list[Ref]] = defaultdict(list)
    for row in rows:
        for programme in runs[row.park.iri]:
            runners[programme].append(row.park)
    shared = [(known.things[p], tuple(found)) for p, found in runners.items() if len(found) > 1]
    return Table(tuple(rows), kinds, tuple(sorted(shared, key=lambda s: (-len(s[1]), s[0].iri))))


def pairs(known: Catalogue, predicate: str, *, inverse: bool = False) -> dict[str, list[str]]:
    """Return the things that a predicate leads to, by the thing that it leads from."""
    found: dict[str, list[str]] = defaultdict(list)
    for pair in sorted(known.store.rows(f"SELECT DISTINCT ?a ?b {{ ?a pk:{predicate} ?b }}")):
        one, other = reversed(pair) if inverse else pair
        if one in known.things and other in known.things:
            found[one].append(other)
    return found


def _row(known: Catalogue, park: str, run: list[str], parts: Mapping[str, list[str]]) -> Row:
    inner = {part for programme in run for part in parts.get(programme, ())}
    cells: dict[str, list[Entry]] = defaultdict(list)
    met: set[str] = set()

    def put(programme: str, depth: int, kind: str) -> None:
        if programme in met or known.things[programme].type != "Programme":
            return
        met.add(programme)
        cells[kind].append(Entry(known.things[programme], depth))
        for part in parts.get(programme, ()):
            put(part, min(depth + 1, 3), kind)

    for programme in [*(p for p in run if p not in inner), *run]:
        put(programme, 0, known.kinds.get(programme, ""))
    return Row(known.things[park], cells)


def as_json(found: Table) -> list[dict[str, Any]]:
    """Return the rows for programs."""
    return [
        {
            "iri": row.park.iri,
            "name": row.park.name,
            "programmes": [
                {"iri": e.programme.iri, "name": e.programme.name, "kind": kind or None}
                for kind, entries in row.cells.items()
                for e in entries
            ],
        }
        for row in found.rows
    ]
