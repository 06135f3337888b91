"""A document's text cut into its articles, the furniture around them left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract import bylines, furniture, imprint
from extract.blocks import Item, Kind, items_of
from extract.clean import CleanText, clean, joined
from extract.furniture import FEW_SIGNS, SIGNED_SIGNS, SIGNS
from extract.paragraphs import Paragraph, joint
from extract.read import Document
from kg.errors import InputError

_ORGANISATION_END = re.compile(r"[区园城港局委院校司厂社团站店所部市县镇乡村]$|^.{0,6}[：:]$")
_LABEL_LENGTH = 6
_JUMP = re.compile(r"^[（(](?:下转|上接|紧接)[^）)]{1,16}[）)]$")
_MEMORY = 300
_TITLE_LENGTH = 40
_ADVERT_LENGTH = 300
_STORY_LENGTH = 40
_DIGEST_PARTS = 2
MOST_CHARACTERS = 300_000  # of one article: what is worked out of them has to fit in memory
_HEAD_LENGTH, _HEAD_LINES = 1200, 12
_HEADS = frozenset([Kind.HEADING, Kind.SUBHEADING, Kind.RUBRIC, Kind.META])
_HEADING_MARKS = frozenset("◆◇■□●○◎▲△★☆▶►▍▌❖✦✿◉")
_PHOTO_STORY = re.compile("图为|[▲▼◀▶]|(?:图说|图片新闻|图片报道|图片故事|光影)[ ：|]")

_PARK = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:高新区|经开区|综保区|保税区|开发区|高新技术|经济技术|产业园|园区|新区|科技园|科技城)|"
    r"(?:^|(?<=[，。、在]))[\u4e00-\u9fff]{3,14}(?:区|园|城|港|基地|谷)(?=[：“ ，]|$)"
)


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
    items = _with_subheadings(items_of(whole, document.headings, document.title))
    groups = _articles(_grouped(items))
    if not groups and items:
        groups = [items]
    date = bylines.date_in(clean(f"{document.date or ''} {document.title or ''}").text)
    medium = document.medium
    header = next((i for i in items if i.kind is Kind.HEADER and bylines.date_in(i.text)), None)
    if header is not None:
        date = bylines.date_in(header.text)
    head = [line.strip() for line in whole.text[:_HEAD_LENGTH].split("\n") if line.strip()]
    paper, page = imprint.masthead_of(head[:_HEAD_LINES])
    found = (_section(whole, group, date, medium or paper) for group in groups)
    name = page or _section_name(document.section, head[:_HEAD_LINES])
    stated = imprint.stated_authors(document.author) if len(groups) == 1 else ()
    sections = [
        replace(section, authors=section.authors or stated, section=name)
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


def _grouped(items: list[Item]) -> list[list[Item]]:
    """Cut the items where a new article begins."""
    several = _holds_several(items)
    groups: list[list[Item]] = [[]]
    told = advert = False
    for index, item in enumerate(items):
        if item.kind is Kind.HEADER:
            continue
        current = groups[-1]
        apart = advert and item.kind is Kind.HEADING and _stands_apart(item)
        if (apart and _headlines_begin(items, index, several, current)) or (
            told and _begins(items, index, several, current)
        ):
            groups.append([])
            told = False
            advert = several and _is_advert(items[index : index + 3])
        groups[-1].append(item)
        told = told or item.kind is Kind.BODY
    groups = [_without_loose_end(group, several) for group in groups]
    return [group for group in groups if group]


def _with_subheadings(items: list[Item]) -> list[Item]:
    """Mark the headings of a digest: one sign before each, one headline over all, unsigned."""
    signs = Counter(item.text[0] for item in items if item.kind in {Kind.HEADING, Kind.RUBRIC})
    sign, times = max(
        ((s, n) for s, n in signs.items() if s in _HEADING_MARKS),
        key=lambda pair: pair[1],
        default=("", 0),
    )
    if times < _DIGEST_PARTS or any(item.kind is Kind.HEADER for item in items):
        return items
    places = [
        i
        for i, item in enumerate(items)
        if item.kind in {Kind.HEADING, Kind.RUBRIC} and item.text[0] == sign
    ]
    headed = any(item.kind is Kind.HEADING for item in items[: places[0]])
    if not headed or any(_ends_article(items, i - 1) for i in places[1:]):
        return items
    if any(bylines.DATELINE.match(items[i + 1].text) for i in places if i + 1 < len(items)):
        return items
    return [
        replace(item, kind=Kind.SUBHEADING) if i in places else item for i, item in enumerate(items)
    ]


def _stands_apart(item: Item) -> bool:
    return item.paragraph.lines[0].blank_before


def _without_loose_end(group: list[Item], several: bool) -> list[Item]:
    """Drop the headings behind the last paragraph: what they headed was no article.

    On the page of one article they are a list of others, unless the article is made of such lines.
    """
    end = len(group)
    while end and group[end - 1].kind in _HEADS:
        end -= 1
    inner = sum(1 for item in group[:end] if item.kind in _HEADS)
    bodies = sum(1 for item in group[:end] if item.kind is Kind.BODY)
    if several or (len(group) - end > 1 and inner <= bodies):
        return group[:end]
    return group


def _has_body(group: list[Item]) -> bool:
    return any(item.kind is Kind.BODY for item in group)


def _holds_several(items: list[Item]) -> bool:
    """Tell a newspaper page or digest from the page of one article."""
    if any(item.kind is Kind.HEADER for item in items):
        return True
    tops = [item.kind for item in items if item.paragraph.level == 1 or item.kind is Kind.BODY]
    if sum(1 for a, b in pairwise(tops) if a is not Kind.BODY and b is Kind.BODY) >= 2:
        return True
    bodies = [item for item in items if item.kind is Kind.BODY]
    datelines = sum(1 for item in bodies if bylines.DATELINE.match(item.text))
    signed = sum(
        1
        for index, item in enumerate(items)
        if item.kind is not Kind.CREDIT
        and _ends_article(items, index)
        and not bylines.has_trailing_credit(item.text)
    )
    return datelines >= 2 or signed >= 2 or (datelines >= 1 and signed >= 1 and len(bodies) > 8)


def _begins(items: list[Item], index: int, several: bool, current: list[Item]) -> bool:
    """Tell whether a new article begins at an item, given that the last one has had its body."""
    item, before = items[index], items[index - 1]
    if before.kind in {Kind.HEADING, Kind.SUBHEADING, Kind.RUBRIC}:
        return False
    if item.kind is Kind.RUBRIC:
        return several
    ahead = 2 if item.kind is Kind.HEADING else 1
    if several and _is_advert(items[index : index + ahead]):
        return True
    ended = _ends_article(items, index - 1)
    if item.kind is Kind.BODY:
        if bylines.DATELINE.match(item.text):
            return True
        if current[0].kind is Kind.RUBRIC and not ended:
            return False
        return several and (ended or _is_photo_story(items, index))
    if item.kind is Kind.CREDIT:
        captioned = current[0].kind is Kind.RUBRIC or _PHOTO_STORY.match(current[0].text)
        return several and not captioned and _opens_photo_story(items, index)
    if item.kind is not Kind.HEADING:
        return False
    return _headlines_begin(items, index, several, current)


def _headlines_begin(items: list[Item], index: int, several: bool, current: list[Item]) -> bool:
    """Tell whether the headings from an item on are headlines, not headings within an article."""
    stop = index
    while stop < len(items) and items[stop].kind is Kind.HEADING:
        stop += 1
    if stop == len(items):
        return several
    after = items[stop]
    if after.kind is Kind.META or (after.kind is Kind.BODY and bylines.DATELINE.match(after.text)):
        return True
    if after.kind is Kind.BYLINE:
        return stop + 1 < len(items) and items[stop + 1].kind is not Kind.HEADING
    if any(item.paragraph.level == 1 for item in items[index:stop]):
        return True
    if not several:
        return False
    return _ends_article(items, index - 1) or _changes_park(items, index, stop, current)


def _ends_article(items: list[Item], index: int) -> bool:
    """Tell whether the item at index closes an article: names behind the last paragraph."""
    item = items[index]
    if item.kind is Kind.BODY:
        return item.closing
    if item.kind not in {Kind.BYLINE, Kind.CREDIT} or index == 0 or item.text[0] in "□■":
        return False
    return items[index - 1].kind in {Kind.BODY, Kind.CREDIT}


def _changes_park(items: list[Item], index: int, stop: int, current: list[Item]) -> bool:
    """Tell headlines over a park of which the page has not spoken so far.

    The headline names it, or the first words below do while the story before has its writer.
    """
    told = "".join(item.text for item in items[max(0, index - _MEMORY) : index])
    ahead = items[stop].text
    for item in items[index:stop]:
        for found in _PARK.finditer(item.text):
            city = found.group()[:2]
            if city not in told and city in ahead[:300]:
                return True
    signed = any(item.kind is Kind.BYLINE or bylines.DATELINE.match(item.text) for item in current)
    new = (found.group()[-6:] not in told for found in _PARK.finditer(ahead[:80]))
    return signed and any(new)


def _is_photo_story(items: list[Item], index: int) -> bool:
    """Tell a paragraph that stands by itself under a picture, its photographer named behind it."""
    text = items[index].text
    credited = index + 1 < len(items) and items[index + 1].kind is Kind.CREDIT
    credited = credited or bylines.has_trailing_credit(text)
    return _PHOTO_STORY.match(text) is not None or (
        credited and len(text) >= _STORY_LENGTH and _is_last(items, index)
    )


def _is_last(items: list[Item], index: int) -> bool:
    """Tell whether no paragraph of the same story follows a photo story."""
    return not any(item.kind is Kind.BODY for item in items[index + 1 : index + 3]) or (
        index + 2 < len(items) and items[index + 2].kind is not Kind.BODY
    )


def _opens_photo_story(items: list[Item], index: int) -> bool:
    """Tell a credit above a paragraph that stands by itself."""
    if index + 1 >= len(items) or items[index + 1].kind is not Kind.BODY:
        return False
    return index + 2 >= len(items) or items[index + 2].kind is not Kind.BODY


def _is_advert(group: Sequence[Item], among_signed: bool = False) -> bool:
    text = "\n".join(item.text for item in group)
    least = SIGNED_SIGNS if _is_signed(group) else FEW_SIGNS if among_signed else SIGNS
    return len(text) < _ADVERT_LENGTH and furniture.is_advert(text, least)


def _is_signed(group: Sequence[Item]) -> bool:
    """Tell a story with a dateline or the name of its writer."""
    return any(
        item.closing
        or item.kind in {Kind.BYLINE, Kind.CREDIT}
        or bylines.DATELINE.match(item.text) is not None
        for item in group
    )


def _articles(groups: list[list[Item]]) -> list[list[Item]]:
    """Keep the articles; advertisements and scattered lines go.

    Where every other story of a page is signed, an unsigned one is soon an advertisement.
    """
    told = [group for group in groups if _has_body(group)]
    unsigned = [group for group in told if not _is_signed(group)]
    odd = unsigned if len(unsigned) == 1 and len(told) > 2 else []
    return [
        group
        for group in told
        if sum(len(item.text) for item in group) >= 2 * _ADVERT_LENGTH
        or not _is_advert(group[:3], among_signed=group in odd)
    ]


def _section(
    whole: CleanText, group: list[Item], date: str | None, medium: str | None
) -> Section | None:
    """Put an article together from its items."""
    group = _without_label(group)
    pieces: list[tuple[int, int, str]] = []
    date = _head_date(group) or date
    for item in group:
        if item.kind is Kind.RUBRIC or _JUMP.match(item.text):
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


def _title(group: list[Item]) -> str:
    """Give the headline; a short lead-in with a colon or a park's name goes before it."""
    heads = []
    for item in group:
        if item.kind not in {Kind.HEADING, Kind.RUBRIC, Kind.META}:
            break
        if item.kind is Kind.HEADING:
            heads.append(item.text)
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
    result = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        result.append((line.start, line.end, joint(line.text, after.text) if after else "\n"))
    return result


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
