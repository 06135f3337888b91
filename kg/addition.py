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
from kg.memory import Known, Memory, Row
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
    moved: list[tuple[tuple[str, int], dict[str, str]]]
    """Other articles, by source and number, with things whose IRIs are other ones now."""
    again: list[tuple[str, int]]
    """The articles to be written again, by source and number."""
    added: Article | None
    """What the curation file adds, as an article."""
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
        self.touched: dict[_Step, set[int]] = defaultdict(set)
        """Profiles that came, went or are had by more or fewer entities."""
        self.plains: set[str] = set()
        """IRIs for whose things another one came or went in an earlier tier."""
        self.again: set[int] = set()
        """Articles whose entities are other things than before."""
        self.moved: dict[int, dict[str, str]] = defaultdict(dict)
        """Articles whose things have other IRIs, with those that were and those that are."""
        self.stirred: dict[int, set[str]] = defaultdict(set)
        """Things of articles that were described otherwise than before and stayed the same."""
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
        for number, moves in self.moved.items():
            if self.stirred[number] & (moves.keys() | set(moves.values())):
                self.again.add(number)
        again = sorted(self.again - own)
        moved = sorted(self.moved.keys() - self.again - own)
        return Outcome(
            naming=self._naming([*own, *again]),
            moved=[(memory.where(at), self.moved[at]) for at in moved],
            again=[memory.where(at) for at in again],
            added=added,
            parks_before=self.parks_before,
            parks_after=self.parks_after,
            dropped_facts=dropped,
            unmatched=(*self.scene.choices.unmatched, *doubtful(self.scene)),
        )

    def _remove(self, source: str) -> None:
        for at, _ in self.memory.of_source(source):
            lost: Counter[int] = Counter()
            for profile, type_name, tier in self.memory.entities(at).values():
                self.touched[type_name, tier].add(profile)
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
        ids, was = self._put(step, described)
        before = self.memory.called_by(set(was.values()))
        self.done.add(step)
        if step[1] == 0:
            self.plains = set()
        if self.touched[step] or (step == ("Park", 1) and self.plains):
            _Settling(self, step).settle()
        called = self.memory.called_by(set(ids))
        for (key, part, profile), own in zip(described, ids, strict=True):
            if own in called:
                self._call(key, part, profile.forms[0], called[own])
            at, local = self.scene.seen.article_of[key], self.scene.seen.locals[key][2]
            if (at, local, part) in was:
                self._compare(at, before.get(was.pop((at, local, part))), called.get(own))
        for at, _, part in was:
            if not part:
                self._compare(at, None, Thing("", ""))

    def _compare(self, at: int, old: Thing | None, new: Thing | None) -> None:
        """Note whether an entity that is described otherwise is another thing."""
        number = self.numbers[at]
        if old != new or self.decided:
            self.again.add(number)
        elif new is not None:
            self.stirred[number].add(new.iri)

    def _call(self, key: Key, part: str, form: str, thing: Thing) -> None:
        if part == "owner":
            self.scene.owners[key] = (form, thing.iri)
        elif not part:
            self.scene.call(key, thing)

    def _put(
        self, step: _Step, described: Sequence[identity.Described]
    ) -> tuple[list[int], dict[_Part, int]]:
        """Keep the profiles of one step, and which were touched.

        Return where they are kept, and the profiles of entities that have another one now.
        """
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
        self.touched[step] |= set(changes)
        memory.count(changes)
        memory.drop_entities(lost)
        memory.put_entities(
            (self.numbers[at], local, part, profile) for (at, local, part), profile in new.items()
        )
        was = {own: profile for own, profile in before.items() if after.get(own) != profile}
        return [ids[content] for content in contents], was

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
            for local, part, _, _, thing in self.memory.naming(number):
                own = (*where, local)
                if not part:
                    found[own] = replace(thing, hidden=hidden[own]) if own in hidden else thing
        return found


class _Settling:
    """One step: the profiles that may have become other things, and what they become."""

    def __init__(self, under: _Change, step: _Step) -> None:
        self.under, self.memory, self.base = under, under.memory, under.base
        self.type, self.tier = step
        self.rows = self._closure(under.touched[step])
        gone = {at for at, (row, _) in self.rows.items() if row.count <= 0}
        alive = sorted((row.content, at) for at, (row, _) in self.rows.items() if at not in gone)
        self.ids = [at for _, at in alive]
        self.profiles = [self.rows[at][1] for at in self.ids]
        self.gone = gone

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
            under.plains |= {t.plain for t in (*old.values(), *things.values())}
        memory.drop_things(set(old) - set(things))
        memory.put_things({at: t for at, t in things.items() if before.get(at) != t})
        memory.assign({p: at for p, at in assigned.items() if self.rows[p][0].thing != at})
        memory.drop_profiles(
            (at, set().union(*identity.tokens(self.rows[at][1]))) for at in self.gone
        )
        articles = memory.having(changed)
        under.again |= articles
        for at, thing in self.others_before.items():
            if thing.iri != things[at].iri:
                there = memory.having(memory.being_profiles(at))
                articles |= there
                for number in there:
                    under.moved[number][thing.iri] = things[at].iri
        under.renamed(articles)

    def _named(
        self, groups: Sequence[Group], old: Mapping[int, Known]
    ) -> tuple[list[Known | None], dict[int, Known]]:
        """Return the groups as things, and the other things of their names that change theirs."""
        now = [self._thing(group) for group in groups]
        plains = {thing.plain for thing in old.values()}
        plains |= {thing.plain for thing in now if thing is not None and thing.real}
        plains |= self.under.plains if self.tier else set()
        others = {
            at: thing
            for at, thing in self.memory.called(plains).items()
            if at not in old and thing.real and thing.tier <= self.tier
        }
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
        for claims in wanted.values():
            for place, own in naming.settle(self.base, self.type, claims).items():
                if place > 0 and (made := now[place - 1]) is not None:
                    now[place - 1] = replace(made, iri=own, first=first.get(place))
                elif place < 0:
                    there = others[-place]
                    others[-place] = replace(there, iri=own, first=first.get(place, there.first))
        self.others_before = self.memory.things(others)
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
