"""A document's text cut into its articles, the furniture around them left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract import bylines, furniture, imprint, stories
from extract.blocks import Item, Kind, items_of
from extract.clean import CleanText, clean, joined
from extract.paragraphs import Paragraph, joint
from extract.read import Document
from kg.errors import InputError

_ORGANISATION_END = re.compile(r"[区园城港局委院校司厂社团站店所部市县镇乡村]$|^.{0,6}[：:]$")
_LABEL_LENGTH = 6
_JUMP = re.compile(r"^[（(](?:下转|上接|紧接)[^）)]{1,16}[）)]$")
_JUMP_LEAD = re.compile(r"[（(](?:上接|紧接)[^）)]{1,16}[）)]\s*")
_JUMP_TAIL = re.compile(r"(?<!\s)\s*[（(](?:下转|转)[^）)]{0,12}版[^）)]{0,4}[）)]$")
_DAY_OF_ISSUE = re.compile(
    r"(?:出版|见报|报纸)?日期\s?：|(?:编印|编发|印发|出版)[：单].{2,40}\d日$|.{2,30}第\s?\d+\s?期.{0,20}\d日"
)
_ISSUE = re.compile(r"第\s?\d+\s?期")
_HEADLINE_MARKS = "◆◇■□●○◎▲△★☆▶►▍▌❖>》 "
_SITE_CUT = re.compile(r"[_|｜»>›\[\]【】]|\s[-–—]\s")
_SPACED, _SPACED_SHARE = 4, 1.5
_NO_WORD = re.compile(r"[\W_]+")
_TITLE_LENGTH = 40
MOST_CHARACTERS = 300_000  # of one article: what is worked out of them has to fit in memory
_HEAD_LENGTH, _HEAD_LINES = 1200, 12


@dataclass(frozen=True, slots=True)
class Section:
    """One article of a document.

    ``authors`` are the names in its bylines, ``section`` the part of the paper or site it is from.
    ``start`` and ``end`` bound it in the document's text; ``clean`` holds its own lines only
    (headline, subtitle, byline, body), one paragraph a line, with the way back to that text.
    """

    title: str
    date: str | None
    medium: str | None
    start: int
    end: int
    clean: CleanText
    authors: tuple[str, ...] = ()
    section: str | None = None


def split(document: Document) -> list[Section]:
    """Cut a document into its articles, in the order of the text.

    Raises InputError for an article longer than any news is.
    """
    whole = clean(document.text, marked=document.kind == "md")
    items = items_of(whole, document.headings, document.title)
    groups = stories.cut(items)
    date = bylines.date_in(clean(f"{document.date or ''} {document.title or ''}").text)
    medium = document.medium
    header = next((i for i in items if i.kind is Kind.HEADER and bylines.date_in(i.text)), None)
    head = [line.strip() for line in whole.text[:_HEAD_LENGTH].split("\n") if line.strip()]
    if header is not None:
        date = bylines.date_in(header.text)
    elif date is None:
        stated = (line for line in head[:_HEAD_LINES] if _DAY_OF_ISSUE.match(line))
        date = bylines.date_in(next(stated, ""))
    paper, page = imprint.masthead_of(head[:_HEAD_LINES])
    found = (_section(whole, group, date, medium or paper) for group in groups)
    name = page or _section_name(document.section, head[:_HEAD_LINES])
    own = imprint.stated_authors(document.author) if len(groups) == 1 else ()
    sections = [
        replace(section, authors=section.authors or own, section=name)
        for section in found
        if section is not None
    ]
    longest = max((len(section.clean.text) for section in sections), default=0)
    if longest > MOST_CHARACTERS:
        raise InputError(f"{document.source}: an article of {longest} characters; split it")
    return sections


def _section_name(stated: str | None, head: Sequence[str]) -> str | None:
    """Give the section of the site that the page's metadata or its head names."""
    if stated and not imprint.is_path(stated):
        return stated.strip() or None
    return imprint.section_of([stated, *head] if stated else head)


def _section(
    whole: CleanText, group: list[Item], date: str | None, medium: str | None
) -> Section | None:
    """Put an article together from its items."""
    group = _without_repeats(_without_label(group))
    pieces: list[tuple[int, int, str]] = []
    date = _head_date(group) or date
    for item in group:
        if item.kind is Kind.RUBRIC or _is_left_out(item.text):
            continue
        if item.kind is Kind.META:
            own_date, own_medium, authors = bylines.meta_fields(item.text)
            date, medium = own_date or date, own_medium or medium
            at = item.paragraph.start
            pieces += [(at + low, at + high, "\n") for low, high in authors]
            continue
        pieces += _pieces(item.paragraph)
    if not pieces:
        return None
    text = joined(whole, [*pieces[:-1], (*pieces[-1][:2], "")])
    start, end = text.source_span(0, len(text.text))
    title = _title(group) or text.text[:60]
    return Section(title, date, medium, start, end, text, imprint.authors_of(group))


def _is_left_out(text: str) -> bool:
    """Tell what belongs to an article and tells nothing: where it goes on, where to call."""
    return _JUMP.match(text) is not None or furniture.is_contact(text)


def _without_repeats(group: list[Item]) -> list[Item]:
    """Drop the headline where it is given again, with or without the name of the site."""
    body = next((i for i, item in enumerate(group) if item.kind is Kind.BODY), len(group))
    heads = [item for item in group[:body] if item.kind is Kind.HEADING]
    words = [_bare(head.text) for head in heads]
    bare = set(words)
    named = {
        id(head)
        for head, whole in zip(heads, words, strict=True)
        if any(part in bare and part != whole for part in map(_bare, _SITE_CUT.split(head.text)))
    }
    told = {"".join(words)} if len(words) > 1 else set()
    kept: list[Item] = []
    for at, item in enumerate(group):
        word = _bare(item.text)
        again = len(word) >= _LABEL_LENGTH and word in told and len(kept) > 0
        if at < body and item.kind is Kind.HEADING and id(item) not in named:
            told.add(word)
        if not again and id(item) not in named:
            kept.append(item)
    return kept


def _bare(text: str) -> str:
    return _NO_WORD.sub("", text)


def _title(group: list[Item]) -> str:
    """Give the headline; a short lead-in with a colon or a park's name goes before it."""
    heads: list[str] = []
    for item in group:
        if not heads and stories.is_figure(item):
            continue
        if item.kind not in {Kind.HEADING, Kind.RUBRIC, Kind.META}:
            break
        if item.kind is Kind.HEADING:
            heads.append(_closed_up(item.text.lstrip(_HEADLINE_MARKS)))
    heads = [head for head in heads if not _ISSUE.search(head)] or heads
    if len(heads) > 1 and (heads[0].endswith("：") or len(heads[0]) <= _LABEL_LENGTH + 2):
        return heads[0] + ("" if heads[0].endswith("：") else " ") + heads[1]
    return next((head for head in heads if len(head) <= _TITLE_LENGTH), heads[0] if heads else "")


def _head_date(group: list[Item]) -> str | None:
    """Give the date that stands above the first paragraph."""
    for item in group:
        if item.kind is Kind.BODY:
            break
        if found := bylines.date_in(item.text):
            return found
    return None


def _pieces(paragraph: Paragraph) -> list[tuple[int, int, str]]:
    lines = paragraph.lines
    result: list[tuple[int, int, str]] = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        end = joint(line.text, after.text) if after else "\n"
        if _is_spaced(line.text):
            words = [m.span() for m in re.finditer(r"\S+", line.text)]
            result += [(line.start + low, line.start + high, "") for low, high in words[:-1]]
            result.append((line.start + words[-1][0], line.end, end))
        else:
            result.append((line.start, line.end, end))
    lead, tail = _JUMP_LEAD.match(lines[0].text), _JUMP_TAIL.search(lines[-1].text)
    if lead:
        result[0] = (result[0][0] + lead.end(), *result[0][1:])
    if tail:
        result[-1] = (result[-1][0], result[-1][1] - len(tail.group()), result[-1][2])
    return [piece for piece in result if piece[0] < piece[1]]


def _is_spaced(text: str) -> bool:
    """Tell a line whose characters are set apart: 高 新 区 的 一 天."""
    words = text.split()
    return len(words) >= _SPACED and len("".join(words)) <= _SPACED_SHARE * len(words)


def _closed_up(text: str) -> str:
    return "".join(text.split()) if _is_spaced(text) else text


def _without_label(group: list[Item]) -> list[Item]:
    """Drop the label of a section that stands above the headlines (党建在高新)."""
    heads = 0
    while heads < len(group) and group[heads].kind is Kind.HEADING:
        heads += 1
    if heads < 3 or group[0].paragraph.level:
        return group
    label = group[0].text
    if len(label) <= _LABEL_LENGTH and not _ORGANISATION_END.search(label):
        return group[1:]
    return group
