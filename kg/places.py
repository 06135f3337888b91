"""The administrative divisions of China, and which of them a name begins with."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_KEPT = 1 << 16
"""Names whose forms are kept at hand."""

_PEOPLES = (
    "壮 回 维吾尔 藏 苗 彝 布依 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 "
    "纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 朝鲜 塔吉克 怒 "
    "俄罗斯 鄂温克 德昂 保安 裕固 京 独龙 鄂伦春 门巴 蒙古 满 各"
).replace(" ", "|")
_REGION = re.compile("(?:壮族|回族|维吾尔)?自治区$")
_KIND = re.compile(
    rf"(?:(?:{_PEOPLES})族?)*自治[州县旗]$|特别行政区$|地区$|林区$|新区$|[省市县区盟旗]$"
)


@dataclass(frozen=True, slots=True)
class Step:
    """A division that a name begins with: where its name ends, and the codes it may have."""

    end: int
    codes: tuple[str, ...]


@cache
def divisions() -> dict[str, str]:
    """Return the name of every division by its code (GB/T 2260, without the zeros at its end)."""
    lines = (files("kg") / "data" / "divisions.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {code: name for code, name, _ in rows}


def stem(name: str) -> str:
    """Return a division's name without what sort it is, where two characters are left."""
    short = _REGION.sub("", name)
    short = _KIND.sub("", name) if short == name else short
    return short if len(short) >= 2 else name


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, name in divisions().items():
        for form in {name, stem(name)}:
            found.setdefault(form, []).append(code)
    return {form: tuple(codes) for form, codes in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _index()))


def codes(name: str, *, nested: bool = False) -> tuple[str, ...]:
    """Return the codes of the divisions called ``name``, in full or without 省, 市, 区, 县.

    ``nested`` keeps those that lie in another of them: 吉林 is a province and a city in it.
    """
    found = _index().get(name, ())
    return found if nested else outermost(found)


def outermost(found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes that lie in none of the others: 长沙 is the city rather than its county."""
    return tuple(c for c in found if not any(c != o and c.startswith(o) for o in found))


def within(one: str, other: str) -> bool:
    """Whether one of two divisions lies in the other, or they are the same."""
    return one.startswith(other) or other.startswith(one)


@lru_cache(maxsize=_KEPT)
def steps(form: str) -> tuple[Step, ...]:
    """Return the divisions that a name begins with, from the outermost: 江苏省, 苏州市, 相城."""
    found: list[Step] = []
    start = 0
    while True:
        for end in range(min(len(form), start + _longest()), start + 1, -1):
            known = _index().get(form[start:end], ())
            if found:
                inside = [c for c in known if any(_below(c, o) for o in found[-1].codes)]
                known = tuple(inside)
            if known:
                found.append(Step(end, outermost(known)))
                start = end
                break
        else:
            return tuple(found)


def _below(code: str, other: str) -> bool:
    return code.startswith(other) and code != other


def padded(code: str) -> str:
    """Return a code with its six digits."""
    return code.ljust(6, "0")


def path(code: str) -> tuple[str, ...]:
    """Return the names from the province down to the division of a code."""
    known = divisions()
    return tuple(known[code[:end]] for end in (2, 4, 6) if end <= len(code) and code[:end] in known)


_MUNICIPALITIES = ("11", "12", "31", "50")


def city(code: str) -> str | None:
    """Return the code of the city, or of the municipality, that a division lies in."""
    if code[:2] in _MUNICIPALITIES:
        return code[:2]
    return code[:4] if len(code) >= 4 else None
