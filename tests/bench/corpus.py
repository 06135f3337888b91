"""A corpus of news about parks that are made up, as large as wanted: the same seed, the same pages.

A world of parks with their programmes, firms, projects, offices and people is drawn first; it
grows slower than the number of pages, and some parks are in the news far more often than others, so
that names repeat as they do in years of news. A page is either composed of sentences about one park
(with the long and short names of its firms) or one of the sample articles told of another park: its
parks, firms and people are replaced by those of the world, and what else only that place has (its
programmes, projects, institutions, streets) by names of the park's own. Without that, a sample's
programmes would be named a thousand times in a large corpus, each time by another park.

Names collide as they do in the news: every second firm has a trade name of three syllables, one
person in seven a given name of one character, every second programme a word of the park's own in
its name; else the names would run out, and the things of one name would grow with the corpus.

``python tests/bench/corpus.py COUNT FOLDER [SEED]`` writes the pages.
"""

import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from kg import places, registry

SAMPLES = Path(__file__).parents[1] / "articles" / "dev"
SAMPLE_SHARE = 0.15
"""Pages that are renamed sample articles; the others are composed."""
_NEIGHBOURS = 8
"""Parks that a renamed sample article may name, itself among them."""

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹苏潘"
    "葛范彭鲁韦马方袁柳史唐薛雷贺"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英辉红玲飞燕云海山宁波江河志"
    "建文国庆新春晓东立成永学"
)
_BRAND = "华中瑞恒鑫锐晶创联科盛博远达信泰宏亿腾云智汇凯诺众迅捷利康美佳德安新天元星辰海峰源益嘉通"
_TRADES = (
    "新材料 智能装备 电子科技 生物医药 精密制造 新能源 光电 汽车部件 "
    "环保科技 食品 半导体 机器人 信息技术 纺织"
)
_FORMS = "有限公司 股份有限公司 集团有限公司 有限责任公司"
_COLOURS = "红 先锋 锋 旗 初心 同心 党建 匠心 融合 领航"
_OBJECTS = "引擎 港湾 链 驿站 先锋 管家 课堂 火种 合伙人 护航 赋能 聚力 方阵 加油站"
_KINDS = "党建品牌 工程 行动 联盟 产业链党建联盟 计划 工作法 机制 平台 党建联合体"
_PRODUCTS = "总部基地 扩产 研发中心 二期 智能工厂 产业园 生产线改造 检测平台"
_OFFICES = (
    "党工委 管委会 组织部 科技局 经济发展局 党群工作部 投资促进局 行政审批局 总工会 人才服务中心"
)
_POSTS = "党工委书记 管委会主任 党工委委员 组织部部长 科技局局长 投资促进局局长 党群工作部部长"
_FIRM_POSTS = "董事长 总经理 党支部书记 副总经理 党委书记 车间主任"
_SORTS = "经济开发区 高新技术产业开发区 产业园 科技园 工业园区"


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm with its short name, who works there (with posts) and what it builds."""

    name: str
    short: str
    people: tuple[tuple[str, str], ...]
    project: str


@dataclass(frozen=True, slots=True)
class Park:
    """A park with a short name and all that the pages can tell of it."""

    name: str
    short: str
    city: str
    programmes: tuple[str, ...]
    firms: tuple[Firm, ...]
    people: tuple[tuple[str, str], ...]


def pages(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield ``count`` pages, each with its file's name."""
    parks = world(_parks_for(count), seed)
    ranks = range(len(parks))
    weights = list(accumulate(1 / (rank + 5) for rank in ranks))
    for number in range(count):
        chance = random.Random(f"{seed} page {number}")  # noqa: S311 - no secret
        (rank,) = chance.choices(ranks, cum_weights=weights)
        if chance.random() < SAMPLE_SHARE:
            near = [parks[(rank + step) % len(parks)] for step in range(_NEIGHBOURS)]
            text = _renamed(near, chance)
        else:
            text = _composed(parks[rank], number, chance)
        yield f"{number // 1000:03}/{number:06}.txt", text


def write(count: int, folder: Path, seed: int = 1) -> int:
    """Write the pages into ``folder``; the number of their characters."""
    characters = 0
    for name, text in pages(count, seed):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        characters += len(text)
    return characters


def _parks_for(count: int) -> int:
    return max(8, round(2 * count**0.7))


def world(size: int, seed: int) -> list[Park]:
    """Draw the parks: those of the registers first, then parks of counties."""
    listed = [(record.name, record.city or record.province) for record in registry.records()]
    random.Random(f"{seed} order").shuffle(listed)  # noqa: S311 - no secret
    counties = _counties()
    made: list[Park] = []
    for number in range(size):
        chance = random.Random(f"{seed} park {number}")  # noqa: S311 - no secret
        if number < len(listed):
            name, city = listed[number]
        else:
            city = counties[(number * 7919 + seed) % len(counties)]
            name = city.rstrip("市县区") + _SORTS.split()[number % 5]
        made.append(_park(name, city, chance))
    return made


@cache
def _counties() -> tuple[str, ...]:
    table = Path(registry.__file__).with_name("data") / "divisions.tsv"
    rows = (line.split("\t") for line in table.read_text("utf-8").splitlines() if line[0] != "#")
    return tuple(name for _, name, level in rows if level != "province" and len(name) > 2)


def _park(name: str, city: str, chance: random.Random) -> Park:
    short = name.replace("国家", "").replace("高新技术产业开发区", "高新区")
    short = short.replace("经济技术开发区", "经开区").replace("经济开发区", "经开区")
    programmes = tuple(_programme(chance) for _ in range(chance.randint(3, 7)))
    posts = chance.sample(_POSTS.split(), 4)
    people = tuple((_person(chance), post) for post in posts)
    firms = tuple(_firm(city, chance) for _ in range(chance.randint(6, 16)))
    return Park(name, short, city, programmes, firms, people)


def _programme(chance: random.Random) -> str:
    own = "".join(chance.sample(_BRAND, 2)) if chance.random() < 0.5 else ""
    words = (chance.choice(words.split()) for words in (_COLOURS, _OBJECTS, _KINDS))
    return own + "".join(words)


def _person(chance: random.Random) -> str:
    given = chance.choices(_GIVEN, k=1 if chance.random() < 1 / 7 else 2)
    return chance.choice(_SURNAMES) + "".join(given)


def _firm(city: str, chance: random.Random) -> Firm:
    brand = "".join(chance.sample(_BRAND, chance.randint(2, 3)))
    trade = chance.choice(_TRADES.split())
    place = city.rstrip("市县区")
    people = tuple((_person(chance), post) for post in chance.sample(_FIRM_POSTS.split(), 2))
    project = f"{brand}{trade}{chance.choice(_PRODUCTS.split())}项目"
    return Firm(
        f"{place}{brand}{trade}{chance.choice(_FORMS.split())}", brand + trade, people, project
    )


_OPENINGS = (
    "本报讯（记者 {reporter}）{day}，{park}召开党建引领产业发展推进会。{leader_post}{leader}出席"
    "会议并讲话，{firm}等{n}家企业代表参加。",
    "{day}，走进{park}（以下简称“{short}”）的党群服务中心，{firm}{firm_post}{person}正和同事商量下一步的合作。",
    "“{programme}”实施以来，{park}已有{n}家企业受益。{day}，记者在{firm}看到，新产线正在调试。",
    "近年来，位于{city}的{park}坚持以高质量党建引领高质量发展，打造“{programme}”，走出了一条组织链"
    "赋能产业链的新路子。",
)
_SENTENCES = (
    "{short}{leader_post}{leader}介绍，“{programme}”由{short}{office}牵头，{firm}、{other}等{n}家单位参加。",
    "{firm}投资{n}亿元建设的{project}落户{short}，预计明年{m}月建成投产。",
    "“以前办手续要跑{m}趟，现在专员上门，{m}天就办完了。”{firm}{firm_post}{person}说。",
    "{short}{office}还推出“{second}”，为企业提供融资、用工、审批等服务，累计解决问题{n}件。",
    "在{other}，党员技术骨干组成攻关小组，{m}个月攻克了{m}项难题，产能提升{m}成。",
    "据了解，{short}先后成立了“{programme}”和“{second}”，覆盖企业{n}家、党员{n}名。",
    "{other}党支部与{short}{office}结对共建，每季度开展一次主题党日活动。",
    "今年以来，{short}新签约项目{m}个，其中{project}总投资{n}亿元。",
    "{other}{other_post}{third}表示，公司将依托“{programme}”，与上下游企业共享设备和人才。",
    "{leader}说，下一步{short}将继续完善服务机制，让干部多跑腿、企业少跑路。",
    "在{city}{short}的展厅里，{short_firm}生产的产品吸引了不少客商驻足。",
    "为了留住人才，{short}{office}会同{firm}建起青年公寓，首批{n}名员工已经入住。",
    "{short_firm}的车间里，机械臂来回穿梭，工人们正在赶制一批出口订单，订单已经排到了明年{m}月。",
    "群众的事情无小事，园区里的公交线路、食堂和托育点，都是在一次次走访中定下来的。",
)


def _composed(park: Park, number: int, chance: random.Random) -> str:
    firm, other = chance.sample(park.firms, 2)
    programme, second = chance.sample(park.programmes, 2)
    leader, leader_post = chance.choice(park.people)
    person, firm_post = chance.choice(firm.people)
    third, other_post = chance.choice(other.people)
    day = f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
    said = {
        "park": park.name,
        "short": park.short,
        "city": park.city,
        "programme": programme,
        "second": second,
        "leader": leader,
        "leader_post": leader_post,
        "office": chance.choice(_OFFICES.split()),
        "firm": firm.name,
        "short_firm": firm.short,
        "project": firm.project,
        "person": person,
        "firm_post": firm_post,
        "other": other.name if chance.random() < 0.5 else other.short,
        "third": third,
        "other_post": other_post,
        "day": day,
        "reporter": _person(chance),
    }

    def written(template: str) -> str:
        return template.format(**said, n=chance.randint(12, 480), m=chance.randint(2, 11))

    body = [written(chance.choice(_OPENINGS))]
    sentences = [written(text) for text in chance.sample(_SENTENCES, chance.randint(3, 10))]
    while sentences:
        length = chance.randint(1, 3)
        body.append("".join(sentences[:length]))
        sentences = sentences[length:]
    title = f"{park.short}：“{programme}”激活发展动能"
    date = f"{2018 + number % 7}年{day}　来源：{park.city}日报"
    return "\n\n".join([title, date, *body]) + "\n"


_REPLACED = ("Park", "Company", "Person", "Programme", "Project", "Institution", "Place")


@cache
def _samples() -> tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]:
    """Read the sample articles: each with its names, as (type, forms, longest first)."""
    found = []
    for gold in sorted(SAMPLES.glob("*.json")):
        told = json.loads(gold.read_text("utf-8"))
        path = gold.with_name(told["doc"])
        if path.suffix == ".txt":
            things = tuple(
                (e["type"], (e["name"], *e.get("aliases", ())))
                for e in told["entities"]
                if e["type"] in _REPLACED
            )
            found.append((path.read_text("utf-8"), things))
    return tuple(found)


def _renamed(near: list[Park], chance: random.Random) -> str:
    """Tell one of the samples of the first of some parks, and of the others in passing."""
    text, things = chance.choice(_samples())
    park, parks = near[0], list(reversed(near))
    firms, people = list(park.firms), [name for name, _ in park.people]
    people += [name for firm in firms for name, _ in firm.people]
    chance.shuffle(firms)
    chance.shuffle(people)
    new: dict[str, str] = {}
    for type_name, forms in things:
        if type_name == "Park" and parks:
            own = parks.pop()
            names = (own.name, own.short)
        elif type_name == "Company" and firms:
            firm = firms.pop()
            names = (firm.name, firm.short)
        elif type_name == "Person" and people:
            names = (people.pop(),) * 2
        else:
            new |= {form: _own(form, park) for form in forms if _is_local(type_name, form)}
            continue
        new |= {form: names[place > 0] for place, form in enumerate(forms) if len(form) > 1}
    old = "|".join(map(re.escape, sorted(new, key=len, reverse=True)))
    return re.sub(old, lambda match: new[match[0]], text) if old else text


def _is_local(type_name: str, form: str) -> bool:
    """Whether a name can be one of the park's own; cities and provinces are everybody's."""
    if type_name == "Place":
        return len(form) >= 3 and not places.steps(form)
    return len(form) >= 4 and not form.startswith(("党群", "高新区", "经开区"))


def _own(form: str, park: Park) -> str:
    """Begin a name with two syllables of the park's own; so names that begin alike still do."""
    chance = random.Random(f"{park.name} {form[:2]}")  # noqa: S311 - no secret
    return "".join(chance.sample(_BRAND, 2)) + form[2:]


if __name__ == "__main__":
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    written = write(int(sys.argv[1]), Path(sys.argv[2]), seed)
    sys.stdout.write(f"{sys.argv[1]} pages, {written} characters\n")
