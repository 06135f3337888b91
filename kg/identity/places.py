"""Places: by their code where the table of divisions has them, else by name and where they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg import names, places
from kg.identity.profiles import Profile
from kg.identity.scene import Profiles, Scene
from kg.view import Key, Mark, Partition

# Below the counties, of which there is no table, one name stands for many places.
_SMALL = ("社区", "村", "居委会", "街道", "镇", "乡", "苏木", "园片区")


def describe(scene: Scene, key: Key) -> Profile:
    """Return the profile of a place; 鼓楼区 of two cities, and 城关镇 of two counties, are two."""
    forms = sorted({names.normal(name) for name in scene.seen.forms[key]})
    marks = [mark for form in forms for mark in _marks(scene, key, form)]
    hints: list[Mark] = [
        ("form", names.place_stem(form), form) for form in forms if names.place_stem(form) != form
    ]
    if not marks:
        marks = [("alone", *scene.seen.locals[key])]
    plain = [mark for mark in marks if mark[0] == "plain"]
    return scene.profile(key, [mark for mark in marks if mark not in plain], [*hints, *plain])


def _marks(scene: Scene, key: Key, form: str) -> Iterator[Mark]:
    if form.endswith(_SMALL):
        yield from _small(scene, key, form)
        return
    found = _codes(form)
    code = scene.areas.settle(found, scene.seen.article_of[key]) if found else None
    if code is not None:
        yield "place-code", code
    if not found or _is_province_and_city(names.place_stem(form)):
        # 吉林 is neither 吉林省 nor 吉林市 where both are known
        yield "plain", names.place_stem(form), form
    elif code is None:
        # 鼓楼区 without its city; inside one park it is one.
        yield from (("place-park", form, park) for park in sorted(scene.parks.of(key)))


def _small(scene: Scene, key: Key, form: str) -> Iterator[Mark]:
    seen, areas, article = scene.seen, scene.areas, scene.seen.article_of[key]
    steps = places.steps(form)
    if steps and steps[-1].end < len(form) and len(form) - steps[-1].end >= 2:
        code = areas.settle(steps[-1].codes, article)
        form = form[steps[-1].end :]
    else:
        code = areas.city(article)
        around = [k for k in seen.targets(key, "locatedIn") if seen.type(k) == "Place"]
        told = {c for k in around for f in seen.forms[k] for c in _codes(names.normal(f))}
        code = areas.settle(tuple(sorted(told)), article) or code if told else code
    city = places.city(code) if code else None
    if city is not None:
        yield "place-in", form, city
    parks = sorted(scene.parks.of(key))
    yield from (("place-park", form, park) for park in parks)
    if city is None and not parks:
        yield "place-name", form


def _is_province_and_city(stem: str) -> bool:
    lengths = {len(code) for code in places.codes(stem, nested=True)}
    return lengths >= {2, 4}


def _codes(form: str) -> tuple[str, ...]:
    if _is_province_and_city(form):
        return places.codes(form, nested=True)
    steps = places.steps(form)
    return steps[-1].codes if steps and steps[-1].end == len(form) else ()


def asks(profile: Profile) -> Iterator[Mark]:
    """Yield what two places have in common if any rule may look at both."""
    yield from profile.marks
    for rule, stem, form in profile.hints:
        if rule == "plain":
            yield from (("place-name", stem), ("place-name", form))


def offers(profile: Profile) -> Iterator[Mark]:
    """Yield what a place that asks for it has to look at."""
    for rule, stem, _ in profile.hints:
        if rule == "form":
            yield "place-name", stem


def join(profiles: Profiles, same: Partition) -> None:
    """Join places; by a name in short only where one longer name has it."""
    full: dict[object, set[object]] = defaultdict(set)
    for profile in profiles:
        for rule, stem, form in profile.hints:
            if rule == "form":
                full[stem].add(form)

    def marks(at: int) -> Iterable[Mark]:
        yield from profiles[at].marks
        for rule, stem, form in profiles[at].hints:
            if rule == "plain":
                yield "place-name", stem if len(full[stem]) <= 1 else form

    same.join_by(range(len(profiles)), marks)
