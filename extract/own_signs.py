"""The signs of one thing of a pair: its name, where it stands, and the words around it.

They are the same in many pairs, so each tuple of them is made once an article and weighed once a
predicate. A sign is given by its form and its value: ``s.ends|Company>Park`` and 公司.
"""

from collections.abc import Iterator

from extract import gazetteer
from extract.coref import Mention
from extract.survey import Survey, ValueSigns

# of a city, a county, a garden, whichever is spoken of: 县税务局
_UNNAMED = "省市县区州镇园盟旗"
_NAMED_AT_WILL = ("Person", "Place")  # their last characters tell nothing
_LONGEST_END = 3  # characters
_FARTHEST_LINE = 4
_PARTS = 8  # of the text
_LIMITS = (0, 1, 2, 3, 5, 8, 12, 20, 40, 80)
_SIZES = [str(next(limit for limit in _LIMITS if value <= limit)) for value in range(81)]


def distance(value: int) -> str:
    """A number of characters (or of things) as one of eleven sizes."""
    return _SIZES[value] if value < len(_SIZES) else "far"


def _around(survey: Survey, mention: Mention, form: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The words of the clause that names something."""
    before, behind = survey.wording.clause(mention.start, mention.end)
    yield f"{form}.before", before
    yield f"{form}.behind", behind


def _named(survey: Survey, role: str, number: int, types: str) -> Iterator[tuple[str, str]]:
    name, first = survey.names[number], survey.first[number]
    if name[0] in _UNNAMED:
        yield f"{role}.begins|{types}", name[0]
    yield f"{role}.division|{types}", str(len(gazetteer.code_at_start(name).rstrip("0")))
    yield f"{role}.line|{types}", str(min(survey.context.line_at(first), _FARTHEST_LINE))
    yield f"{role}.part|{types}", str(_PARTS * first // len(survey.text))
    line_start = survey.text.rfind("\n", 0, first) + 1
    yield f"{role}.from.start|{types}", distance(first - line_start)


def of_thing(survey: Survey, role: str, number: int, other_type: str) -> ValueSigns:
    """The signs of a thing, wherever it is named, in pairs with things of the other type.

    ``role`` is ``s`` if it is the subject of the pair, else ``o``.
    """
    key = role, number, other_type
    known = survey.own_signs.get(key)
    if known is None:
        thing = survey.context.things[number]
        types = f"{thing.type}>{other_type}" if role == "s" else f"{other_type}>{thing.type}"
        made: list[tuple[str, tuple[str, ...]]] = []
        made += ((form, (value,)) for form, value in _named(survey, role, number, types))
        if thing.type not in _NAMED_AT_WILL:
            ends = tuple(survey.names[number][-size:] for size in range(1, _LONGEST_END + 1))
            made.append((f"{role}.ends|{types}", tuple(dict.fromkeys(ends))))
        made += _around(survey, thing.mentions[0], f"{role}.first")
        known = survey.own_signs[key] = tuple(made)
    return known


def of_mention(survey: Survey, role: str, mention: Mention) -> ValueSigns:
    """The signs of the place where a thing is named nearest to the other of its pair."""
    key = role, mention.start, mention.end
    known = survey.place_signs.get(key)
    if known is None:
        known = survey.place_signs[key] = tuple(_around(survey, mention, f"{role}.near"))
    return known
