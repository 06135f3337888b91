import pytest

from extract import own_signs
from extract.context import context_of
from extract.own_signs import distance
from extract.sentence_rules import marked
from extract.survey import Survey


def _survey(example: str) -> Survey:
    return Survey(context_of(*marked(example)))


def _signs(survey: Survey, role: str, number: int, other: str) -> dict[str, tuple[str, ...]]:
    return dict(own_signs.of_thing(survey, role, number, other))


def test_a_name_tells_by_its_ends_and_its_beginning() -> None:
    survey = _survey("[GovernmentBody:县税务局]在[Park:东湾高新区]服务。")
    body = _signs(survey, "s", 0, "Park")
    assert body["s.ends|GovernmentBody>Park"] == ("局", "务局", "税务局")
    assert body["s.begins|GovernmentBody>Park"] == ("县",)
    park = _signs(survey, "o", 1, "GovernmentBody")
    assert "o.begins|GovernmentBody>Park" not in park
    assert park["o.division|GovernmentBody>Park"] == ("0",)


def test_of_people_and_places_the_ends_tell_nothing() -> None:
    survey = _survey("[Person:连大海]在[Place:江苏省]")
    assert not any(form.startswith("s.ends") for form in _signs(survey, "s", 0, "Place"))
    place = _signs(survey, "o", 1, "Person")
    assert not any(form.startswith("o.ends") for form in place)
    assert place["o.division|Person>Place"] == ("2",)


def test_where_a_thing_is_named_first_and_what_is_said_there() -> None:
    survey = _survey("标题\n今年，市里推出[Programme:海棠行动]，[Programme:海棠行动]很好")
    found = _signs(survey, "o", 0, "Park")
    assert found["o.line|Park>Programme"] == ("1",)
    assert found["o.from.start|Park>Programme"] == ("8",)
    assert found["o.first.before"] == ("市里", "推出")
    assert found["o.first.behind"] == ()
    second = survey.context.things[0].mentions[1]
    assert dict(own_signs.of_mention(survey, "o", second))["o.near.behind"] == ("很", "好")


def test_pairs_share_one_object() -> None:
    survey = _survey("[Park:东湾高新区]推出[Programme:海棠行动]")
    first = own_signs.of_thing(survey, "s", 0, "Programme")
    assert own_signs.of_thing(survey, "s", 0, "Programme") is first
    assert own_signs.of_thing(survey, "s", 0, "Company") != first
    mention = survey.context.things[0].mentions[0]
    assert own_signs.of_mention(survey, "s", mention) is own_signs.of_mention(survey, "s", mention)


@pytest.mark.parametrize(("value", "size"), [(0, "0"), (4, "5"), (80, "80"), (81, "far")])
def test_distances_fall_into_sizes(value: int, size: str) -> None:
    assert distance(value) == size
