"""Forms of names: how two of them are compared, and which are too general to name one thing."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_KEPT = 1 << 16
"""Names whose forms are kept at hand."""

_DECORATION = re.compile(r"[\s\"'“”‘’「」『』《》〈〉()\[\]【】·•,，、.。:：;；\-—–_|/]")


@lru_cache(maxsize=_KEPT)
def normal(name: str) -> str:
    """``name`` for comparing: NFKC, lower case, without marks and white space."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", name)).lower()


def comparable(names: list[str]) -> list[str]:
    """Each name as it is looked up: :func:`normal`, and traditional characters as simplified."""
    if not names:
        return []
    # One call for all: OpenCC's start and call cost more than its work; no name has a line break.
    joined = "\n".join(name.replace("\n", "") for name in names)
    return [normal(name) for name in _converter().convert(joined).split("\n")]


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC  # loaded late: most commands compare no names

    return OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Generic:
    """The word lists of ``generic.toml``, as patterns."""

    provinces: re.Pattern[str]
    park_same: tuple[tuple[str, str], ...]
    park_loose: tuple[str, str]
    park_head: re.Pattern[str]
    park_common: re.Pattern[str]
    needs_owner: re.Pattern[str]
    national: re.Pattern[str]
    body_same: tuple[tuple[re.Pattern[str], str], ...]
    industries: tuple[str, ...]
    programme_ends: tuple[str, ...]
    programmes: frozenset[str]
    projects: frozenset[str]


@cache
def generic() -> Generic:
    """Return the word lists that come with the package; raises KeyError when one is missing."""
    words = tomllib.loads((files("kg") / "generic.toml").read_text("utf-8"))
    park, body = words["park"], words["body"]
    first, second = park["loose"]
    return Generic(
        provinces=re.compile(f"(?:{_any(words['provinces'])})[省市]?"),
        park_same=tuple((long, short) for long, short in park["same"]),
        park_loose=(first, second),
        park_head=re.compile(f"(?:{_any(park['heads'])})$"),
        park_common=re.compile(f"(?:{_any(park['common'])})*"),
        needs_owner=re.compile(
            f"(?:第[一二三四五六七八九十]+|{_any(body['needs_owner_before'])})*"
            f"(?:{_any(body['needs_owner'])})"
        ),
        national=re.compile(_any(body["national"])),
        body_same=tuple((re.compile(long), short) for long, short in body["same"]),
        industries=tuple(words["company"]["industry"]),
        programme_ends=tuple(sorted(words["programme"]["generic"], key=lambda w: (-len(w), w))),
        programmes=frozenset(words["programme"]["generic"]),
        projects=frozenset(words["project"]["generic"]),
    )


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


@lru_cache(maxsize=_KEPT)
def park_form(name: str) -> str:
    """Return a park's name with its sort in short: 无锡国家高新技术产业开发区 is 无锡高新区."""
    form = normal(name)
    for long, short in generic().park_same:
        form = form.replace(long, short)
    form = _NATIONAL.sub("", form)
    return form if len(form) < 6 else _NATIONAL_FIRST.sub("", form)


_NATIONAL = re.compile("国家级?(?=高新区|经开区|综保区|自贸区|经济开发区)")
_NATIONAL_FIRST = re.compile("^国家级?(?=[\u4e00-\u9fff]{2,}(?:高新区|经开区|综保区))")


_BRACKETED = re.compile(r"(?P<one>[^（(]{3,})[（(](?P<other>[^（）()]{2,})[）)]")


def bracketed(name: str) -> tuple[str, ...]:
    """Return the two names of a park written as 烟台经济技术开发区（黄渤海新区）, else nothing."""
    match = _BRACKETED.fullmatch(name)
    if match is None or park_stem(park_form(match["one"])) is None:
        return ()
    return (match["one"], match["other"])


@lru_cache(maxsize=_KEPT)
def park_stem(form: str) -> str | None:
    """Return what of a :func:`park_form` stands before its sort, None when it has no sort."""
    head = generic().park_head.search(form)
    return None if head is None else form[: head.start()]


@lru_cache(maxsize=_KEPT)
def is_bare_park(name: str) -> bool:
    """Whether a name (高新区, 经开区, 国家级开发区) could be any park's."""
    stem = park_stem(park_form(name))
    return (
        stem is not None
        and re.fullmatch("(?:国家|国家级|省级|市级|我|全|本|该|高新)?", stem) is not None
    )


@lru_cache(maxsize=_KEPT)
def is_common_park(name: str) -> bool:
    """Whether a park's name (生物产业园) only says what is made there."""
    stem = park_stem(park_form(name))
    return stem is not None and generic().park_common.fullmatch(stem) is not None


_PLACE = re.compile(
    r"(?:壮族|回族|维吾尔)?自治区|特别行政区|自治[州县]|省|市|县|(?<![社小园片街山库矿])区"
)


@lru_cache(maxsize=_KEPT)
def place_stem(form: str) -> str:
    """Return a place's name without 省, 市, 区 or 县, where two characters or more are left."""
    for match in _PLACE.finditer(form):
        if match.end() == len(form) and match.start() >= 2:
            return form[: match.start()]
    return form


_FULL_COMPANY = re.compile(r"(?:公司|集团|银行|支行|分行|营业部|合作社|事务所|有限合伙)$")


@lru_cache(maxsize=_KEPT)
def is_full_company(form: str) -> bool:
    """Whether a firm's name is its full one, by how it ends."""
    return _FULL_COMPANY.search(form) is not None and len(form) >= 6


_SEAT = re.compile(r"^[\u4e00-\u9fff]{2,6}?(?:省|市|县|州|旗|街道|镇|乡|自治区)(?!委|政府)")


def is_branch(form: str) -> bool:
    """Whether a firm is a branch of one whose name its own begins with."""
    return form.endswith(("支行", "分行", "分公司", "营业部"))


@lru_cache(maxsize=_KEPT)
def names_its_seat(form: str) -> bool:
    """Whether a body's name begins with the place it is of, or is a national one's."""
    known = generic()
    if known.national.match(form) or known.provinces.match(form):
        return True
    return _SEAT.match(form) is not None


_DIGITS = "零一二三四五六七八九"
_TELLING = re.compile(
    r"(?P<number>第?(?:[0-9]+|[零〇一二两三四五六七八九十]+)|[a-z](?=[区座栋楼]))"
    r"|(?P<sort>高新区|经济开发区|经开区|综保区|保税港区|保税区|自贸区)"
    r"|(?P<side>[东南西北](?=[区园]$|园区$|片区$|厂区$))"
)


@lru_cache(maxsize=_KEPT)
def telling(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return a name without its numbers and sorts of park, and those; None when it has none.

    第一党支部 and 第二党支部, 成都高新区 and 成都经开区 are alike but for these, and never one.
    """
    form = park_form(name)
    loose, short = generic().park_loose
    found: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = match.group()
        found.append(_number(text) if match["number"] else text.replace(loose, short))
        return "#"

    rest = _TELLING.sub(keep, form)
    return (rest, tuple(found)) if found and rest != "#" else None


def _number(text: str) -> str:
    """Return a numeral in figures: 第二 and 2 are one, as are 十二 and 12."""
    plain = text.removeprefix("第").replace("两", "二").replace("〇", "零")
    if "十" in plain and plain.count("十") == 1:
        tens, ones = plain.split("十")
        plain = f"{tens or '一'}{ones or '零'}"
    return "".join(str(_DIGITS.index(c)) if c in _DIGITS else c for c in plain)


@lru_cache(maxsize=_KEPT)
def body_form(name: str) -> str:
    """Return a body's name with park and office in short: 中共…工作委员会 is 党工委."""
    form = park_form(name)
    for pattern, short in generic().body_same:
        form = pattern.sub(short, form)
    return form


@lru_cache(maxsize=_KEPT)
def company_core(form: str) -> str:
    """Return a firm's name without what sort of firm it is: 东台海川机电."""
    return _LEGAL.sub("", form)


@lru_cache(maxsize=_KEPT)
def company_form(name: str) -> str:
    """Return a firm's name for comparing; 有限责任公司 and 有限公司 are one thing."""
    return normal(name).replace("有限责任公司", "有限公司")


_LEGAL = re.compile(r"(?:集团)?(?:股份有限公司|有限公司|股份公司|公司)$|集团$")


@lru_cache(maxsize=_KEPT)
def programme_stem(form: str) -> str:
    """Return a programme's name without the word for its sort, where two characters are left."""
    for end in generic().programme_ends:
        if form.endswith(end) and len(form) >= len(end) + 2:
            return form[: -len(end)]
    return form
