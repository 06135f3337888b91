"""Who wrote it, when and where it appeared: bylines, credits, datelines and dates of a page."""

import datetime
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from extract import furniture

_NAME_TOKEN = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})*")
_COMPOUND = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "司空",
        "夏侯",
        "南宫",
        "端木",
        "申屠",
        "轩辕",
        "长孙",
        "宇文",
        "呼延",
        "西门",
        "独孤",
    ]
)
_ROLE = (
    r"(?:记者|通讯员|特约撰稿人?|撰稿|撰文|作者|实习生|评论员|研究员|摄影|文/图|图/文|文图|编译)"
)
# What a column is called, where 记者 is not followed by a name.
_COLUMN = r"(?!手记|感言|观察|点评|调查|见闻|视点|随笔|札记|日记|评论|专访|感悟|连线|追问|寄语)"
_BYLINE = re.compile(
    rf"^[（(【\[]?\s*[□■●◆▲☆★◇○◎@—]*\s*[^，。；！？]{{0,22}}(?:{_ROLE}[：:/|"
    rf"丨\s]+|(?:记者{_COLUMN}|通讯员|作者|实习生))[^，。；！？]{{2,40}}$"
    rf"|^[（(]?\s*(?:文|图|文字|图片|摄影)\s*[：:/|丨]\s*[^，。；！？]{{2,30}}$"
)
_MARKED = re.compile(r"^[□■◆◎●‖|]\s*([^，。；！？：‖|]{2,24}?)[\s‖|]*$")
_SIGNED = re.compile(r"[。！？…”] +(?:[\u4e00-\u9fff]{2,3}[ 、]){0,2}[\u4e00-\u9fff]{2,3}$")
_TRAILING = re.compile(
    r"(?:[。！？…]|”(?=[ \u3000（(]))[ \u3000]*[（(]?"
    r"((?:[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})?[ 、]{0,2}){1,5})"
    r"[）)]?$"
)
_TRAILING_CREDIT = re.compile(
    r"[。！？…”][ \u3000]*[（(]?[^，。；：！？]{2,24}(?:摄|摄影|供图|摄影报道|文/图|图/文|"
    r"图文报道)[）)]?$"
)
_BRACKETED_LINE = re.compile(r"^[（(][^，。；！？（）]{2,40}[）)]$")
_TRAILING_ROLE = re.compile(
    rf"[。！？…”][ \u3000]*[（(][^（）]{{0,12}}{_ROLE}[^（）。]{{2,40}}[）)]$"
    r"|[。！？…”] +(?:本报|本刊|本网)?[^，。；： ]{0,6}"
    r"(?:记者|通讯员)[ ：][^，。；：！？（）]{2,40}$"
)
_CREDIT = re.compile(
    r"^[（(]?(?:(?:图片|图|摄影|供图)(?:来源|提供|作者)?[：:/|丨][^，。]{2,24}|"
    r"[^，。；：]{2,24}[ /]?(?:摄|摄影|供图|"
    r"摄影报道|文/图|图/文|图文报道))[）)]?$"
)
DATELINE = re.compile(
    r"^(?:[\u4e00-\u9fff《》·]{1,14})?讯(?:[ 　]|[（(]|(?=“))|"
    r"^[【\[][\u4e00-\u9fff]{0,6}[报网社]讯[】\]]|"
    r"^[【\[]?(?:本报|本刊|本网|新华社)[\u4e00-\u9fff]{0,6}电[ 　（(】\]]|"
    r"^[【\[]?(?:本报|本刊|本网|[\u4e00-\u9fff]{2,10}[报网社台])"
    r"[\u4e00-\u9fff]{0,8}(?:\d{1,2}月)?\d{1,2}日(?:电|讯)|"
    r"^[（(](?:本报|本刊|本网)?(?:全媒体)?(?:记者|通讯员)[^）)]{2,30}[）)]\S|"
    r"^[^，。：；]{0,16}(?:记者|通讯员)[^，。：；]{2,20}报道[：:]"
)
_MEDIUM = re.compile(
    r"网|报|社$|在线|台$|客户端|媒|新闻|发布$|频道|杂志|周刊|论坛|微信|公众号|博客|综合|"
    r"原创|转载|日$|刊$|App|号$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?P<key>发布时间|发布日期|发表时间|更新时间|刊发时间|日期|时间|来源|稿源|信息来源|"
    r"文章来源|稿件来源|作者|记者|通讯员|撰稿|撰文|编辑|责编|责任编辑|"
    r"校对|审核|字号|字体|浏览次数|浏览量|浏览|阅读量|阅读|点击数|点击|访问量|栏目|分享到|"
    r"分享|发布机构|发布者|发布人|发布单位|索引号|信息分类|"
    r"收集编辑)\s?[：:]"
)
_SEGMENT = re.compile(r"[^|｜丨\s](?:[^|｜丨]*[^|｜丨\s])?")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_NUMERAL_DATE = re.compile(
    r"([一二][九〇○零][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_AUTHOR_KEYS = frozenset(["作者", "记者", "通讯员", "撰稿", "撰文"])
_MEDIUM_KEYS = frozenset(["来源", "稿源", "信息来源", "文章来源", "稿件来源"])
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?(?:年|[-/.])\s?(?P<m>\d{1,2})\s?(?:月|[-/.])\s?(?P<d>\d{1,2})(?:日|"
    r"(?!\d))"
)
_WRITERS = re.compile(
    rf"(?:本报|本网|本刊)?(?:见习|实习|首席|全媒体)?{_ROLE}[ ：][^|｜丨，]{{2,40}}$"
)
_CLOCK = re.compile(r"[T ]*\d{1,2}[：:]\d{2}(?:[：:]\d{2})?")
_PAGE = re.compile(
    r"(?:第\s?|(?<![\w.]))[A-Z]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?版|"
    r"^[A-Z]?\d{1,2}[ 　]|(?<=[ 　|｜])[A-Z]\d{1,2}(?=[ 　|｜]|$)"
)
_PAGE_NUMBER = re.compile(rf"星期[一二三四五六日天]|{_PAGE.pattern}")
_SENTENCE_MARK = re.compile("[。，！？“”]")
_NAME_LENGTH = 16  # of a paper with its section
_ISSUE = re.compile(r"星期|总第?\s?\d+\s?期|今日\s?\d+\s?版|本期\s?\d+\s?版")
_PAGE_ROLE = re.compile(
    r"(?:(?:责任|值班|本版|实习|美术|执行|视觉)?(?:编辑|编委|主编|主任|设计)|责编|版式|版面|美编|校对|校检|审读|"
    r"组版|统筹|视觉|值班)\s?[：:/ ]\s?[\u4e00-\u9fff]{2,4}"
)
_DAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天末]·")
_WEB_FIELD = re.compile(r"来源[：:]|发布|字[号体]|浏览|阅读|打印|分享")


@cache
def _surnames() -> frozenset[str]:
    text = files("extract").joinpath("data/surnames.tsv").read_text(encoding="utf-8")
    names = (line.split("\t")[0].strip() for line in text.splitlines())
    return frozenset(name for name in names if name and not name.startswith("#"))


def is_name(token: str) -> bool:
    """Tell whether a token can be a person's name: a surname and one or two characters."""
    if not _NAME_TOKEN.fullmatch(token):
        return False
    if "·" in token:
        return _DAY.match(token) is None  # 周一·看水 is a heading
    if token[:2] in _COMPOUND:
        return 3 <= len(token) <= 4
    return len(token) <= 3 and token[0] in _surnames()


def is_field(text: str) -> bool:
    """Tell a line that begins with the name of a field: 来源：, 作者：, 责任编辑：."""
    return len(text) <= 60 and _FIELD.match(text) is not None


def is_names(text: str) -> bool:
    """Tell a line that holds one to six names and nothing else."""
    tokens = re.split(r"[ 、/]+", text.strip("（）() "))
    return len(text) <= 30 and len(tokens) <= 6 and all(map(is_name, tokens))


def is_byline(text: str) -> bool:
    """Tell the line that says who wrote the article."""
    if len(text) > 70:
        return False
    marked = _MARKED.match(text)
    if marked and is_names(marked.group(1)):
        return True
    return is_names(text) or bool(_BYLINE.match(text) or _BRACKETED_LINE.match(text))


def is_credit(text: str) -> bool:
    """Tell the line that says who took a picture or told a photo story."""
    return len(text) <= 40 and _CREDIT.match(text) is not None


def has_trailing_byline(text: str) -> bool:
    """Tell a paragraph that ends, after its last sentence, with the names of its writers."""
    if _TRAILING_ROLE.search(text) or has_trailing_credit(text) or _SIGNED.search(text[-24:]):
        return True
    found = _TRAILING.search(text[-40:])
    return found is not None and is_names(found.group(1).strip())


def has_trailing_credit(text: str) -> bool:
    """Tell a paragraph that ends, after its last sentence, with its photographer."""
    return _TRAILING_CREDIT.search(text[-50:]) is not None


def date_in(text: str) -> str | None:
    """Give the first whole date of a text in ISO 8601."""
    if "〇" in text or "二○" in text:
        text = _NUMERAL_DATE.sub(_western, text)
    for found in _DATE.finditer(text):
        try:
            day = datetime.date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            continue
        return day.isoformat()
    return None


def _western(found: re.Match[str]) -> str:
    """Write 二〇二四年五月十四日 in figures."""
    year = found[1].translate(_DIGITS)
    month, day = (_number(found[k]) for k in (2, 3))
    return f"{year}年{month}月{day}日"


def _number(numeral: str) -> int:
    """Read a Chinese numeral below 100."""
    tens, ten, ones = numeral.rpartition("十")
    units = int(ones.translate(_DIGITS)) if ones else 0
    return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + units if ten else units


def is_meta(text: str) -> bool:
    """Tell the line under a headline: date, source, author, size of type."""
    if len(text) > 160 or "。" in text:
        return False
    fields = len(_FIELD.findall(text))
    dated = _DATE.search(text)
    if dated:
        rest = _CLOCK.sub("", _DATE.sub("", text, count=1)).strip(" |丨·-[]（）()")
        timed = _CLOCK.match(text, dated.end()) and len(text) <= 70 and "，" not in text
        return fields > 0 or bool(timed) or (len(rest) <= 12 and "：" not in rest)
    first = _FIELD.match(text.lstrip("【[（( "))
    return fields >= 2 or (fields == 1 and first is not None and len(text) <= 40)


def is_page_header(text: str) -> bool:
    """Tell the head of a newspaper page: its number, section, day and editors."""
    if len(text) > 90 or "。" in text or _WEB_FIELD.search(text):
        return False
    numbers, roles = len(_PAGE_NUMBER.findall(text)), len(_PAGE_ROLE.findall(text))
    dated = date_in(text) is not None
    return numbers >= 2 or (numbers >= 1 and roles >= 1) or (numbers + roles >= 1 and dated)


def begins_page(text: str) -> bool:
    """Tell a line that begins with the number of a newspaper page."""
    return _PAGE.match(text) is not None


def head_length(texts: Sequence[str], named: bool = True) -> int:
    """Count the first lines that are the head of a newspaper page together, 0 for none.

    They tell its number or its editors, and the day: each in a line of its own, or some in one;
    ``named`` when the names of paper and section may stand in lines of their own.
    """
    length = 0
    while length < len(texts) and (
        is_part_of_head(texts[length])
        or (
            named
            and len(texts[length]) <= _NAME_LENGTH
            and any(map(is_part_of_head, texts[length + 1 :][:1]))
        )
    ):
        length += 1
    head = texts[:length]
    numbered = any(map(_PAGE.search, head))
    made = sum(len(_PAGE_ROLE.findall(text)) for text in head) >= 2 and any(
        map(_ISSUE.search, head)
    )
    return length if (numbered or made) and any(map(date_in, head)) else 0


def is_part_of_head(text: str) -> bool:
    """Tell a line that says something of a newspaper page: number, day, issue or editors."""
    if len(text) > 60 or _SENTENCE_MARK.search(text) or _WEB_FIELD.search(text):
        return False
    if _PAGE_NUMBER.search(text) or _PAGE_ROLE.search(text) or _ISSUE.search(text):
        return True
    return date_in(text) is not None and len(_DATE.sub("", text)) <= _NAME_LENGTH


def is_editor_row(text: str, least: int = 2) -> bool:
    """Tell a row of at least so many of those who made the page: editors, layout, proofs."""
    return len(text) <= 90 and "。" not in text and len(_PAGE_ROLE.findall(text)) >= least


def meta_fields(text: str) -> tuple[str | None, str | None, list[tuple[int, int]]]:
    """Read a meta line: its ISO date, its medium, and where in it those stand who wrote it.

    An office that is given as the source counts among them, a newspaper or site does not.
    """
    medium = None
    authors: list[tuple[int, int]] = []
    found = list(_FIELD.finditer(text))
    for index, m in enumerate(found):
        stop = found[index + 1].start() if index + 1 < len(found) else len(text)
        value = text[m.end() : stop].strip(" |丨[【（(】")
        if not value:
            continue
        if m["key"] in _AUTHOR_KEYS:
            named = _without_controls(text[m.start() : stop].rstrip(" |丨[【（("))
            authors.append((m.start(), m.start() + len(named)))
        elif m["key"] in _MEDIUM_KEYS and medium is None:
            medium = (
                re.split(
                    r"  |[|｜丨】]|，(?=\d)| (?=记者|作者|通讯员|编辑)",
                    _CLOCK.sub("", _DATE.sub("", value)),
                )[0].strip()
                or None
            )
            if medium and not _MEDIUM.search(medium):
                at = text.index(medium, m.end())
                authors.append((m.start(), at + len(medium)))
    for m in _SEGMENT.finditer(text):
        own = None if authors else _WRITERS.search(m.group().rstrip("）)】 "))
        if own:
            authors.append((m.start() + own.start(), m.start() + own.end()))
    return date_in(text), medium, sorted(authors)


def _without_controls(text: str) -> str:
    """Drop the buttons that stand behind the names: 作者：某某  打印 关闭."""
    while " " in text and furniture.is_controls(text[text.rindex(" ") + 1 :]):
        text = text[: text.rindex(" ")].rstrip()
    return text
