"""Parks: one entry of a register, one full name in long or short form, one place and sort."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from kg import names, places, registry
from kg.view import Key, Mark, Partition, View


def join(seen: View, same: Partition) -> Mapping[str, Key]:
    """Join parks; the park that each form can only mean, and that of each entry of a register."""
    keys = seen.by_type["Park"]
    marks = {key: _marks(seen, key) for key in keys}
    same.join_by(keys, lambda key: marks[key])
    forms = {key: {str(m[1]) for m in own if m[0] == "park-name"} for key, own in marks.items()}
    _join_variants(keys, same, forms)
    home = {key: _home(seen, same, key) for key in keys}

    def common(key: Key) -> list[Mark]:
        shared = [names.park_form(f) for f in seen.forms[key] if names.is_common_park(f)]
        return [
            ("park-inside", form, home[key])
            for form in shared
            if not names.is_bare_park(form) and home[key] is not None
        ]

    same.join_by(keys, common)
    _join_bare(seen, same)
    return _named(keys, same, forms)


def _marks(seen: View, key: Key) -> list[Mark]:
    marks: list[Mark] = []
    # A second name in brackets is no more than an alias.
    own = [(name, index == 0) for index, name in enumerate(seen.forms[key])]
    own += [(part, False) for name, _ in own for part in names.bracketed(name)]
    for name, is_main in own:
        record = registry.find(name)
        if record is not None:
            marks.append(("park-register", record.name))
        form = names.park_form(name)
        if names.is_bare_park(name) or names.is_common_park(name):
            continue
        stem = names.park_stem(form)
        if is_main or (stem is not None and len(stem) >= 2):
            marks.append(("park-name", form))
        address = _address(form)
        if address is not None:
            marks.append(("park-place", *address))
    return marks


def _address(form: str) -> tuple[str, str] | None:
    """Return where a park is and what it is called there: 江苏省无锡市高新区 is 无锡高新区."""
    steps = places.steps(form)
    if not steps or len(steps[-1].codes) != 1:
        return None
    # 经济开发区 and 经开区 of one place are one: hardly any has both.
    rest = form[steps[-1].end :].replace(*names.generic().park_loose)
    return (steps[-1].codes[0], rest) if rest else None


def _variants(known: set[str]) -> Callable[[str], str | None]:
    loose, short = names.generic().park_loose

    def variant(form: str) -> str | None:
        """Return the form without its province or city, or with 经济开发区 in short."""
        for own in (form, form.replace(loose, short)):
            for start in [*(step.end for step in places.steps(own)), 0]:
                shorter = own[start:]
                if (
                    shorter != form
                    and shorter in known
                    and len(names.park_stem(shorter) or "") >= 2
                ):
                    return shorter
        return None

    return variant


def _join_variants(keys: list[Key], same: Partition, forms: Mapping[Key, set[str]]) -> None:
    """Join a longer form with the shorter one it may be, when no other may be it too."""
    variant = _variants({form for own in forms.values() for form in own})
    longer: dict[str, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    plain: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        for form in sorted(forms[key]):
            plain[form].append(key)
            shorter = variant(form)
            if shorter is not None:
                longer[shorter][form].append(key)
    joins = [
        (key, plain[short][0], ("park-variant", form, short))
        for short, found in sorted(longer.items())
        if len({same.of(key) for members in found.values() for key in members}) == 1
        for form, members in sorted(found.items())
        for key in members
    ]
    for one, other, mark in joins:
        same.join(one, other, mark)


def _home(seen: View, same: Partition, key: Key) -> Key | None:
    """Return the park that a park stands in as the article tells it, else its only other park."""
    around = [k for k in seen.targets(key, "locatedIn") if seen.type(k) == "Park"]
    if not around:
        parks = [k for k in seen.of_article(seen.article_of[key], "Park") if k != key]
        around = [k for k in parks if key in seen.subjects(k, "locatedIn")] or parks
    homes = {same.of(k) for k in around}
    return homes.pop() if len(homes) == 1 else None


def _join_bare(seen: View, same: Partition) -> None:
    """Join 高新区 with the one 高新区 that its article names otherwise."""
    joins: list[tuple[Key, Key]] = []
    for key in seen.by_type["Park"]:
        sort = names.park_form(seen.entities[key].name)
        if not (names.is_bare_park(sort) and names.park_stem(sort) == ""):
            continue
        others = [k for k in seen.of_article(seen.article_of[key], "Park") if k != key]
        full = [
            k
            for k in others
            if any(
                names.park_form(f).endswith(sort) and not names.is_bare_park(f)
                for f in seen.forms[k]
            )
        ]
        if full and len({same.of(k) for k in full}) == 1:
            joins.append((full[0], key))
    for one, other in joins:
        same.join(one, other, ("park-only-one",))


def _named(keys: list[Key], same: Partition, forms: Mapping[Key, set[str]]) -> dict[str, Key]:
    owners: dict[str, set[Key]] = defaultdict(set)
    for key in keys:
        for form in forms[key]:
            owners[form].add(same.of(key))
            if (record := registry.find(form)) is not None:
                owners[record.name].add(same.of(key))
    return {form: next(iter(found)) for form, found in owners.items() if len(found) == 1}
