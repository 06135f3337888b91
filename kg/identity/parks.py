"""Parks: one entry of a register, one full name in long or short form, one place and sort."""

from collections import defaultdict
from collections.abc import Iterator

from kg import names, places, registry
from kg.identity.profiles import Profile
from kg.identity.scene import Profiles, Scene
from kg.view import Key, Mark, Partition

BODIES = ("Institution", "PartyOrganisation", "GovernmentBody")


def describe(scene: Scene, key: Key) -> Profile | None:
    """Return the profile of a park that has a name of its own, or that people told of."""
    marks = own_marks(scene.seen.forms[key])
    return scene.profile(key, marks) if marks or scene.is_joined(key) else None


def describe_nameless(scene: Scene, key: Key) -> Profile:
    """Return the profile of a park called 高新区 or 生物产业园, once the others are known.

    高新区 is the one 高新区 that its article names otherwise; parks named after what is made there
    are one inside one park.
    """
    meant = _only_one(scene, key)
    if meant is not None:
        return scene.profile(key, [("park-only-one", meant)], tier=1, refers=meant)
    home = _home(scene, key)
    marks = _inside(scene, key, home)
    around = (scene.label(home),) if home is not None else ()
    return scene.profile(key, marks, tier=1, around=around)


def describe_inside(scene: Scene, key: Key) -> Profile | None:
    """Return what a park of a known name is also called inside the park that it stands in."""
    marks = _inside(scene, key, _home(scene, key))
    if not marks or key not in scene.iris:
        return None
    return scene.implied(1, scene.seen.entities[key].name, marks, scene.iris[key])


def describe_owner(scene: Scene, key: Key) -> Profile | None:
    """Return the park that a body's name begins with where its article names none so."""
    seen = scene.seen
    around = seen.of_article(seen.article_of[key], "Park")
    told = {names.body_form(form) for other in around for form in seen.forms[other]}
    for form in map(names.body_form, seen.forms[key]):
        if any(form.startswith(own) for own in told if len(own) >= 2):
            continue
        for end in range(len(form) - 1, 3, -1):
            if _is_park(form[:end]):
                return scene.implied(0, form[:end], own_marks((form[:end],)))
    return None


def _is_park(form: str) -> bool:
    if names.is_bare_park(form) or names.is_common_park(form):
        return False
    stem = names.park_stem(names.park_form(form))
    if stem is None:
        return False
    # 新吴区 is hardly a park, 新吴开发区 is one.
    return registry.find(form) is not None or (len(stem) >= 2 and len(form) - len(stem) >= 3)


def own_marks(forms: tuple[str, ...]) -> list[Mark]:
    """Return what a park of these names shares with every other that is the same."""
    marks: list[Mark] = []
    # A second name in brackets is no more than an alias.
    own = [(name, index == 0) for index, name in enumerate(forms)]
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


def asks(profile: Profile) -> Iterator[Mark]:
    """Yield what two parks have in common if any rule may look at both."""
    yield from profile.marks
    for form in _forms(profile):
        yield ("form", form)
        for shorter in _shorter(form):
            yield ("form", shorter)


def join(profiles: Profiles, same: Partition) -> None:
    """Join parks by what they share, then each longer form with the shorter one it may be."""
    same.join_by(range(len(profiles)), lambda at: profiles[at].marks)
    _join_variants(profiles, same)


def _forms(profile: Profile) -> list[str]:
    return [str(mark[1]) for mark in profile.marks if mark[0] == "park-name"]


def _shorter(form: str) -> Iterator[str]:
    """Yield the form without its province or city, or with 经济开发区 in short."""
    loose, short = names.generic().park_loose
    for own in (form, form.replace(loose, short)):
        for start in [*(step.end for step in places.steps(own)), 0]:
            if own[start:] != form and len(names.park_stem(own[start:]) or "") >= 2:
                yield own[start:]


def _join_variants(profiles: Profiles, same: Partition) -> None:
    """Join a longer form with the shorter one it may be, when no other may be it too."""
    plain: dict[str, list[int]] = defaultdict(list)
    for at, profile in enumerate(profiles):
        for form in _forms(profile):
            plain[form].append(at)
    longer: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for form, members in plain.items():
        shorter = next((short for short in _shorter(form) if short in plain), None)
        if shorter is not None:
            longer[shorter][form] = members
    joins = [
        (at, plain[short][0], ("park-variant", form, short))
        for short, found in sorted(longer.items())
        if len({same.of(at) for members in found.values() for at in members}) == 1
        for form, members in sorted(found.items())
        for at in members
    ]
    for one, other, mark in joins:
        same.join(one, other, mark)


def _home(scene: Scene, key: Key) -> Key | None:
    """Return a park that a park stands in as the article tells it, else its only other park."""
    seen = scene.seen
    around = [k for k in seen.targets(key, "locatedIn") if seen.type(k) == "Park"]
    if not around:
        parks = [k for k in seen.of_article(seen.article_of[key], "Park") if k != key]
        around = [k for k in parks if key in seen.subjects(k, "locatedIn")] or parks
    homes = {scene.iris[k]: k for k in around if k in scene.iris}
    return next(iter(homes.values())) if len(homes) == 1 else None


def _inside(scene: Scene, key: Key, home: Key | None) -> list[Mark]:
    if home is None:
        return []
    shared = [names.park_form(f) for f in scene.seen.forms[key] if names.is_common_park(f)]
    return [
        ("park-inside", form, scene.iris[home]) for form in shared if not names.is_bare_park(form)
    ]


def _only_one(scene: Scene, key: Key) -> str | None:
    """Return the one 高新区 that the article of a bare 高新区 names otherwise."""
    seen = scene.seen
    sort = names.park_form(seen.entities[key].name)
    if not (names.is_bare_park(sort) and names.park_stem(sort) == ""):
        return None
    full = {
        scene.iris[k]
        for k in seen.of_article(seen.article_of[key], "Park")
        if k != key and k in scene.iris
        for form in seen.forms[k]
        if names.park_form(form).endswith(sort) and not names.is_bare_park(form)
    }
    return full.pop() if len(full) == 1 else None
