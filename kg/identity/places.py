"""Places: by their code where the table of divisions has them, else by name and where they are."""

from collections import defaultdict
from collections.abc import Iterable

from kg import names, places
from kg.view import Areas, Key, Mark, Parks, Partition, View

# Below the counties, of which there is no table, one name stands for many places.
_SMALL = ("社区", "村", "居委会", "街道", "镇", "乡", "苏木", "园片区")


def join(seen: View, same: Partition, parks: Parks) -> None:
    """Join places; 鼓楼区 of two cities, and 城关镇 of two counties, are two."""
    keys = seen.by_type["Place"]
    areas = Areas(seen)
    forms = {key: {names.normal(name) for name in seen.forms[key]} for key in keys}
    full: dict[str, set[str]] = defaultdict(set)
    for form in {form for own in forms.values() for form in own}:
        if names.place_stem(form) != form:
            full[names.place_stem(form)].add(form)

    def marks(key: Key) -> Iterable[Mark]:
        for form in sorted(forms[key]):
            if form.endswith(_SMALL):
                yield from _small(seen, areas, parks, key, form)
                continue
            found = _codes(form)
            code = areas.settle(found, seen.article_of[key]) if found else None
            if code is not None:
                yield "place-code", code
            stem = names.place_stem(form)
            if not found or _is_province_and_city(stem):
                # 吉林 is neither 吉林省 nor 吉林市 where both are known
                yield "place-name", stem if len(full[stem]) <= 1 else form
            elif code is None:
                # 鼓楼区 without its city; inside one park it is one.
                yield from (("place-park", form, park) for park in sorted(parks.of(key)))

    same.join_by(keys, marks)


def _is_province_and_city(stem: str) -> bool:
    lengths = {len(code) for code in places.codes(stem, nested=True)}
    return lengths >= {2, 4}


def _codes(form: str) -> tuple[str, ...]:
    if _is_province_and_city(form):
        return places.codes(form, nested=True)
    steps = places.steps(form)
    return steps[-1].codes if steps and steps[-1].end == len(form) else ()


def _small(seen: View, areas: Areas, parks: Parks, key: Key, form: str) -> Iterable[Mark]:
    steps = places.steps(form)
    if steps and steps[-1].end < len(form) and len(form) - steps[-1].end >= 2:
        code = areas.settle(steps[-1].codes, seen.article_of[key])
        form = form[steps[-1].end :]
    else:
        code = areas.city(seen.article_of[key])
        around = [k for k in seen.targets(key, "locatedIn") if seen.type(k) == "Place"]
        told = {c for k in around for f in seen.forms[k] for c in _codes(names.normal(f))}
        code = areas.settle(tuple(sorted(told)), seen.article_of[key]) or code if told else code
    city = places.city(code) if code else None
    if city is not None:
        yield "place-in", form, city
    around_parks = sorted(parks.of(key))
    yield from (("place-park", form, park) for park in around_parks)
    if city is None and not around_parks:
        yield "place-name", form
