"""Adding articles to many, and taking them away, without working all of identity out again.

Only what changes is looked at: the profiles that come or go, and those that share with them what
their rules look at (:func:`kg.identity.tokens`), step after step. Where a thing is called otherwise
than before, the articles that name it are described anew for the steps that follow. The outcome is
that of :func:`kg.resolve.settle` over all articles.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from kg import curation, identity, iri, registry
from kg.curation import Curation
from kg.identity import naming
from kg.identity.naming import Claim, Group
from kg.identity.profiles import Profile, read, written
from kg.identity.scene import Thing
from kg.memory import Known, Memory, Row, Where
from kg.model import Article
from kg.resolve import FactKey, doubtful, dropped_facts, implied, nearest, staged
from kg.view import Key, Local, include, view

_Step = tuple[str, int]
_Part = tuple[int, str, str]
"""An article's place in the scene, an entity's id in it, and what of it is described."""


@dataclass
class Outcome:
    """What a change does to the graph."""

    naming: Mapping[Local, Thing]
    """What the entities of new articles, and of those to be written again, are called."""
    moved: list[tuple[Where, dict[str, str]]]
    """Other articles, with things whose IRIs are other ones now."""
    again: list[Where]
    """The articles to be written again."""
    added: Article | None
    """What the curation file adds, as an article."""
    relabelled: Mapping[Where, Mapping[str, Thing]] = field(default_factory=dict)
    """Those of ``again`` where only names changed: things as they are called now, by old IRIs."""
    parks_before: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """The name and the entry of a register of each park that was, by its IRI."""
    parks_after: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    dropped_facts: frozenset[FactKey] = frozenset()
    unmatched: tuple[str, ...] = ()


def change(
    memory: Memory, new: Sequence[Article], gone: Iterable[str], base: str, curated: Curation
) -> Outcome:
    """Bring the tables to what articles and decisions make of them; what that does to the graph.

    ``gone`` are the sources whose articles go first; those of ``new`` and what people added always
    do.
    """
    return _Change(memory, base, curated).outcome(new, gone)


class _Change:
    """One change of the tables while it is under way."""

    def __init__(self, memory: Memory, base: str, curated: Curation) -> None:
        self.memory, self.base, self.curated = memory, base, curated
        self.touched: dict[_Step, Counter[int]] = defaultdict(Counter)
        """Profiles that came, went or are had by other entities, and by how many more."""
        self.plains: dict[str, set[str | None]] = {}
        """IRIs for whose things another one came or went in an earlier tier, with the contexts."""
        self.again: set[int] = set()
        """Articles to be written again in any case."""
        self.before: dict[int, dict[str, Thing]] = {}
        """What the entities of articles were called that may be called otherwise now."""
        self.parks_before: dict[str, tuple[str, str | None]] = {}
        self.parks_after: dict[str, tuple[str, str | None]] = {}

    def outcome(self, new: Sequence[Article], gone: Iterable[str]) -> Outcome:
        """Make the change."""
        memory = self.memory
        removed = {*gone, *(article.source for article in new), curation.SOURCE}
        for source in sorted(removed):
            self._remove(source)
        fresh = [(memory.add(article), article) for article in new]
        numbers = [at for at, _ in fresh]
        numbers += sorted(self._curated() - set(numbers))
        outlines = [memory.article(at) for at in numbers]
        seen = view(outlines)
        added = curation.article(self.curated, seen)
        if added is not None:
            include(seen, added)
            numbers.append(memory.add(added))
            fresh.append((numbers[-1], added))
        self.scene = staged(seen, self.curated)
        self.numbers = numbers
        self.rows = [memory.entities(number) for number in numbers]
        self.done: set[_Step] = set()
        for step in identity.STEPS:
            self._step(step)
        dropped = dropped_facts(self.scene)
        self._hide(dropped)
        own = {at for at, _ in fresh}
        moves = {at: self._moves(at) for at in self.before.keys() - self.again - own}
        again = {at for at, found in moves.items() if found is None} | self.again - own
        relabelled = dict[Where, dict[str, Thing]]()
        moved = list[tuple[Where, dict[str, str]]]()
        for at, (found, labels) in sorted((at, m) for at, m in moves.items() if m is not None):
            where = memory.where(at)
            if labels:
                again.add(at)
                relabelled[where] = found
            elif found:
                moved.append((where, {old: thing.iri for old, thing in found.items()}))
        return Outcome(
            naming=self._naming([*own, *again]),
            moved=moved,
            again=[memory.where(at) for at in sorted(again)],
            added=added,
            relabelled=relabelled,
            parks_before=self.parks_before,
            parks_after=self.parks_after,
            dropped_facts=dropped,
            unmatched=(*self.scene.choices.unmatched, *doubtful(self.scene)),
        )

    def _moves(self, number: int) -> tuple[dict[str, Thing], bool] | None:
        """Return what the things of an article are called now, by IRIs before; whether by labels.

        Only those that are called otherwise; None when not the same entities are one thing.
        """
        before, after = self.before[number], self.memory.names(number)
        if before.keys() != after.keys():
            return None
        found = {old.iri: after[local] for local, old in before.items()}
        pairs = {(old.iri, after[local].iri) for local, old in before.items()}
        if not len(found) == len(pairs) == len({new for _, new in pairs}):
            return None
        labels = {old.iri: old.label for old in before.values()}
        found = {
            old: new for old, new in found.items() if (old, labels[old]) != (new.iri, new.label)
        }
        return found, any(labels[old] != new.label for old, new in found.items())

    def _remove(self, source: str) -> None:
        for at, _ in self.memory.of_source(source):
            lost: Counter[int] = Counter()
            for profile, type_name, tier in self.memory.entities(at).values():
                self.touched[type_name, tier][profile] -= 1
                lost[profile] -= 1
            self.memory.count(lost)
            self.memory.drop(at)

    def _curated(self) -> set[int]:
        """Return the articles that decisions speak of, those that were taken back among them."""
        wanted = {n.partition("@")[0] for line in self.curated.lines for n in line.names}
        before = set(filter(None, self.memory.meta("decided").split("\n")))
        self.decided = bool(wanted | before)
        self.memory.note("decided", "\n".join(sorted(n.replace("\n", " ") for n in wanted)))
        return self.memory.naming_any(wanted | before)

    def _step(self, step: _Step) -> None:
        """Describe what is to be described, and work out again what that touches."""
        described = list(identity.describe(self.scene, *step, range(len(self.numbers))))
        ids = self._put(step, described)
        self.done.add(step)
        if step[1] == 0:
            self.plains = {}
        if self.touched[step] or (step == ("Park", 1) and self.plains):
            _Settling(self, step).settle()
        called = self.memory.called_by(set(ids))
        for (key, part, profile), own in zip(described, ids, strict=True):
            if own in called:
                self._call(key, part, profile.forms[0], called[own])

    def _call(self, key: Key, part: str, form: str, thing: Thing) -> None:
        if part == "owner":
            self.scene.owners[key] = (form, thing.iri)
        elif not part:
            self.scene.call(key, thing)

    def _put(self, step: _Step, described: Sequence[identity.Described]) -> list[int]:
        """Keep the profiles of one step, and which were touched; return where they are kept."""
        memory, scene = self.memory, self.scene
        contents = [written(profile) for _, _, profile in described]
        made = {content: own[2] for content, own in zip(contents, described, strict=True)}
        ids = memory.profile_ids(made)
        ids |= memory.put_profiles(
            [
                (content, *step, *identity.tokens(profile))
                for content, profile in made.items()
                if content not in ids
            ]
        )
        after = {
            (scene.seen.article_of[key], scene.seen.locals[key][2], part): ids[content]
            for content, (key, part, _) in zip(contents, described, strict=True)
        }
        before = {
            (at, local, part): profile
            for at, rows in enumerate(self.rows)
            for (local, part), (profile, type_name, tier) in rows.items()
            if (type_name, tier) == step
        }
        changes: Counter[int] = Counter()
        lost: list[tuple[int, str, str]] = []
        for (at, local, part), profile in before.items():
            if after.get((at, local, part)) != profile:
                changes[profile] -= 1
                lost.append((self.numbers[at], local, part))
        new = {own: profile for own, profile in after.items() if before.get(own) != profile}
        for profile in new.values():
            changes[profile] += 1
        if self.decided:
            self.again |= {self.numbers[at] for at, _, _ in new} | {at for at, _, _ in lost}
        for profile, change in changes.items():
            self.touched[step][profile] += change
        memory.count(changes)
        memory.drop_entities(lost)
        memory.put_entities(
            (self.numbers[at], local, part, profile) for (at, local, part), profile in new.items()
        )
        return [ids[content] for content in contents]

    def rename(self, articles: Iterable[int]) -> None:
        """Remember what the things of articles are called, before that changes."""
        for number in articles:
            if number not in self.before:
                self.before[number] = self.memory.names(number)
                if self.decided:
                    self.again.add(number)

    def renamed(self, articles: Iterable[int]) -> None:
        """Take articles among those described from here on, since their things changed."""
        for number in sorted(set(articles) - set(self.numbers)):
            self._include(number)

    def _include(self, number: int) -> None:
        scene, memory = self.scene, self.memory
        first = len(scene.seen.entities)
        include(scene.seen, memory.article(number))
        keys = {scene.seen.locals[key][2]: key for key in range(first, len(scene.seen.entities))}
        self.numbers.append(number)
        rows = memory.entities(number)
        self.rows.append(rows)
        for (local, part), (_, _, tier) in rows.items():
            if not part and tier == 0:
                scene.named.add(keys[local])
        for local, part, step, content, thing in memory.naming(number):
            if step in self.done:
                form = read(content).forms[0] if part else ""
                self._call(keys[local], part, form, thing)

    def _hide(self, dropped: frozenset[FactKey]) -> None:
        """Find the articles whose facts were dropped, or are no more."""
        kept = "\n".join("\t".join(fact) for fact in sorted(dropped))
        before = {tuple(line.split("\t")) for line in self.memory.meta("dropped").split("\n")}
        self.memory.note("dropped", kept)
        for fact in (before ^ set(dropped)) - {("",)}:
            self.again |= self.memory.being(fact[0]) & self.memory.being(fact[2])

    def _naming(self, numbers: Iterable[int]) -> dict[Local, Thing]:
        seen, choices = self.scene.seen, self.scene.choices
        hidden = {seen.locals[key]: tuple(sorted(own)) for key, own in choices.hidden.items()}
        found: dict[Local, Thing] = {}
        for number in numbers:
            where = self.memory.where(number)
            for local, thing in self.memory.names(number).items():
                own = (*where, local)
                found[own] = replace(thing, hidden=hidden[own]) if own in hidden else thing
        return found


class _Settling:
    """One step: the profiles that may have become other things, and what they become."""

    def __init__(self, under: _Change, step: _Step) -> None:
        self.under, self.memory, self.base = under, under.memory, under.base
        self.type, self.tier = step
        self.rows = self._closure(self._stirred(under.touched[step]))
        gone = {at for at, (row, _) in self.rows.items() if row.count <= 0}
        alive = sorted((row.content, at) for at, (row, _) in self.rows.items() if at not in gone)
        self.ids = [at for _, at in alive]
        self.profiles = [self.rows[at][1] for at in self.ids]
        self.gone = gone

    def _stirred(self, touched: Mapping[int, int]) -> set[int]:
        """Return the profiles that may change more than how often their things are named."""
        if self.tier:
            return set(touched)
        rows = self.memory.profiles(touched)
        things = self.memory.things({row.thing for row in rows.values() if row.thing is not None})
        return {at for at, row in rows.items() if self._tips(row, things, touched[at])}

    @staticmethod
    def _tips(row: Row, things: Mapping[int, Known], change: int) -> bool:
        if row.count <= 0 or row.count <= change:
            return True
        thing = None if row.thing is None else things[row.thing]
        if thing is None or thing.first is not None:
            return thing is not None
        return change != 0 and naming.may_rename(read(row.content), thing.label, change)

    def _closure(self, touched: Iterable[int]) -> dict[int, tuple[Row, Profile]]:
        """Return profiles with all that they share with, and these in turn, what rules look at."""
        found: dict[int, tuple[Row, Profile]] = {}
        asked, offered = set[int](), set[int]()
        waiting = set(touched)
        while waiting:
            ask, offer = set[int](), set[int]()
            for at, row in self.memory.profiles(waiting).items():
                found[at] = row, read(row.content)
                own = identity.tokens(found[at][1])
                ask |= own[0]
                offer |= own[1]
            waiting = self.memory.sharing(ask - asked, offer - offered - asked) - set(found)
            asked |= ask
            offered |= offer
        return found

    def settle(self) -> None:
        """Work the things out and keep them."""
        memory = self.memory
        if not self.rows and not (self.tier and self.under.plains):
            return
        counts = [self.rows[at][0].count for at in self.ids]
        same = identity.join(self.type, self.tier, self.profiles)
        groups = naming.groups(self.profiles, counts, same)
        held = {row.thing for row, _ in self.rows.values() if row.thing is not None}
        every = memory.things(held)
        old = {at: thing for at, thing in every.items() if thing.tier == self.tier}
        now, others = self._named(groups, old)
        known = memory.at_iris([g.refers for g in groups if g.refers is not None])
        places = {thing.iri: at for at, thing in old.items()}
        last = memory.last_thing()
        things: dict[int, Known] = {}
        assigned: dict[int, int | None] = {}
        for group, thing in zip(groups, now, strict=True):
            at: int | None = None
            if group.refers is not None:
                at = known.get(group.refers)
            elif thing is not None:
                at = places.get(thing.iri)
                if at is None:
                    at = last = last + 1
                things[at] = thing
            assigned |= dict.fromkeys((self.ids[member] for member in group.members), at)
        every |= memory.things(known.values())
        self._keep(old, {**things, **others}, every, assigned)

    def _keep(
        self,
        old: Mapping[int, Known],
        things: Mapping[int, Known],
        every: Mapping[int, Known],
        assigned: Mapping[int, int | None],
    ) -> None:
        memory, under = self.memory, self.under
        before = {**every, **self.others_before}
        after = {**every, **things}
        changed = {
            profile
            for profile, at in assigned.items()
            if _said(before, self.rows[profile][0].thing) != _said(after, at)
        }
        if self.type == "Park":
            for at in old.keys() | things.keys():
                if before.get(at) != things.get(at):
                    under.parks_before |= _listed(before.get(at))
                    under.parks_after |= _listed(things.get(at))
        if self.tier == 0:
            for thing in (*old.values(), *things.values()):
                under.plains.setdefault(thing.plain, set()).add(thing.context)
        articles = memory.having(changed)
        for at, thing in self.others_before.items():
            if thing.iri != things[at].iri:
                articles |= memory.having(memory.being_profiles(at))
        under.rename(articles)
        memory.drop_things(set(old) - set(things))
        memory.put_things({at: t for at, t in things.items() if before.get(at) != t})
        memory.assign({p: at for p, at in assigned.items() if self.rows[p][0].thing != at})
        memory.drop_profiles(
            (at, set().union(*identity.tokens(self.rows[at][1]))) for at in self.gone
        )
        if self.type != "Person":  # nothing is described by the people it has to do with
            under.renamed(articles)

    def _named(
        self, groups: Sequence[Group], old: Mapping[int, Known]
    ) -> tuple[list[Known | None], dict[int, Known]]:
        """Return the groups as things, and the other things of their names that change theirs."""
        now = [self._thing(group) for group in groups]
        plains: dict[str, set[str | None]] = defaultdict(set)
        for thing in (*old.values(), *(made for made in now if made is not None and made.real)):
            plains[thing.plain].add(thing.context)
        if self.tier:
            for plain, contexts in self.under.plains.items():
                plains[plain] |= contexts
        leaving = Counter(thing.plain for thing in old.values())
        found, crowded = self.memory.called(plains, self.tier, leaving)
        others = {at: thing for at, thing in found.items() if at not in old and thing.real}
        self.others_before = dict(others)
        first: dict[int, str] = {}
        wanted: dict[str, dict[int, Claim]] = defaultdict(dict)
        for at, thing in others.items():
            wanted[thing.plain][-at] = self._claim(
                thing, -at, partial(self._held, thing, at), first
            )
        for place, (group, made) in enumerate(zip(groups, now, strict=True), start=1):
            if made is not None and made.real:
                ids = [self.ids[member] for member in group.members]
                wanted[made.plain][place] = self._claim(made, place, partial(self._of, ids), first)
        for plain in crowded:
            wanted[plain][0] = Claim("", "\0", self.tier, str)  # one of those left out
        for claims in wanted.values():
            for place, own in naming.settle(self.base, self.type, claims).items():
                if place > 0 and (made := now[place - 1]) is not None:
                    now[place - 1] = replace(made, iri=own, first=first.get(place))
                elif place < 0:
                    there = others[-place]
                    others[-place] = replace(there, iri=own, first=first.get(place, there.first))
        return now, others

    def _claim(
        self, thing: Known, place: int, ask: Callable[[], str], first: dict[int, str]
    ) -> Claim:
        def told() -> str:
            first[place] = ask()
            return first[place]

        return Claim(thing.label, thing.context, thing.tier, told)

    def _held(self, thing: Known, at: int) -> str:
        # what is not looked at again has the entities that it had
        return thing.first or self._of(self.memory.being_profiles(at))

    def _of(self, profiles: Iterable[int]) -> str:
        return nearest([self.memory.first(profiles)])

    def _thing(self, group: Group) -> Known | None:
        if group.refers is not None or (group.real and group.dropped):
            return None
        label = group.label
        plain = iri.thing(self.base, self.type, label) if group.real else implied(label)
        register = None
        if self.type == "Park" and group.real:
            if group.record is not None:
                register = registry.by_name()[group.record].register.id
            elif registry.division_of(label) is not None:
                register = registry.DIVISIONS.id
        return Known(
            self.type,
            self.tier,
            plain,
            plain,
            label,
            group.context,
            group.record,
            register,
            group.real,
            None,
        )


def _said(things: Mapping[int, Known], at: int | None) -> tuple[str, str] | None:
    thing = None if at is None else things.get(at)
    return None if thing is None else (thing.iri, thing.label)


def _listed(thing: Known | None) -> dict[str, tuple[str, str | None]]:
    if thing is None or not thing.real:
        return {}
    return {thing.iri: (thing.label, thing.record)}
