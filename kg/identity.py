"""The rules by which names in different articles are one thing.

Every rule joins entities that share a key, and what a key is depends on the set of articles only;
so the outcome does not depend on their order. Names are never compared by how alike they look:
成都高新区管委会 and 成都经开区管委会 differ in one character.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from kg import names
from kg.view import Key, Parks, Partition, View


def join_parks(seen: View, same: Partition) -> None:
    """Parks: one full name, in long or short form, or one specific alias; bare names never."""
    parks = seen.by_type["Park"]
    marks = {key: _park_marks(seen, key) for key in parks}
    same.join_by(parks, lambda key: marks[key])
    _join_variants(parks, same, marks, _park_variants(marks))
    home = {key: _home(seen, same, key) for key in parks}

    def common(key: Key) -> list[Hashable]:
        shared = [names.park_form(f) for f in seen.forms[key] if names.is_common_park(f)]
        bare = {f for f in shared if names.is_bare_park(f)}
        return [(form, home[key]) for form in shared if form not in bare and home[key]]

    same.join_by(parks, common)


def _park_marks(seen: View, key: Key) -> set[str]:
    marks = set()
    for index, name in enumerate(seen.forms[key]):
        form = names.park_form(name)
        stem = names.park_stem(form)
        nameless = names.is_bare_park(name) or names.is_common_park(name)
        if not nameless and (index == 0 or (stem is not None and len(stem) >= 2)):
            marks.add(form)
    return marks


def _park_variants(marks: dict[Key, set[str]]) -> Callable[[str], str | None]:
    loose, short = names.generic().park_loose
    known = {form for forms in marks.values() for form in forms}

    def variant(form: str) -> str | None:
        """Return the form without province, or with 经济开发区 in short, if a park is called so."""
        plain = form.replace(loose, short)
        for shorter in (_without_province(form), _without_province(plain), plain):
            if shorter != form and shorter in known:
                return shorter
        return None

    return variant


def _without_province(form: str) -> str:
    province = names.generic().provinces.match(form)
    rest = form[province.end() :] if province else form
    return rest if len(names.park_stem(rest) or "") >= 2 else form


def _join_variants(
    keys: list[Key],
    same: Partition,
    marks: dict[Key, set[str]],
    variant: Callable[[str], str | None],
) -> None:
    """Join a longer form with the shorter one it may be, when no other may be it too."""
    longer: dict[str, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    plain: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        for form in marks[key]:
            plain[form].append(key)
            shorter = variant(form)
            if shorter is not None:
                longer[shorter][form].append(key)
    joins = [
        (key, plain[short][0])
        for short, forms in longer.items()
        if len({same.of(key) for members in forms.values() for key in members}) == 1
        for members in forms.values()
        for key in members
    ]
    for one, other in joins:
        same.join(one, other)


def _home(seen: View, same: Partition, key: Key) -> Key | None:
    """Return the park that a park stands in as the article tells it, else its only other park."""
    around = [k for k in seen.targets(key, "locatedIn") if seen.type(k) == "Park"]
    if not around:
        parks = [k for k in seen.by_article[key[:2]] if seen.type(k) == "Park" and k != key]
        around = [k for k in parks if key in seen.subjects(k, "locatedIn")] or parks
    homes = {same.of(k) for k in around}
    return homes.pop() if len(homes) == 1 else None


def join_places(seen: View, same: Partition, parks: Parks) -> None:
    """Join places by name, with or without 省, 市, 区, 县; villages only inside one park."""
    places = seen.by_type["Place"]
    forms = {key: {names.normal(name) for name in seen.forms[key]} for key in places}
    full: dict[str, set[str]] = defaultdict(set)
    for key in places:
        for form in forms[key]:
            if names.place_stem(form) != form:
                full[names.place_stem(form)].add(form)

    def marks(key: Key) -> Iterable[Hashable]:
        for form in forms[key]:
            if form.endswith(("社区", "村", "居委会")):
                around = parks.of(key)
                yield from ((form, park) for park in around)
                if not around:
                    yield form
            elif len(full[names.place_stem(form)]) <= 1:
                yield names.place_stem(
                    form
                )  # 吉林 is neither 吉林省 nor 吉林市 where both are known
            else:
                yield form

    same.join_by(places, marks)


def join_companies(seen: View, same: Partition, parks: Parks) -> None:
    """Firms: one full name; a short name with the one firm that it is an alias of.

    A short name of up to three characters, or of several firms, needs a park in common.
    """
    firms = seen.by_type["Company"]
    forms = {key: [names.normal(name) for name in seen.forms[key]] for key in firms}
    full = {key: {form for form in forms[key] if names.is_full_company(form)} for key in firms}
    same.join_by(firms, lambda key: full[key])
    owners: dict[str, set[Key]] = defaultdict(set)
    around: dict[Key, set[Key]] = defaultdict(set)
    for key in firms:
        if full[key]:
            around[same.of(key)] |= parks.all_of_article(key)
            for form in forms[key] if not any(map(names.is_branch, full[key])) else ():
                owners[form].add(same.of(key))  # 中国银行 alone is not its branch in a park
    joins: list[tuple[Key, Key]] = []
    short: dict[Hashable, Key] = {}
    for key in firms:
        if full[key]:
            continue
        form = forms[key][0]
        near = {o for o in owners[form] if around[o] & parks.all_of_article(key)}
        alone = len(owners[form]) == 1 and len(form) >= 4
        owner = owners[form] if alone else near
        if len(owner) == 1:
            joins.append((key, next(iter(owner))))
        elif owners[form]:
            shared = parks.all_of_article(key)
            joins += [(key, short.setdefault((form, park), key)) for park in shared]
        else:
            joins.append((key, short.setdefault(form, key)))
    for one, other in joins:
        same.join(one, other)


def join_bodies(seen: View, same: Partition, parks: Parks) -> None:
    """Committees, bureaus, institutions: one full name, or one office of one owner.

    党工委, 高新区党工委 and 无锡高新区党工委 are one where the park is.
    """
    seats = {
        names.normal(form)
        for type_name in ("Place", "Park", "Company", "Institution")
        for key in seen.by_type[type_name]
        for form in seen.forms[key]
        if not (type_name == "Park" and names.is_bare_park(form))
    }
    for type_name in ("Institution", "PartyOrganisation", "GovernmentBody"):
        keys = seen.by_type[type_name]
        found = {key: set(_body_marks(seen, same, parks, key, seats)) for key in keys}
        same.join_by(keys, found.__getitem__)


def _body_marks(
    seen: View, same: Partition, parks: Parks, key: Key, seats: set[str]
) -> Iterable[Hashable]:
    owners = _owners(seen, same, parks, key)
    for name in seen.forms[key]:
        form = names.normal(name)
        owner, office = _prefix(seen, same, key, form)
        if owner is not None:
            yield office, owner
        if names.generic().needs_owner.fullmatch(form):
            yield from ((form, owner) for owner in owners)
        elif _is_specific(form, seats, seen.type(key)):
            yield form
        else:
            yield from ((form, owner) for owner in owners or parks.about(key))


def _owners(seen: View, same: Partition, parks: Parks, key: Key) -> set[Key]:
    found: set[Key] = set()
    for owner in seen.targets(key, "unitOf", "locatedIn"):
        if seen.type(owner) in ("Park", "Company", "Institution"):
            found.add(same.of(owner))
        else:
            found |= parks.told(owner)
    return found


def _prefix(seen: View, same: Partition, key: Key, form: str) -> tuple[Key | None, str]:
    """Return the park or firm that a body's name begins with, and the rest of the name."""
    best: tuple[int, Key] | None = None
    for other in seen.by_article[key[:2]]:
        if other == key or seen.type(other) not in ("Park", "Company"):
            continue
        for name in seen.forms[other]:
            start = names.normal(name)
            if len(start) >= 2 and form.startswith(start) and form != start:
                best = max(best or (0, other), (len(start), same.of(other)))
    return (None, form) if best is None else (best[1], form[best[0] :])


def _is_specific(form: str, seats: set[str], type_name: str) -> bool:
    if names.names_its_seat(form) or any(form[:end] in seats for end in range(2, len(form))):
        return True
    whole = form.endswith(("大学", "学院", "医院", "学校", "研究院", "研究所")) or len(form) >= 9
    return type_name == "Institution" and whole and len(form) >= 4


def join_programmes(seen: View, same: Partition, parks: Parks) -> None:
    """Programmes: one name and one park that runs them; 三项工程 of two parks are two."""
    generic = names.generic().programmes

    def marks(key: Key) -> Iterable[Hashable]:
        for index, name in enumerate(seen.forms[key]):
            form = names.normal(name)
            if index == 0 or (len(form) >= 3 and form not in generic):
                yield from ((form, park) for park in parks.of(key))

    same.join_by(seen.by_type["Programme"], marks)


def join_projects(seen: View, same: Partition, parks: Parks) -> None:
    """Projects: one name, and one park or one developer."""
    generic = names.generic().projects

    def marks(key: Key) -> Iterable[Hashable]:
        around = {*parks.of(key), *(same.of(k) for k in seen.subjects(key, "develops"))}
        for index, name in enumerate(seen.forms[key]):
            form = names.normal(name)
            if form not in generic and (index == 0 or len(form) >= 4):
                yield from ((form, other) for other in around)

    same.join_by(seen.by_type["Project"], marks)


def join_people(seen: View, same: Partition, parks: Parks) -> None:
    """People: one name, and one organisation or one park.

    Two of one name who are known for their firms, and for different ones, are two even in one park;
    another of the name in that park is then neither.
    """
    people = seen.by_type["Person"]
    name = {key: names.normal(seen.entities[key].name) for key in people}
    posts = {key: seen.targets(key, "holdsPosition") for key in people}
    same.join_by(people, lambda key: ((name[key], same.of(post)) for post in posts[key]))

    def is_bound(key: Key) -> bool:
        types = {seen.type(post) for post in posts[key]}
        return bool(types) and types <= {"Company", "Institution"}

    free: dict[Hashable, list[Key]] = defaultdict(list)
    bound: dict[Hashable, list[Key]] = defaultdict(list)
    for key in people:
        for park in parks.of(key):
            (bound if is_bound(key) else free)[name[key], park].append(key)
    joins = [(keys[0], key) for keys in free.values() for key in keys]
    joins += [
        (keys[0], bound[mark][0])
        for mark, keys in free.items()
        if len({same.of(key) for key in bound[mark]}) == 1
    ]
    for one, other in joins:
        same.join(one, other)


def partition(seen: View) -> tuple[Partition, Parks]:
    """Which entities are one thing; parks first, since the rest is told apart by them."""
    same = Partition()
    for keys in seen.by_type.values():
        # One article calls one thing of a type by one name, whatever else is known.
        same.join_by(keys, lambda key: [(key[:2], names.normal(seen.entities[key].name))])
    join_parks(seen, same)
    parks = Parks(seen, same)
    join_places(seen, same, parks)
    join_companies(seen, same, parks)
    join_bodies(seen, same, parks)
    join_programmes(seen, same, parks)
    join_projects(seen, same, parks)
    join_people(seen, same, parks)
    return same, parks
