"""Firms: one full name; a short name with the one firm that it is a name of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from kg import names, places
from kg.identity.profiles import Profile
from kg.identity.scene import Profiles, Scene
from kg.view import Key, Mark, Partition


def describe(scene: Scene, key: Key) -> Profile:
    """Return the profile of a firm, with the parks that its article names."""
    forms = [names.company_form(name) for name in scene.seen.forms[key]]
    full: list[Mark] = [("firm-name", form) for form in forms if names.is_full_company(form)]
    around: list[Mark] = [("near", park) for park in sorted(scene.parks.all_of_article(key))]
    if not full and not around:
        # A short name of several firms is nobody's, and not one with the next either.
        full = [("alone", *scene.seen.locals[key])]
    return scene.profile(key, full, around)


def asks(profile: Profile) -> Iterator[Mark]:
    """Yield what two firms have in common if any rule may look at both."""
    forms = _forms(profile)
    full = _full(forms)
    yield from profile.marks
    yield from (("firm-name", form) for form in full or forms[:1])


def offers(profile: Profile) -> Iterator[Mark]:
    """Yield what a firm that asks for it has to look at: short forms of the name."""
    forms = _forms(profile)
    full = _full(forms)
    if full and not any(map(names.is_branch, full)):
        shorter = {short for form in full for short in short_forms(form)}
        yield from (("firm-name", form) for form in sorted({*forms, *shorter}))


def _forms(profile: Profile) -> list[str]:
    return [names.company_form(name) for name in profile.forms]


def _full(forms: list[str]) -> list[str]:
    return [form for form in forms if names.is_full_company(form)]


def join(profiles: Profiles, same: Partition) -> None:
    """Join firms.

    A short name of up to three characters, or of several firms, needs a park in common; so does one
    that no article gives, but that the full name makes (东台海川机电股份有限公司: 海川机电).
    """
    same.join_by(range(len(profiles)), lambda at: profiles[at].marks)
    forms = [_forms(profile) for profile in profiles]
    full = [_full(own) for own in forms]
    parks = [{str(m[1]) for m in p.hints if m[0] == "near"} for p in profiles]
    given, made = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    around = defaultdict[int, set[str]](set)
    for at in range(len(profiles)):
        if not full[at]:
            continue
        owner = same.of(at)
        around[owner] |= parks[at]
        if any(map(names.is_branch, full[at])):
            continue  # 中国银行 alone is not its branch in a park
        for form in forms[at]:
            given[form].add(owner)
        for form in full[at]:
            for shorter in short_forms(form):
                made[shorter].add(owner)
    short: dict[Mark, int] = {}
    joins: list[tuple[int, int, Mark]] = []
    for at in range(len(profiles)):
        if not full[at]:
            joins += _of_short(at, forms[at][0], parks[at], given, made, around, short)
    for one, other, mark in joins:
        same.join(one, other, mark)


def _of_short(
    at: int,
    form: str,
    here: set[str],
    given: Mapping[str, set[int]],
    made: Mapping[str, set[int]],
    around: Mapping[int, set[str]],
    short: dict[Mark, int],
) -> list[tuple[int, int, Mark]]:
    owners, makers = given.get(form, set()), made.get(form, set())
    near = {o for o in owners | makers if around[o] & here}
    if len(near) == 1:
        return [(at, next(iter(near)), ("firm-short-near", form))]
    if len(owners) == 1 and len(form) >= 4 and not near:
        (owner,) = owners
        return [(at, owner, ("firm-short-alone", form))]
    marks: list[Mark] = [("firm-short", form)]
    if owners or makers:
        marks = [("firm-short", form, park) for park in sorted(here)]
    return [(at, short.setdefault(mark, at), mark) for mark in marks]


def core(form: str) -> str:
    """Return a firm's full name without its place and sort: 海川机电."""
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
