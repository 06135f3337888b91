"""What identity is worked out from and came to, kept in a table file beside the graph.

It holds nothing that the graph does not hold: when it is missing, of another version or not in
step, it is made anew from the graph. A change of the graph leaves a mark first (:class:`Store`),
which goes when this is in step again.
"""

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

from kg import folder, names, outlines
from kg.identity.scene import Thing
from kg.model import Article
from kg.store import Store
from kg.view import Local

_VERSION = "6"
_MANY = 500
"""Values that one question asks for."""
CROWD = 16
"""Things of one name and type, of which not every one is looked at."""

Where = tuple[str, int]
"""Source, and number of the article in it."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE article (
    id INTEGER PRIMARY KEY, source TEXT, number INTEGER, outline TEXT, UNIQUE (source, number));
CREATE TABLE name (form INTEGER, article INTEGER, PRIMARY KEY (form, article)) WITHOUT ROWID;
CREATE TABLE entity (
    article INTEGER, local TEXT, part TEXT, profile INTEGER,
    PRIMARY KEY (article, local, part)) WITHOUT ROWID;
CREATE INDEX entity_profile ON entity (profile);
CREATE TABLE profile (
    id INTEGER PRIMARY KEY, digest BLOB UNIQUE, content TEXT, type TEXT, tier INTEGER,
    count INTEGER, thing INTEGER);
CREATE INDEX profile_thing ON profile (thing);
CREATE TABLE token (
    token INTEGER, profile INTEGER, asked INTEGER, PRIMARY KEY (token, profile)) WITHOUT ROWID;
CREATE TABLE thing (
    id INTEGER PRIMARY KEY, type TEXT, tier INTEGER, plain TEXT, iri TEXT, label TEXT,
    context TEXT, record TEXT, register TEXT, real INTEGER, first TEXT);
CREATE INDEX thing_register ON thing (register);
CREATE INDEX thing_plain ON thing (plain, tier, context);
CREATE INDEX thing_iri ON thing (iri);
"""


_THINGS = (
    "SELECT id, type, tier, plain, iri, label, context, record, register, real, first FROM thing"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A profile as it is kept: its text, how many entities have it, and which thing it is."""

    content: str
    count: int
    thing: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """A thing as it is kept; ``plain`` is the IRI that it would have alone."""

    type: str
    tier: int
    plain: str
    iri: str
    label: str
    context: str | None
    record: str | None
    """The name of the entry of a register that a park is."""
    register: str | None
    """The register that tells of it."""
    real: bool
    first: str | None
    """What tells it from every other, once that was asked for."""


class Memory:
    """The tables of one store; a change is one transaction."""

    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows = rows

    # What there is of the whole.

    def meta(self, key: str) -> str:
        """Return a note, "" when there is none."""
        found = self._rows.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return "" if found is None else str(found[0])

    def note(self, key: str, value: str) -> None:
        """Keep a note."""
        self._rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def clear(self) -> None:
        """Forget everything."""
        for table in ("meta", "article", "name", "entity", "profile", "token", "thing"):
            self._rows.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours
        self.note("version", _VERSION)

    # Articles.

    def add(self, article: Article) -> int:
        """Keep an article's outline; return where."""
        outline = outlines.written(article)
        at = self._rows.execute(
            "INSERT INTO article (source, number, outline) VALUES (?, ?, ?)",
            (article.source, article.number, outline),
        ).lastrowid
        assert at is not None  # noqa: S101 - the insertion gave it
        forms = {_form(name) for e in article.entities for name in (e.name, *e.aliases)}
        self._rows.executemany("INSERT INTO name VALUES (?, ?)", [(f, at) for f in forms])
        return at

    def drop(self, at: int) -> None:
        """Forget an article and its entities."""
        article = self.article(at)
        forms = {_form(name) for e in article.entities for name in (e.name, *e.aliases)}
        self._rows.executemany(
            "DELETE FROM name WHERE form = ? AND article = ?", [(f, at) for f in forms]
        )
        self._rows.execute("DELETE FROM entity WHERE article = ?", (at,))
        self._rows.execute("DELETE FROM article WHERE id = ?", (at,))

    def article(self, at: int) -> Article:
        """Return an article without its words."""
        source, number, outline = self._rows.execute(
            "SELECT source, number, outline FROM article WHERE id = ?", (at,)
        ).fetchone()
        return outlines.read(source, number, outline)

    def where(self, at: int) -> Where:
        """Return the source and the number of an article."""
        source, number = self._rows.execute(
            "SELECT source, number FROM article WHERE id = ?", (at,)
        ).fetchone()
        return source, number

    def articles(self) -> Iterator[Article]:
        """Return all articles without their words, by source and number."""
        found = self._rows.execute(
            "SELECT source, number, outline FROM article ORDER BY source, number"
        )
        return (outlines.read(*row) for row in found)

    def of_source(self, source: str) -> list[tuple[int, int]]:
        """Return where the articles of a source are kept, and their numbers."""
        return self._rows.execute(
            "SELECT id, number FROM article WHERE source = ?", (source,)
        ).fetchall()

    def naming_any(self, forms: Iterable[str]) -> set[int]:
        """Return the articles that call anything by one of the names."""
        found = self._many("SELECT article FROM name WHERE form IN (*)", map(_form, forms))
        return {at for (at,) in found}

    # Entities.

    def entities(self, at: int) -> dict[tuple[str, str], tuple[int, str, int]]:
        """Return the profiles of an article's entities: where each is kept, its type and tier."""
        found = self._rows.execute(
            "SELECT local, part, profile, type, tier FROM entity JOIN profile ON profile = id"
            " WHERE article = ?",
            (at,),
        )
        return {(local, part): (own, kind, tier) for local, part, own, kind, tier in found}

    def put_entities(self, rows: Iterable[tuple[int, str, str, int]]) -> None:
        """Keep which profiles entities have: article, local id, part, profile."""
        self._rows.executemany("INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?)", rows)

    def drop_entities(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Forget entities."""
        self._rows.executemany(
            "DELETE FROM entity WHERE article = ? AND local = ? AND part = ?", rows
        )

    def naming(self, at: int) -> Iterator[tuple[str, str, tuple[str, int], str, Thing]]:
        """Yield what an article's entities are called.

        Local id, part, type and tier, the text of the profile, the thing.
        """
        found = self._rows.execute(
            "SELECT local, part, profile.type, profile.tier, content, iri, label FROM entity"
            " JOIN profile ON profile = profile.id JOIN thing ON thing = thing.id"
            " WHERE article = ?",
            (at,),
        )
        for local, part, type_name, tier, content, own, label in found:
            yield local, part, (type_name, tier), content, Thing(own, label)

    def names(self, at: int) -> dict[str, Thing]:
        """Return what an article's entities are called, by their local ids."""
        found = self._rows.execute(
            "SELECT local, iri, label FROM entity JOIN profile ON profile = profile.id"
            " JOIN thing ON thing = thing.id WHERE article = ? AND part = ''",
            (at,),
        )
        return {local: Thing(own, label) for local, own, label in found}

    def called_by(self, profiles: Iterable[int]) -> dict[int, Thing]:
        """Return what the entities of profiles are called; without those that were dropped."""
        sql = (
            "SELECT profile.id, iri, label FROM profile JOIN thing ON thing = thing.id"
            " WHERE profile.id IN (*)"
        )
        return {at: Thing(own, label) for at, own, label in self._many(sql, profiles)}

    def having(self, profiles: Iterable[int]) -> set[int]:
        """Return the articles whose entities have any of the profiles."""
        sql = "SELECT article FROM entity WHERE profile IN (*)"
        return {at for (at,) in self._many(sql, profiles)}

    def being(self, iri: str) -> set[int]:
        """Return the articles that name a thing."""
        found = self._rows.execute(
            "SELECT article FROM thing JOIN profile ON profile.thing = thing.id"
            " JOIN entity ON entity.profile = profile.id WHERE iri = ?",
            (iri,),
        )
        return {at for (at,) in found}

    def first(self, profiles: Iterable[int]) -> Local:
        """Return the entity of any of the profiles that comes first."""
        return min(
            self._many(
                "SELECT source, number, local FROM entity JOIN article ON article = id"
                " WHERE part = '' AND profile IN (*)",
                profiles,
            )
        )

    # Profiles.

    def profile_ids(self, contents: Collection[str]) -> dict[str, int]:
        """Return where profiles are kept, of those that are."""
        digests = {_digest(content): content for content in contents}
        found = self._many("SELECT digest, id FROM profile WHERE digest IN (*)", digests)
        return {digests[digest]: at for digest, at in found}

    def put_profiles(
        self, made: Sequence[tuple[str, str, int, set[int], set[int]]]
    ) -> dict[str, int]:
        """Keep new profiles: text, type, tier, tokens asked for and offered; return where."""
        (last,) = self._rows.execute("SELECT COALESCE(MAX(id), 0) FROM profile").fetchone()
        ids = {row[0]: last + 1 + n for n, row in enumerate(made)}
        self._rows.executemany(
            "INSERT INTO profile VALUES (?, ?, ?, ?, ?, 0, NULL)",
            [(ids[content], _digest(content), content, k, tier) for content, k, tier, *_ in made],
        )
        self._rows.executemany(
            "INSERT INTO token VALUES (?, ?, ?)",
            [
                (token, ids[content], asked)
                for content, _, _, *both in made
                for asked, tokens in zip((1, 0), both, strict=True)
                for token in tokens
            ],
        )
        return ids

    def count(self, changes: Mapping[int, int]) -> None:
        """Change how many entities have profiles."""
        self._rows.executemany(
            "UPDATE profile SET count = count + ? WHERE id = ?",
            [(change, at) for at, change in changes.items() if change],
        )

    def profiles(self, ids: Iterable[int]) -> dict[int, Row]:
        """Return profiles by where they are kept."""
        found = self._many("SELECT id, content, count, thing FROM profile WHERE id IN (*)", ids)
        return {at: Row(*row) for at, *row in found}

    def sharing(self, asked: Iterable[int], offered: Iterable[int]) -> set[int]:
        """Return the profiles that ask for or offer what is asked, or ask for what is offered."""
        found = {at for (at,) in self._many("SELECT profile FROM token WHERE token IN (*)", asked)}
        ask = "SELECT profile FROM token WHERE token IN (*) AND asked"
        return found | {at for (at,) in self._many(ask, offered)}

    def drop_profiles(self, rows: Iterable[tuple[int, set[int]]]) -> None:
        """Forget profiles with their tokens."""
        gone = list(rows)
        self._rows.executemany(
            "DELETE FROM token WHERE token = ? AND profile = ?",
            [(token, at) for at, tokens in gone for token in tokens],
        )
        self._rows.executemany("DELETE FROM profile WHERE id = ?", [(at,) for at, _ in gone])

    def assign(self, things: Mapping[int, int | None]) -> None:
        """Keep which things profiles are."""
        self._rows.executemany(
            "UPDATE profile SET thing = ? WHERE id = ?", [(own, at) for at, own in things.items()]
        )

    # Things.

    def things(self, ids: Iterable[int]) -> dict[int, Known]:
        """Return things by where they are kept."""
        return self._things(f"{_THINGS} WHERE id IN (*)", ids)

    def called(
        self, plains: Mapping[str, set[str | None]], tier: int, leaving: Mapping[str, int]
    ) -> tuple[dict[int, Known], list[str]]:
        """Return the things that would have one of the IRIs if they were alone, up to a tier.

        Of an IRI that a great many of the tier would have, whatever happens to those ``leaving``,
        only the things of the contexts; these IRIs are returned as well.
        """
        sql = "SELECT plain, COUNT(id) FROM thing WHERE plain IN (*) AND tier = {} GROUP BY plain"
        count = dict(self._many(sql.format(tier), plains))
        crowded = [p for p in plains if count.get(p, 0) - leaving.get(p, 0) > CROWD]
        few = plains.keys() - set(crowded)
        found = self._things(f"{_THINGS} WHERE plain IN (*) AND tier <= {tier}", few)
        found |= self._things(f"{_THINGS} WHERE plain IN (*) AND tier < {tier}", crowded)
        for plain in crowded:
            own = f"{_THINGS} WHERE plain = ? AND tier = {tier} AND context = ?"
            for context in plains[plain] - {None}:
                found |= {at: Known(*row) for at, *row in self._rows.execute(own, (plain, context))}
        return found, crowded

    def _things(self, sql: str, values: Iterable[Any]) -> dict[int, Known]:
        return {at: Known(*row) for at, *row in self._many(sql, values)}

    def at_iris(self, iris: Iterable[str]) -> dict[str, int]:
        """Return where things are kept, by their IRIs."""
        return dict(self._many("SELECT iri, id FROM thing WHERE iri IN (*)", iris))

    def being_profiles(self, thing: int) -> list[int]:
        """Return the profiles that are a thing."""
        found = self._rows.execute("SELECT id FROM profile WHERE thing = ?", (thing,))
        return [at for (at,) in found]

    def put_things(self, things: Mapping[int, Known]) -> None:
        """Keep things where they belong."""
        self._rows.executemany(
            "INSERT OR REPLACE INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (at, *(getattr(thing, column) for column in Known.__slots__))
                for at, thing in things.items()
            ],
        )

    def drop_things(self, ids: Iterable[int]) -> None:
        """Forget things."""
        self._rows.executemany("DELETE FROM thing WHERE id = ?", [(at,) for at in ids])

    def registers(self) -> list[str]:
        """Return the registers that tell of any park."""
        found = self._rows.execute(
            "SELECT DISTINCT register FROM thing WHERE register IS NOT NULL AND real"
        )
        return [name for (name,) in found]

    def last_thing(self) -> int:
        """Return the last place that a thing is kept at, 0 when there is none."""
        return int(self._rows.execute("SELECT COALESCE(MAX(id), 0) FROM thing").fetchone()[0])

    def _many(self, sql: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        waiting = iter(values)
        while part := list(islice(waiting, _MANY)):
            yield from self._rows.execute(sql.replace("*", ", ".join("?" * len(part))), part)


@contextlib.contextmanager
def changed(store: Store) -> Iterator[tuple[Memory, bool]]:
    """Open the tables of a store for a change, kept if it succeeds; whether they are in step.

    Tables that are not in step come empty.
    """
    try:
        rows = _opened(store)
        current = not store.is_touched() and _is_current(rows)
        if not current:
            rows = _emptied(store, rows)
        rows.execute("BEGIN")
        try:
            yield Memory(rows), current
            rows.execute("COMMIT")
            store.settle()
        except BaseException:
            rows.rollback()
            raise
        finally:
            if store.path is not None:
                rows.close()
    except sqlite3.Error as error:
        raise folder.told(store.path, OSError(str(error)), "could not write: ") from error


def _emptied(store: Store, rows: sqlite3.Connection) -> sqlite3.Connection:
    rows.close()
    if store.path is None:
        store.kept = None
    else:
        store.beside().unlink()
    rows = _opened(store)
    rows.executescript(_TABLES)
    Memory(rows).note("version", _VERSION)
    return rows


def articles(store: Store) -> list[Article]:
    """Return the articles of a store, with no more than identity is worked out from."""
    if not store.is_touched() and (store.path is None or store.beside().exists()):
        # a file of another version, or on a medium that can't be locked, is not needed
        with contextlib.suppress(sqlite3.Error), _reading(store) as rows:
            if _is_current(rows):
                return list(Memory(rows).articles())
    return outlines.queried(store)


@contextlib.contextmanager
def _reading(store: Store) -> Iterator[sqlite3.Connection]:
    rows = _opened(store, read_only=True)
    try:
        yield rows
    finally:
        if store.path is not None:
            rows.close()


def _opened(store: Store, *, read_only: bool = False) -> sqlite3.Connection:
    if store.path is None:
        if store.kept is None:
            store.kept = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        if isinstance(store.kept, sqlite3.Connection):
            return store.kept
    if read_only:
        return sqlite3.connect(f"{store.beside().absolute().as_uri()}?mode=ro", uri=True)
    try:
        rows = sqlite3.connect(store.beside(), isolation_level=None)
        rows.execute("PRAGMA synchronous = NORMAL")
        rows.execute("PRAGMA cache_size = -65536")
    except sqlite3.DatabaseError:  # no such file, but one of another version
        store.beside().unlink()
        return _opened(store)
    return rows


def _is_current(rows: sqlite3.Connection) -> bool:
    try:
        return Memory(rows).meta("version") == _VERSION
    except sqlite3.DatabaseError:
        return False


def _form(name: str) -> int:
    digest = blake2b(names.normal(name).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def _digest(content: str) -> bytes:
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()
