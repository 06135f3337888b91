from collections.abc import Callable

import pytest

from kg import graph, lookup
from kg.model import Article
from kg.store import Store


@pytest.fixture(scope="module")
def store(xiangcheng: Article) -> Store:
    made = Store()
    graph.add(made, [xiangcheng])
    return made


def names(shown: list[dict[str, str]]) -> list[str]:
    return [ref["name"] for ref in shown]


@pytest.mark.parametrize(
    "name", ["五色联盟", "五色党建联盟", "五色聯盟", "“五色联盟”", " 五 色联盟"]
)
def test_a_programme_by_any_of_its_names(store: Store, name: str) -> None:
    (card,) = lookup.cards(store, name)
    shown = lookup.as_json(card)
    assert list(shown)[:5] == ["iri", "type", "kind", "name", "aliases"]
    assert (shown["type"], shown["kind"], shown["name"]) == ("Programme", "alliance", "五色联盟")
    assert names(shown["parks"]) == ["相城经济技术开发区"]
    assert set(names(shown["parts"])) == {"科创蓝党建联盟", "金融紫党建联盟", "生态绿党建联盟"}
    assert shown["expected_parts"] == 5
    assert names(shown["members"]) == ["相城经开区党工委"]


def test_facts_have_their_sentences(store: Store, xiangcheng: Article) -> None:
    (card,) = lookup.cards(store, "五色联盟")
    assert len(card.facts) == 5
    for fact in lookup.as_json(card)["facts"]:
        (evidence,) = fact["evidence"]
        assert list(evidence) == ["source", "title", "date", "start", "end", "text"]
        assert xiangcheng.text[evidence["start"] : evidence["end"]] == evidence["text"]


def test_a_park(store: Store) -> None:
    shown = lookup.as_json(lookup.cards(store, "相城经开区")[0])
    assert len(shown["programmes"]) == 4
    assert names(shown["companies"]) == ["苏州明途智能科技有限公司"]
    assert names(shown["projects"]) == ["明途智能总部项目"]
    assert names(shown["people"]) == ["李惠忠"]
    assert names(shown["organisations"]) == ["相城经开区党工委"]
    assert "parks" not in shown


def test_a_part_is_run_by_who_runs_the_whole(store: Store) -> None:
    (card,) = lookup.cards(store, "科创蓝党建联盟")
    assert [ref.name for ref in card.parks] == ["相城经济技术开发区"]
    assert [ref.name for ref in card.wholes] == ["五色联盟"]
    assert [ref.name for ref in card.members] == ["苏州明途智能科技有限公司"]


def test_a_person_has_facts_with_roles(store: Store) -> None:
    (card,) = lookup.cards(store, "李惠忠")
    assert {(f.predicate, f.role) for f in card.facts} == {
        ("holdsPosition", "书记"),
        ("activeIn", None),
    }


def test_main_names_come_before_other_names(make: Callable[..., Article]) -> None:
    made = Store()
    called = {"e1": ("Park", "徐庄高新区"), "e2": ("Programme", "先锋圈"), "e3": ("Place", "徐庄")}
    facts = [("e1", "runs", "e2")]
    graph.add(made, [make("a.txt", called, facts, aliases={"e1": ["徐庄"]})])
    assert [card.type for card in lookup.cards(made, "徐庄")] == ["Place", "Park"]
    assert [ref.type for ref in lookup.find(made, "徐庄")] == ["Place", "Park"]
    assert [ref.type for ref in lookup.find(made, "徐庄", "Park")] == ["Park"]


def test_near_names(store: Store) -> None:
    assert lookup.cards(store, "五色") == []
    assert lookup.near(store, "五色")[0].name == "五色联盟"
    assert lookup.near(store, "相城开发区")[0].name == "相城经济技术开发区"
    assert lookup.near(store, "zzz") == []


@pytest.mark.parametrize("name", ["", "  ", "“”"])
def test_no_name_finds_nothing(store: Store, name: str) -> None:
    assert lookup.cards(store, name) == []
    assert lookup.near(store, name) == []
