"""Names that the words beside them tell: 党工委书记, 管委会主任, 其中张海棠团队."""

import re
from collections.abc import Iterator

from extract import gazetteer
from extract.coref import MAYBE, Mention, covered

_ORGANS = {"管委会": "GovernmentBody", "党工委": "PartyOrganisation"}
_HEADED = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[和及兼]))"
    r"(?:管委会(?=(?:党组书记|常务副主任|副?主任))|党工委(?=(?:委员|副?书记)))"
)
_TEAM = re.compile(
    r"(?:(?<=[，。；：、“\n的与和由着跟是的院所授士后任学])|(?<=其中))"
    r"([\u4e00-\u9fff])(?!管理|服务|创新|研发|专家|技术|攻关|运营|设计|科研|创业|人才|青年|营销)"
    r"[\u4e00-\u9fff]{2}(?=团队|课题组)"
)
_PROBABILITY = 0.9
_LEAST_SURE = 0.5  # below it the tagger's names may be wrong


def _told(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _HEADED.finditer(text):
        yield *match.span(), _ORGANS[match.group()]
    for match in _TEAM.finditer(text):
        if match[1] in gazetteer.surnames():
            yield *match.span(), "Person"


def missed(text: str, mentions: list[Mention]) -> list[Mention]:
    """The organs of a park that only their heads' titles name, and people whose team is told of."""
    sure = (m for m in mentions if m.type != MAYBE and m.probability >= _LEAST_SURE)
    taken = covered(text, sure)
    return [
        Mention(start, end, type_, _PROBABILITY)
        for start, end, type_ in _told(text)
        if taken.find(1, start, end) < 0
    ]
