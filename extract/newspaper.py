"""How a newspaper sets its page: heads, labels over stories, boxes, lists of other pages."""

import re
from collections import Counter
from itertools import pairwise

from extract import bylines, furniture
from extract.paragraphs import Paragraph, is_headline, is_prose

RUBRIC = re.compile(
    r"^[■●◎○□【\[（◆▲★\s]*(?:图片(?:新闻|故事|报道)?|图说\S{0,6}|光影\S{0,4}|镜头\S{0,4}|摄影报道|"
    r"[\u4e00-\u9fff]{0,4}(?:短讯|简讯|快讯|短波|短消息|速览|速读|速递|集锦|集萃|简明新闻|一句话新闻))[】\]）\s]*$"
)
# The label of a box that belongs to the story around it.
SIDEBAR = re.compile(
    r"^[【\[■●◆▍▌\s]*(?:名词解释|专家(?:观点|点评|说法)|(?:记者|采访|编辑)(?:手记|感言|观察|点评|视点|札记)|"
    r"核心提示|阅读提示|内容提要|导读|编者按|编前|编后(?:语|记)?|新闻(?:背景|延伸|助读|纵深)|"
    r"(?:相关|新闻|背景|知识)链接|延伸阅读|链接|(?:小|背景)?资料|延伸|(?:人物|企业|园区)(?:名片|档案|简介)|引言|结语|后记|点评|数读)"
    r"[】\]：\s]*$"
)
_COLUMN_LABEL = re.compile(r"([‖【\[■◆●◎▌|—=* ]+)([\u4e00-\u9fff·]{2,6})([‖】\]■◆●▌|—=* ]*)$")
_CONTENTS = re.compile(
    r"^[【\[■●◆▶\s]*(?:(?:今日|本期|本报|本版|每日|内页)?(?:导读|导览|要目|目录|看点|提要)|(?:标题|版面|版次)(?:导航|目录|概览))"
    r"[】\]：\s]*$"
)
_PAGE_REFERENCE = re.compile(
    r"^[^\w（(]*(?:第?[A-Z]?\d{1,2}\s?版|[A-Z]\d{1,2})[ ：|·/》>]+\S|"
    r"^.{4,}(?:[ …·.]{2,}|[（(【]|[ ▶→➤](?:详见|[见转])?)第?[A-Z]?\d{1,2}\s?版[）)】]?$"
)
_NUMBERED_ENTRY = re.compile(
    rf"{_PAGE_REFERENCE.pattern}|^.{{4,}}(?:\s*[/…·.]+\s*|\s{{2,}})\d{{1,3}}$"
)
_OPINION = frozenset(["短评", "快评", "时评", "评论", "言论", "微评", "杂谈", "今日谈"])
_ENTRY_LENGTH = 60
_HEAD_BLOCKS = 4
_SEVERAL = 2


def is_newspaper(blocks: list[Paragraph]) -> bool:
    """Tell a newspaper page: by its head, or by two stories that each have dateline and writer."""
    first = [block.text for block in blocks[: 2 * _HEAD_BLOCKS]]
    if any(map(bylines.is_page_header, first[:_HEAD_BLOCKS])) or bylines.head_length(first):
        return True
    told = [block.text for block in blocks if is_prose(block.text)]
    dated = sum(1 for text in told if bylines.DATELINE.match(text))
    signed = sum(1 for text in told if bylines.has_trailing_byline(text))
    return dated >= _SEVERAL and signed >= _SEVERAL


def head_places(blocks: list[Paragraph]) -> set[int]:
    """Find the lines that are heads of newspaper pages, on top and where another page begins."""
    texts = [block.text for block in blocks]
    places = set(range(bylines.head_length(texts[: 2 * _HEAD_BLOCKS])))
    for at in range(1, len(texts)):
        if at not in places and bylines.begins_page(texts[at]):
            length = bylines.head_length(texts[at : at + _HEAD_BLOCKS], named=False)
            places |= set(range(at, at + length)) if length >= _SEVERAL else set()
    return places


def label_places(blocks: list[Paragraph], newspaper: bool) -> set[int]:
    """Find the labels over the stories of a page (‖快评‖, [产业观察]): the same marks, often."""
    marks: dict[int, tuple[str, str]] = {}
    headed: Counter[tuple[str, str]] = Counter()
    for at, (block, below) in enumerate(pairwise(blocks)):
        found = _COLUMN_LABEL.match(block.text)
        if found and not SIDEBAR.match(block.text) and not furniture.is_picture(block.text):
            marks[at] = found[1].strip(), found[3].strip()
            over = is_headline(below.text) and (newspaper or _is_headed(blocks, at))
            headed[marks[at]] += over * (_SEVERAL if found[2] in _OPINION else 1)
    least = _SEVERAL if newspaper else _SEVERAL + 1
    return {
        at
        for at, pair in marks.items()
        if headed[pair] >= least and not _is_paragraph(blocks[at + 1].text)
    }


def _is_headed(blocks: list[Paragraph], at: int) -> bool:
    """Tell a label with a headline and a paragraph below it."""
    return any(is_prose(block.text) for block in blocks[at + 2 : at + 3])


def _is_paragraph(text: str) -> bool:
    return is_prose(text) and not furniture.is_bullet(text)


def without_contents(blocks: list[Paragraph]) -> list[Paragraph]:
    """Drop a list of what stands on other pages: headlines with their pages, or in one box."""
    kept: list[Paragraph] = []
    index = 0
    while index < len(blocks):
        headed = _CONTENTS.match("".join(blocks[index].text.split())) is not None
        listed = _NUMBERED_ENTRY if headed else _PAGE_REFERENCE
        stop = index + headed
        while stop < len(blocks) and _is_entry(blocks[stop].text, listed):
            stop += 1
        if headed and stop == index + 1:
            stop = _end_of_box(blocks, stop)
        if stop - index >= _SEVERAL:
            index = stop
        else:
            kept.append(blocks[index])
            index += 1
    return kept


def _is_entry(text: str, listed: re.Pattern[str]) -> bool:
    if len(text) > _ENTRY_LENGTH or "。" in text or bylines.is_page_header(text):
        return False
    return listed.search(text) is not None and bylines.date_in(text) is None


def _end_of_box(blocks: list[Paragraph], start: int) -> int:
    """Give the end of the headlines in one box: bullets, or all up to an empty line; or start."""
    stop = start
    while stop < len(blocks) and furniture.is_bullet(blocks[stop].text):
        if is_prose(blocks[stop].text):
            return start
        stop += 1
    if stop > start:
        return stop
    while stop < len(blocks) and not blocks[stop].lines[0].blank_before:
        text = blocks[stop].text
        if is_prose(text) or bylines.is_byline(text) or bylines.DATELINE.match(text):
            return start
        stop += 1
    return stop if stop < len(blocks) else start
