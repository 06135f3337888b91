"""Whether one name can be a shorter form of another, by the type of thing named."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable

from extract import gazetteer, values

MARKS = re.compile(r"[\s\"'“”‘’「」『』《》〈〉()（）\[\]【】·•,，、.。:：;；—–_|/-]")

_PARK_ENDINGS = [
    ("高新技术产业开发区", "高新区"),
    ("高技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("新兴技术开发区", "开发区"),
    ("经济技术开发区", "经开区"),
    ("工业经济开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("工业开发区", "开发区"),
    ("综合保税区", "保税区"),
    ("综合保税港区", "保税区"),
    ("综保区", "保税区"),
    ("保税港区", "保税区"),
    ("自由贸易试验区", "自贸区"),
    ("自贸试验区", "自贸区"),
    ("空港经济区", "空港区"),
    ("工业园区", "工业园"),
    ("产业园区", "产业园"),
    ("科技园区", "科技园"),
    ("化工园区", "化工园"),
    ("石化工业区", "工业区"),
    ("科技产业园", "产业园"),
]
_PARK_KINDS = (
    "高新区 经开区 保税区 自贸区 空港区 工业园 产业园 科技园 化工园 工业区 开发区 园区 新区 新城 "
    "片区 科创园 软件园 科技城 示范区 集聚区 物流园 创业园 创新园 孵化园 孵化器 "
    "生态园 港区 合作区 度假区 试验区 园"
).split()
_GENERAL_KINDS = frozenset({"开发区", "园区", "园", "新区", "片区", ""})
_RANKS = re.compile(r"国家级|国家|省级|市级")
_LEGAL_FORM = re.compile(
    r"(?:集团)?(?:股份|责任)?有限(?:责任)?公司$|集团股份有限公司$|集团有限公司$|总公司$|公司$|集团$"
)
# an ending that tells the kind only: 海棠 is short for 海棠引育计划, not for 海棠会客厅
_ORDINARY = re.compile(
    r"^.{0,6}(?:行动|工程|计划|联盟|品牌|机制|制度|工作法|模式|平台|系统|小程序|专班|队|团|活动|大赛|政策|措施|办法|体系)$"
)
_ENDING = re.compile(
    r"(?:联盟|联合体|共同体|行动|工程|计划|工作法|服务队|突击队|大赛|品牌|机制|条)$"
)
_NUMERALS = dict(zip("123456789", "一二三四五六七八九", strict=True))
_PROGRAMME_REST = re.compile(
    r"^(?:产业链|产业|全产业链|党建|服务|党员|专项|志愿|合作|提升|品牌|特色|子|工作|工程|行动|计划|行动计划|联盟|联合体|共同体|机制|制度|工作法|"
    r"模式|体系|矩阵|活动|试点|政策|项目|平台|小程序|系统|服务队|突击队|先锋队|分队|团队|队伍|志愿队|专班|专项行动|信息化|公共|检测|"
    r"议事|大赛|品牌体系|的|年|三年|攻坚|建设|引领|联建|融合|理念|做法)+$"
)


@functools.lru_cache(maxsize=1 << 14)
def plain(name: str) -> str:
    """A name without marks and white space."""
    return MARKS.sub("", name)


@functools.lru_cache(maxsize=1 << 14)
def without_place(name: str) -> str:
    """A name without the provinces, cities and counties it begins with (two characters stay)."""
    listed = gazetteer.divisions()
    changed = True
    while changed:
        changed = False
        for size in range(min(11, len(name) - 2), 1, -1):
            if name[:size] in listed:
                rest = name[size:]
                for level in ("省", "市", "县", "区"):
                    if rest.startswith(level) and len(rest) > 3:
                        rest = rest[1:]
                        break
                name, changed = rest, True
                break
    return name


@functools.lru_cache(maxsize=1 << 14)
def park_parts(name: str) -> tuple[str, str]:
    """The own part and the kind of a park's name: 相城经济技术开发区 → (相城, 经开区)."""
    name = _RANKS.sub("", plain(name))
    for long, kind in _PARK_ENDINGS:
        if name.endswith(long):
            return name[: -len(long)], kind
    for kind in _PARK_KINDS:
        if name.endswith(kind):
            return name[: -len(kind)], kind
    return name, ""


def is_subsequence(short: str, long: str) -> bool:
    """Whether the characters of ``short`` stand in ``long`` in this order."""
    rest = iter(long)
    return all(char in rest for char in short)


def is_generic_park(name: str) -> bool:
    """Whether a park's name says only its kind (高新区, 园区)."""
    own, kind = park_parts(name)
    return bool(kind) and own in ("", "全", "本", "该", "我")


def _park(short: str, long: str) -> bool:
    own, kind = park_parts(short)
    full, full_kind = park_parts(long)
    if kind != full_kind and kind not in _GENERAL_KINDS:
        return False
    if kind != full_kind and kind in _GENERAL_KINDS and not own:
        return False
    if not own:
        return True
    # 珠江学府园区 / 学府产业园区; 东海渔业合作区 / 东海渔业合作示范区
    if (
        len(short) >= 5
        and is_subsequence(without_place(own), without_place(full))
        and (kind == full_kind or own[:2] == full[:2])
    ):
        return len(without_place(own)) >= 2
    full = full.removesuffix("市").removesuffix("县")
    bare = own.removesuffix("市").removesuffix("县")
    if kind == "" and len(bare) < 2:
        return False
    # a new area is no garden within it: 海州新区, 深圳（海州）产业园区
    if kind == "新区" != full_kind:
        return bare == full
    return (
        bare == full
        or full.endswith(bare)
        or (
            full.startswith(bare)
            and kind in ("", "开发区", full_kind)
            and len(bare) >= 2
            and len(full) - len(bare) <= 2
        )
        or (bare in full and kind == full_kind and len(bare) >= 3)
    )


@functools.lru_cache(maxsize=1 << 14)
def _stem(name: str) -> str:
    """A firm's name without its legal form: 海州机械有限公司 → 海州机械."""
    return _LEGAL_FORM.sub("", plain(name))


def _company(short: str, long: str) -> bool:
    full, whole, stem = plain(long), _stem(long), _stem(short)
    if len(stem) < 2 or stem in gazetteer.divisions():
        return False
    if whole == full:
        return len(stem) >= 3 and without_place(full) == plain(short)
    own = without_place(whole)
    if plain(short) == full or stem == own or own.startswith(stem):
        return True
    if len(stem) >= 3 and stem in whole:
        return True
    core = without_place(stem)
    return len(core) >= 3 and own[:2] == core[:2] and is_subsequence(core, own)


_ALLIANCE = re.compile(rf"(.{{2,}}?)([{values.COLOURS}]|产业链|产业)党建联盟")


def _counted(name: str) -> str:
    """A programme's name with the digits it begins with as numerals: 5色联盟 → 五色联盟."""
    if len(name) > 1 and name[0] in _NUMERALS and not name[1].isdecimal():
        return _NUMERALS[name[0]] + name[1:]
    return name


def _same_ending(short: str, long: str) -> bool:
    """Whether two names end alike and the rest of one is in the rest of the other, in order."""
    match = _ENDING.search(short)
    if not match or not long.endswith(match.group()):
        return False
    own = short[: match.start()]
    return bool(own) and is_subsequence(own, long[: -len(match.group())])


def _programme(short: str, long: str) -> bool:
    a, b = _counted(plain(short)), _counted(plain(long))
    if a == b:
        return True
    # one alliance by its colour and by its trade: 海棠红党建联盟, 海棠产业党建联盟
    one, other = _ALLIANCE.fullmatch(a), _ALLIANCE.fullmatch(b)
    if one and other and one[1] == other[1] and (len(one[2]) == 1) != (len(other[2]) == 1):
        return True
    if len(a) < 2 or len(a) >= len(b):
        return False
    if b.startswith(a):
        rest = b[len(a) :]
        return bool(_PROGRAMME_REST.match(rest)) or (len(a) >= 3 and bool(_ORDINARY.search(rest)))
    if b.endswith(a) or _same_ending(a, b):
        return True
    # 四季联盟 / 四季党建联盟: the same but for a word within
    return len(a) >= 4 and b.replace("党建", "") == a.replace("党建", "")


@functools.lru_cache(maxsize=1 << 14)
def _planned(name: str) -> str:
    """What a project is to be: 海州的港口建设项目 → 海州港口."""
    return re.sub(r"(?:建设)?项目$", "", plain(name)).replace("的", "")


def _project(short: str, long: str) -> bool:
    a, b = _planned(short), _planned(long)
    if len(a) < 4:
        return a == b
    return b.endswith(a) or (b.startswith(a) and len(b) - len(a) <= 2)


def _place(short: str, long: str) -> bool:
    return gazetteer.bare_division(plain(long)) == gazetteer.bare_division(plain(short))


def _body(short: str, long: str) -> bool:
    a, b = plain(short), plain(long)
    return len(a) >= 2 and b.endswith(a)


_BY_TYPE = {
    "Park": _park,
    "Company": _company,
    "Programme": _programme,
    "Project": _project,
    "Place": _place,
    "PartyOrganisation": _body,
    "GovernmentBody": _body,
    "Institution": _body,
}


def shortens(type_: str, short: str, long: str) -> bool:
    """Whether ``short`` can stand for ``long``, both names of things of one type."""
    if plain(short) == plain(long):
        return True
    test = _BY_TYPE.get(type_)
    return test is not None and test(short, long)


def _kept(type_: str, short: str) -> str:
    """What no name that ``short`` can stand for is without: each of these characters, if any."""
    name = plain(short)
    if type_ == "Park":
        return without_place(park_parts(name)[0]).removesuffix("市").removesuffix("县")
    if type_ == "Company":
        return without_place(_stem(name))
    if type_ == "Programme":
        counted = _counted(name)
        if match := _ALLIANCE.fullmatch(counted):
            return match[1]
        return _ENDING.sub("", counted).replace("党建", "") or counted
    if type_ == "Project":
        return _planned(name)
    return gazetteer.bare_division(name) if type_ == "Place" else name


class LongForms:
    """Plain names with their types, to be asked which of them a shorter one can stand for."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        # (type, character) → the names with it; all names of a type are with ""
        self._with: dict[tuple[str, str], list[str]] = defaultdict(list)
        for type_, name in names:
            for char in {"", *name, *_counted(name)}:
                self._with[type_, char].append(name)

    def of(self, type_: str, short: str) -> list[str]:
        """The names that a name can stand for; tries those with its rarest character."""
        kept = _kept(type_, short) or ("",)
        tried = min((self._with.get((type_, char), []) for char in kept), key=len)
        return [name for name in tried if shortens(type_, short, name)]
