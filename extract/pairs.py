"""Pairs of things that could stand in a relation, each with the signs for and against it."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from extract import gazetteer, own_signs, signs
from extract.coref import Mention
from extract.survey import Survey, ValueSigns

ORGANISATIONS = ("PartyOrganisation", "GovernmentBody", "Company", "Institution")
DOMAINS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "runs": (("Park",), ("Programme",)),
    "partOf": (("Programme",), ("Programme",)),
    "memberOf": ((*ORGANISATIONS, "Park"), ("Programme",)),
    "locatedIn": (("Company", "Institution", "Project", "Park"), ("Park", "Place")),
    "develops": (("Company",), ("Project",)),
    "holdsPosition": (("Person",), (*ORGANISATIONS, "Park")),
    "leads": (("Person",), ("Project", "Programme")),
    "unitOf": (("PartyOrganisation", "GovernmentBody"), (*ORGANISATIONS, "Park")),
    "activeIn": (("Person",), ("Park",)),
}
# sentences between two names (3 more for another paragraph) beyond which none is looked for
_FARTHEST = {"leads": 4, "develops": 4}
# the same for members, by the kind of what they are members of; other kinds have none
_FARTHEST_MEMBER = {"alliance": 5, "initiative": 2, "platform": 2, "mechanism": 0, "team": 0}
# kinds that are wholes of parts told of sentences later
_FAR_WHOLES = ("brand", "alliance", "method", "mechanism", "initiative")
# in these the name and the surroundings of either thing tell something by themselves; in the others
# they gained on some of the articles kept apart and lost as much on others
_CLOSELY_READ = ("runs", "partOf", "memberOf", "locatedIn", "unitOf")
_FARTHEST_PLACE = 4  # sentences
_DIVISION_FIRST = re.compile(
    r"(?!.*(?:高新|经开|开发|园|新区|保税|示范区|试验区)).{2,}?[省市区县州旗盟]"
)
_NEXT, _NEAR, _PARAGRAPH, _ANY = 1, 2, 3, 1 << 30  # sentences
_MOST_PAIRS = 20_000  # of a predicate; articles have a few hundred


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two things (by number) with the nearest mentions of each and the signs that were seen."""

    predicate: str
    subject: int
    object: int
    near: tuple[Mention, Mention]
    signs: tuple[str, ...]
    words: ValueSigns
    shared: tuple[ValueSigns, ...]
    """Signs of either thing by itself: each the same object in all pairs that have it."""

    def all_signs(self) -> Iterator[str]:
        """The signs, each as one text."""
        yield from self.signs
        for some in (self.words, *self.shared):
            for form, values in some:
                for value in values:
                    yield f"{form}={value}"


def _farthest(survey: Survey, predicate: str, subject: int, object_: int) -> int:
    """How many sentences apart two things may be named to stand in a relation; -1 if never.

    What is left out here stood in a relation in fewer than one of a hundred annotated pairs.
    """
    things = survey.context.things
    if predicate == "unitOf":
        return _farthest_unit(survey, subject, object_)
    if predicate == "holdsPosition":
        return _farthest_post(survey, subject, object_)
    if predicate == "locatedIn" and not _is_at_hand(survey, subject, object_):
        return _FARTHEST_PLACE
    if predicate in ("runs", "activeIn"):
        if predicate == "activeIn" and survey.bylines[subject]:
            return _NEAR
        park, other = (subject, object_) if predicate == "runs" else (object_, subject)
        told = survey.park_ranks[park] == 0 or survey.first[park] < survey.first[other]
        return _ANY if told else _PARAGRAPH
    if predicate == "memberOf":
        kind = survey.kinds[object_]
        if things[subject].type == "Park":
            return -1 if subject == survey.main and kind != "alliance" else 0
        return _FARTHEST_MEMBER.get(kind, -1)
    if predicate == "partOf":
        if (subject, object_) in survey.enumerated:
            return _ANY
        counted = survey.expected[object_] is not None
        told = survey.first[object_] < survey.first[subject] or survey.kinds[object_] == "brand"
        return _ANY if told and (counted or survey.kinds[object_] in _FAR_WHOLES) else _NEXT
    return _FARTHEST.get(predicate, _ANY)


def _farthest_post(survey: Survey, person: int, holder: int) -> int:
    """A post is held where its title says, or near; at a park only where the title says so."""
    told = survey.holders[person]
    if holder in told:
        return _ANY
    if survey.context.things[holder].type == "Park":
        return -1
    return _NEXT


def _is_at_hand(survey: Survey, subject: int, place: int) -> bool:
    """Whether the text may mean a place without naming it near: its park, or the one named last."""
    if place == survey.main or place in survey.parks_before[subject]:
        return True
    names = survey.joined[subject]
    return any(form in names for form in survey.context.things[place].forms)


def _farthest_unit(survey: Survey, subject: int, object_: int) -> int:
    """A body belongs to what its name begins with, to a park, or a Party branch to what is near."""
    owner = survey.owners[subject]
    if owner == object_:
        return _ANY
    if survey.context.things[object_].type == "Park":
        if _is_of_division(survey.names[subject]):
            return -1
        told = survey.first[object_] < survey.first[subject]
        if not told and object_ not in survey.parks_before[subject]:
            return -1
        return _ANY if owner is None else _NEXT
    party = survey.context.things[subject].type == "PartyOrganisation"
    return _NEXT if party and owner is None else -1


def _is_of_division(name: str) -> bool:
    """Whether a body is one of a city or a county: 海州市财政局, but not 海州市高新区财政局."""
    match = _DIVISION_FIRST.match(name)
    return match is not None and match.group() in gazetteer.divisions()


def judge(survey: Survey, predicate: str, subject: int, object_: int) -> Pair | None:
    """All signs of one pair; nothing if the two stand too far apart for the predicate."""
    farthest = _farthest(survey, predicate, subject, object_)
    if farthest < 0 or (farthest < _ANY and not survey.is_within(subject, object_, farthest)):
        return None
    a, b, apart = survey.nearest(subject, object_)
    if apart > farthest:
        return None
    s, o = survey.context.things[subject], survey.context.things[object_]
    types = f"{s.type}>{o.type}"
    near = "same" if apart == 0 else "next" if apart == 1 else "line" if apart < 3 else "far"
    first = "s" if survey.first[subject] < survey.first[object_] else "o"
    seen = [f"near={near}|{types}", f"first={first}|{types}"]
    seen += [f"count.s={survey.counts[subject]}", f"count.o={survey.counts[object_]}"]
    if rules := survey.rule_hits.get((predicate, subject, object_)):
        seen += ["rule", *(f"rule={rule}" for rule in sorted(rules))]
    if apart == 0:
        seen += signs.within(survey, a, b, types)
    else:
        seen += signs.across(survey, a, b, types)
    seen += signs.last_named(survey, subject, object_, a, b, near)
    seen += signs.park_signs(survey, subject, object_, types)
    seen += signs.name_signs(survey, subject, object_)
    if predicate != "develops":
        seen += signs.alike_signs(survey, subject, object_, types)
    if s.type == "Person":
        seen += signs.post_signs(survey, subject, object_, apart)
        seen += signs.employer_signs(survey, subject, object_, types)
        seen.append(f"byline={survey.bylines[subject]}")
        seen.append(f"byline={survey.bylines[subject]}|{near}|{o.type}")
    if o.type == "Programme":
        seen += signs.programme_signs(survey, subject, object_)
        if predicate == "partOf":
            seen += signs.part_signs(survey, subject, object_, a, b)
        else:
            seen += signs.member_signs(survey, object_, a, b)
    words = signs.words_within(survey, a, b) if apart == 0 else ()
    shared: tuple[ValueSigns, ...] = ()
    if predicate in _CLOSELY_READ:
        shared = (
            own_signs.of_thing(survey, "s", subject, o.type),
            own_signs.of_thing(survey, "o", object_, s.type),
            own_signs.of_mention(survey, "s", a),
            own_signs.of_mention(survey, "o", b),
        )
    elif apart:
        words = signs.words_across(survey, a, b)
    return Pair(predicate, subject, object_, (a, b), tuple(dict.fromkeys(seen)), words, shared)


def _nearest(survey: Survey, subject: int, objects: list[int], most: int) -> list[int]:
    """The objects (in the order of their first places), at most so many that are named nearest."""
    if len(objects) <= most:
        return objects
    at = bisect_left(objects, survey.first[subject], key=lambda n: survey.first[n])
    return objects[max(0, at - most // 2) : at + max(1, most // 2)]


def pairs(survey: Survey) -> Iterator[Pair]:
    """Every pair of an article's things that could stand in a relation."""
    things = survey.context.things
    for predicate, (domain, range_) in DOMAINS.items():
        subjects = [n for n, thing in enumerate(things) if thing.type in domain]
        objects = [n for n, thing in enumerate(things) if thing.type in range_]
        for s in subjects:
            for o in _nearest(survey, s, objects, _MOST_PAIRS // len(subjects)):
                if s == o or (things[o].type == "Place" and things[s].type != "Park"):
                    continue
                if pair := judge(survey, predicate, s, o):
                    yield pair
