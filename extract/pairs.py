"""Pairs of things that could stand in a relation, each with the signs for and against it."""

from collections.abc import Iterator
from dataclasses import dataclass

from extract import signs
from extract.coref import Mention
from extract.survey import Survey

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
_FARTHEST = {"holdsPosition": 4, "leads": 4, "develops": 5, "memberOf": 5}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things (by number) with the nearest mentions of each and the signs that were seen."""

    predicate: str
    subject: int
    object: int
    near: tuple[Mention, Mention]
    signs: tuple[str, ...]


def _is_within_reach(
    survey: Survey, predicate: str, subject: int, object_: int, apart: int
) -> bool:
    """Whether two things stand near enough for a predicate, or the text joins them otherwise."""
    if predicate == "unitOf" and apart > 1:
        is_park = survey.context.things[object_].type == "Park"
        return is_park or survey.owners[subject] == object_
    if apart <= _FARTHEST.get(predicate, apart):
        return True
    held = survey.posts[subject] if predicate == "holdsPosition" else []
    return any(post.holder == object_ for post in held)


def judge(survey: Survey, predicate: str, subject: int, object_: int) -> Pair | None:
    """All signs of one pair; nothing if the two stand too far apart for the predicate."""
    a, b, apart = survey.nearest(subject, object_)
    if not _is_within_reach(survey, predicate, subject, object_, apart):
        return None
    s, o = survey.context.things[subject], survey.context.things[object_]
    types = f"{s.type}>{o.type}"
    near = "same" if apart == 0 else "next" if apart == 1 else "line" if apart < 3 else "far"
    first = "s" if survey.first[subject] < survey.first[object_] else "o"
    seen = ["bias", f"types={types}", f"near={near}", f"near={near}|{types}"]
    seen += [f"count.s={survey.counts[subject]}", f"count.o={survey.counts[object_]}"]
    seen.append(f"first={first}|{types}")
    for rule in sorted(survey.rule_hits.get((predicate, subject, object_), ())):
        seen += [f"rule={rule}", "rule"]
    if apart == 0:
        seen += signs.within(survey, a, b, types)
    else:
        seen += signs.across(survey, a, b, types)
    seen += signs.last_named(survey, subject, object_, a, b, near)
    seen += signs.park_signs(survey, subject, object_, types)
    seen += signs.name_signs(survey, subject, object_)
    if s.type == "Person":
        seen += signs.post_signs(survey, subject, object_, apart)
        seen.append(f"byline={survey.bylines[subject]}")
        seen.append(f"byline={survey.bylines[subject]}|{near}|{o.type}")
    if o.type == "Programme":
        seen += signs.programme_signs(survey, subject, object_)
        if predicate == "partOf":
            seen += signs.part_signs(survey, subject, object_, a, b)
        else:
            seen += signs.member_signs(survey, object_, a, b)
    return Pair(predicate, subject, object_, (a, b), tuple(dict.fromkeys(seen)))


def pairs(survey: Survey) -> Iterator[Pair]:
    """Every pair of an article's things that could stand in a relation."""
    things = survey.context.things
    for predicate, (domain, range_) in DOMAINS.items():
        for s, subject in enumerate(things):
            if subject.type not in domain:
                continue
            for o, object_ in enumerate(things):
                if s == o or object_.type not in range_:
                    continue
                if object_.type == "Place" and subject.type != "Park":
                    continue
                if pair := judge(survey, predicate, s, o):
                    yield pair
