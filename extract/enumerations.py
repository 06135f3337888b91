"""Parts of a programme that are listed before their number: 甲、乙、丙三项工程, or run together.

Sites that strip quotation marks leave the parts as one stretch (海棠红翠竹绿白玉兰三色联盟); the
number says into how many pieces it falls.
"""

import re

from extract import segment, values
from extract.coref import Mention

_NUMERAL = "([2-9二三四五六七八九十两]|1[0-2])"
_UNIT = r"(?!条|年|月|日|届|期|批|次|位|名|家|万|亿|元|方|级)[\u4e00-\u9fff]"
_NOUN = r"[\u4e00-\u9fff]{1,8}"
# the number and what is counted, at the end of a stretch: …三项工程, …五圈融合发展
_HEAD = re.compile(rf"{_NUMERAL}{_UNIT}{_NOUN}(?=[”’》]?$)")
# … or right behind it: …(四个党建联盟)
_NEXT = re.compile(rf"[”’》]?{_NUMERAL}(?:大|项|个|支|类|条|种|家|块|张)")
_PART = re.compile(r"[^、“”‘’]+")
_MARKS = "“”‘’、"
# what a list of parts is counted as: …(四大工程), …(三链共融)
_WHOLE = re.compile(
    rf"[”’》]?({_NUMERAL}(?P<unit>{_UNIT})[\u4e00-\u9fff]{{0,6}}?"
    r"(?:专项行动|行动|工程|计划|联盟|品牌|机制|工作法|服务法|服务|体系|活动|融合|共融|同频|共振|队|平台|模式|办法))"
)
_LINKS = ("", "、", "和", "与", "及", "，")
_PIECE = range(2, 8)  # characters of one part
_PLAIN_UNITS = "个支类条种家块张"


def _number(numeral: str) -> int:
    return 2 if numeral == "两" else values.number(numeral) or 0


def _pieces(text: str, start: int, end: int, number: int) -> list[tuple[int, int]]:
    """The parts in a stretch: divided by 、 or, without one, of equal length."""
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    while end > start and text[start] in _MARKS:
        start += 1
    stretch = text[start:end]
    if "、" in stretch:
        parts = list(_PART.finditer(text, start, end))
        spans = [match.span() for match in parts]
        return spans if len(spans) == number and all(b - a > 1 for a, b in spans) else []
    size, rest = divmod(len(stretch), number)
    if rest or size not in _PIECE or any(mark in stretch for mark in "，“”《》"):
        return []
    return [(start + n * size, start + (n + 1) * size) for n in range(number)]


def _resembling(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether parts look like parts: marked off by 、, alike, or cut where words end."""
    parts = [text[a:b] for a, b in spans]
    if set(parts[0]).intersection(*parts[1:]) or "、" in text[spans[0][0] : spans[-1][1]]:
        return True
    start = spans[0][0]
    ends = {start + end for _, end in segment.words(text[start : spans[-1][1]])}
    return len(parts[0]) > 2 and all(end in ends for _, end in spans)


def _with_head(text: str, mention: Mention) -> list[Mention]:
    """The parts and the whole in a name such as 经开红雁经开红管经开红匠三项工程."""
    name = text[mention.start : mention.end]
    for match in re.finditer(_NUMERAL, name):
        head = _HEAD.match(name, match.start())
        if not head or match.start() < 2 * _PIECE.start:
            continue
        middle = mention.start + match.start()
        number = _number(match.group(1))
        spans = _pieces(text, mention.start, middle, number) if number > 1 else []
        if spans and _resembling(text, spans):
            found = [Mention(a, b, mention.type, mention.probability) for a, b in spans]
            if name[match.end()] not in _PLAIN_UNITS:
                end = mention.start + head.end()
                found.append(Mention(middle, end, mention.type, mention.probability))
            return found
    return []


def _before_head(text: str, run: list[Mention]) -> list[Mention]:
    """The parts in a stretch of names that a number and what it counts follow."""
    start, end = run[0].start, run[-1].end
    head = _NEXT.match(text, end)
    number = _number(head.group(1)) if head else 0
    if number < 2 or number == len(run) or "、" in text[start:end]:
        return []
    spans = _pieces(text, start, end, number)
    if spans and not _resembling(text, spans):
        return []
    probability = min(m.probability for m in run)
    return [Mention(a, b, run[0].type, probability) for a, b in spans]


def divided(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions by place, with listed parts of programmes as names of their own."""
    result: list[Mention] = []
    run: list[Mention] = []
    for mention in [*sorted(mentions, key=lambda m: m.start), None]:
        touches = mention is not None and run and mention.start == run[-1].end
        if mention is None or mention.type != "Programme" or not touches:
            result += (_before_head(text, run) or run) if run else []
            run = []
        if mention is None:
            break
        if mention.type == "Programme":
            parts = _with_head(text, mention)
            if parts:
                result += [*run, *parts]
                run = []
            else:
                run.append(mention)
        else:
            result.append(mention)
    return result


def counted(text: str, mentions: list[Mention]) -> list[Mention]:
    """The wholes that follow the lists of their parts and say how many there are: …四大工程."""
    found: list[Mention] = []
    run: list[Mention] = []
    taken = {at for m in mentions for at in range(m.start, m.end)}
    for mention in sorted(mentions, key=lambda m: m.start):
        gap = text[run[-1].end : mention.start].strip("“”‘’《》") if run else ""
        if mention.type != "Programme" or gap not in _LINKS:
            run = []
        if mention.type != "Programme":
            continue
        run.append(mention)
        match = _WHOLE.match(text, mention.end)
        if not match or _number(match.group(2)) != len(run) or match.start(1) in taken:
            continue
        common = set(text[run[0].start : run[0].end]).intersection(
            *(text[m.start : m.end] for m in run[1:])
        )
        if match.group("unit") not in _PLAIN_UNITS or common & set(match.group(1)):
            sure = min(m.probability for m in run)
            found.append(Mention(match.start(1), match.end(1), "Programme", sure))
    return found
