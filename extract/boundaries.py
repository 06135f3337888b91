"""Where the names are in what the tagger took for a name: without verbs, marks and neighbours."""

import re
from collections.abc import Callable, Iterator

from extract import abbreviation, gazetteer, segment
from extract.tagger import Tagged

_PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("（", "）"), ("(", ")"), ("「", "」"))
_EDGES = " \u3000，。、；：！？"
# words that follow a person's name and rarely end one
_NOT_IN_NAMES = frozenset("就也都已把从又才还便说带被让给对将在或则却仍曾所等只仅")
_JOINING = "当向和与及正"  # these may end one
_NAME_AND_WAY = re.compile(r"([^·]+·[^·]{2,6}?)[来在到从去赴]([^·]{2,})")  # 扎西·平措|来|苏州
_ZONE_AND_GARDEN = re.compile(
    r"(.{2,}?(?:高新区|经开区|开发区|保税区|综保区|新区))([^（(·]{2,}(?:园|园区|城|港|谷|基地|区))$"
)
_PARK_AND_VERB = re.compile(r"(.{3,}?[园区城谷港])(?:开园|开城|揭牌|挂牌|奠基|落成|启用|投用)$")
_ZONE_AND_PLACE = re.compile(
    r"(.{2,}?(?:高新区|经开区|开发区|保税区|综保区|新区)(?:（[^）]{2,}）)?).{2,}(?:社区|街道|镇|村)"
)
_LEADING_VERB = re.compile(
    r"一起|共同|形成|打造|构建|实施|开展|推行|组建|建立|启动|推出|成立|通过|深入|着力|扎实|持续|依托"
)
_NEVER_FIRST = tuple(
    "是 把 将 在 由 以 沿 对 与 和 及 让 被 从 的 还 也 就 已 都 任 该 "
    "要数 后来 携手 会同 走进 来到 位于 请来 邀请 来自 依托 走访 前往 毗邻 接驳 入驻 发挥 评为 "
    "申报 建成 构建".split()
)
_SHORTEST_REST = 4  # characters of a name that must stay behind a verb
_LONGEST_QUOTED = 14
_INNER_MARK = re.compile(r"[“”‘’《》，。、；：！？\n]")
_BRACKETED = re.compile(r"([^（）]{4,})（([^（）]{2,})）$")
# two that do something together: 海州大学|联合|云台研究院; but 海州大学建设管理研究院 is one
_TWO_SCHOOLS = re.compile(
    r"(.{2,}?(?:大学|学院|研究院|研究所))"
    r"(?:联合|携手|共建|建设(?!管理|规划|工程|经济|项目|法|与|和)|和|与)"
    r"(.{2,}(?:大学|学院|院|所|中心))"
)
_TWO_BODIES = re.compile(r"(.{2,}?局)(?:联合|携手|会同|和|与|及)(.{2,}局)")
_FIRM_AND_SCHOOL = re.compile(r"[^大学院]{3,}(?:联合|携手)(.{2,}?(?:大学|学院|研究院).*)")
_SCHOOL = re.compile(r".{2,}(?:大学|学院|研究院|研究所)")
_BODY_AND_VERB = re.compile(
    r"(.{2,}?(?:工委|党委|党总支|党支部))(?:派出|把|成立|组建|牵头|召开|印发|推出|发起)"
)
_SHORTEST_OWN = 3  # characters of a name behind 的
_DIVISION_END = "省市区县州旗"
_BUILT = re.compile("(?:新建|改建|扩建|迁建|建设)?(?:工程)?项目")  # 海棠中心|工程项目
_LETTERS = re.compile("[A-Za-z]{0,12}$")


def _balanced(text: str, start: int, end: int) -> tuple[int, int] | None:
    """One step towards holding both marks of each pair or none; nothing when that is so."""
    inner = text[start:end]
    for opening, closing in _PAIRS:
        if inner.count(opening) == inner.count(closing):
            continue
        if inner.endswith(closing):
            return start, end - 1
        if inner.startswith(opening):
            return start + 1, end
        if closing in inner and start and text[start - 1] == opening:
            return start - 1, end
        if opening in inner and end < len(text) and text[end] == closing:
            return start, end + 1
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A name without marks at its edges, but with both marks of a pair or none."""
    while end > start and (step := _balanced(text, start, end)):
        start, end = step
    while end > start and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    inner = text[start:end]
    for opening, closing in _PAIRS:
        if inner.startswith(opening) and inner.endswith(closing) and inner.count(opening) == 1:
            return start + 1, end - 1
    return start, end


def _persons_end(text: str, start: int, end: int, count: Callable[[str], int]) -> int:
    """Where a person's name ends: 连海就 is 连海 and an adverb."""
    name = text[start:end]
    if (match := _NAME_AND_WAY.fullmatch(name)) and match[2] in gazetteer.divisions():
        return start + match.end(1)
    if len(name) == 3 and name[:2] not in gazetteer.surnames():
        elsewhere = count(name) < count(name[:2]) and (count(name) == 1 or name[2] in _JOINING)
        if name[2] in _NOT_IN_NAMES or elsewhere:
            return end - 1
    return end


def _division_length(text: str, at: int, end: int) -> int:
    """How long the division is that a place begins with, if another place follows it."""
    listed = gazetteer.divisions()
    for size in range(min(11, end - at - 2), 1, -1):
        name, rest = text[at : at + size], text[at + size : end]
        if name in listed and ((name[-1] in _DIVISION_END and size > 2) or rest in listed):
            return size
    return end - at


def _divided(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The divisions that run together in one place: 江苏省海门区 is a province and a district."""
    at = start
    while at < end:
        size = _division_length(text, at, end)
        yield at, at + size
        at += size


def _programme(text: str, start: int, end: int) -> tuple[int, int]:
    """A programme's name without the verb before it, and the whole of a quoted name."""
    name = text[start:end]
    if not any(mark in name for mark in "“”‘’《》"):
        verbs = [match.end() for match in _LEADING_VERB.finditer(name)]
        if verbs and end - start - verbs[-1] >= _SHORTEST_REST:
            start += verbs[-1]
    for opening, closing in _PAIRS[:3]:
        first = text.rfind(opening, max(0, start - _LONGEST_QUOTED), start + 1)
        last = text.find(closing, end - 1, end + _LONGEST_QUOTED)
        if first < 0 or last < 0:
            continue
        quoted = text[first + 1 : last]
        touches = first + 1 == start or last == end
        if touches and 2 < len(quoted) <= _LONGEST_QUOTED and not _INNER_MARK.search(quoted):
            return first + 1, last
    return start, end


def _lead_length(name: str) -> int:
    """How many characters before a name are no part of it: 是|海棠基地项目, 把|海棠高新区."""
    if not name.startswith(_NEVER_FIRST):
        return 0
    first = segment.words(name)[0][1]
    return first if name[:first] in _NEVER_FIRST and len(name) - first > 2 else 0


def _body_length(name: str) -> int:
    """How long a committee's name is without the verb behind it: 海棠新区工委|派出临时党支部."""
    match = _BODY_AND_VERB.match(name)
    return match.end(1) if match else len(name)


def has_ending(name: str, ending: str) -> bool:
    """Whether a name ends with a listed word of a class, and has something before it."""
    listed = gazetteer.lexicon()[ending]
    return any(name[at:] in listed for at in range(1, len(name)))


def _institution_length(name: str) -> int:
    """How long an institution's name is without a subject behind it: 海州大学|应用化学."""
    if has_ending(name, "inst_end"):
        return len(name)
    match = _SCHOOL.match(name)
    return match.end() if match else len(name)


def _spans(
    text: str, start: int, end: int, type_: str, count: Callable[[str], int]
) -> list[tuple[int, int]]:
    """The names in a stretch that the tagger took for one; ``count`` tells how often they stand."""
    if type_ == "Programme":
        return [_programme(text, start, end)]
    if type_ == "Person":
        return [(start, _persons_end(text, start, end, count))]
    start += _lead_length(text[start:end])
    if type_ == "PartyOrganisation":
        end = start + _body_length(text[start:end])
    if type_ == "Institution":
        if match := _TWO_SCHOOLS.fullmatch(text, start, end):
            return [match.span(1), match.span(2)]
        if match := _FIRM_AND_SCHOOL.fullmatch(text, start, end):
            start = match.start(1)
        end = start + _institution_length(text[start:end])
    if type_ == "GovernmentBody" and (match := _TWO_BODIES.fullmatch(text, start, end)):
        return [match.span(1), match.span(2)]
    if type_ == "Place":
        return list(_divided(text, start, end))
    if type_ == "Park" and (parts := _parts_of_park(text, start, end)) != [(start, end)]:
        return parts
    return _with_bracket(text, start, end, type_)


def _owned(text: str, start: int, end: int, type_: str) -> Iterator[tuple[int, int, str]]:
    """A name and the name of its owner before it: 海棠有限公司|的|二期项目, each with its type."""
    of = text.rfind("的", start, end) if type_ in ("Project", "Park") else -1
    if of <= start or end - of <= _SHORTEST_OWN:
        yield start, end, type_
        return
    yield of + 1, end, type_
    for owner, ending in (("Company", "company_end"), ("Park", "park_end")):
        if text.endswith(tuple(gazetteer.lexicon()[ending]), start, of):
            yield start, of, owner
            return


def _parts_of_park(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A garden named with its zone is two parks: 海州高新区|云台科技园."""
    name = text[start:end]
    if match := _PARK_AND_VERB.match(name) or _ZONE_AND_PLACE.match(name):
        return [(start, start + match.end(1))]
    match = _ZONE_AND_GARDEN.match(name)
    if match and not abbreviation.is_generic_park(match.group(2)):
        return [(start, start + match.end(1)), (start + match.end(1), end)]
    return [(start, end)]


def _with_bracket(text: str, start: int, end: int, type_: str) -> list[tuple[int, int]]:
    """A name with its short form in brackets is two names of one thing."""
    match = _BRACKETED.match(text[start:end])
    if match and abbreviation.shortens(type_, match.group(2), match.group(1)):
        return [(start + a, start + b) for a, b in (match.span(1), match.span(2))]
    return [(start, end)]


def _is_within_province(name: str) -> bool:
    """Whether a name is that of a province and of a city or county: 江苏海门."""
    listed = gazetteer.divisions()
    return any(listed.get(name[:n]) == "province" and name[n:] in listed for n in (2, 3))


def _letters_before(text: str, start: int) -> int:
    """How many Latin letters stand right before a name and are part of it: ABC|海棠分中心."""
    match = _LETTERS.search(text, max(0, start - 12), start)
    return len(match[0]) if match else 0


def names_in(
    text: str, tagged: Tagged, count: Callable[[str], int]
) -> Iterator[tuple[int, int, str]]:
    """The names in a stretch that was tagged as one, each with its type.

    ``count`` tells how often something stands in the text.
    """
    first, last = _trimmed(text, tagged.start, tagged.end)
    label = tagged.label
    if label == "Institution":
        first -= _letters_before(text, first)
        if match := _BUILT.match(text, last):
            last, label = match.end(), "Project"
    elif label == "Company" and _is_within_province(text[first:last]):
        label = "Place"
    for start, end, type_ in _owned(text, first, last, label):
        for a, b in _spans(text, start, end, type_, count):
            yield a, b, type_
