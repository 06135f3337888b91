from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from extract import annotated, tagger

DEV = Path(__file__).parents[1] / "articles" / "dev"


def _gold(*entities: dict[str, Any], relations: tuple[Any, ...] = ()) -> dict[str, Any]:
    rows = [{"id": str(n), "type": "Company", **entity} for n, entity in enumerate(entities)]
    return {"entities": rows, "relations": list(relations)}


def _spans(example: Any) -> list[tuple[str, str]]:
    """The names that the labels of an example tell, by place."""
    found, start = [], 0
    for at, label in enumerate(example.labels):
        if label.startswith("B-"):
            start = at
        elif label.startswith("E-"):
            found.append((example.text[start : at + 1], label[2:]))
    return found


@pytest.mark.parametrize(
    ("text", "entities", "names"),
    [
        (
            "海川公司开工，海川公司党委到场。",
            [{"name": "海川公司"}, {"name": "海川公司党委", "type": "PartyOrganisation"}],
            [("海川公司", "Company"), ("海川公司党委", "PartyOrganisation")],
        ),
        (
            "推行“灯塔”工作法。",
            [{"name": "灯塔工作法", "type": "Programme"}],
            [("“灯塔”工作法", "Programme")],
        ),
        (
            "推行“灯塔”和灯塔工程。",
            [{"name": "灯塔工程", "aliases": ["灯塔"], "type": "Programme"}],
            [("灯塔", "Programme"), ("灯塔工程", "Programme")],
        ),
        (
            "开展“主题日”活动。",
            [{"name": "主题日", "type": "Programme", "optional": True}],
            [("主题日", "Maybe")],
        ),
        ("海川\n公司开工。", [{"name": "海川公司"}], []),
        ("HAICHUAN开工。", [{"name": "Haichuan"}], [("HAICHUAN", "Company")]),
        ("海开工。", [{"name": "海"}], []),
        # an alias that is an ending only names nothing by itself
        (
            "海川公司：公司开工。",
            [{"name": "海川公司", "aliases": ["公司"]}],
            [("海川公司", "Company")],
        ),
    ],
)
def test_annotated_names_become_labels(
    text: str, entities: list[dict[str, Any]], names: list[tuple[str, str]]
) -> None:
    example = annotated.project(text, _gold(*entities))
    assert len(example.labels) == len(text)
    assert _spans(example) == names


def test_a_required_name_wins_over_an_optional_one() -> None:
    gold = _gold(
        {"name": "灯塔", "type": "Institution", "optional": True},
        {"name": "灯塔", "type": "Programme"},
    )
    assert _spans(annotated.project("点亮灯塔。", gold)) == [("灯塔", "Programme")]


def test_labels_of_the_annotated_articles_read_back() -> None:
    data = list(annotated.examples([DEV]))
    assert data
    for example in data:
        sequence = [tagger.OUTSIDE, *example.labels, tagger.OUTSIDE]
        assert all(tagger.allowed(a, b) for a, b in pairwise(sequence))
        forms: dict[str, set[str]] = {}
        for entity in example.gold["entities"]:
            for name in [entity["name"], *entity.get("aliases", []), *entity.get("implied", [])]:
                label = entity["type"]
                forms.setdefault(annotated._DECORATION.sub("", name).lower(), set()).add(label)
        names = _spans(example)
        assert names
        for name, label in names:
            types = forms[annotated._DECORATION.sub("", name).lower()]
            assert label in types or (label == "Maybe" and "Programme" in types)


def test_without_quotation_marks_the_same_names_are_labelled() -> None:
    gold = _gold({"name": "灯塔工作法", "type": "Programme"})
    bare = annotated.unquoted(annotated.project("推行“灯塔”工作法。", gold))
    assert bare.text == "推行灯塔工作法。"
    assert _spans(bare) == [("灯塔工作法", "Programme")]
