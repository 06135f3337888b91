"""Committees, bureaus, institutions: one full name, or one office of one owner or seat."""

from collections.abc import Iterable, Mapping

from kg import names, places, registry
from kg.view import Areas, Key, Mark, Parks, Partition, View

_OWNERS = ("Park", "Company", "Institution")


def join(seen: View, same: Partition, parks: Parks, named: Mapping[str, Key]) -> None:
    """Join bodies; 党工委, 高新区党工委 and 无锡高新区党工委 are one where the park is.

    ``named`` is what :func:`kg.identity.parks.join` gave.
    """
    seats = {
        names.body_form(form)
        for type_name in ("Place", *_OWNERS)
        for key in seen.by_type[type_name]
        for form in seen.forms[key]
        if not (type_name == "Park" and names.is_bare_park(form))
    }
    finder = _Finder(seen, same, parks, named, seats)
    for type_name in ("Institution", "PartyOrganisation", "GovernmentBody"):
        keys = seen.by_type[type_name]
        # All marks before any join: they must not depend on the order of the joins.
        found = {key: sorted(set(finder.marks(key)), key=str) for key in keys}
        same.join_by(keys, found.__getitem__)


class _Finder:
    def __init__(
        self,
        seen: View,
        same: Partition,
        parks: Parks,
        named: Mapping[str, Key],
        seats: set[str],
    ) -> None:
        self.seen, self.same, self.parks = seen, same, parks
        self.named, self.seats, self.areas = named, seats, Areas(seen)

    def marks(self, key: Key) -> Iterable[Mark]:
        """Yield what a body shares with every other that is the same."""
        owners = owners_of(self.seen, self.same, self.parks, key)
        for name in self.seen.forms[key]:
            form = names.body_form(name)
            owner, office = self._prefix(key, form)
            if owner is not None:
                yield "body-of-owner", office, owner
            if names.generic().needs_owner.fullmatch(form):
                yield from (("body-of-owner", form, o) for o in owners)
                continue
            doubtful = False
            if owner is None:
                seat, office, doubtful = self._seat(key, form)
                if seat is not None:
                    yield "body-of-seat", office, seat
            if not doubtful and _is_specific(form, self.seats, self.seen.type(key)):
                yield "body-name", form
            elif owner is None:
                around = sorted(owners or self.parks.about(key))
                yield from (("body-of-owner", form, o) for o in around)

    def _prefix(self, key: Key, form: str) -> tuple[Key | None, str]:
        """Return the park or firm that a body's name begins with, and the rest of the name."""
        best: tuple[int, Key] | None = None
        for other in self.seen.of_article(self.seen.article_of[key], *_OWNERS):
            if other == key:
                continue
            for name in self.seen.forms[other]:
                start = names.body_form(name)
                if 2 <= len(start) < len(form) and form.startswith(start):
                    best = max(best or (0, other), (len(start), self.same.of(other)))
        if best is None:
            for end in range(len(form) - 1, 3, -1):
                park = self._named(form[:end])
                if park is not None:
                    best = (end, self.same.of(park))
                    break
        return (None, form) if best is None else (best[1], form[best[0] :])

    def _named(self, start: str) -> Key | None:
        if start in self.named or names.park_stem(start) is None:
            return self.named.get(start)
        record = registry.find(start)
        return None if record is None else self.named.get(record.name)

    def _seat(self, key: Key, form: str) -> tuple[str | None, str, bool]:
        """Return the division a body is of, its name there, and whether several may be meant."""
        article = self.seen.article_of[key]
        steps = places.steps(form)
        if steps and steps[-1].end < len(form):
            codes, end = steps[-1].codes, steps[-1].end
            if len(codes) > 1 and form[end - 1] not in "省市区县州盟旗":
                return None, form, False  # 和平医院 is hardly of one of the 和平区
            seat = self.areas.settle(codes, article)
            return seat, form[end:], len(codes) > 1
        for word, seat in (
            ("省", self.areas.province(article)),
            ("自治区", self.areas.province(article)),
            ("市", self.areas.city(article)),
        ):
            if form.startswith(word) and len(form) > len(word):
                return seat, form[len(word) :], True
        return None, form, False


def owners_of(seen: View, same: Partition, parks: Parks, key: Key) -> set[Key]:
    """Return the parks, firms and institutions that a body is told to be of."""
    found: set[Key] = set()
    for owner in seen.targets(key, "unitOf", "locatedIn"):
        if seen.type(owner) in _OWNERS:
            found.add(same.of(owner))
        else:
            found |= parks.told(owner)
    return found


def _is_specific(form: str, seats: set[str], type_name: str) -> bool:
    if names.names_its_seat(form) or any(form[:end] in seats for end in range(2, len(form))):
        return True
    whole = form.endswith(("大学", "学院", "医院", "学校", "研究院", "研究所")) or len(form) >= 9
    return type_name == "Institution" and whole and len(form) >= 4
