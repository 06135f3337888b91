"""The days that an article's words for time stand for: 今年, 上月底, 近日, 9月12日."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from extract.values import number

_N = "[0-9零〇○一二三四五六七八九十]"
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][九〇○零][〇○零一二三四五六七八九]{2})年"
_WORD_YEAR = "(?P<wordyear>今年|去年|前年|明年|后年|当年|同年)"
_WORD_MONTH = "(?P<wordmonth>本月|当月|上个?月|下个?月)"
_QUARTER = "(?:前|第)?[一二三四]个?季度"
_PART = rf"(?:[年月]?(?:初|底|末|中旬|上旬|下旬|中)|上半年|下半年|{_QUARTER}|春节?|以来)"
_DAY_BEHIND = "[，、（(至从在起讯电]|上午|下午|晚|清晨|凌晨"
_EXPRESSION = re.compile(
    r"(?P<plan>[“\"]?(?P<nth>十[一二三四五六七]?)五[”\"]?(?:规划)?(?:期间|时期))"
    rf"|(?:{_YEAR}|{_WORD_YEAR})"
    rf"(?:(?P<month>{_N}{{1,3}})月份?(?:(?P<day>{_N}{{1,3}})[日号])?)?(?P<part>{_PART})?"
    rf"|(?:(?:(?P<since>{_N}{{1,2}})[至到—-])?(?P<month2>{_N}{{1,3}})月份?|{_WORD_MONTH})"
    rf"(?:(?P<day2>{_N}{{1,3}})[日号])?(?P<part2>{_PART})?"
    rf"|(?<![0-9一二三四五六七八九十第月])(?P<day3>{_N}{{1,3}})[日号](?={_DAY_BEHIND})"
    r"|(?P<near>近日|日前|近期|不久前|前不久|连日来)"
    r"|(?P<today>今天|今日|昨天|昨日|前天|明天|明日|当天|当日|同日)"
    r"|(?P<week>本周|上周|下周|这周)(?P<weekday>[一二三四五六日天])?"
    rf"|(?P<half>上半年|下半年|{_QUARTER})"
    r"|(?P<ends>年初|年底|年末|岁末|月初|月底|月末)"
)
_FEW_DAYS, _SOME_DAYS = 7, 30
_SOON = timedelta(180)
_WEEKDAYS = "一二三四五六日"
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2}
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1}
_WEEKS = {"本周": 0, "这周": 0, "上周": -1, "下周": 1}
_FIRST_PLAN = 1951  # the nth five-year plan begins five times n years later

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Time:
    """Words for a time (a stretch of the clean text) and the days, both included, they mean."""

    start: int
    end: int
    first: date
    last: date


def times_in(text: str, published: str | None) -> list[Time]:
    """Find the words for time whose days are known, given the day of publication (ISO 8601).

    Without that day only those are known that name their year, or follow one that does.
    """
    told = _day(published)
    found: list[Time] = []
    last: Days | None = None
    for match in _EXPRESSION.finditer(text):
        days = _days(match, told, last)
        if days is None:
            continue
        if match["today"] is None:
            last = days
        found.append(Time(match.start(), match.end(), *days))
    return found


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _days(match: re.Match[str], told: date | None, last: Days | None) -> Days | None:
    try:
        if match["plan"]:
            first = _FIRST_PLAN + 5 * (number(match["nth"]) or 0)
            return date(first, 1, 1), date(first + 4, 12, 31)
        if match["year"] or match["wordyear"]:
            return _of_year(match, told, last)
        if match["month2"] or match["wordmonth"]:
            return _of_month(match, told, last)
        if match["day3"]:
            return _of_day(_number(match["day3"]), told, last)
        if match["today"] in {"当天", "当日", "同日"}:
            return last if last and last[0] == last[1] else None
        return _of_word(match, told) if told else None
    except ValueError:  # a day that no month has
        return None


def _of_year(match: re.Match[str], told: date | None, last: Days | None) -> Days | None:
    year = _year(match, told, last)
    if year is None:
        return None
    if match["month"]:
        return _within_month(year, _number(match["month"]), match["day"], match["part"], told)
    return _within_year(year, match["part"], told)


def _year(match: re.Match[str], told: date | None, last: Days | None) -> int | None:
    if match["year"]:
        return int(match["year"].translate(_DIGITS))
    word = match["wordyear"]
    if word in {"当年", "同年"}:
        return last[0].year if last else None
    return told.year + _YEARS[word] if told else None


def _of_month(match: re.Match[str], told: date | None, last: Days | None) -> Days | None:
    anchor = told or (last[0] if last else None)
    if anchor is None:
        return None
    if match["month2"]:
        month = _number(match["month2"])
        year = _nearest_year(anchor, month) if told else anchor.year
    else:
        shift = {"上": -1, "下": 1}.get(match["wordmonth"][0], 0)
        if match["wordmonth"] == "当月" and last:
            anchor = last[0]
        months = anchor.year * 12 + anchor.month - 1 + shift
        year, month = months // 12, months % 12 + 1
    days = _within_month(year, month, match["day2"], match["part2"], told)
    if match["since"]:
        return date(year, _number(match["since"]), 1), days[1]
    return days


def _nearest_year(told: date, month: int) -> int:
    """Give the year of a month named without one: news tells what was and what comes soon."""
    ahead = date(told.year, month, 1) - told
    return told.year - 1 if ahead > _SOON else told.year


def _within_month(
    year: int, month: int, day: str | None, part: str | None, told: date | None
) -> Days:
    if day:
        exact = date(year, month, _number(day))
        return exact, exact
    end = calendar.monthrange(year, month)[1]
    part = (part or "").lstrip("月")
    bounds = {
        "初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20),
        "下旬": (21, end), "底": (21, end), "末": (21, end),
    }.get(part, (1, end))  # fmt: skip
    days = date(year, month, bounds[0]), date(year, month, bounds[1])
    return _since(days, told) if part == "以来" else days


def _within_year(year: int, part: str | None, told: date | None) -> Days:
    part = (part or "").lstrip("年")
    months = _MONTHS.get(part) or _quarter(part) or (1, 12)
    end = calendar.monthrange(year, months[1])[1]
    days = date(year, months[0], 1), date(year, months[1], end)
    return _since(days, told) if part == "以来" else days


_MONTHS = {
    "初": (1, 2), "底": (11, 12), "末": (11, 12), "中": (6, 7), "上半年": (1, 6), "下半年": (7, 12),
    "春": (1, 3), "春节": (1, 2),
}  # fmt: skip


def _since(days: Days, told: date | None) -> Days:
    return (days[0], told) if told and told > days[0] else days


def _quarter(part: str) -> tuple[int, int] | None:
    found = re.fullmatch("(前|第)?([一二三四])个?季度", part)
    if found is None:
        return None
    last = 3 * (number(found[2]) or 1)
    return (1 if found[1] == "前" else last - 2), last


def _of_day(day: int, told: date | None, last: Days | None) -> Days | None:
    """Give a day named without its month: the last one before publication, or after the last."""
    anchor = told or (last[1] if last else None)
    if anchor is None:
        return None
    month = anchor.replace(day=1)
    if last and last[0].replace(day=1) == last[1].replace(day=1) and (not told or last[0] <= told):
        month = last[0].replace(day=1)
    elif told and day > told.day:
        month = (month - timedelta(1)).replace(day=1)
    exact = month.replace(day=day)
    return exact, exact


def _of_word(match: re.Match[str], told: date) -> Days:
    if match["near"]:
        span = _SOME_DAYS if match["near"] == "近期" else _FEW_DAYS
        return told - timedelta(span), told
    if match["today"]:
        exact = told + timedelta(_DAYS[match["today"]])
        return exact, exact
    if match["week"]:
        monday = told - timedelta(told.weekday()) + timedelta(7 * _WEEKS[match["week"]])
        if match["weekday"] is None:
            return monday, monday + timedelta(6)
        exact = monday + timedelta(_WEEKDAYS.index(match["weekday"].replace("天", "日")))
        return exact, exact
    if match["half"]:
        return _within_year(told.year, match["half"], told)
    word = match["ends"]
    if word[0] == "月":
        return _within_month(told.year, told.month, None, word[1], told)
    return _within_year(told.year, word[1], told)


def _number(numeral: str) -> int:
    value = number(numeral.replace("○", "〇"))
    if value is None or not value:
        raise ValueError(numeral)
    return value
