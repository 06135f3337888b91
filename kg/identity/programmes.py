"""Programmes and projects: one name in one park; 三项工程 is everybody's."""

from collections import defaultdict
from collections.abc import Iterable

from kg import names
from kg.view import Key, Mark, Parks, Partition, View


def join_programmes(seen: View, same: Partition, parks: Parks) -> None:
    """Programmes: one name and one park that runs them."""
    generic = names.generic().programmes
    keys = seen.by_type["Programme"]
    forms = {
        key: [
            form
            for index, form in enumerate(map(names.normal, seen.forms[key]))
            if index == 0 or (len(form) >= 3 and form not in generic)
        ]
        for key in keys
    }

    def marks(key: Key) -> Iterable[Mark]:
        around = sorted(parks.of(key))
        for form in forms[key]:
            yield from (("programme-in-park", form, park) for park in around)
            plain = form.replace("党建", "")
            if plain not in generic and len(plain) >= 4:
                # 五色党建联盟 is 五色联盟
                yield from (("programme-party", plain, park) for park in around)

    same.join_by(keys, marks)
    _join_stems(seen, keys, same, parks, forms)


def _join_stems(
    seen: View, keys: list[Key], same: Partition, parks: Parks, forms: dict[Key, list[str]]
) -> None:
    """Join 红芯护航 with 红芯护航行动, unless the park has 红芯护航工程 as well."""
    bare: dict[Mark, list[Key]] = defaultdict(list)
    longer: dict[Mark, list[Key]] = defaultdict(list)
    for key in keys:
        for form in forms[key]:
            stem = names.programme_stem(form)
            for park in parks.of(key):
                mark: Mark = ("programme-short", stem, park)
                (bare if stem == form else longer)[mark].append(key)
    joins = [
        (longer[mark][0], key, mark)
        for mark, members in sorted(bare.items())
        if len(str(mark[1])) >= 3
        and len({same.of(key) for key in longer.get(mark, ())}) == 1
        # An article that names both tells them apart.
        and not {seen.article_of[key] for key in members}
        & {seen.article_of[key] for key in longer[mark]}
        for key in members
    ]
    for one, other, mark in joins:
        same.join(one, other, mark)


def join_projects(seen: View, same: Partition, parks: Parks) -> None:
    """Projects: one name, and one park or one developer."""
    generic = names.generic().projects

    def marks(key: Key) -> Iterable[Mark]:
        around = {*parks.of(key), *(same.of(k) for k in seen.subjects(key, "develops"))}
        for index, name in enumerate(seen.forms[key]):
            form = names.normal(name)
            if form not in generic and (index == 0 or len(form) >= 4):
                yield from (("project-near", form, other) for other in sorted(around))

    same.join_by(seen.by_type["Project"], marks)
