"""What each paragraph of a page is, with all that stands around the articles left out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from extract import bylines, furniture
from extract.clean import CleanText
from extract.margins import without_tail, without_top
from extract.newspaper import (
    RUBRIC,
    SIDEBAR,
    head_places,
    is_newspaper,
    label_places,
    without_contents,
)
from extract.paragraphs import Line, Paragraph, is_prose, lines_of, paragraphs

_PROFILE = re.compile(r".{2,16}(?:简介|名片|小档案|小传)[】\]：\s]*$")
_WRITER = re.compile(r"[\u4e00-\u9fff]{2,3}$|[\u4e00-\u9fff]{2,4}(?: [\u4e00-\u9fff]{2,4}){1,3}$")
_REPRINT = re.compile(r"[（(]?(?:转载?自|摘自|原载)[：: ]?[^。，]{2,30}$")
_MASTHEAD = re.compile(r"^[\u4e00-\u9fff《》· ]{2,14}(?:报|周刊|周报|晚报|导刊)》?$")
_LABEL = re.compile(r"(?P<label>标题|主标题|主题|引题|眉题|肩题|副题|副标题|正文)\s?：\s*")
_LABEL_LENGTH = 6
_HEADING_LENGTH = 60
_DATELINE_LENGTH = 24


class Kind(Enum):
    """What a paragraph is in its page."""

    BODY = "body"
    HEADING = "heading"
    SUBHEADING = "heading within an article"
    BYLINE = "byline"
    CREDIT = "credit"
    META = "meta"
    HEADER = "page header"
    RUBRIC = "rubric"


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph and what it is; ``closing`` when the names of its writers end it."""

    kind: Kind
    paragraph: Paragraph
    closing: bool = False

    @property
    def text(self) -> str:
        """Give its text, the layout's breaks taken out."""
        return self.paragraph.text


def items_of(
    whole: CleanText, headings: Sequence[tuple[int, int]] = (), title: str | None = None
) -> list[Item]:
    """Say what each paragraph of a cleaned page is; furniture is left out.

    ``headings`` are the (source offset, level) of marked headings, ``title`` the page's own.
    """
    lines = _levelled(_unlabelled(lines_of(whole.text)), whole, headings)
    blocks = paragraphs(lines, _stands_alone, bylines.has_trailing_byline)
    return _items(without_tail(without_top(without_contents(blocks), title)))


def _unlabelled(lines: list[Line]) -> list[Line]:
    """Take the labels off a page that is written as a form: 标题：, 引题：, 正文：."""
    labels = [_LABEL.match(line.text) for line in lines]
    if not {"标题", "正文"} <= {found["label"] for found in labels if found}:
        return lines
    result = []
    for line, found in zip(lines, labels, strict=True):
        rest = line.text[found.end() :] if found else line.text
        if rest and found:
            level = {"标题": 1, "正文": 0}.get(found["label"], 2)
            start = line.end - len(rest)
            result.append(replace(line, start=start, text=rest, level=level))
        elif rest:
            result.append(line)
    return result


def _levelled(
    lines: list[Line], whole: CleanText, headings: Sequence[tuple[int, int]]
) -> list[Line]:
    """Mark the lines that the format says are headings."""
    if not headings or not lines:
        return lines
    starts = [whole.source_span(line.start, line.end)[0] for line in lines]
    for offset, level in headings:
        index = bisect_right(starts, offset) - 1
        if index < 0 or starts[index] < offset:
            index += 1
        if index < len(lines):
            lines[index] = replace(lines[index], level=level)
    return lines


def _stands_alone(text: str) -> bool:
    """Tell a line that neither goes on nor is gone on with."""
    return (
        furniture.is_list_heading(text)
        or RUBRIC.match(text) is not None
        or bylines.is_meta(text)
        or bylines.is_page_header(text)
        or bylines.is_credit(text)
        or bylines.is_byline(text)
        or furniture.is_bullet(text)
        or furniture.is_snippet(text)
        or furniture.is_furniture(text)
    )


def _items(blocks: list[Paragraph]) -> list[Item]:
    """Say of every paragraph what it is; furniture is left out."""
    items: list[Item] = []
    newspaper = is_newspaper(blocks)
    heads = head_places(blocks)
    labels = label_places(blocks, newspaper)
    for index, block in enumerate(blocks):
        kind = Kind.HEADER if index in heads else _kind(block)
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if after and is_prose(after.text) and is_sidebar(items, block.text):
            kind = Kind.SUBHEADING
        if index in labels:
            kind = Kind.RUBRIC
        if index == 0 and kind is not Kind.HEADER and after and _columns(block.text) <= 24:
            kind = Kind.HEADER if bylines.is_page_header(after.text) else kind
        if items and items[-1].kind is Kind.HEADER and _goes_on_heading(block.text):
            kind = Kind.HEADER
        if kind is Kind.BYLINE and items and items[-1].closing and bylines.is_names(block.text):
            kind = Kind.HEADING  # the story above has its writer
        if kind is not None:
            closing = kind is Kind.BODY and bylines.has_trailing_byline(block.text)
            items.append(Item(kind, block, closing))
    return _with_writers(_without_announced(_with_headline(items))) if newspaper else items


def _with_headline(items: list[Item]) -> list[Item]:
    """Give a page the headline that was taken for a part of its head, when it has no other."""
    body = next((at for at, item in enumerate(items) if item.kind is Kind.BODY), 0)
    if any(item.kind in {Kind.HEADING, Kind.RUBRIC} for item in items[:body]):
        return items
    return [
        replace(item, kind=Kind.HEADING) if at < body and _is_no_head(item) else item
        for at, item in enumerate(items)
    ]


def _is_no_head(item: Item) -> bool:
    if item.kind is not Kind.HEADER or len(item.text) < _LABEL_LENGTH:
        return False
    return not (bylines.is_part_of_head(item.text) or _MASTHEAD.match(item.text))


def is_sidebar(above: list[Item], text: str) -> bool:
    """Tell the label of a box within a story: 名词解释, or 某园区简介 below a paragraph."""
    if SIDEBAR.match(text):
        return True
    return bool(above) and above[-1].kind is Kind.BODY and _PROFILE.match(text) is not None


def _without_announced(items: list[Item]) -> list[Item]:
    """Drop a newspaper's headlines that stand elsewhere than over their stories, given twice."""
    places = {item.text: at for at, item in enumerate(items) if item.kind is Kind.HEADING}
    return [
        item
        for at, item in enumerate(items)
        if item.kind is not Kind.HEADING
        or places[item.text] == at
        or (at + 1 < len(items) and items[at + 1].kind is not Kind.HEADING)
    ]


def _with_writers(items: list[Item]) -> list[Item]:
    """Mark a newspaper's writers whose names stand alone: below a headline, or below a story."""
    return [
        replace(item, kind=Kind.BYLINE) if _is_writer(items, at) else item
        for at, item in enumerate(items)
    ]


def _is_writer(items: list[Item], at: int) -> bool:
    item = items[at]
    if at == 0 or item.kind is not Kind.HEADING or not _WRITER.match(item.text):
        return False
    above, below = items[at - 1], (items[at + 1] if at + 1 < len(items) else None)
    if above.kind is Kind.HEADING and len(above.text) >= _LABEL_LENGTH:
        return below is not None and below.kind is Kind.BODY
    return above.kind is Kind.BODY and _stands_behind(item, below)


def _stands_behind(item: Item, below: Item | None) -> bool:
    """Tell a short line that is set to the right of a story's end or apart from the next."""
    line = item.paragraph.lines[0]
    if below is None or below.kind is not Kind.HEADING:
        return line.indented
    return line.indented or (not line.blank_before and below.paragraph.lines[0].blank_before)


def _columns(text: str) -> int:
    """Count the characters of a line, a row of spaces as one."""
    return len(" ".join(text.split()))


def _goes_on_heading(text: str) -> bool:
    """Tell the rest of a page's head: the paper's name, or those who made the page."""
    return _MASTHEAD.match(text) is not None or bylines.is_editor_row(text, least=1)


def _kind(block: Paragraph) -> Kind | None:
    """Say what a paragraph is; None for furniture."""
    text = block.text
    if bylines.DATELINE.match(text) and not bylines.is_page_header(text):
        return Kind.BYLINE if len(text) <= _DATELINE_LENGTH and "。" not in text else Kind.BODY
    kind = _short_kind(text) if len(text) <= 160 else None
    if kind is not None:
        return kind
    if block.level:
        return Kind.HEADING
    if furniture.is_furniture(text) or bylines.is_editor_row(text):
        return None
    if is_prose(text) or len(text) > _HEADING_LENGTH:
        return Kind.BODY
    return Kind.HEADING


def _short_kind(text: str) -> Kind | None:
    """Kinds that a short line shows by itself."""
    if RUBRIC.match("".join(text.split())):
        return Kind.RUBRIC
    if bylines.is_page_header(text):
        return Kind.HEADER
    if bylines.is_meta(text) or _REPRINT.match(text):
        return Kind.META
    if furniture.is_furniture(text) or bylines.is_editor_row(text):
        return None
    if bylines.is_credit(text):
        return Kind.CREDIT
    return Kind.BYLINE if bylines.is_byline(text) else None
