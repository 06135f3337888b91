"""The signs for and against a relation between two things of an article.

A sign is a short text such as ``near=same`` or ``cue=build_verb|so``; the classifier of each
predicate weighs them (:mod:`extract.relations`). ``s`` is the subject, ``o`` the object.
"""

import re
from collections.abc import Iterator

from extract import abbreviation, gazetteer, values
from extract.coref import Mention, Thing
from extract.own_signs import distance
from extract.survey import Survey, ValueSigns

_LEAD = re.compile(r"公司|项目|该|其|联盟|目前|据|企业|同|活动|截至|去年|今年|这")
_FIRM = re.compile(r"(?:该|这家)?(?:公司|企业)")

_REACH = 24  # characters between two names within which each word is a sign
_AFTER = 6  # characters before and after them
_BODY_ENDS = ("党工委", "管委会", "支部", "党委", "局", "办")
_LED = ("Project", "Programme")
_SIMILAR = 3  # characters by which names of like length differ
_ORDINAL = re.compile(
    r"[“（(]?[一二三四五六七八九十][”）)]?(?:是|、|，|曰)"
    r"|其[一二三四]|第[一二三四五六七]|首先|同时|此外|另"
)
_MEMBER_WORDS = (
    "联盟",
    "成员",
    "盟员",
    "牵头",
    "加入",
    "单位",
    "首批",
    "等",
    "领衔",
    "发起",
    "共建",
)


def _sides(survey: Survey, a: Mention, b: Mention) -> tuple[Mention, Mention, str]:
    """The first and the second of a subject and an object, with their lists; ``so`` or ``os``."""
    subject, object_ = survey.stretch(a, b), survey.stretch(b, a)
    return (subject, object_, "so") if a.start <= b.start else (object_, subject, "os")


def within(survey: Survey, a: Mention, b: Mention, types: str) -> Iterator[str]:
    """Signs of two names in one sentence."""
    left, right, order = _sides(survey, a, b)
    between = survey.text[left.end : right.start]
    yield f"gap={distance(len(between))}|{order}"
    if len(between) <= 8:
        yield f"between={between}|{order}"
    named = survey.context.mentions_between(left.end, right.start)
    inner = [m for m, _ in named if m.end <= right.start]
    yield f"inner={distance(len(inner))}|{order}"
    for m in inner[-3:]:
        yield f"inner.type={m.type}|{order}|{types}"
    # only what is said outside the names between them
    for label, word in survey.words_for_relations(left.end, right.start):
        yield f"cue={label}|{order}|{types}"
        yield f"word={word}|{order}"
    for mark in "，：、；——（":
        if mark in between:
            yield f"mark={mark}|{order}"
    yield f"after1={survey.text[right.end : right.end + 1]}|{order}"


def across(survey: Survey, a: Mention, b: Mention, types: str) -> Iterator[str]:
    """Signs of two names that never share a sentence."""
    lines = survey.context.line_at(b.start) - survey.context.line_at(a.start)
    yield f"lines={max(-4, min(4, lines))}|{types}"


def words_within(survey: Survey, a: Mention, b: Mention) -> ValueSigns:
    """Signs of the words between two names in one sentence, before them and after."""
    left, right, order = _sides(survey, a, b)
    beside = (
        (f"after.word|{order}", survey.wording.around(right.end, _AFTER)),
        (f"before.word|{order}", survey.wording.around(left.start, -_AFTER)),
    )
    if right.start - left.end > _REACH:
        return beside
    return (f"between.word|{order}", survey.wording.between(left.end, right.start)), *beside


def words_across(survey: Survey, a: Mention, b: Mention) -> ValueSigns:
    """Signs of the words after and before two names that never share a sentence."""
    return (
        ("s.after.word", survey.wording.around(a.end, _AFTER)),
        ("s.before.word", survey.wording.around(a.start, -_AFTER)),
        ("o.after.word", survey.wording.around(b.end, _AFTER)),
        ("o.before.word", survey.wording.around(b.start, -_AFTER)),
    )


def last_named(
    survey: Survey, subject: int, object_: int, a: Mention, b: Mention, near: str
) -> Iterator[str]:
    """Signs of one thing being the last (or next) of its type where the other is named."""
    things = survey.context.things
    for role, one, other in (("s", subject, b), ("o", object_, a)):
        type_ = things[one].type
        before, behind = survey.beside(type_, other)
        last, following = before == one, behind == one
        yield f"{role}.last={last}|{type_}|{near}"
        yield f"{role}.next={following}|{last}|{type_}|{near}"
        yield f"{role}.only={one in survey.only}|{type_}"
        if not last:
            yield f"{role}.recency={survey.recency(type_, one, other)}|{type_}|{near}"
        if not last:
            continue
        start = survey.context.sentences[survey.context.sentence_at(other.start)][0]
        lead = survey.text[start : start + 3].lstrip("“”‘’ ")
        if last and near != "same" and (match := _LEAD.match(lead)):
            yield f"{role}.last.lead={match.group()}|{type_}"
        if last and type_ == "Company" and _FIRM.search(survey.text, start, other.start):
            yield f"{role}.last.firm|{near}"


def _same_region(name: str, other: str) -> str:
    """Whether two names begin with the same division, with two of one province, or of two."""
    a, b = gazetteer.code_at_start(name), gazetteer.code_at_start(other)
    if not a or not b:
        return "unknown"
    if a.startswith(b) or b.startswith(a):
        return "same"
    return "province" if a[:2] == b[:2] else "other"


def park_signs(survey: Survey, subject: int, object_: int, types: str) -> Iterator[str]:
    """Signs of which park an article speaks of where the other thing is named."""
    things = survey.context.things
    for role, park, other in (("s", subject, object_), ("o", object_, subject)):
        if park not in survey.park_ranks:
            continue
        main = "main" if park == survey.main else "other"
        yield f"{role}.park={main}|{types}"
        yield f"{role}.park={main}|{min(len(survey.park_ranks), 4)}|{types}"
        yield f"{role}.rank={min(survey.park_ranks[park], 3)}|{types}"
        current = survey.context.park_before(survey.first[other])
        votes = survey.parks_before[other]
        yield f"{role}.current={current == park}|{main}|{types}"
        share = votes.count(park) / len(votes)
        yield f"{role}.share={round(share * 2)}|{main}|{types}"
        if park in survey.titled:
            yield f"{role}.titled|{types}"
        topic = survey.topics[survey.context.line_at(survey.first[other])] == park
        yield f"{role}.topic={topic}|{main}|{types}"
        yield f"{role}.topic={topic}|{current == park}|{types}"
    if things[object_].type == "Park":
        yield f"region={_same_region(survey.names[subject], survey.names[object_])}|{types}"
    if things[object_].type == "Place":
        main_name = survey.names[survey.main] if survey.main is not None else ""
        inside = any(f in main_name for f in things[object_].forms)
        own = any(form in survey.joined[subject] for form in things[object_].forms)
        yield f"place.in.park={inside}|{things[subject].type}"
        yield f"place.in.name={own}|{things[subject].type}|{subject == survey.main}"


def name_signs(survey: Survey, subject: int, object_: int) -> Iterator[str]:
    """Signs of one name standing in the other."""
    things = survey.context.things
    s, o = things[subject], things[object_]
    for inner, own, outer, whole in (("o", o, "s", subject), ("s", s, "o", object_)):
        forms = survey.joined[whole]
        if any(form in forms for form in own.forms):
            yield f"{inner}.in.{outer}|{things[whole].type}"
            if any(f"\n{form}" in forms for form in own.forms):
                yield f"{inner}.begins.{outer}|{s.type}>{o.type}"
    for role, firm, other in (("s", subject, o), ("o", object_, s)):
        if things[firm].type == "Company" and _shares_brand(survey.names[firm], other):
            yield f"{role}.brand.in|{other.type}"
    owner = survey.owners.get(subject)
    if subject in survey.owners:
        known = "this" if owner == object_ else "other" if owner is not None else "none"
        yield f"owner={known}|{s.type}>{o.type}"
        yield f"owner={known}|main={object_ == survey.main}|{s.type}"
        party = next(
            (e for e in _BODY_ENDS if survey.names[subject].endswith(e)),
            "",
        )
        yield f"ends={party}|{o.type}|{known}"


def alike_signs(survey: Survey, subject: int, object_: int, types: str) -> Iterator[str]:
    """Signs of how alike two names are."""
    a, b = survey.names[subject], survey.names[object_]
    longer = len(a) - len(b)
    yield f"last={a[-1]}>{b[-1]}"
    shared = len(survey.characters[subject] & survey.characters[object_])
    yield f"shared={distance(shared)}|{types}"
    yield f"same.start={a[0] == b[0]}|{a[:2] == b[:2]}|{types}"
    yield f"longer={longer if abs(longer) <= _SIMILAR else 'much'}|{types}"


def employer_signs(survey: Survey, person: int, other: int, types: str) -> Iterator[str]:
    """Signs of where else a person holds a post."""
    things = survey.context.things
    for employer in sorted(survey.holders[person] - {other}):
        type_ = things[employer].type
        region = _same_region(survey.names[employer], survey.names[other])
        yield f"employer={type_}|{region}|{types}"
        yield f"employer.of={survey.owners.get(employer) == other}|{type_}|{types}"
        if things[other].type == "Park":
            named = survey.first[employer]
            topic = survey.topics[survey.context.line_at(named)]
            yield f"employer.topic={topic == other}|{types}"
            yield f"employer.current={survey.context.park_before(named) == other}|{types}"


def _shares_brand(firm: str, other: Thing) -> bool:
    """Whether a name begins like a firm's own name: 江苏东海重型机械有限公司, 东海重机产业园."""
    brand = abbreviation.without_place(firm)[:2]
    return any(
        form.startswith(brand) or abbreviation.without_place(form).startswith(brand)
        for form in other.forms
    )


def _fits(role: str, type_: str, forms: list[str]) -> str:
    """How much of a thing's name a title takes up: 驿站负责人 of 海棠驿站, 队长 of 海棠服务队."""
    if type_ == "Project" and role.startswith("项目"):
        return "much"
    if any(form.endswith(role[:2]) for form in forms):
        return "much"
    return "some" if any(form[-1] == role[0] for form in forms) else "none"


def post_signs(survey: Survey, person: int, other: int, apart: int) -> Iterator[str]:
    """Signs of a person's titles."""
    type_ = survey.context.things[other].type
    held = survey.posts[person]
    here = [post for post in held if post.holder == other]
    yield f"posts={min(len(held), 2)}|{type_}"
    for post in here:
        yield f"post={post.how}|{type_}"
        yield f"post.role={post.role[-2:]}|{type_}"
    elsewhere = [post for post in held if post.holder not in (None, other)]
    if not here and elsewhere:
        yield f"post.elsewhere|{type_}"
        yield f"post.elsewhere|{type_}|{min(apart, 2)}"
    opened = [post for post in held if post.holder is None]
    if opened and not here:
        mention = survey.context.things[person].mentions[0]
        last = survey.beside(type_, mention)[0] == other
        yield f"post.open|last={last}|{type_}"
        yield f"post.open|last={last}|{type_}|{min(apart, 3)}|{bool(elsewhere)}"
        forms = survey.context.things[other].forms
        for post in opened:
            if type_ in _LED:
                fits = _fits(post.role, type_, forms)
                yield f"post.open.fits={fits}|{type_}|{last}|{min(apart, 3)}"
            yield f"post.open.role={post.role[-2:]}|{type_}|{last}"
            yield f"post.open.begins={post.role[:2]}|{type_}|{last}"
    if not held:
        yield f"post.none|{type_}|{min(apart, 3)}"


def programme_signs(survey: Survey, subject: int, object_: int) -> Iterator[str]:
    """Signs of what kind of programme either thing is."""
    for role, number in (("s", subject), ("o", object_)):
        if number in survey.kinds:
            yield f"{role}.kind={survey.kinds[number]}"
            yield f"{role}.end={survey.names[number][-2:]}"
        if number in survey.lists:
            yield f"{role}.list"


def _place_signs(survey: Survey, programme: int, mention: Mention) -> Iterator[str]:
    """Signs of where a name stands: under which heading, after which programme."""
    line = survey.context.line_at(mention.start)
    yield f"o.opens.line={survey.openers.get(line) == programme}"
    if headed := survey.headed[line]:
        yield f"o.in.heading={programme in headed}"


def part_signs(survey: Survey, subject: int, object_: int, a: Mention, b: Mention) -> Iterator[str]:
    """Signs of one programme being a part of another: counts, lists, the leading brand."""
    kind, whole_kind = survey.kinds[subject], survey.kinds[object_]
    branded, listed = object_ == survey.brand, subject in survey.lists
    lines = abs(survey.context.line_at(a.start) - survey.context.line_at(b.start))
    near = "same" if lines == 0 else "next" if lines == 1 else "far"
    later = survey.first[subject] > survey.first[object_]
    if (subject, object_) in survey.enumerated:
        yield "enumerated"
    yield f"kinds={kind}>{whole_kind}"
    yield f"kinds={kind}>{whole_kind}|{near}|{later}"
    yield f"o.kind={whole_kind}|{near}|{later}|brand={branded}"
    yield f"brand={branded}|{near}|{later}|{listed}"
    yield f"brands={subject == survey.brand}>{branded}|{len(survey.kinds) > 6}"
    yield from _place_signs(survey, object_, a)
    if listed:
        members = survey.lists[subject].members
        yield f"same.list={object_ in members}"
        if (wanted := survey.expected[object_]) is not None:
            yield f"counted={len(members) == wanted}"
            yield f"counted={len(members) == wanted}|{near}|{later}"
    if (digits := survey.digits[object_]) and survey.expected[subject]:
        yield f"digit={survey.expected[subject] in digits}"
    unit = values.unit_of(survey.names[object_])
    if unit:
        shared = any(unit in form for form in survey.context.things[subject].forms)
        yield f"unit={shared}"
        yield f"unit={shared}|{near}|{listed}"
    last, last_whole, _ = survey.last_programmes(survey.first[subject])
    rank = survey.recency("Programme", object_, a)
    yield f"o.recency={rank}|{near}|{whole_kind}"
    yield f"o.recency={rank}|{branded}|{listed}"
    yield f"o.titled={object_ in survey.titled}|{rank}"
    yield f"s.opens={survey.openers.get(survey.context.line_at(a.start)) == subject}|{near}"
    clause = survey.text[max(0, a.start - 1) : a.start].strip("“‘《")
    yield f"s.clause={clause}"
    start, end = survey.context.sentences[survey.context.sentence_at(a.start)]
    for _, _, label in survey.cues_between(start, a.start):
        yield f"s.cue.before={label}|{near}"
    for cue_start, cue_end, _ in survey.cues_between(start, end):
        yield f"s.cue={survey.text[cue_start:cue_end]}|{near}"
    if _ORDINAL.match(survey.text, start):
        yield f"s.ordinal|{near}"
    yield f"o.mentioned.before={later}|brand={branded}"
    if last is not None:
        yield f"last.before={last == object_}"
        yield f"last.before={last == object_}|{near}|{whole_kind}"
    if last_whole is not None:
        yield f"last.whole={last_whole == object_}"
        yield f"last.whole={last_whole == object_}|{near}|{listed}"


def member_signs(survey: Survey, object_: int, a: Mention, b: Mention) -> Iterator[str]:
    """Signs of a body or person belonging to the programme that is spoken of."""
    start, end = survey.context.sentences[survey.context.sentence_at(a.start)]
    sentence = survey.text[start:end]
    last, _, alliance = survey.last_programmes(a.start)
    if last is not None:
        yield f"last.programme={last == object_}"
    yield from _place_signs(survey, object_, a)
    together = start <= b.start < end
    for word in _MEMBER_WORDS:
        if word in sentence:
            yield f"sentence={word}|{together}"
            if alliance is not None:
                yield f"sentence={word}|last={alliance == object_}"
    if alliance is not None:
        yield f"last.alliance={alliance == object_}"
