"""People: one name, and one organisation, one post or one park."""

from collections import defaultdict
from collections.abc import Iterator

from kg import names
from kg.identity.organisations import owners_of
from kg.identity.profiles import Profile
from kg.identity.scene import Profiles, Scene
from kg.view import Key, Mark, Partition

_FIRMS = ("Company", "Institution")


def describe(scene: Scene, key: Key) -> Profile:
    """Return the profile of someone: posts, where they belong, and their parks."""
    name = names.normal(scene.seen.entities[key].name)
    posts = scene.seen.targets(key, "holdsPosition")
    marks: list[Mark] = [
        ("person-post", name, scene.iris[post]) for post in posts if post in scene.iris
    ]
    homes = {home for post in posts for home in _homes(scene, key, post)}
    marks += [("person-home", name, *home) for home in sorted(homes)]
    sort = "bound" if homes else "free"
    return scene.profile(
        key, marks, [("person-park", name, park, sort) for park in sorted(scene.parks.of(key))]
    )


def _homes(scene: Scene, key: Key, post: Key) -> set[tuple[str, ...]]:
    """Return where a post makes someone belong: to a firm or institution, or a park's offices."""
    type_name = scene.seen.type(post)
    if type_name == "Programme" or post not in scene.iris:
        return set()
    if type_name in (*_FIRMS, "Place"):
        return {(scene.iris[post],)}
    owners = owners_of(scene, post)
    firms = {(iri,) for iri, kind in owners.items() if kind in _FIRMS} | _begins_with(scene, post)
    return firms or {(park, "office") for park in scene.parks.of(key)} or {(scene.iris[post],)}


def _begins_with(scene: Scene, body: Key) -> set[tuple[str, ...]]:
    """Return the firm or institution that a committee's name begins with: 海川机电党委."""
    seen = scene.seen
    form = names.normal(seen.entities[body].name)
    return {
        (scene.iris[other],)
        for other in seen.of_article(seen.article_of[body], *_FIRMS)
        if other in scene.iris
        for name in seen.forms[other]
        if 2 <= len(names.normal(name)) < len(form) and form.startswith(names.normal(name))
    }


def asks(profile: Profile) -> Iterator[Mark]:
    """Yield what two people have in common if any rule may look at both."""
    yield from profile.marks
    yield from (mark[:3] for mark in profile.hints)


def join(profiles: Profiles, same: Partition) -> None:
    """Join people.

    Two of one name who are known for their firms, and for different ones, or one for a firm and one
    for an office, are two even in one park; another of the name in that park is then neither.
    """
    same.join_by(range(len(profiles)), lambda at: profiles[at].marks)
    free: dict[Mark, list[int]] = defaultdict(list)
    bound: dict[Mark, list[int]] = defaultdict(list)
    for at, profile in enumerate(profiles):
        for rule, name, park, sort in profile.hints:
            (free if sort == "free" else bound)[rule, name, park].append(at)
    joins = [(own[0], at, mark) for mark, own in sorted(free.items(), key=str) for at in own]
    joins += [
        (own[0], bound[mark][0], mark)
        for mark, own in sorted(free.items(), key=str)
        if len({same.of(at) for at in bound.get(mark, ())}) == 1
    ]
    for one, other, mark in joins:
        same.join(one, other, mark)
