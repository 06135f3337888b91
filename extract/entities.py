"""The names of an article: what the tagger finds, everywhere it stands, and what is inside it."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import ahocorasick_rs

from extract import (
    apart,
    beside,
    boundaries,
    descriptions,
    enumerations,
    gazetteer,
    segment,
    siblings,
    tagger,
    values,
)
from extract.abbreviation import plain
from extract.coref import LONGEST_NAME, MAYBE, Mention, covered, introduced

_LEAST_PROBABLE = 0.5  # a name that is nowhere likelier than this is left out
_LEAST_PROBABLE_BARE = 0.8  # the same for a name without quotation marks and without an ending
_QUOTED_MAYBE = 0.8  # what the probability of a doubtful programme in quotation marks is worth
_WITH_ENDINGS = {
    "Programme": "prog_end",
    "Institution": "inst_end",
    "PartyOrganisation": "party_end",
    "Park": "park_end",
}
_QUOTES = "“”‘’《》「」"
# what is quoted of a programme's name is its name too, where it is quoted: “灯塔”党建品牌
_QUOTED_CORE = re.compile(r"([“‘《][^“”‘’《》]{2,14}[”’》]).{2,}")
# what ends with a colour may stand for the whole name without marks: 海棠红党建联盟
_COLOURED_CORE = re.compile(
    rf"([\u4e00-\u9fff]{{2,3}}[{values.COLOURS}])(?:产业链|产业)?(?:党建)?(?:联盟|品牌)"
)
_BRAND_FIRST = re.compile(
    r"[\u4e00-\u9fff]{2,4}?(?:电器|电气|药业|制药|重工|股份|微电子|精工|科技|食品|乳业|酒业|石化|线缆|重机|集团)"
    r"(?=.{4,})(?!园|城|公司|有限)"
)
_NAME_TAGS = frozenset(("ns", "nz", "nr", "nrt", "nrfg", "nt"))
_FIRM_TAIL = re.compile(r"[\u4e00-\u9fff]{0,6}有限(?:责任)?公司")
_FIRM_FIRST = re.compile(r"([^，、]{3,}?(?:有限公司|有限责任公司|集团公司))(?=.{2,})")
_SCHOOL_FIRST = re.compile(
    r"(.{2,}(?:大学|学院|学校|中学|医院|研究院|研究所|研究中心|实验室))(?=.{0,3}(?:党委|党总支|党支部|总支|支部)$)"
)
_BODY_AND_OFFICE = re.compile(
    r"(?!.*分局$)(.{3,}?(?:管委会|管理委员会|局))(?=.{1,8}(?:局|处|科|办|部|中心|大队)$)"
)
# 海州市税务局|机关党委; but power and railways are firms
_OFFICE_FIRST = re.compile(
    r"(.{2,}(?:(?<!供电)(?<!铁路)局|海关|办事处|法院|检察院))"
    r"(?=(?:机关)?(?:党委|党总支|党支部|党组)$)"
)
# what may begin with its owner's name, and of which type that is if not of any
_OWNED = {
    "PartyOrganisation": "",
    "GovernmentBody": "",
    "Institution": "",
    "Project": "Company",
    "Programme": "Park",
}
_OF_PARKS = ("PartyOrganisation", "GovernmentBody")
_PARK_FIRST = re.compile(
    "(?:(?!银行|局|海关|驻|公司)[\u4e00-\u9fff]){2,9}?(?:经济技术开发区|高新技术产业开发区|经济开发区|综合保税区|高新区|经开区)"
    "(?!支行|分行|分局)(?=.{2,})"
)
_TOWN_FIRST = re.compile(r"(.{1,6}?(?:镇|乡|街道|苏木))(?=.{2,}(?:村|社区|大道|路|街)$)")


def _tagged(text: str) -> list[Mention]:
    found = []
    count = functools.cache(text.count)
    for tagged in tagger.tag(text):
        for start, end, type_ in boundaries.names_in(text, tagged, count):
            if 1 < end - start <= LONGEST_NAME and "\n" not in text[start:end]:
                found.append(Mention(start, end, type_, tagged.probability))
    return sorted(found, key=lambda m: m.start)


def _winner(votes: dict[str, float]) -> str:
    return max(sorted(votes), key=lambda type_: votes[type_])


def _places(text: str, names: list[str]) -> Iterator[tuple[str, list[int]]]:
    """Each name with the places where it begins in a text, overlapping ones too."""
    found: dict[int, list[int]] = defaultdict(list)
    automaton = ahocorasick_rs.AhoCorasick(names)
    for number, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        found[number].append(start)
    for number, name in enumerate(names):
        yield name, found[number]


def _names_firm(text: str, name: str) -> bool:
    """Whether a firm is called by what was taken for a programme: 浙江|海棠空间|信息有限公司."""
    at = text.find(name)
    while at >= 0:
        if _FIRM_TAIL.match(text, at + len(name)):
            return True
        at = text.find(name, at + 1)
    return False


def _is_sure(name: str, type_: str, probability: float) -> bool:
    """Whether a name that was found somewhere is one wherever it stands."""
    if type_ == MAYBE or probability <= (0.5 if len(name) > 2 else 0.8):
        return False
    # a programme may be called by a common word: elsewhere it is just that word
    return type_ != "Programme" or (len(name) > 2 and name not in segment.word_tags())


def _coloured_cores(text: str, mentions: list[Mention]) -> dict[str, float]:
    """What programmes that are called by a colour are called for short, and how surely."""
    found: dict[str, float] = {}
    for m in mentions:
        if m.type == "Programme" and (core := _COLOURED_CORE.fullmatch(text, m.start, m.end)):
            found[core[1]] = max(m.probability, found.get(core[1], 0.0))
    return found


def _everywhere(text: str, mentions: list[Mention]) -> list[Mention]:
    """Mentions at every place where a name stands that was found with certainty elsewhere."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    sure: dict[str, float] = {}
    for m in mentions:
        name = text[m.start : m.end]
        votes[name][m.type] += m.probability
        sure[name] = max(sure.get(name, 0.0), m.probability)
    shorts = introduced(text, mentions)
    for (type_, _), short in shorts.items():
        votes[short][type_] += 1
    coloured = _coloured_cores(text, mentions)
    for name, probability in coloured.items():
        votes[name]["Programme"] += probability
    for name, types in votes.items():
        if _winner(types) == "Programme" and len(name) > 2 and _names_firm(text, name):
            types["Company"] += types["Programme"]
    taken = covered(text, (m for m in mentions if m.type != MAYBE))
    result = []
    for m in mentions:
        name = text[m.start : m.end]
        probability = max(m.probability, coloured.get(name, 0.0))
        result.append(Mention(m.start, m.end, _winner(votes[name]), probability))
    winners = {name: _winner(types) for name, types in votes.items()}
    known = {name: p for name, p in sure.items() if _is_sure(name, winners[name], p)}
    known |= coloured | {short: 1.0 for short in shorts.values() if short not in known}
    for m in result:
        if m.type == "Programme" and (core := _QUOTED_CORE.fullmatch(text, m.start, m.end)):
            known.setdefault(core[1], m.probability)
            votes[core[1]][m.type] += m.probability
    named = {name: _winner(votes[name]) for name in known}
    result += _repeated(text, known, named, taken)
    return sorted(result, key=lambda m: (m.start, m.end))


def _repeated(
    text: str, known: dict[str, float], types: dict[str, str], taken: bytearray
) -> Iterator[Mention]:
    """The known names (with their probabilities and types) where nothing was found yet."""
    for name, places in _places(text, sorted(known, key=lambda n: (-len(n), n))):
        for start in places:
            end = start + len(name)
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * len(name)
                yield Mention(start, end, types[name], 0.9 * known[name])


def _brand_size(name: str) -> int:
    """How many characters of a project's name are a firm's: 东海电器|华南制造基地项目."""
    match = _BRAND_FIRST.match(name)
    if not match:
        return 0
    first = segment.words(name)[0]
    # a common noun at the beginning tells the product, not the firm
    brand = first[1] == 1 or segment.word_tags().get(name[: first[1]], "") in _NAME_TAGS
    return match.end() if brand else 0


def _owner_at_start(name: str, owners: dict[str, str]) -> tuple[int, str] | None:
    """How long the owner's name at the beginning of a name is, also behind its province."""
    levels = gazetteer.divisions()
    province = next((n for n in (2, 3) if levels.get(name[:n]) == "province"), 0)
    for end in range(len(name) - 2, 2, -1):
        for start in (0, province):
            if type_ := owners.get(name[start:end]):
                return end, type_
    return None


def inside(text: str, mentions: list[Mention]) -> list[Mention]:
    """The names that begin others: 海州高新区|党工委, 东海机械有限公司|二期项目, 青山镇|东湾村."""
    found = []
    owners = {text[m.start : m.end]: m.type for m in mentions if m.type in ("Park", "Company")}
    for m in mentions:
        name = text[m.start : m.end]
        if m.type == "Place" and (match := _TOWN_FIRST.match(name)):
            found.append(Mention(m.start, m.start + match.end(1), "Place", m.probability))
        if m.type not in _OWNED:
            continue
        owner = _owner_at_start(name, owners)
        if owner and _OWNED[m.type] in ("", owner[1]):
            found.append(Mention(m.start, m.start + owner[0], owner[1], m.probability))
        elif m.type in _OF_PARKS and (match := _PARK_FIRST.match(name)):
            found.append(Mention(m.start, m.start + match.end(), "Park", m.probability))
        elif m.type == "Project" and (size := _brand_size(name)):
            found.append(Mention(m.start, m.start + size, "Company", m.probability))
        elif match := _FIRM_FIRST.match(name):
            found.append(Mention(m.start, m.start + match.end(1), "Company", m.probability))
        elif m.type == "PartyOrganisation" and (match := _SCHOOL_FIRST.match(name)):
            found.append(Mention(m.start, m.start + match.end(1), "Institution", m.probability))
        if m.type == "PartyOrganisation" and (match := _OFFICE_FIRST.match(name)):
            found.append(Mention(m.start, m.start + match.end(1), "GovernmentBody", m.probability))
        if m.type == "GovernmentBody" and (match := _BODY_AND_OFFICE.match(name)):
            found.append(Mention(m.start, m.start + match.end(1), m.type, m.probability))
    return found


def _is_quoted(text: str, mention: Mention) -> bool:
    """Whether a name stands in quotation marks, all or part of it."""
    return text[max(0, mention.start - 1)] in _QUOTES or any(
        text[at] in _QUOTES for at in range(mention.start, mention.end)
    )


def _is_wholly_quoted(text: str, mention: Mention) -> bool:
    around = text[max(0, mention.start - 1)], text[min(mention.end, len(text) - 1)]
    return all(mark in _QUOTES for mark in around)


def _decided(text: str, mention: Mention) -> Mention:
    """A doubtful programme in quotation marks is one; in plain text it stays doubtful."""
    if mention.type == MAYBE and _is_wholly_quoted(text, mention):
        return replace(mention, type="Programme", probability=_QUOTED_MAYBE * mention.probability)
    return mention


def _least_probable(text: str, mention: Mention) -> float:
    """How probable a name must be, by what else speaks for it.

    On articles not trained on, a tagged programme in quotation marks was nearly always right,
    one without marks and without a listed ending only when it was very probable.
    """
    if mention.type not in _WITH_ENDINGS:
        return _LEAST_PROBABLE
    if mention.type == "Programme" and _is_quoted(text, mention):
        return 0.0
    ended = boundaries.has_ending(
        plain(text[mention.start : mention.end]), _WITH_ENDINGS[mention.type]
    )
    return _LEAST_PROBABLE if ended else _LEAST_PROBABLE_BARE


def _is_name(text: str, name: str, mentions: list[Mention]) -> bool:
    """Whether what was found in some places is probable enough and no mere description."""
    type_ = mentions[0].type
    quoted = any(_is_quoted(text, m) for m in mentions)
    if descriptions.describes(type_, name, quoted=quoted):
        return False
    if type_ == "Company" and all(descriptions.is_trade(text, m.start, m.end) for m in mentions):
        return False
    if type_ == "Programme":
        mentions = [m for m in mentions if not descriptions.is_set_phrase(text, m.start, m.end)]
    best = max((m.probability for m in mentions), default=0.0)
    return bool(mentions) and best >= min(_least_probable(text, m) for m in mentions)


def names(text: str) -> list[Mention]:
    """All names of a clean text, by place; a name may hold the name of its owner."""
    quoted = [_decided(text, part) for m in _tagged(text) for part in apart.quoted(text, m)]
    tagged = [part for m in quoted for part in apart.listed(text, m)]
    listed = siblings.with_siblings(text, enumerations.with_enumerations(text, tagged))
    mentions = _everywhere(text, [*listed, *beside.missed(text, listed)])
    mentions += inside(text, mentions)
    places: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for m in mentions:
        places[m.type, text[m.start : m.end]].append(m)
    institutions = [name for type_, name in places if type_ == "Institution"]
    for name in institutions:
        if descriptions.is_any_institution(name, institutions):
            del places["Institution", name]
    kept = [m for (_, name), found in places.items() if _is_name(text, name, found) for m in found]
    return sorted(kept, key=lambda m: (m.start, -m.end))
