"""Committees, bureaus, institutions: one full name, or one office of one owner or seat."""

from collections.abc import Iterable

from kg import names, places
from kg.identity.profiles import Profile
from kg.identity.scene import Scene
from kg.view import Key, Mark

_OWNERS = ("Park", "Company", "Institution")


def describe(scene: Scene, key: Key) -> Profile:
    """Return the profile of a body.

    党工委, 高新区党工委 and 无锡高新区党工委 are one where the park is.
    """
    return scene.profile(key, _marks(scene, key))


def _marks(scene: Scene, key: Key) -> Iterable[Mark]:
    """Yield what a body shares with every other that is the same."""
    owners = sorted(owners_of(scene, key))
    seats = _seats(scene, key)
    for name in scene.seen.forms[key]:
        form = names.body_form(name)
        owner, office = _prefix(scene, key, form)
        if owner is not None:
            yield "body-of-owner", office, owner
        if names.generic().needs_owner.fullmatch(form):
            yield from (("body-of-owner", form, o) for o in owners)
            continue
        doubtful = False
        if owner is None:
            seat, office, doubtful = _seat(scene, key, form)
            if seat is not None:
                yield "body-of-seat", office, seat
        if not doubtful and _is_specific(form, seats, scene.seen.type(key)):
            yield "body-name", form
        elif owner is None:
            around = owners or sorted(scene.parks.about(key))
            yield from (("body-of-owner", form, o) for o in around)


def _seats(scene: Scene, key: Key) -> set[str]:
    """Return what of its article's names a body's name may begin with."""
    seen = scene.seen
    return {
        names.body_form(form)
        for other in seen.of_article(seen.article_of[key], "Place", *_OWNERS)
        if other != key
        for form in seen.forms[other]
        if not (seen.type(other) == "Park" and names.is_bare_park(form))
    }


def _prefix(scene: Scene, key: Key, form: str) -> tuple[str | None, str]:
    """Return the park or firm that a body's name begins with, and the rest of the name."""
    seen = scene.seen
    best = (0, "")
    for other in seen.of_article(seen.article_of[key], *_OWNERS):
        if other == key or other not in scene.iris:
            continue
        for name in seen.forms[other]:
            start = names.body_form(name)
            if 2 <= len(start) < len(form) and form.startswith(start):
                best = max(best, (len(start), scene.iris[other]))
    told = scene.owners.get(key)
    if not best[0] and told is not None and form.startswith(told[0]):
        best = (len(told[0]), told[1])
    return (best[1] or None, form[best[0] :])


def _seat(scene: Scene, key: Key, form: str) -> tuple[str | None, str, bool]:
    """Return the division a body is of, its name there, and whether several may be meant."""
    article = scene.seen.article_of[key]
    steps = places.steps(form)
    if steps and steps[-1].end < len(form):
        codes, end = steps[-1].codes, steps[-1].end
        if len(codes) > 1 and form[end - 1] not in "省市区县州盟旗":
            return None, form, False  # 和平医院 is hardly of one of the 和平区
        return scene.areas.settle(codes, article), form[end:], len(codes) > 1
    for word, seat in (
        ("省", scene.areas.province(article)),
        ("自治区", scene.areas.province(article)),
        ("市", scene.areas.city(article)),
    ):
        if form.startswith(word) and len(form) > len(word):
            return seat, form[len(word) :], True
    return None, form, False


def owners_of(scene: Scene, key: Key) -> dict[str, str]:
    """Return the parks, firms and institutions that a body is told to be of, with their types.

    An institution that is no thing yet is told by its name, where that names one only.
    """
    found: dict[str, str] = {}
    for owner in scene.seen.targets(key, "unitOf", "locatedIn"):
        type_name = scene.seen.type(owner)
        if type_name not in _OWNERS:
            found |= dict.fromkeys(scene.parks.told(owner), "Park")
        elif owner in scene.iris:
            found[scene.iris[owner]] = type_name
        elif type_name == "Institution":
            form = names.body_form(scene.seen.entities[owner].name)
            if _is_specific(form, set(), type_name):
                found[form] = type_name
    return found


def _is_specific(form: str, seats: set[str], type_name: str) -> bool:
    if names.names_its_seat(form) or any(form[:end] in seats for end in range(2, len(form))):
        return True
    whole = form.endswith(("大学", "学院", "医院", "学校", "研究院", "研究所")) or len(form) >= 9
    return type_name == "Institution" and whole and len(form) >= 4
