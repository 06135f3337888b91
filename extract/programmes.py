"""What a programme's name says of it: its kind and how many parts to expect."""

import re

from extract import gazetteer, values
from extract.abbreviation import plain

_BY_WORD = gazetteer.lexicon()["prog_end"]
_LONGEST = max(map(len, _BY_WORD))
_QUOTED = re.compile(r"[“‘《「]([^“”‘’《》「」]{2,})[”’》」]")
_YEAR = re.compile(r"^(?:20\d\d年?度?)(?=\D)")
_TAIL = re.compile(
    r"(?:政策体系|服务体系|工作体系|组织体系|体系建设|体系|建设|活动|工作|政策|发展|工作要求|理念)+$"
)
# one digit for each sort of parts: 1346工作法, 1+4+N党建体系; but no year and no days of one
_DIGITS = re.compile(r"(?<!\d)(?!(?:19|20)\d\d|365)(\d{3,4}|\d(?:\+[\dNXn])+)(?!\d)")
_SHORTEST = 3  # characters
DEFAULT_KIND = "initiative"


def kind_of(forms: list[str]) -> str:
    """The kind of programme that the longest listed ending of any of its names tells."""
    best = ""
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        name = plain(form)
        for size in range(min(_LONGEST, len(name)), 0, -1):
            if name[-size:] in _BY_WORD:
                if size > len(best):
                    best = name[-size:]
                break
    return _BY_WORD.get(best, DEFAULT_KIND)


def inner_names(name: str) -> list[str]:
    """Shorter names that a written name holds: its quoted part, without its year, without a tail.

    “海棠先锋”行动 → 海棠先锋; 2024海棠行动计划 → 海棠行动计划; 海棠工程政策体系 → 海棠工程.
    """
    found = [plain(quoted) for quoted in _QUOTED.findall(name)]
    bare = plain(name)
    undated = _YEAR.sub("", bare)
    found.append(undated)
    core = _TAIL.sub("", undated)
    if any(core.endswith(word) for word in _BY_WORD) or values.parts_named_by(core) or found[:-1]:
        found.append(core)
    return [n for n in dict.fromkeys(found) if n != bare and len(n) >= _SHORTEST]


def expected_parts(forms: list[str]) -> int | None:
    """How many parts the programme's names announce, if any does."""
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        number = values.parts_named_by(plain(form))
        if number is not None:
            return number
    return None


def parts_of_each_sort(forms: list[str]) -> frozenset[int]:
    """How many parts of each sort the programme's names announce by a digit, from three on.

    1346工作法 → 3, 4, 6: a list of as many programmes is likely to be what a digit stands for.
    """
    digits = (digit for form in forms for match in _DIGITS.findall(form) for digit in match)
    return frozenset(int(digit) for digit in digits if digit.isdigit() and int(digit) > 2)
