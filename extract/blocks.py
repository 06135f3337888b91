"""What each paragraph of a page is, with all that stands around the articles left out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate

from extract import bylines, furniture
from extract.clean import CleanText
from extract.paragraphs import Line, Paragraph, ends_sentence, lines_of, paragraphs

_RUBRIC = re.compile(
    r"^[■●【\[◆▲★\s]*(?:图片(?:新闻|故事|报道)?|图说\S{0,6}|光影\S{0,4}|镜头\S{0,4}|摄影报道|"
    r"(?:园区|要闻|综合|开发区)?(?:短讯|简讯|快讯|短波|短消息|速览|速读|速递|集锦|集萃|简明新闻|一句话新闻))[】\]\s]*$"
)
_MASTHEAD = re.compile(r"^[\u4e00-\u9fff《》· ]{2,14}(?:报|周刊|周报|晚报|导刊)》?$")
_TITLE_CUT = re.compile(r"[|｜_\-–—«»<>]")
_LABEL_LENGTH = 6
_HEADING_LENGTH = 60
_STORY_LENGTH = 40
_HEAD_BLOCKS = 4
_SEVERAL = 2


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
    lines = _levelled(lines_of(whole.text), whole, headings)
    blocks = paragraphs(lines, _stands_alone, bylines.has_trailing_byline)
    return _items(_without_tail(_without_top(blocks, title)))


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
        or _RUBRIC.match(text) is not None
        or bylines.is_meta(text)
        or bylines.is_page_header(text)
        or bylines.is_credit(text)
        or bylines.is_byline(text)
        or furniture.is_bullet(text)
        or furniture.is_snippet(text)
        or furniture.is_furniture(text)
    )


def is_prose(text: str) -> bool:
    """Tell running text from headings and lists."""
    if text.endswith("。"):
        return len(text) >= 6
    return len(text) >= 15 and ("。" in text or (len(text) >= 60 and "，" in text))


def _without_top(blocks: list[Paragraph], title: str | None) -> list[Paragraph]:
    """Drop what stands above the headline: site name, navigation, path."""
    first_prose = next((i for i, b in enumerate(blocks) if is_prose(b.text)), len(blocks))
    top = blocks[:first_prose]
    for index, block in enumerate(top):
        if block.level == 1:
            below = (other.text for other in top[index + 1 :])
            if not any(map(furniture.is_navigation, below)):
                return blocks[index:]
    named = [i for i, block in enumerate(top) if _is_in_title(block.text, title)]
    if named:
        return blocks[max(named, key=lambda i: (len(top[i].text), -i)) :]
    start = 0
    for index, block in enumerate(top):
        text = block.text
        if bylines.is_page_header(text):
            return blocks[max(0, index - 1) :]
        if bylines.is_meta(text) and not furniture.is_navigation(text):
            break
        if furniture.is_navigation(text) or (
            furniture.is_furniture(text) and not _is_share_row(text)
        ):
            start = index + 1
    if start and not any(map(_may_be_headline, top[start:])):
        candidates = [i for i, block in enumerate(top[:start]) if _may_be_headline(block)]
        start = candidates[-1] if candidates else start
    return blocks[start:]


def _is_share_row(text: str) -> bool:
    return text.startswith(("分享", "字号", "字体", "打印", "收藏"))


def _may_be_headline(block: Paragraph) -> bool:
    text = block.text
    return len(text) >= 4 and not furniture.is_furniture(text) and not bylines.is_meta(text)


def _is_in_title(text: str, title: str | None) -> bool:
    """Tell a line that is one of the parts of the page's title, or begins it."""
    if title is None or len(text) < _LABEL_LENGTH:
        return False
    return title.startswith(text) or text in {part.strip() for part in _TITLE_CUT.split(title)}


def _without_tail(blocks: list[Paragraph]) -> list[Paragraph]:
    """Drop the lists of other articles: from their heading to where an article begins again."""
    last_prose = max((i for i, b in enumerate(blocks) if is_prose(b.text)), default=len(blocks))
    told = _told_lengths(blocks)
    newspaper = _is_newspaper(blocks)
    kept: list[Paragraph] = []
    dropping = False
    for index, block in enumerate(blocks):
        text = block.text
        if block.level > 1 and index > last_prose:
            break
        if _is_news_label(blocks, index, newspaper):
            dropping = False
            kept.append(block)
        elif furniture.is_list_heading(text) or furniture.is_end_sign(text):
            dropping = told[index] > 0 and not _is_own_heading(blocks, index, told)
        else:
            dropping = dropping and not _resumes(blocks, index)
            if not dropping or _is_late_credit(text):
                kept.append(block)
    return kept


def _told_lengths(blocks: list[Paragraph]) -> list[int]:
    """Sum up, for each paragraph, how much is told whole from the beginning to it."""
    return list(accumulate((len(b.text) * _is_told(b.text) for b in blocks), initial=0))


def _is_own_heading(blocks: list[Paragraph], index: int, told: list[int]) -> bool:
    """Tell a heading of the article itself that only sounds like one over a list of others.

    What stands below is told whole, and there is far more of it than of all above.
    """
    if not _is_whole_story(blocks[index + 1 : index + 3]):
        return False
    return told[-1] - told[index + 1] > 2 * told[index]


def _is_newspaper(blocks: list[Paragraph]) -> bool:
    """Tell a newspaper page: by its head, or by two stories that each have dateline and writer."""
    if any(bylines.is_page_header(block.text) for block in blocks[:_HEAD_BLOCKS]):
        return True
    told = [block.text for block in blocks if is_prose(block.text)]
    dated = sum(1 for text in told if bylines.DATELINE.match(text))
    signed = sum(1 for text in told if bylines.has_trailing_byline(text))
    return dated >= _SEVERAL and signed >= _SEVERAL


def _is_news_label(blocks: list[Paragraph], index: int, newspaper: bool) -> bool:
    """Tell a label over short news or a picture's story, not over a list of others."""
    text = blocks[index].text
    if _RUBRIC.match(text) and _is_whole_story(blocks[index + 1 : index + 2]):
        return True
    return newspaper and furniture.is_list_heading(text) and _heads_news(blocks, index)


def _heads_news(blocks: list[Paragraph], index: int) -> bool:
    """Tell the label over a newspaper's short news: a headline and a whole story with dateline."""
    for block in blocks[index + 1 : index + 4]:
        if bylines.DATELINE.match(block.text):
            return _is_told(block.text)
        if furniture.is_bullet(block.text) or is_prose(block.text):
            return False
    return False


def _is_late_credit(text: str) -> bool:
    """Tell the source or writer that an article names behind its end."""
    return len(text) <= 40 and text.startswith(
        ("来源|", "来源丨", "文字|", "文|", "供稿|", "供稿：")
    )


def _is_whole_story(blocks: list[Paragraph]) -> bool:
    """Tell paragraphs that are told to their end, each of them."""
    return bool(blocks) and all(_is_told(block.text) for block in blocks)


def _is_told(text: str) -> bool:
    if furniture.is_snippet(text) or furniture.is_bullet(text) or furniture.is_furniture(text):
        return False
    return len(text) >= _STORY_LENGTH and "。" in text


def _resumes(blocks: list[Paragraph], index: int) -> bool:
    """Tell a paragraph behind a list where an article begins again."""
    text = blocks[index].text
    if bylines.is_page_header(text) and not furniture.is_furniture(text):
        return True
    if not bylines.DATELINE.match(text):
        return False
    return ends_sentence(text) and _is_whole_story(blocks[index : index + 2])


def _items(blocks: list[Paragraph]) -> list[Item]:
    """Say of every paragraph what it is; furniture is left out."""
    items: list[Item] = []
    for index, block in enumerate(blocks):
        kind = _kind(block)
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if index == 0 and kind is not Kind.HEADER and after and _columns(block.text) <= 24:
            kind = Kind.HEADER if bylines.is_page_header(after.text) else kind
        if items and items[-1].kind is Kind.HEADER and _goes_on_heading(block.text):
            kind = Kind.HEADER
        if kind is Kind.BYLINE and items and items[-1].closing and bylines.is_names(block.text):
            kind = Kind.HEADING  # the story above has its writer
        if kind is not None:
            closing = kind is Kind.BODY and bylines.has_trailing_byline(block.text)
            items.append(Item(kind, block, closing))
    return items


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
        return Kind.BODY
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
    if _RUBRIC.match(text):
        return Kind.RUBRIC
    if bylines.is_page_header(text):
        return Kind.HEADER
    if bylines.is_meta(text):
        return Kind.META
    if furniture.is_furniture(text) or bylines.is_editor_row(text):
        return None
    if bylines.is_credit(text):
        return Kind.CREDIT
    return Kind.BYLINE if bylines.is_byline(text) else None
