"""The margins of a page: what stands above its articles and below them."""

import re
from itertools import accumulate

from extract import bylines, furniture
from extract.newspaper import RUBRIC, SIDEBAR, is_newspaper, label_places
from extract.paragraphs import Paragraph, ends_sentence, is_headline, is_prose, is_told

_TITLE_CUT = re.compile(r"[|｜_\-–—«»<>]")
_LABEL_LENGTH = 6
_STORY_LENGTH, _SENTENCE = 40, 20
_HEAD_BLOCKS = 8


def without_top(blocks: list[Paragraph], title: str | None) -> list[Paragraph]:
    """Drop what stands above the headline: site name, navigation, path."""
    if bylines.head_length([block.text for block in blocks[:_HEAD_BLOCKS]]):
        return blocks
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


def without_tail(blocks: list[Paragraph]) -> list[Paragraph]:
    """Drop the lists of other articles: from their heading to where an article begins again."""
    last_prose = max((i for i, b in enumerate(blocks) if is_prose(b.text)), default=len(blocks))
    told = _told_lengths(blocks)
    newspaper = is_newspaper(blocks)
    labels = label_places(blocks, newspaper)
    kept: list[Paragraph] = []
    dropping = False
    for index, block in enumerate(blocks):
        text = block.text
        if block.level > 1 and index > last_prose:
            break
        if index in labels or _is_news_label(blocks, index, newspaper):
            dropping = False
            kept.append(block)
        elif furniture.is_list_heading(text) or furniture.closes_article(text):
            above = told[index] >= _STORY_LENGTH
            dropping = above and not _is_own_heading(blocks, index, told)
        else:
            dropping = dropping and not _resumes(blocks, index, newspaper)
            if not dropping or _is_late_credit(text):
                kept.append(block)
    return kept


def _told_lengths(blocks: list[Paragraph]) -> list[int]:
    """Sum up, for each paragraph, how much is told whole from the beginning to it."""
    return list(accumulate((len(b.text) * is_told(b.text, _SENTENCE) for b in blocks), initial=0))


def _is_own_heading(blocks: list[Paragraph], index: int, told: list[int]) -> bool:
    """Tell a heading of the article itself that only sounds like one over a list of others.

    What stands below is told whole, and there is far more of it than of all above.
    """
    if not _is_whole_story(blocks[index + 1 : index + 3]):
        return False
    return told[-1] - told[index + 1] > 2 * told[index]


def _is_news_label(blocks: list[Paragraph], index: int, newspaper: bool) -> bool:
    """Tell a label over short news or a picture's story, not over a list of others."""
    text = blocks[index].text
    below = blocks[index + 1 : index + 2]
    if RUBRIC.match(text) and (
        _is_whole_story(below) or (newspaper and any(is_prose(b.text) for b in below))
    ):
        return True
    if newspaper and SIDEBAR.match(text) and any(is_told(b.text) for b in below):
        return True
    return newspaper and furniture.is_list_heading(text) and _heads_news(blocks, index)


def _heads_news(blocks: list[Paragraph], index: int) -> bool:
    """Tell the label over a newspaper's short news: a headline and a whole story with dateline."""
    for block in blocks[index + 1 : index + 4]:
        if bylines.DATELINE.match(block.text):
            return is_told(block.text)
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
    return bool(blocks) and all(is_told(block.text) for block in blocks)


def _resumes(blocks: list[Paragraph], index: int, newspaper: bool) -> bool:
    """Tell a paragraph behind a list where an article begins again; in a newspaper its headline."""
    text = blocks[index].text
    if bylines.is_page_header(text) and not furniture.is_furniture(text):
        return True
    if newspaper and is_headline(text):
        index += 1
        text = blocks[index].text if index < len(blocks) else ""
    if not bylines.DATELINE.match(text) or not ends_sentence(text):
        return False
    return _is_whole_story(blocks[index : index + (1 if newspaper else 2)])
