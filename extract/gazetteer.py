"""Word lists of general knowledge and where their words stand in a text."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import ahocorasick_rs

LEVEL_SUFFIXES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "盟",
)
_PEOPLES = (
    "壮族 回族 维吾尔 藏族 苗族 侗族 土家族 彝族 傣族 白族 哈尼族 景颇族 傈僳族 朝鲜族 布依族 "
    "羌族 蒙古族 哈萨克 柯尔克孜 蒙古 满族 瑶族 畲族 黎族 仡佬族 水族 拉祜族 佤族 布朗族 纳西族 "
    "独龙族 怒族 普米族 达斡尔族 鄂温克族 鄂伦春 锡伯 土族 撒拉族 东乡族 保安族 裕固族 各族 "
    "仫佬族 毛南族 塔吉克"
).split()


@dataclass(frozen=True, slots=True)
class Match:
    """A listed word at a place of a text."""

    start: int
    end: int
    label: str


def rows(name: str) -> Iterator[list[str]]:
    """The tab-separated rows of ``extract/data/<name>``, without comments and empty lines."""
    text = resources.files("extract").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@functools.cache
def lexicon() -> dict[str, dict[str, str]]:
    """Class → word → kind (or ``-``) of ``lexicon.tsv``."""
    classes: dict[str, dict[str, str]] = {}
    for label, kind, words in rows("lexicon.tsv"):
        for word in words.split():
            classes.setdefault(label, {}).setdefault(word, kind)
    return classes


@functools.cache
def surnames() -> frozenset[str]:
    """Chinese surnames of one and two characters."""
    return frozenset(row[0] for row in rows("surnames.tsv"))


def bare_division(name: str) -> str:
    """A division's name without its level: 苏州市 → 苏州, 湘西土家族苗族自治州 → 湘西."""
    for suffix in LEVEL_SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            name = name[: -len(suffix)]
            break
    if len(name) > 4 or name.endswith("族"):
        for _ in range(4):
            for people in _PEOPLES:
                if name.endswith(people) and len(name) - len(people) >= 2:
                    name = name[: -len(people)]
    return name


@functools.cache
def divisions() -> dict[str, str]:
    """Full and bare names of provinces, cities and counties → level; the higher level wins."""
    order = {"province": 0, "city": 1, "county": 2}
    names: dict[str, str] = {}
    for _, name, level in rows("divisions.tsv"):
        for form in (name, bare_division(name)):
            if len(form) >= 2 and order[level] < order.get(names.get(form, ""), 3):
                names[form] = level
    return names


@functools.cache
def _codes() -> dict[str, str]:
    """Full and bare names of divisions → code (GB/T 2260); the higher level wins."""
    codes: dict[str, str] = {}
    for code, name, _ in rows("divisions.tsv"):
        for form in (name, bare_division(name)):
            if len(form) >= 2 and len(code) < len(codes.get(form, "9" * 7)):
                codes[form] = code
    return codes


@functools.lru_cache(maxsize=1 << 14)
def code_at_start(name: str) -> str:
    """The code of the division a name begins with, the longest there is; nothing if none."""
    codes = _codes()
    return next(
        (codes[name[:n]] for n in range(min(11, len(name)), 1, -1) if name[:n] in codes), ""
    )


@functools.cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[list[str]]]:
    labels: dict[str, list[str]] = {}
    for label, listed in lexicon().items():
        for word in listed:
            labels.setdefault(word, []).append(label)
    for name, level in divisions().items():
        labels.setdefault(name, []).append("division_" + level)
    words = sorted(labels)
    return ahocorasick_rs.AhoCorasick(words), [labels[word] for word in words]


@functools.lru_cache(maxsize=1)
def matches(text: str) -> list[Match]:
    """All listed words in ``text``; within a class a word inside a longer one is left out."""
    automaton, labels = _automaton()
    found: dict[str, list[tuple[int, int]]] = {}
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        for label in labels[index]:
            found.setdefault(label, []).append((start, end))
    kept = []
    for label, spans in found.items():
        spans.sort(key=lambda s: (s[0], -s[1]))
        reach = -1
        for start, end in spans:
            if end > reach:
                kept.append(Match(start, end, label))
                reach = end
    kept.sort(key=lambda m: (m.start, m.end, m.label))
    return kept
