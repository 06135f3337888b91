import pytest

from extract import descriptions, entities
from extract.coref import Mention


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("Park", "东湾两座工业园"),
        ("Park", "国家级经济技术开发区"),
        ("Park", "功能型产业园"),
        ("Park", "宜居新城"),
        ("Company", "双城建设"),
        ("Company", "光伏装备产业"),
        ("Company", "彭山路"),
        ("Company", "东篱华庭"),
        ("Place", "海棠大道"),
        ("Place", "创业型街道"),
        ("Project", "5000吨中间体、1万吨制剂技改项目"),
        ("Programme", "红色引擎"),
        ("PartyOrganisation", "市委"),
        ("GovernmentBody", "县人民政府"),
        ("Programme", "红色名片"),
        ("Programme", "海棠高新区高质量发展"),
        ("Programme", "103名联络员"),
        ("Programme", "三项服务"),
        ("Programme", "特色党建品牌"),
        ("Programme", "一网通办"),
        ("Programme", "双随机、一公开"),
    ],
)
def test_descriptions_are_told_from_names(type_: str, name: str) -> None:
    assert descriptions.describes(type_, name, quoted=False)


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("Park", "海棠功能型产业园"),
        ("Park", "海棠新城"),
        ("Company", "海棠建设集团"),
        ("Company", "海棠丝路"),
        ("Place", "海棠街道"),
        ("Place", "黄山"),
        ("Project", "年产5000吨中间体项目"),
        ("Programme", "海棠引擎"),
        ("Company", "海棠产业发展有限公司"),
        ("PartyOrganisation", "海棠市委"),
        ("GovernmentBody", "海棠县人民政府"),
        ("Programme", "海棠党建品牌"),
        ("Programme", "五色联盟"),
        ("Programme", "标准地改革"),
        ("Person", "市委"),
    ],
)
def test_names_are_no_descriptions(type_: str, name: str) -> None:
    assert not descriptions.describes(type_, name, quoted=False)


def test_in_quotation_marks_praise_may_be_a_name_but_slogans_of_the_state_are_none() -> None:
    assert not descriptions.describes("Programme", "红色名片", quoted=True)
    assert descriptions.describes("Programme", "放管服", quoted=True)


def test_what_is_only_a_trade_is_no_firm() -> None:
    text = "以海棠装备产业为龙头，海棠装备签约，海棠集团产业园开园。"
    trade, firm = (Mention(at, at + 4, "Company", 0.9) for at in (1, 11))
    assert descriptions.is_trade(text, trade.start, trade.end)
    assert not descriptions.is_trade(text, firm.start, firm.end)
    assert not descriptions.is_trade(text, 18, 22)
    listed = "以车联网等数字产业为方向，海川集团、大洋科技等产业链企业签约"
    assert descriptions.is_trade(listed, 1, 4)
    assert not descriptions.is_trade(listed, 18, 22)
    # one place where it is no trade is enough
    assert not entities._is_name(text, "海棠装备", [trade])
    assert entities._is_name(text, "海棠装备", [trade, firm])


def test_an_institution_named_by_its_kind_is_none_unless_it_shortens_another() -> None:
    assert descriptions.is_any_institution("社区服务中心", ["社区服务中心", "海棠书院"])
    assert not descriptions.is_any_institution("社区服务中心", ["海棠社区服务中心"])
    assert not descriptions.is_any_institution("海棠社区服务中心", [])


def test_half_of_a_set_phrase_is_no_programme() -> None:
    text = "发挥海棠先锋模范作用，打造海棠先锋"
    assert descriptions.is_set_phrase(text, 2, 6)
    assert not descriptions.is_set_phrase(text, 13, 17)
    half, whole = (Mention(at, at + 4, "Programme", 0.9) for at in (2, 13))
    assert not entities._is_name(text, "海棠先锋", [half])
    assert entities._is_name(text, "海棠先锋", [half, whole])
