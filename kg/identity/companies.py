"""Firms: one full name; a short name with the one firm that it is a name of."""

from collections import defaultdict
from collections.abc import Mapping

from kg import names, places
from kg.view import Key, Mark, Parks, Partition, View


def join(seen: View, same: Partition, parks: Parks) -> None:
    """Join firms.

    A short name of up to three characters, or of several firms, needs a park in common; so does one
    that no article gives, but that the full name makes (无锡华曜微电子股份有限公司: 华曜微电子).
    """
    firms = seen.by_type["Company"]
    forms = {key: [names.company_form(name) for name in seen.forms[key]] for key in firms}
    full = {key: [f for f in forms[key] if names.is_full_company(f)] for key in firms}
    same.join_by(firms, lambda key: [("firm-name", form) for form in full[key]])
    given, made = defaultdict[str, set[Key]](set), defaultdict[str, set[Key]](set)
    around = defaultdict[Key, set[Key]](set)
    for key in firms:
        if not full[key]:
            continue
        owner = same.of(key)
        around[owner] |= parks.all_of_article(key)
        if any(map(names.is_branch, full[key])):
            continue  # 中国银行 alone is not its branch in a park
        for form in forms[key]:
            given[form].add(owner)
        for form in full[key]:
            for shorter in short_forms(form):
                made[shorter].add(owner)
    short: dict[Mark, Key] = {}
    joins: list[tuple[Key, Key, Mark]] = []
    for key in firms:
        if not full[key]:
            joins += _of_short(key, forms[key][0], parks, given, made, around, short)
    for one, other, mark in joins:
        same.join(one, other, mark)


def _of_short(
    key: Key,
    form: str,
    parks: Parks,
    given: Mapping[str, set[Key]],
    made: Mapping[str, set[Key]],
    around: Mapping[Key, set[Key]],
    short: dict[Mark, Key],
) -> list[tuple[Key, Key, Mark]]:
    here = parks.all_of_article(key)
    owners, makers = given.get(form, set()), made.get(form, set())
    near = {o for o in owners | makers if around[o] & here}
    if len(near) == 1:
        return [(key, next(iter(near)), ("firm-short-near", form))]
    if len(owners) == 1 and len(form) >= 4 and not near:
        (owner,) = owners
        return [(key, owner, ("firm-short-alone", form))]
    marks: list[Mark] = [("firm-short", form)]
    if owners or makers:
        marks = [("firm-short", form, park) for park in sorted(here)]
    return [(key, short.setdefault(mark, key), mark) for mark in marks]


def core(form: str) -> str:
    """Return a firm's full name without its place and sort: 华曜微电子."""
    whole = names.company_core(form)
    ends = [step.end for step in places.steps(whole)]
    return whole[ends[-1] :] if ends and len(whole) - ends[-1] >= 2 else whole


def short_forms(form: str) -> set[str]:
    """Return what a firm of a full name may be called in short, without its place and sort."""
    core = names.company_core(form)
    starts = [0, *(step.end for step in places.steps(core))]
    found = {core[start:] for start in starts}
    for industry in names.generic().industries:
        found |= {short[: -len(industry)] for short in found if short.endswith(industry)}
    # 星海医疗器械 is called 星海医疗: the beginning of a name, four characters or more of it.
    found |= {short[:end] for short in found for end in range(4, len(short))}
    return {short for short in found if len(short) >= 3 and short != form}
