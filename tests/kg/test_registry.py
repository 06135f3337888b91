from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from kg import graph, lookup, names, places, registry
from kg.model import Article
from kg.registry import Record
from kg.resolve import settle
from kg.store import Store

Make = Callable[..., Article]
RECORDS = registry.records()
ROOT = Path(__file__).parents[2]


def test_the_registers_are_as_long_as_they_say() -> None:
    count = Counter(record.register.id for record in RECORDS)
    assert 170 <= count["high-tech-zones"] <= 182
    assert 225 <= count["economic-zones"] <= 240
    assert len({record.name for record in RECORDS}) == len(RECORDS)
    for record in RECORDS:
        assert record.register.source
        assert record.register.date.startswith("20")
        assert record.sort in ("高新区", "经开区")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_the_place_of_an_entry_is_in_the_table_of_divisions(record: Record) -> None:
    path = places.path(record.division)
    assert path[0] == record.province
    assert record.city in (*path, record.province)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_every_name_of_an_entry_means_it_and_no_other(record: Record) -> None:
    own = registry.forms(record)
    assert {record.name, *record.listed} <= set(own)
    city = places.stem(record.city)
    spelt = [*own, f"{record.province}{record.name}", f"“{record.name}”"]
    plain = [form for form in own if "国家" not in form]
    spelt += [form.replace("高新区", "国家高新区") for form in plain if form.endswith("高新区")]
    spelt += [form.replace("经开区", "国家级经开区") for form in plain if form.endswith("经开区")]
    if places.within(places.codes(city)[0], record.division) and not record.name.startswith(city):
        spelt.append(f"{city}{record.name}")
    for form in spelt:
        assert registry.find(form) is record, form


def test_short_forms_follow_from_the_name() -> None:
    made = {record.name: registry.forms(record) for record in RECORDS}
    assert "无锡高新区" in made["无锡高新技术产业开发区"]
    assert {"相城经开区", "相城经济开发区", "相城开发区"} <= set(made["相城经济技术开发区"])
    assert "慈湖高新区" in made["马鞍山慈湖高新技术产业开发区"]
    assert "光谷" in made["武汉东湖新技术开发区"]


@pytest.mark.parametrize(
    "name",
    ["高新区", "经开区", "国家级高新区", "火炬高新区", "临港经开区", "医药高新区", "徐庄高新区"],
)
def test_a_name_that_several_or_no_entries_have_means_none(name: str) -> None:
    assert registry.find(name) is None


def test_all_parks_of_the_registers_are_told_apart_in_one_graph(make: Make) -> None:
    articles = [
        make(f"{at}-{n}.txt", {"x": ("Park", form)}, [])
        for at, record in enumerate(RECORDS)
        for n, form in enumerate(registry.forms(record))
    ]
    found = settle(articles)
    for at, record in enumerate(RECORDS):
        keys = [(f"{at}-{n}.txt", 0, "x") for n, _ in enumerate(registry.forms(record))]
        assert len({found.naming[key].iri for key in keys}) == 1, record.name
        assert found.records[found.naming[keys[0]].iri] is record
    assert len({thing.iri for thing in found.naming.values()}) == len(RECORDS)


# Provincial parks that no register has, each in the forms that articles use; all invented, in real
# places, so that only their form can tell that they are one, and not another's.
INVENTED = [
    ("江苏如东云帆经济开发区", "如东云帆经济开发区", "南通如东云帆经开区"),
    ("江苏省睢宁经济开发区", "睢宁经开区", "徐州睢宁经济开发区"),
    ("江苏涟水高新技术产业开发区", "涟水高新区", "淮安涟水高新区"),
    ("浙江象山经济开发区", "象山经济开发区", "宁波象山经开区"),
    ("浙江省桐庐经济开发区", "桐庐经开区", "杭州桐庐经济开发区"),
    ("浙江龙游高新技术产业园区", "龙游高新区", "衢州龙游高新区"),
    ("安徽肥西经济开发区", "肥西经开区", "合肥肥西经济开发区"),
    ("安徽凤阳经济开发区", "凤阳经济开发区", "滁州凤阳经开区"),
    ("福建惠安经济开发区", "惠安经开区", "泉州惠安经济开发区"),
    ("福建漳浦青帆高新技术产业开发区", "漳浦青帆高新区", "漳州漳浦青帆高新区"),
    ("江西进贤经济开发区", "进贤经开区", "南昌进贤经济开发区"),
    ("山东沂水经济开发区", "沂水经开区", "临沂沂水经济开发区"),
    ("山东桓台高新技术产业开发区", "桓台高新区", "淄博桓台高新区"),
    ("河南新郑经济开发区", "新郑经开区", "郑州新郑经济开发区"),
    ("湖北嘉鱼高新技术产业园区", "嘉鱼高新区", "咸宁嘉鱼高新区"),
    ("湖北远安经济开发区", "远安经济开发区", "宜昌远安经开区"),
    ("湖南醴陵经济开发区", "醴陵经开区", "株洲醴陵经济开发区"),
    ("湖南汨罗高新技术产业开发区", "汨罗高新区", "岳阳汨罗高新区"),
    ("广东四会高新技术产业开发区", "四会高新区", "肇庆四会高新区"),
    ("四川郫都高新技术产业园区", "郫都高新区", "成都郫都高新区"),
    ("四川什邡经济开发区", "什邡经开区", "德阳什邡经济开发区"),
    ("贵州福泉经济开发区", "福泉经济开发区", "贵州省福泉经开区"),
    ("陕西鄠邑高新技术产业开发区", "鄠邑高新区", "西安鄠邑高新区"),
    ("河北正定高新技术产业开发区", "正定高新区", "石家庄正定高新区"),
]


@pytest.mark.parametrize("forms", INVENTED, ids=lambda forms: forms[0])
def test_a_park_that_no_register_has_is_known_by_its_form(make: Make, forms: tuple[str]) -> None:
    assert not any(registry.find(form) for form in forms)
    articles = [make(f"{n}.txt", {"x": ("Park", form)}, []) for n, form in enumerate(forms)]
    assert len({thing.iri for thing in settle(articles).naming.values()}) == 1
    code = registry.division_of(forms[0])
    assert code is not None
    assert len(code) == 6


def test_parks_that_no_register_has_stay_apart_from_each_other_and_from_those_it_has(
    make: Make,
) -> None:
    articles = [
        make(f"{at}-{n}.txt", {"x": ("Park", form)}, [])
        for at, forms in enumerate(INVENTED)
        for n, form in enumerate(forms)
    ]
    articles += [make(f"{r.name}.txt", {"x": ("Park", r.name)}, []) for r in RECORDS]
    iris = {thing.iri for thing in settle(articles).naming.values()}
    assert len(iris) == len(INVENTED) + len(RECORDS)


def test_a_park_carries_its_official_name_level_and_place(make: Make) -> None:
    store = Store()
    names_of = {
        "x": ("Park", "无锡高新区"),
        "y": ("Park", "江苏如东经济开发区"),
    }
    graph.add(store, [make("甲.txt", names_of, []), make("乙.txt", {"z": ("Park", "高新区")}, [])])
    (card,) = lookup.cards(store, "无锡国家高新技术产业开发区")
    assert card.name == "无锡高新区"
    assert card.official is not None
    assert card.official.name == "无锡高新技术产业开发区"
    assert (card.official.level, card.official.code) == ("national", "320200")
    assert (card.official.province, card.official.city) == ("江苏省", "无锡市")
    (other,) = lookup.cards(store, "江苏如东经济开发区")
    assert other.official is not None
    assert other.official.name is None
    assert (other.official.code, other.official.city) == ("320623", "南通市")
    assert all(card.official is None for card in lookup.cards(store, "高新区"))
    graph.remove(store, ["甲.txt", "乙.txt"])
    assert store.graphs() == []


def test_extraction_and_identity_share_one_table_of_divisions() -> None:
    # The two packages do not see each other, so each has it; they must not drift apart.
    ours = (files("kg") / "data" / "divisions.tsv").read_bytes()
    assert ours == (ROOT / "extract" / "data" / "divisions.tsv").read_bytes()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("中国共产党江苏省委员会", "江苏省委"),
        ("中共江苏省委组织部", "江苏省委组织部"),
        ("中共无锡高新技术产业开发区工作委员会", "无锡高新区党工委"),
        ("无锡国家高新区管理委员会", "无锡高新区管委会"),
        ("江苏省发展和改革委员会", "江苏省发改委"),
        ("无锡市科学技术局", "无锡市科技局"),
        ("高新区纪检监察工作委员会", "高新区纪委"),
        ("无锡高新区工会工作委员会", "无锡高新区工会工委"),
    ],
)
def test_organs_of_party_and_state_by_pattern(name: str, form: str) -> None:
    assert names.body_form(name) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一联合党支部", "第二联合党支部"),
        ("星海产业园一期", "星海产业园二期"),
        ("成都高新区管委会", "成都经开区管委会"),
        ("135工作法", "136工作法"),
        ("A座党支部", "B座党支部"),
        ("第十二党支部", "第二党支部"),
    ],
)
def test_characters_that_tell_two_things_apart(one: str, other: str) -> None:
    first, second = names.telling(one), names.telling(other)
    assert first is not None
    assert second is not None
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_a_numeral_is_one_however_it_is_written() -> None:
    assert names.telling("第12党支部") == names.telling("第十二党支部")
    assert names.telling("一三五工作法") == names.telling("135工作法")
