"""Programmes: one name and one park that runs them; 三项工程 is everybody's."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg import names
from kg.identity.profiles import Profile
from kg.identity.scene import Profiles, Scene
from kg.view import Key, Mark, Partition


def describe(scene: Scene, key: Key) -> Profile:
    """Return the profile of a programme."""
    forms, parks = _forms(scene, key), sorted(scene.parks.of(key))
    marks = [mark for form in forms for mark in _marks(form, parks)]
    longer = {
        (stem, park)
        for other in scene.seen.of_article(scene.seen.article_of[key], "Programme")
        if other != key
        for form in _forms(scene, other)
        if (stem := names.programme_stem(form)) != form
        for park in scene.parks.of(other)
    }
    hints: list[Mark] = []
    for form in forms:
        stem = names.programme_stem(form)
        for park in parks:
            sort = "long" if stem != form else "apart" if (stem, park) in longer else "short"
            hints.append(("programme-short", stem, park, sort))
    return scene.profile(key, marks, hints)


def _forms(scene: Scene, key: Key) -> list[str]:
    generic = names.generic().programmes
    return [
        form
        for index, form in enumerate(map(names.normal, scene.seen.forms[key]))
        if index == 0 or (len(form) >= 3 and form not in generic)
    ]


def _marks(form: str, parks: Iterable[str]) -> Iterator[Mark]:
    plain = form.replace("党建", "")
    for park in parks:
        yield "programme-in-park", form, park
        if plain not in names.generic().programmes and len(plain) >= 4:
            # 五色党建联盟 is 五色联盟
            yield "programme-party", plain, park


def asks(profile: Profile) -> Iterator[Mark]:
    """Yield what two programmes have in common if any rule may look at both."""
    yield from profile.marks
    yield from (mark[:3] for mark in profile.hints)


def join(profiles: Profiles, same: Partition) -> None:
    """Join programmes by name and park.

    海棠护航 is 海棠护航行动, unless the park has 海棠护航工程 as well, or an article names both.
    """
    same.join_by(range(len(profiles)), lambda at: profiles[at].marks)
    bare: dict[Mark, list[int]] = defaultdict(list)
    longer: dict[Mark, list[int]] = defaultdict(list)
    apart: set[Mark] = set()
    for at, profile in enumerate(profiles):
        for rule, stem, park, sort in profile.hints:
            shared = (rule, stem, park)
            (longer if sort == "long" else bare)[shared].append(at)
            if sort == "apart":
                apart.add(shared)
    joins = [
        (longer[mark][0], at, mark)
        for mark, members in sorted(bare.items(), key=str)
        if len(str(mark[1])) >= 3
        and mark not in apart
        and len({same.of(other) for other in longer.get(mark, ())}) == 1
        for at in members
    ]
    for one, other, mark in joins:
        same.join(one, other, mark)
