"""What looks like a name and only describes: 功能型产业园, 双城建设, 养老服务中心, 放管服改革."""

import re
from collections.abc import Iterable

from extract import abbreviation, gazetteer

# what a park is, not its name: 国家级经济技术开发区
_RANK = re.compile(
    r"(?:首批|唯一|全国|现代化|一流)*(?:国家级|省级|国家|市级)(?:[^，。]{0,2})"
    r"(?:经济技术|高新技术产业|经济|高新)?(?:开发区|经开区|高新区|产业园区|新区)$"
)
_SOME_PARKS = re.compile("[两二三四五六七八九十][座个家大]")
_SORT_OF_PARK = re.compile("(?:功能型|特色|专业|宜居|宜业|现代化|标准化|高品质|一流|[千百]亿级?)+")
# what is done to a town or a trade: 推进双城建设
# and what roads and estates are called
_NO_COMPANY = re.compile(".*(?:产业|建设|创新|发展)|.+(?:[^丝思]路|大道|花园|华庭|嘉园|名苑|小区)")
# what firms are and do, with nothing of their own: 智慧农业, 智能制造
_TRADE_WORDS = re.compile(
    "(?:智慧|数字|高端|先进|现代|绿色|未来|"
    + "|".join(sorted(gazetteer.lexicon()["company_end"], key=len, reverse=True))
    + ")++"  # 集团公司 is one word or two: without going back, long ones take no longer
)
# what is made, and how much of each: 5000吨中间体、1万吨制剂技改项目
_SEVERAL_OUTPUTS = re.compile("\\d+万?[吨台套].*、\\d+万?[吨台套].*")
# no division but what lies in one, and what any could be: 海棠大道, 创业型街道
_NO_PLACE = re.compile(".*(?:路|大道|大街|公园|广场|大桥|高速|小区|花园|型(?:街道|社区|城市))")
_FIRM_ENDS = ("公司", "集团", "银行", "厂", "股份")
_TRADES = re.compile(
    "(?:产业|行业|领域|集群)|等[\u4e00-\u9fff]{0,6}?(?:产业|行业|领域|集群)(?!园|基地|链|联盟)"
)
# whose body it is, only the reader of the page knows
_NO_BODY = re.compile("[省市县区]委|[省市县区](?:人民)?政府|[省市县区]纪委")
# praise, counted people or things, and how many of what there are: 红色名片, 103名联络员, 三项服务
_NO_PROGRAMME = re.compile(
    r".*(?:名片|高地|样板|标杆|榜样|旗帜|堡垒|高质量发展|提质增效|产业|公园)"
    r"|(?:近|超|约)?(?:\d{2,}余?|百余)[名家位场次人](?!一).*"
    "|[两二三四五六七八九十][大项](?:服务|机制|举措|任务|制度)"
    "|(?:.*特色)?党建品牌|线[上下]议事会|(?:红色|绿色|创新|强劲|最强|主|新|强|硬)*(?:引擎|动能)"
)
# the state's own slogans and reforms: every park carries them out
_NATIONAL = re.compile(
    "放管服(?:改革)?|一网通办(?:窗口)?|一网统管|双随机(?:[、，]?一公开)?|最多跑一次(?:改革)?"
    "|一件事一次办|强富美高|走在前、?挑大梁|一带一路"
)
# what says only of which kind an institution is: there is one in every town
_ANY_INSTITUTION = re.compile(
    "(?:国家级|[省市区县]级|周边)*"
    "(?:(?:社区|居家|养老|基层|文化|日间|照料|托育|卫生)+(?:服务)?(?:中心|站)"
    "|(?:企业|建设|工程)*技术(?:研究|研发)?中心)"
)


def describes(type_: str, name: str, *, quoted: bool) -> bool:
    """Whether what was taken for a name of a type says only what something is.

    ``quoted`` tells that it stands in quotation marks somewhere: then it may be a name after all,
    but for the slogans of the state.
    """
    if type_ == "Park":
        return bool(_RANK.match(name) or _SOME_PARKS.search(name)) or _is_any_park(name)
    if type_ == "Place":
        return bool(_NO_PLACE.fullmatch(name))
    if type_ == "Company":
        if name.endswith(_FIRM_ENDS):
            return False
        return bool(_NO_COMPANY.fullmatch(name) or _TRADE_WORDS.fullmatch(name))
    if type_ in ("PartyOrganisation", "GovernmentBody"):
        return bool(_NO_BODY.fullmatch(name))
    if type_ == "Project":
        return bool(_SEVERAL_OUTPUTS.fullmatch(name))
    if type_ == "Programme":
        slogan = _NATIONAL.fullmatch(abbreviation.plain(name))
        return bool(slogan) or (not quoted and bool(_NO_PROGRAMME.fullmatch(name)))
    return False


def _is_any_park(name: str) -> bool:
    own, kind = abbreviation.park_parts(name)
    return bool(kind) and bool(_SORT_OF_PARK.fullmatch(own))


def is_set_phrase(text: str, start: int, end: int) -> bool:
    """Whether what was taken for a programme is half of a phrase: 发挥党员先锋|模范作用."""
    return text.endswith("先锋", start, end) and text.startswith("模范", end)


def is_trade(text: str, start: int, end: int) -> bool:
    """Whether what was taken for a firm is a trade there: 以光伏装备|产业, 车联网|等数字产业."""
    return bool(_TRADES.match(text, end)) and not text.endswith(_FIRM_ENDS, start, end)


def is_any_institution(name: str, others: Iterable[str]) -> bool:
    """Whether an institution's name says only of which kind it is, and is no other one's end."""
    return bool(_ANY_INSTITUTION.fullmatch(name)) and not any(
        other.endswith(name) and other != name for other in others
    )
