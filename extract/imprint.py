"""What an article says of itself: who wrote it, and in which section it appeared."""

import re
from collections.abc import Iterable, Iterator, Sequence

from extract import bylines
from extract.blocks import Item, Kind

_ROLE = (
    r"(?:记者|通讯员|特约撰稿人?|撰稿|撰文|作者|实习生|评论员|摄影报道|"
    r"文字|文/图|图/文|文图|采写|文(?=[：:/|丨]))"
)
_CREDITED = re.compile(
    rf"{_ROLE}[ ：:/|丨]*((?:[\u4e00-\u9fff·]{{2,72}}+[ 、，]{{0,2}}){{1,6}})"
    r"(?=$|[^\u4e00-\u9fff·])"
)
_BEHIND = re.compile(
    r"[。！？…”] *[（(]?([\u4e00-\u9fff·]{2,4}(?:[ 、]+[\u4e00-\u9fff·]{2,4}){0,3})[）)]?$"
)
_ROLES = re.compile(rf"{_ROLE}|本报|本网|本刊|见习|首席|全媒体|特约|报道|摄影?|供图|记|讯|电")
_OTHERS = re.compile(r"(?:责任编辑|责编|编辑|校对|审核|来源|稿源)[ ：:]")
_EDGE = 60
_MASTHEAD = re.compile(
    r"《?[\u4e00-\u9fff·]{1,12}(?:报|导刊|周刊|晨讯|周讯|晚声|时讯)》?(?:周报)?$"
)
_PAGE = re.compile(r"(?:第?[A-Z]?\d{1,2}版?|第?[一二三四五六七八九十]{1,2}版)$")
_PAPER_PARTS = re.compile(r"[ |｜]+|(?<=版)[·：:]|·(?=第)|(?<=[报刊]) *·")
_SECTION_WORD = re.compile(r"[\u4e00-\u9fff·]{2,10}$")
_NO_SECTION_WORD = re.compile(r"星期|农历|年|编|责|版|美|校|主任|值班|统筹|视觉|总第|农历")
_FIELD_SECTION = re.compile(r"(?:所属)?(?:栏目|频道|版面|分类)\s?[：:]\s?([\u4e00-\u9fff·]{2,12})")
_CRUMB = re.compile(r"(?:首页|位置|在这里|>|›|»)")
_CRUMB_PARTS = re.compile(r"\s*(?:>{1,2}|›|»|/|→|\\|-{1,2}|·)\s*")
_NO_SECTION = re.compile(r"正文|首页|详情|内容|位置|^当前|主页")
_SECTION_LENGTH = 12


def authors_of(items: Sequence[Item]) -> tuple[str, ...]:
    """Name those who wrote an article, in the order of its bylines, each once."""
    found: dict[str, None] = {}
    for item in items:
        for name in _named(item):
            found.setdefault(name)
    return tuple(found)


def _named(item: Item) -> Iterator[str]:
    text = item.text
    if item.kind in {Kind.BYLINE, Kind.META}:
        yield from _credited(_OTHERS.split(text)[0] if item.kind is Kind.BYLINE else text)
        bare = text.lstrip("□■◆◎● ")
        if item.kind is Kind.BYLINE and bylines.is_names(bare):
            yield from _names(bare.strip("（）() "))
    elif item.kind is Kind.BODY:
        if bylines.DATELINE.match(text):
            yield from _credited(text[:_EDGE])
        if item.closing:
            yield from _credited(text[-_EDGE:])
            behind = _BEHIND.search(text[-_EDGE:])
            if behind:
                yield from _names(behind.group(1))


def _credited(text: str) -> Iterator[str]:
    for found in _CREDITED.finditer(text):
        yield from _names(found.group(1))


def _names(text: str) -> Iterable[str]:
    """Take a row of names apart; the words for what they did are no names."""
    tokens = re.split(r"[ 、，]+", _ROLES.sub(" ", text))
    return (token for token in tokens if bylines.is_name(token))


def stated_authors(author: str | None) -> tuple[str, ...]:
    """Take the names out of what a page's metadata says of its author."""
    return tuple(dict.fromkeys(_names(author))) if author else ()


def is_path(text: str) -> bool:
    """Tell a path through a site (首页 > 园区 > 正文) from a section's name."""
    return _CRUMB.search(text) is not None


def masthead_of(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Read the head of a newspaper page: the paper's name and the section (第4版 园区)."""
    medium = section = None
    headers = [i for i, line in enumerate(lines) if bylines.is_page_header(line)]
    if not headers:
        return None, None
    for line in lines[max(0, headers[0] - 1) : headers[0] + 2]:
        parts = [part for part in _PAPER_PARTS.split(line) if part]
        place = next((i for i, part in enumerate(parts) if _PAGE.match(part)), None)
        papers = [i for i, part in enumerate(parts) if _MASTHEAD.match(part)]
        if len(papers) > 1 and place is not None and place + 1 in papers:
            papers.remove(place + 1)  # a section may be called a weekly
            section = parts[place + 1]
        medium = medium or (parts[papers[0]] if papers else None)
        if section is None and place is not None:
            near = [*parts[place + 1 : place + 2], *parts[max(0, place - 1) : place]]
            section = next((part for part in near if _is_section(part)), None)
    return medium, section


def _is_section(part: str) -> bool:
    if _MASTHEAD.match(part) or _NO_SECTION_WORD.search(part):
        return False
    return _SECTION_WORD.match(part) is not None


def section_of(lines: Iterable[str]) -> str | None:
    """Give the section that the head of a web page names: 首页 > 园区 > 正文, 栏目：园区."""
    for line in lines:
        field = _FIELD_SECTION.search(line)
        if field:
            return field.group(1)
        if _CRUMB.search(line) and len(line) <= 2 * _EDGE:
            parts = [part.strip() for part in _CRUMB_PARTS.split(line)]
            named = [
                p for p in parts if 2 <= len(p) <= _SECTION_LENGTH and not _NO_SECTION.search(p)
            ]
            if len(parts) > 1 and named:
                return named[-1]
    return None
