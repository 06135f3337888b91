"""Numbers as Chinese news writes them."""

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "双": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_MOST = 12  # more parts than this are not parts but a quantity
COLOURS = "红橙黄绿青蓝紫金银白黑"
DIGIT = "[0-9零〇一二两三四五六七八九十百千]"
NUMERAL = f"{DIGIT}+"
# how many things are listed: 四级, 三大; of a long row of digits each would be looked at from each
LISTED_NUMBER = rf"(?<!{DIGIT})({DIGIT}{{1,3}})[大个项条张座支级环盏朵种类道步块面把招样重核链心]"

# a numeral that counts parts: 五大工程, 三项行动, 五色联盟, 三航行动, 四个党建联盟
_COUNTED = re.compile(
    rf"(?:^|·)({NUMERAL}|双)(?:[大项个支色条张类队盏堂星心领航联型化进送帮员制链圈网环维步查问访清促亮零实融办红强帆海力微同双级段场本库厅站朵颗面座道把])"
)
_MEASURES = "支条张盏朵颗面座道把"
_CODE = re.compile(r"^([1-9一二三四五六七八九](?:[+＋][0-9NX一二三四五六七八九][0-9NX]*)+)")
_DIGIT_CODE = re.compile(r"^([1-9]{3,6})(?=[\u4e00-\u9fff]*(?:法|机制|体系|模式|行动|工程|计划))")
_EACH = re.compile(r"^([二三四五六七八九])个一")
_LISTED = re.compile(r"(?:[一两二三四五六七八九][^一两二三四五六七八九\s]{1,2}){2,}$")


def number(numeral: str) -> int | None:
    """The value of a Chinese or Arabic numeral: 三十五 → 35; nothing if it is none."""
    if numeral.isdecimal():
        return int(numeral)
    if not numeral:
        return None
    if len(numeral) > 1 and all(char in _DIGITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total, section, digit = 0, 0, 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            unit = _UNITS[char]
            if unit == 10000:
                total, section, digit = (total + section + digit) * unit, 0, 0
            else:
                section, digit = section + (digit or 1) * unit, 0
        else:
            return None
    return total + section + digit


def parts_named_by(name: str) -> int | None:
    """How many parts a name announces: 五色联盟 → 5, 135工作法 → 3, 一厅一盟两队 → 4."""
    if match := _EACH.match(name):
        return number(match.group(1))
    if _LISTED.fullmatch(name):
        total = sum(number(char) or 0 for char in name if char in _DIGITS)
        return total if total <= _MOST else None
    if match := _CODE.match(name):
        return len(re.split("[+＋]", match.group(1)))
    if match := _DIGIT_CODE.match(name):
        return len(match.group(1))
    if match := _COUNTED.search(name):
        value = number(match.group(1)) if match.group(1) != "双" else 2
        return value if value is not None and 2 <= value <= _MOST else None
    return None


def unit_of(name: str) -> str:
    """What a name counts: 三航行动 → 航, 三盏灯行动 → 灯; nothing for 三项工程."""
    match = _COUNTED.search(name)
    if not match:
        return ""
    unit = name[match.end() - 1]
    if unit in "大项个类":
        return ""
    return name[match.end() : match.end() + 1] if unit in _MEASURES else unit
