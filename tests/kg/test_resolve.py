import random
from collections.abc import Callable

import pytest

from kg.model import Article
from kg.resolve import resolve

Make = Callable[..., Article]
Names = dict[str, tuple[str, str]]
PARKS = {"甲": "相城经开区", "乙": "镇江高新区"}


def article(
    make: Make, source: str, names: Names, *relations: tuple[str, ...], **more: object
) -> Article:
    return make(f"{source}.txt", names, list(relations), **more)


def iris(articles: list[Article], entity: str = "x") -> list[str]:
    naming = resolve(articles)
    return [naming[a.source, a.number, entity].iri for a in articles]


def together(articles: list[Article]) -> bool:
    return len(set(iris(articles))) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("相城经济技术开发区", "相城经开区", True),
        ("无锡国家高新技术产业开发区", "无锡高新区", True),
        ("福建漳州古雷港经济开发区", "漳州古雷港经济开发区", True),
        ("硚口经济开发区", "硚口经开区", True),
        ("成都高新区", "成都经开区", False),
        ("无锡高新区", "无锡新区", False),
        ("高新区", "高新区", False),
        ("国家级高新区", "高新区", False),
        ("生物产业园", "生物产业园", False),
        ("长春新区", "长春新区", True),
    ],
)
def test_parks(make: Make, one: str, other: str, same: bool) -> None:
    pair = [article(make, s, {"x": ("Park", n)}) for s, n in (("甲", one), ("乙", other))]
    assert together(pair) is same
    assert len(set(iris(pair))) == (1 if same else 2)


def test_a_specific_alias_joins_parks_and_a_bare_one_does_not(make: Make) -> None:
    def named(source: str, name: str, alias: str) -> Article:
        return article(make, source, {"x": ("Park", name)}, aliases={"x": [alias]})

    joined = [
        named("甲", "烟台黄渤海新区", "烟台开发区"),
        named("乙", "烟台经济技术开发区", "烟台开发区"),
    ]
    assert together(joined)
    assert not together([named("甲", "无锡高新区", "高新区"), named("乙", "镇江高新区", "高新区")])


def test_a_province_is_dropped_only_where_that_leaves_no_doubt(make: Make) -> None:
    def named(source: str, name: str) -> Article:
        return article(make, source, {"x": ("Park", name)})

    short, tianjin = named("甲", "滨海高新区"), named("乙", "天津滨海高新区")
    assert together([short, tianjin])
    assert len(set(iris([short, tianjin, named("丙", "江苏滨海高新区")]))) == 3


def test_parks_named_after_their_industry_are_one_inside_one_park(make: Make) -> None:
    def inside(source: str, park: str) -> Article:
        names = {"x": ("Park", "生物产业园"), "p": ("Park", park)}
        return article(make, source, names, ("x", "locatedIn", "p"))

    assert together([inside("甲", "宜昌高新区"), inside("乙", "宜昌高新区")])
    assert not together([inside("甲", "宜昌高新区"), inside("乙", "武汉高新区")])


def in_park(make: Make, source: str, kind: str, name: str, park: str, predicate: str) -> Article:
    names = {"x": (kind, name), "p": ("Park", park)}
    pair = ("p", "x") if predicate == "runs" else ("x", "p")
    return article(make, source, names, (pair[0], predicate, pair[1]))


@pytest.mark.parametrize(
    ("kind", "name", "predicate"),
    [
        ("Programme", "三项工程", "runs"),
        ("Project", "人才公寓项目", "locatedIn"),
        ("Person", "张伟", "activeIn"),
        ("PartyOrganisation", "党工委", "unitOf"),
        ("GovernmentBody", "管委会", "unitOf"),
        ("GovernmentBody", "党群办", "unitOf"),
        ("Institution", "党群服务中心", "locatedIn"),
        ("Place", "和平社区", "locatedIn"),
    ],
)
def test_one_name_is_one_thing_in_one_park_and_two_in_two(
    make: Make, kind: str, name: str, predicate: str
) -> None:
    same = [in_park(make, s, kind, name, "相城经开区", predicate) for s in PARKS]
    apart = [in_park(make, s, kind, name, park, predicate) for s, park in PARKS.items()]
    assert together(same)
    assert not together(apart)
    assert iris(apart)[0].endswith(f"{name}@相城经开区")
    assert iris(apart)[1].endswith(f"{name}@镇江高新区")


def test_a_programme_is_placed_by_the_whole_it_is_part_of(make: Make) -> None:
    def part(source: str, park: str) -> Article:
        names = {
            "p": ("Park", park),
            "w": ("Programme", f"{park}红链"),
            "x": ("Programme", "先锋圈"),
            "o": ("Park", "别的高新区"),
        }
        return article(make, source, names, ("p", "runs", "w"), ("x", "partOf", "w"))

    assert together([part("甲", "相城经开区"), part("乙", "相城经开区")])
    assert not together([part("甲", "相城经开区"), part("乙", "镇江高新区")])


def test_a_programme_of_no_known_park_stays_apart(make: Make) -> None:
    assert not together([article(make, s, {"x": ("Programme", "揭榜挂帅")}) for s in "甲乙"])


def test_offices_of_one_park_by_long_and_short_name(make: Make) -> None:
    def office(source: str, name: str) -> Article:
        names = {"p": ("Park", "无锡高新区"), "x": ("PartyOrganisation", name)}
        return article(make, source, names, ("x", "unitOf", "p"), aliases={"p": ["高新区"]})

    assert together(
        [office("甲", "无锡高新区党工委"), office("乙", "党工委"), office("丙", "高新区党工委")]
    )
    assert not together([office("甲", "无锡高新区党工委"), office("乙", "无锡高新区党工委组织部")])


def test_offices_of_two_zones_of_one_city_are_two(make: Make) -> None:
    names = ("成都高新区管委会", "成都经开区管委会")
    assert not together([article(make, n, {"x": ("GovernmentBody", n)}) for n in names])


def test_branches_of_two_firms_are_two(make: Make) -> None:
    def branch(source: str, firm: str) -> Article:
        names = {
            "p": ("Park", "无锡高新区"),
            "f": ("Company", firm),
            "x": ("PartyOrganisation", "党支部"),
        }
        return article(make, source, names, ("x", "unitOf", "f"), ("f", "locatedIn", "p"))

    assert not together([branch("甲", "锐晶半导体有限公司"), branch("乙", "华曜微电子有限公司")])
    assert together([branch("甲", "锐晶半导体有限公司"), branch("乙", "锐晶半导体有限公司")])


def firm(make: Make, source: str, park: str, name: str, *aliases: str) -> Article:
    names = {"p": ("Park", park), "x": ("Company", name)}
    return article(make, source, names, ("x", "locatedIn", "p"), aliases={"x": list(aliases)})


def test_companies(make: Make) -> None:
    full = firm(make, "甲", "镇江高新区", "丹佛斯动力系统(江苏)有限公司", "丹佛斯", "丹佛斯动力")
    assert together([full, firm(make, "乙", "成都高新区", "丹佛斯动力系统（江苏）有限公司")])
    assert together([full, firm(make, "乙", "成都高新区", "丹佛斯动力")])
    assert together([full, firm(make, "乙", "镇江高新区", "丹佛斯")])
    assert not together([full, firm(make, "乙", "成都高新区", "丹佛斯")])
    other = firm(make, "丙", "武汉高新区", "丹佛斯制冷(武汉)有限公司", "丹佛斯", "丹佛斯动力")
    assert not together([full, other])
    unsure = firm(make, "乙", "成都高新区", "丹佛斯动力")
    assert len(set(iris([full, other, unsure]))) == 3


def test_a_bank_is_not_its_branch(make: Make) -> None:
    branch = firm(make, "甲", "无锡高新区", "中国银行无锡高新区支行", "中国银行")
    assert not together([branch, firm(make, "乙", "无锡高新区", "中国银行")])


def person(make: Make, source: str, park: str, kind: str, organisation: str) -> Article:
    names = {"p": ("Park", park), "o": (kind, organisation), "x": ("Person", "张伟")}
    facts = [("x", "activeIn", "p")]
    facts += [("x", "holdsPosition", "o", "经理")] if kind == "Company" else []
    return article(make, source, names, *facts)


def test_people_of_two_firms_of_one_park_are_two(make: Make) -> None:
    one = person(make, "甲", "徐庄高新区", "Company", "甲乙丙科技有限公司")
    other = person(make, "乙", "徐庄高新区", "Company", "丁戊己科技有限公司")
    third = person(make, "丙", "徐庄高新区", "Place", "南京")
    elsewhere = person(make, "丁", "成都高新区", "Company", "甲乙丙科技有限公司")
    assert not together([one, other])
    assert together([one, elsewhere])
    assert together([one, third])
    assert len(set(iris([one, other, third]))) == 3


@pytest.mark.parametrize(
    ("names", "things"),
    [
        (["南京市", "南京"], 1),
        (["吉林省", "吉林市", "吉林"], 3),
        (["内蒙古", "内蒙古自治区"], 1),
        (["玄武区", "玄武"], 1),
        (["三井街道", "新桥街道"], 2),
    ],
)
def test_places(make: Make, names: list[str], things: int) -> None:
    articles = [article(make, f"篇{n}", {"x": ("Place", n)}) for n in names]
    assert len(set(iris(articles))) == things


def test_types_are_never_mixed(make: Make) -> None:
    kinds = ("Place", "Park", "Company", "Programme")
    articles = [article(make, k, {"x": (k, "徐庄")}) for k in kinds]
    assert len(set(iris(articles))) == len(kinds)


def test_the_preferred_name_is_the_fullest_or_the_most_frequent(make: Make) -> None:
    parks = [
        article(make, n, {"x": ("Park", n)}) for n in ("无锡高新区", "无锡国家高新技术产业开发区")
    ]
    naming = resolve(parks)
    assert {thing.label for thing in naming.values()} == {"无锡国家高新技术产业开发区"}


def test_a_form_that_an_article_gives_to_two_things_joins_neither(make: Make) -> None:
    names = {
        "p": ("Park", "无锡高新区"),
        "x": ("Programme", "锡芯同行"),
        "y": ("Programme", "锡芯同行联盟"),
    }
    facts = [("p", "runs", "x"), ("p", "runs", "y"), ("y", "partOf", "x")]
    one = make("甲.txt", names, facts, aliases={"y": ["锡芯同行"]})
    naming = resolve([one, make("乙.txt", names, facts)])
    assert naming["甲.txt", 0, "x"] != naming["甲.txt", 0, "y"]
    assert naming["甲.txt", 0, "y"] == naming["乙.txt", 0, "y"]


def test_any_order_gives_the_same_names(gold_articles: list[Article]) -> None:
    naming = resolve(gold_articles)
    shuffled = list(gold_articles)
    for seed in range(3):
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - any order will do
        assert resolve(shuffled) == naming


def test_no_two_things_share_an_iri(gold_articles: list[Article]) -> None:
    naming = resolve(gold_articles)
    labels: dict[str, set[str]] = {}
    for thing in naming.values():
        labels.setdefault(thing.iri, set()).add(thing.label)
    assert all(len(own) == 1 for own in labels.values())
