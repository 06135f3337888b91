"""Who is called what: titles beside a person's name, and the body or thing each belongs to."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from extract import gazetteer
from extract.context import Context
from extract.coref import Mention

_TITLES = frozenset(gazetteer.lexicon()["title"])
_LONGEST_TITLE = max(map(len, _TITLES))
_LONGEST_ROLE = 16  # characters
_LONGEST_OPEN = 8  # characters of a role that no body stands before
_REACH = 70  # characters: how far before a name its titles may begin
_DEGREES = ("博士", "硕士")  # 张三是甲大学化学博士 is no post
_HOLDERS = (
    "PartyOrganisation",
    "GovernmentBody",
    "Company",
    "Institution",
    "Park",
    "Programme",
    "Project",
)
_STOP = "。！？；\n“”‘’：（）()…!?;:□■●▲◎ \u3000"
_JOINT = "、，,兼和及"
_ANAPHOR = re.compile(
    r"^(?:该)?(?:公司|集团|企业|中心|研究院|医院|学校|学院|项目|联盟|局|园区|开发区|高新区|经开区|单位)(?=.)"
)
_PARTY = "(?:联合)?(?:党工委|工委|党委|党组|党总支|党支部|总支|支部|纪委|纪工委)"
_UNIT = re.compile(
    rf"(?:{_PARTY}|管委会|(?:党群|组织|宣传|统战|政法)[\u4e00-\u9fff]{{0,4}}?部|工会|团工委"
    r"|[\u4e00-\u9fff]{2,8}?(?:局|中心|办公室))(?=.)"
)
_COMMITTEE = re.compile(rf"{_PARTY}$")
_PARTY_ROLE = re.compile("书记|委员|组织|宣传|纪检|支部")
_OWNERS = ("Park", "Company", "Institution")
_BODIES = ("PartyOrganisation", "GovernmentBody", "Institution")
_BEHIND = re.compile(r"(?:，|（)?(?:是|任|担任|现任|系|为|的|作为)?([^，。、；：“”（）\s]{2,10})")


@dataclass(frozen=True, slots=True)
class Post:
    """A role of a person; ``holder`` is the number of the thing it is held at, if any is named.

    ``how``: ``beside`` (body, title, name), ``chain`` (the body of the title before), ``after``
    (name, then body and title), ``open`` (a title without a body).
    """

    role: str
    holder: int | None
    how: str


def title_at_end(text: str) -> str:
    """The longest listed title a text ends with, or nothing."""
    for size in range(min(_LONGEST_TITLE, len(text)), 1, -1):
        if text[-size:] in _TITLES:
            return text[-size:]
    return ""


def _start(row: tuple[Mention, int]) -> int:
    return row[0].start


def _clean_role(role: str) -> str:
    role = re.sub(r"^[的之、，\s]+|[\s、，]+$", "", role)
    return re.sub(r"^(?:时任|现任|原|首任|新任|年轻的|[^，、]{0,8}的)(?=.{2,})", "", role)


def _segments(
    context: Context, person: Mention, persons_ends: Set[int]
) -> list[tuple[str, int | None]]:
    """Titles straight before a name, the nearest first, each with the thing right before it."""
    text = context.text
    ends: dict[int, tuple[Mention, int]] = {}
    for m, n in context.mentions_between(person.start - _REACH, person.start):
        if m.end < person.start and context.things[n].type in _HOLDERS and m.end not in ends:
            ends[m.end] = (m, n)
    found: list[tuple[str, int | None]] = []
    at = person.start
    while at > 0 and text[at - 1] in " \u3000":
        at -= 1
    floor = max(0, person.start - _REACH)
    while at > floor:
        left = at
        while left > floor and left not in ends and text[left - 1] not in _STOP + _JOINT:
            if left in persons_ends:
                # the title of somebody else, as in 甲博士、乙博士
                return found
            left -= 1
        role = text[left:at]
        if not role or len(role) > _LONGEST_ROLE + 6 or not title_at_end(role):
            break
        holder = ends.get(left)
        found.append((role, holder[1] if holder else None))
        at = holder[0].start if holder else left
        if at > floor and text[at - 1] in _JOINT:
            at -= 1
        else:
            break
    return found


def _before(context: Context, person: Mention, persons_ends: Set[int]) -> list[Post]:
    segments = _segments(context, person, persons_ends)
    posts: list[Post] = []
    holder: int | None = None
    for role, own in reversed(segments):
        how = "beside" if own is not None else "chain" if holder is not None else "open"
        holder = own if own is not None else holder
        told = _clean_role(role)
        if how == "open" and len(told) > _LONGEST_OPEN:
            told = title_at_end(told)
        posts.append(Post(told, holder, how))
    return posts


def _behind(context: Context, person: Mention) -> list[Post]:
    """Titles after a name: 张三是甲公司总经理; 张三（甲公司总经理）."""
    end = context.sentences[context.sentence_at(person.start)][1]
    persons = context.by_type["Person"]
    following = bisect_right(persons, person.end, key=_start)
    limit = min(end, persons[following][0].start) if following < len(persons) else end
    posts = []
    for m, n in context.mentions_between(person.end, limit):
        if m.end >= limit or context.things[n].type not in _HOLDERS:
            continue
        rest = context.text[m.end : min(limit, m.end + _LONGEST_ROLE)]
        role = re.split(r"[，。、；：“”（）\s]", rest, maxsplit=1)[0]
        ends_free = m.end + len(role) < limit or limit == end
        if role and title_at_end(role) and ends_free and not role.endswith(_DEGREES):
            posts.append(Post(_clean_role(role), n, "after"))
    if match := _BEHIND.match(context.text, person.end, person.end + 12):
        role = match.group(1)
        held = any(role.endswith(post.role) for post in posts)
        if not held and title_at_end(role) and role == role.strip() and len(role) <= 8:
            posts.append(Post(_clean_role(role), None, "open"))
    return posts


def _owners(context: Context, body: int) -> Iterator[str]:
    """The names of the park, firm or school that a body's name begins with."""
    for form in context.things[body].forms:
        for size in range(len(form) - 1, 1, -1):
            for owner in context.named.get(form[:size], ()):
                if context.things[owner].type in _OWNERS:
                    yield from context.things[owner].forms


def _body(context: Context, names: Iterable[str], unit: str, holder: int | None) -> int | None:
    """The first body that is called by one of the names and ``unit``: 海州高新区|管委会."""
    found = (n for name in names for n in context.named.get(name + unit, ()) if n != holder)
    bodies = [n for n in found if context.things[n].type in _BODIES]
    return min(bodies, default=None)


def _in_office(context: Context, post: Post) -> Post:
    """A post at an organ of whom the title before was at: 海州高新区党工委书记、|管委会主任."""
    role, holder = post.role, post.holder
    if holder is None:
        return post
    if match := _UNIT.match(role):
        unit = match.group()
        names = [*context.things[holder].forms, *_owners(context, holder)]
        body = _body(context, names, unit, holder)
        if body is not None:
            return Post(role[match.end() :], body, post.how)
    elif post.how == "chain" and not _PARTY_ROLE.search(role):
        # who chairs a firm and its committee does not chair the committee only
        for form in context.things[holder].forms:
            if match := _COMMITTEE.search(form):
                firms = context.named.get(form[: match.start()], ())
                held = [n for n in firms if context.things[n].type in ("Company", "Institution")]
                if held:
                    return Post(role, min(held), post.how)
    return post


def _resolved(context: Context, person: Mention, post: Post) -> Post:
    """A post with 公司, 集团 … taken for the last such thing named, 管委会主任 for the park's."""
    role, holder, how = post.role, post.holder, post.how
    if holder is None and (match := _ANAPHOR.match(role)):
        word = match.group(0).removeprefix("该")
        kinds = {"公司": "Company", "集团": "Company", "企业": "Company", "项目": "Project"}
        kinds |= {"联盟": "Programme", "局": "GovernmentBody"}
        kinds |= dict.fromkeys(("园区", "开发区", "高新区", "经开区"), "Park")
        wanted = kinds.get(word, "Institution")
        rows = context.by_type.get(wanted, [])
        earlier = bisect_left(rows, person.start, key=_start)
        while earlier and rows[earlier - 1][0].end > person.start:
            earlier -= 1
        if earlier:
            holder, how = rows[earlier - 1][1], "anaphor"
            role = role[match.end() :] if wanted != "Project" else role
    return _in_office(context, Post(role, holder, how))


def posts(context: Context) -> dict[int, list[Post]]:
    """The posts of each person of an article, by the person's number."""
    found: dict[int, list[Post]] = {}
    persons_ends = {mention.end for mention, _ in context.by_type.get("Person", ())}
    for number, thing in enumerate(context.things):
        if thing.type != "Person":
            continue
        rows: list[Post] = []
        for mention in thing.mentions:
            for post in _before(context, mention, persons_ends) + _behind(context, mention):
                for part in post.role.split("兼"):
                    if part:
                        split = Post(_clean_role(part), post.holder, post.how)
                        rows.append(_resolved(context, mention, split))
        found[number] = list(dict.fromkeys(rows))
    return found
