"""The signs for and against a relation between two things of an article.

A sign is a short text such as ``near=same`` or ``cue=build_verb|so``; the classifier of each
predicate weighs them (:mod:`extract.relations`). ``s`` is the subject, ``o`` the object.
"""

import re
from collections.abc import Iterator

from extract import abbreviation, gazetteer, values
from extract.coref import Mention, Thing
from extract.survey import Survey

_LEAD = re.compile(r"公司|项目|该|其|联盟|目前|据|企业|同|活动|截至|去年|今年|这")
_FIRM = re.compile(r"(?:该|这家)?(?:公司|企业)")

_REACH = 24  # characters between two names within which each word is a sign
_AFTER = 6  # characters before and after them
_BODY_ENDS = ("党工委", "管委会", "支部", "党委", "局", "办")
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


def _bucket(value: int) -> str:
    for limit in (0, 1, 2, 3, 5, 8, 12, 20, 40, 80):
        if value <= limit:
            return str(limit)
    return "far"


def within(survey: Survey, a: Mention, b: Mention, types: str) -> Iterator[str]:
    """Signs of two names in one sentence."""
    forward = a.start <= b.start
    wide_a, wide_b = survey.stretch(a, b), survey.stretch(b, a)
    left, right = (wide_a, wide_b) if forward else (wide_b, wide_a)
    between = survey.text[left.end : right.start]
    order = "so" if forward else "os"
    yield f"gap={_bucket(len(between))}|{order}"
    if len(between) <= 8:
        yield f"between={between}|{order}"
    named = survey.context.mentions_between(left.end, right.start)
    inner = [m for m, _ in named if m.end <= right.start]
    yield f"inner={_bucket(len(inner))}|{order}"
    for m in inner[-3:]:
        yield f"inner.type={m.type}|{order}|{types}"
    # only what is said outside the names between them
    for label, word in survey.words_for_relations(left.end, right.start):
        yield f"cue={label}|{order}|{types}"
        yield f"word={word}|{order}"
    for mark in "，：、；——（":
        if mark in between:
            yield f"mark={mark}|{order}"
    if len(between) <= _REACH:
        for word in survey.words_between(left.end, right.start):
            yield f"between.word={word}|{order}"
    yield from survey.word_signs(right.end, _AFTER, f"after.word={{}}|{order}")
    yield from survey.word_signs(left.start, -_AFTER, f"before.word={{}}|{order}")
    yield f"after1={survey.text[right.end : right.end + 1]}|{order}"


def across(survey: Survey, a: Mention, b: Mention, types: str) -> Iterator[str]:
    """Signs of two names that never share a sentence."""
    yield from survey.word_signs(a.end, _AFTER, "s.after.word={}")
    yield from survey.word_signs(a.start, -_AFTER, "s.before.word={}")
    yield from survey.word_signs(b.end, _AFTER, "o.after.word={}")
    yield from survey.word_signs(b.start, -_AFTER, "o.before.word={}")
    lines = survey.context.line_at(b.start) - survey.context.line_at(a.start)
    yield f"lines={max(-4, min(4, lines))}|{types}"


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


def _shares_brand(firm: str, other: Thing) -> bool:
    """Whether a name begins like a firm's own name: 江苏东海重型机械有限公司, 东海重机产业园."""
    brand = abbreviation.without_place(firm)[:2]
    return any(
        form.startswith(brand) or abbreviation.without_place(form).startswith(brand)
        for form in other.forms
    )


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
        for post in opened:
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
