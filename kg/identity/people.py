"""People: one name, and one organisation, one post or one park."""

from collections import defaultdict
from collections.abc import Hashable

from kg import names
from kg.identity.organisations import owners_of
from kg.view import Key, Mark, Parks, Partition, View


def join(seen: View, same: Partition, parks: Parks) -> None:
    """Join people.

    Two of one name who are known for their firms, and for different ones, or one for a firm and one
    for an office, are two even in one park; another of the name in that park is then neither.
    """
    people = seen.by_type["Person"]
    name = {key: names.normal(seen.entities[key].name) for key in people}
    posts = {key: seen.targets(key, "holdsPosition") for key in people}
    same.join_by(
        people,
        lambda key: [("person-post", name[key], same.of(post)) for post in posts[key]],
    )
    homes = {key: _homes(seen, same, parks, key, posts[key]) for key in people}
    same.join_by(
        people, lambda key: [("person-home", name[key], h) for h in sorted(homes[key], key=str)]
    )
    free: dict[Mark, list[Key]] = defaultdict(list)
    bound: dict[Mark, list[Key]] = defaultdict(list)
    for key in people:
        for park in parks.of(key):
            (bound if homes[key] else free)["person-park", name[key], park].append(key)
    joins = [(keys[0], key, mark) for mark, keys in sorted(free.items()) for key in keys]
    joins += [
        (keys[0], bound[mark][0], mark)
        for mark, keys in sorted(free.items())
        if len({same.of(key) for key in bound.get(mark, ())}) == 1
    ]
    for one, other, mark in joins:
        same.join(one, other, mark)


def _homes(seen: View, same: Partition, parks: Parks, key: Key, posts: list[Key]) -> set[Hashable]:
    """Return where someone belongs: firms and institutions, or the public offices of a park."""
    found: set[Hashable] = set()
    for post in posts:
        type_name = seen.type(post)
        if type_name in ("Company", "Institution", "Place"):
            found.add(same.of(post))
        elif type_name != "Programme":
            owners = owners_of(seen, same, parks, post) | _begins_with(seen, same, post)
            firms = {o for o in owners if seen.type(o) in ("Company", "Institution")}
            around = parks.of(key)
            found |= firms or {("office", park) for park in around} or {same.of(post)}
    return found


def _begins_with(seen: View, same: Partition, body: Key) -> set[Key]:
    """Return the firm or institution that a committee's name begins with: 华曜微电子党委."""
    form = names.normal(seen.entities[body].name)
    return {
        same.of(other)
        for other in seen.of_article(seen.article_of[body], "Company", "Institution")
        for name in seen.forms[other]
        if 2 <= len(names.normal(name)) < len(form) and form.startswith(names.normal(name))
    }
