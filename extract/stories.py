"""Where on a page a story begins and ends, and which of them are advertisements."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract import bylines, furniture
from extract.blocks import Item, Kind
from extract.furniture import FEW_SIGNS, SIGNED_SIGNS, SIGNS

_MEMORY = 300
_ADVERT_LENGTH = 300
_STORY_LENGTH = 40
_CAPTION_LENGTH = 80
_STUB_LENGTH = 15
_BANNER_LINES = 6
_DIGEST_PARTS = 2
_PICTURE_CREDIT = re.compile(r"(?<!文/)(?:摄|摄影|供图)[）)]?$")
_NOTE = re.compile(
    r"[【（(]?(?:编者按|编者的话|开栏(?:的话|语)|编前|按语|导读|核心提示|阅读提示|内容提要|引言)"
)
_HEADS = frozenset([Kind.HEADING, Kind.SUBHEADING, Kind.RUBRIC, Kind.META])
_HEADING_MARKS = frozenset("◆◇■□●○◎▲△★☆▶►▍▌❖✦✿◉")
_PHOTO_STORY = re.compile("图为|[▲▼◀▶]|(?:图说|图片新闻|图片报道|图片故事|光影)[ ：|]")
_FIGURE = re.compile(r"[（(]?图(?:片?[①-⑨\d：:]|[一二三四五六][：: ])")
_SHARED = 7  # characters that a caption has in common with its story
_PARK = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:高新区|经开区|综保区|保税区|开发区|高新技术|经济技术|产业园|园区|新区|科技园|科技城)|"
    r"(?:^|(?<=[，。、在]))[\u4e00-\u9fff]{3,14}(?:区|园|城|港|基地|谷)(?=[：“ ，]|$)"
)


def is_figure(item: Item) -> bool:
    """Tell a numbered caption, or the credit of the pictures."""
    return item.kind is Kind.CREDIT or _FIGURE.match(item.text) is not None


def cut(items: Sequence[Item]) -> list[list[Item]]:
    """Cut the items of a page into its stories; advertisements and scattered lines go."""
    marked = _with_inner(_with_subheadings(list(items)))
    groups = _articles(_grouped(marked))
    return groups if groups or not marked else [marked]


def _grouped(items: list[Item]) -> list[list[Item]]:
    """Cut the items where a new article begins."""
    several = _holds_several(items)
    groups: list[list[Item]] = [[]]
    told = advert = False
    for index, item in enumerate(items):
        if item.kind is Kind.HEADER:
            continue
        current = groups[-1]
        if _is_banner(current) and item.kind is Kind.HEADING and _stands_apart(item):
            groups.append([])
        elif (advert and _ends_advert(items, index, current)) or (
            told and _begins(items, index, several, current)
        ):
            groups.append([])
            told = False
            advert = several and _is_advert(items[index : index + 3])
        groups[-1].append(item)
        told = told or (item.kind is Kind.BODY and not _is_note(items, index))
    groups = [_without_loose_end(group, several) for group in groups]
    return [group for group in groups if group]


def _is_banner(group: list[Item]) -> bool:
    """Tell an advertisement of headlines only, such as congratulations."""
    if not 0 < len(group) <= _BANNER_LINES or any(i.kind is not Kind.HEADING for i in group):
        return False
    return _is_advert(group)


def _is_note(items: list[Item], index: int) -> bool:
    """Tell what stands before a story: a caption, the editors' note, its gist."""
    if _FIGURE.match(items[index].text):
        return True
    label = items[index - 1] if index else items[index]
    noted = label.kind is Kind.SUBHEADING and _NOTE.match(label.text) is not None
    return noted or _NOTE.match(items[index].text) is not None


def _ends_advert(items: list[Item], index: int, current: list[Item]) -> bool:
    """Tell whether a story begins at an item, behind an advertisement that says all it has to."""
    item = items[index]
    if _is_advert([item], among_signed=True):
        return False
    if item.kind is Kind.RUBRIC:
        return True
    if item.kind is Kind.BODY:
        return _PHOTO_STORY.match(item.text) is not None or _is_signed([item])
    if item.kind is not Kind.HEADING:
        return False
    if _stands_apart(item) and _headlines_begin(items, index, True, current):
        return True
    return len(current) > 1 or _is_advert(current)


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


def _with_inner(items: list[Item]) -> list[Item]:
    """Mark the headings with a sign before them that stand within a story of a newspaper page."""
    if sum(1 for item in items if item.kind is Kind.HEADING and not _is_marked(item)) < 2:
        return items
    inner = {
        at
        for at in range(1, len(items) - 1)
        if _is_marked(items[at])
        and _leaves_open(items[at - 1])
        and items[at + 1].kind is Kind.BODY
        and not bylines.DATELINE.match(items[at + 1].text)
    }
    return [
        replace(item, kind=Kind.SUBHEADING) if at in inner else item
        for at, item in enumerate(items)
    ]


def _leaves_open(item: Item) -> bool:
    """Tell a paragraph, caption or credit behind which a story may go on."""
    if item.kind is Kind.BODY and not item.closing:
        return True
    return item.kind in {Kind.BODY, Kind.CREDIT} and _PICTURE_CREDIT.search(item.text) is not None


def _is_marked(item: Item) -> bool:
    return item.kind is Kind.HEADING and item.text[0] in _HEADING_MARKS


def _stands_apart(item: Item) -> bool:
    return item.paragraph.lines[0].blank_before


def _without_loose_end(group: list[Item], several: bool) -> list[Item]:
    """Drop the headings behind the last paragraph: what they headed was no article.

    On the page of one article they are a list of others, unless the article is made of such lines.
    """
    end = len(group)
    while end and group[end - 1].kind in _HEADS:
        end -= 1
    kept = end + (end < len(group) and group[end].kind is Kind.META)  # （来源：某报） stays
    inner = sum(1 for item in group[:end] if item.kind in _HEADS)
    bodies = sum(1 for item in group[:end] if item.kind is Kind.BODY)
    if several or (len(group) - end > 1 and inner <= bodies):
        return group[:kept]
    return group


def _has_body(group: list[Item]) -> bool:
    return any(item.kind is Kind.BODY for item in group)


def _holds_several(items: list[Item]) -> bool:
    """Tell a newspaper page or digest from the page of one article."""
    rubrics = sum(1 for item in items if item.kind is Kind.RUBRIC)
    if rubrics > _DIGEST_PARTS or any(item.kind is Kind.HEADER for item in items):
        return True
    tops = [item.kind for item in items if item.paragraph.level == 1 or item.kind is Kind.BODY]
    if sum(1 for a, b in pairwise(tops) if a is not Kind.BODY and b is Kind.BODY) >= 2:
        return True
    bodies = [item for item in items if item.kind is Kind.BODY]
    heads = sum(
        1
        for above, item, below in zip(items, items[1:], items[2:], strict=False)
        if (above.kind, item.kind, below.kind) == (Kind.HEADING, Kind.BYLINE, Kind.BODY)
    )
    if heads >= 2:
        return True
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
    ended = _ends_article(items, index - 1, current)
    if item.kind is Kind.BODY:
        if bylines.DATELINE.match(item.text):
            return True
        if current[0].kind is Kind.RUBRIC and not ended:
            return False
        return several and (
            ended or (_is_photo_story(items, index) and not _is_caption_of(current, item.text))
        )
    if item.kind is Kind.CREDIT:
        captioned = any(_PHOTO_STORY.match(text) for text in (current[0].text, before.text))
        captioned = captioned or current[0].kind is Kind.RUBRIC
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
    ended = _ends_article(items, index - 1, current)
    return ended or _changes_park(items, index, stop, current)


def _ends_article(items: list[Item], index: int, current: Sequence[Item] = ()) -> bool:
    """Tell whether the item at index closes an article: names behind the last paragraph.

    Who took the picture within the ``current`` story is not who wrote it.
    """
    item = items[index]
    if _is_picture_within(item, current):
        return False
    if item.kind is Kind.BODY:
        return item.closing
    if item.kind is Kind.META:
        return item.text[0] in "（【" and index > 0 and items[index - 1].kind is Kind.BODY
    if item.kind not in {Kind.BYLINE, Kind.CREDIT} or index == 0 or item.text[0] in "□■":
        return False
    return items[index - 1].kind in {Kind.BODY, Kind.CREDIT}


def _is_picture_within(item: Item, current: Sequence[Item]) -> bool:
    """Tell a caption or credit that stands in a story of more than the picture."""
    if not current or not any(other.kind is Kind.HEADING for other in current):
        return False
    if current[0].kind is Kind.RUBRIC or _PHOTO_STORY.match(item.text):
        return False
    bodies = [other for other in current if other.kind is Kind.BODY]
    if item.kind is Kind.CREDIT:
        written = any(other.kind is Kind.BYLINE for other in current)
        dated = any(bylines.DATELINE.match(other.text) for other in bodies)
        told = len(bodies) > 1 or written or dated
        return told and _PICTURE_CREDIT.search(item.text) is not None
    if item.kind is not Kind.BODY or len(item.text) > _CAPTION_LENGTH:
        return False
    return len(bodies) > 1 and _PICTURE_CREDIT.search(item.text) is not None


def _changes_park(items: list[Item], index: int, stop: int, current: list[Item]) -> bool:
    """Tell headlines over a park of which the page has not spoken so far.

    The headline names it, or the first words below do while the story before has its writer.
    """
    told = "".join(item.text for item in items[max(0, index - _MEMORY) : index])
    end = next((i for i in range(stop, len(items)) if items[i].kind in _HEADS), len(items))
    ahead = "".join(item.text for item in items[stop:end])
    for item in items[index:stop]:
        for found in _PARK.finditer(item.text):
            city = found.group()[:2]
            if city not in told and city in ahead[:_MEMORY]:
                return True
    signed = any(item.kind is Kind.BYLINE or bylines.DATELINE.match(item.text) for item in current)
    first = _PARK.search(ahead[:80])
    return signed and first is not None and not _is_told_of(first.group(), told)


def _is_told_of(park: str, told: str) -> bool:
    """Tell whether a text speaks of a park, or of its city."""
    return park[-6:] in told or park[:2] in told


def _is_photo_story(items: list[Item], index: int) -> bool:
    """Tell a paragraph that stands by itself under a picture, its photographer named behind it."""
    text = items[index].text
    credited = index + 1 < len(items) and items[index + 1].kind is Kind.CREDIT
    credited = credited or bylines.has_trailing_credit(text)
    return _PHOTO_STORY.match(text) is not None or (
        credited and len(text) >= _STORY_LENGTH and _is_last(items, index)
    )


def _is_caption_of(current: Sequence[Item], text: str) -> bool:
    """Tell a short caption that speaks of what the story above tells of."""
    if len(text) > _CAPTION_LENGTH or all(item.kind is not Kind.HEADING for item in current):
        return False
    told = "\n".join(item.text for item in current)
    return any(text[at : at + _SHARED] in told for at in range(len(text) - _SHARED + 1))


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
        if (len(told) <= _DIGEST_PARTS or _is_signed(group) or _told_length(group) >= _STUB_LENGTH)
        and (
            sum(len(item.text) for item in group) >= 2 * _ADVERT_LENGTH
            or not _is_advert(group[:3], among_signed=group in odd)
        )
    ]


def _told_length(group: list[Item]) -> int:
    """Count the characters of a story's paragraphs."""
    return sum(len(item.text) for item in group if item.kind is Kind.BODY)
