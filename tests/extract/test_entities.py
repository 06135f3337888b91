import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import entities, tagger
from extract.coref import MAYBE
from extract.sentence_rules import TYPES, marked
from extract.tagger import Tagged

Names = list[tuple[str, str]]
SIGNS = ["东湾高新区", "“灯塔”工作法", "海川公司", "总经理", "连大海", "（", "”", "，", "\n", "😀"]


def _names(example: str, monkeypatch: pytest.MonkeyPatch, probability: float = 0.9) -> Names:
    """The names of a marked text when the tagger finds just the marked ones."""
    text, mentions = marked(example)
    found = [Tagged(m.start, m.end, m.type, probability) for m in mentions]
    monkeypatch.setattr(tagger, "tag", lambda _: found)
    return [(text[m.start : m.end], m.type) for m in entities.names(text)]


@pytest.mark.parametrize(
    ("example", "names"),
    [
        # the owner stands behind its province
        (
            "[Park:东湾高新区]的[PartyOrganisation:江苏东湾高新区党工委]",
            [
                ("东湾高新区", "Park"),
                ("江苏东湾高新区党工委", "PartyOrganisation"),
                ("江苏东湾高新区", "Park"),
            ],
        ),
        # or nowhere else
        (
            "[GovernmentBody:东湾经济开发区经济发展局]",
            [("东湾经济开发区经济发展局", "GovernmentBody"), ("东湾经济开发区", "Park")],
        ),
        (
            "[GovernmentBody:东湾海关驻经开区办事处]",
            [("东湾海关驻经开区办事处", "GovernmentBody")],
        ),
        (
            "[Park:东湾高新区]，[Programme:东湾高新区海棠联盟]",
            [("东湾高新区", "Park"), ("东湾高新区海棠联盟", "Programme"), ("东湾高新区", "Park")],
        ),
    ],
)
def test_owners_within_names(example: str, names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _names(example, monkeypatch) == names


def test_a_programme_called_by_a_colour_is_called_so_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _names("[Programme:海棠红党建联盟]，融入海棠红，科创联盟", monkeypatch) == [
        ("海棠红党建联盟", "Programme"),
        ("海棠红", "Programme"),
    ]
    assert _names("[Programme:海棠产业党建联盟]，海棠产业", monkeypatch) == [
        ("海棠产业党建联盟", "Programme")
    ]


@pytest.mark.parametrize(
    ("example", "names"),
    [
        (
            "[PartyOrganisation:东湾市税务局机关党委]",
            [("东湾市税务局机关党委", "PartyOrganisation"), ("东湾市税务局", "GovernmentBody")],
        ),
        (
            "[PartyOrganisation:东湾供电局党支部]",
            [("东湾供电局党支部", "PartyOrganisation")],
        ),
        (
            "[GovernmentBody:东湾新区管委会经济发展局]",
            [("东湾新区管委会经济发展局", "GovernmentBody"), ("东湾新区管委会", "GovernmentBody")],
        ),
        (
            "[GovernmentBody:东湾市环境局海棠分局]",
            [("东湾市环境局海棠分局", "GovernmentBody")],
        ),
    ],
)
def test_bodies_within_the_names_of_their_units(
    example: str, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _names(example, monkeypatch) == names


def test_a_firm_called_by_the_middle_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[Programme:海棠空间行动]开工。江苏海棠空间行动信息有限公司到场。"
    assert _names(text, monkeypatch)[0] == ("海棠空间行动", "Company")
    other = "[Programme:海棠空间行动]开工。江苏海棠空间信息有限公司到场。"
    assert _names(other, monkeypatch) == [("海棠空间行动", "Programme")]


def test_one_character_is_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _names("[Company:海]开工", monkeypatch) == []


def test_the_town_at_the_beginning_of_a_village(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _names("[Place:青山镇东湾村]", monkeypatch) == [
        ("青山镇东湾村", "Place"),
        ("青山镇", "Place"),
    ]


def test_a_name_found_once_is_found_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    example = "[Company:海川公司]开工。海川公司投产，泵业海川公司停产。"
    assert _names(example, monkeypatch) == [("海川公司", "Company")] * 3


def test_a_name_found_without_certainty_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    example = "[Company:海川公司]开工。海川公司投产。"
    assert _names(example, monkeypatch, 0.5) == [("海川公司", "Company")]
    assert _names(example, monkeypatch, 0.2) == []
    # two characters need more
    assert len(_names("[Company:海川]开工。海川投产。", monkeypatch, 0.7)) == 1
    assert len(_names("[Company:海川]开工。海川投产。", monkeypatch, 0.9)) == 2


def test_one_form_has_one_type_by_most_votes(monkeypatch: pytest.MonkeyPatch) -> None:
    example = "[Park:海川园]大，[Project:海川园]封顶，[Park:海川园]美。"
    assert _names(example, monkeypatch) == [("海川园", "Park")] * 3


def test_a_short_form_that_the_text_introduces(monkeypatch: pytest.MonkeyPatch) -> None:
    example = "[Company:南京海川机电有限公司]（以下简称“海川”）开工。海川投产。"
    assert _names(example, monkeypatch)[1:] == [("海川", "Company")] * 2


@pytest.mark.parametrize(
    ("behind", "apart"),
    [("，引航稳，护航好", True), ("，引航稳", False), ("三大工程", True), ("四大工程", False)],
)
def test_a_list_taken_for_one_name(
    behind: str, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {name for name, _ in _names(f"推行“[Programme:引航、护航、远航]”{behind}", monkeypatch)}
    assert ({"引航", "护航", "远航"} <= found) is apart
    assert ("引航、护航、远航" in found) is not apart


def test_what_a_park_is_called_for_short_is_no_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    example = "[Park:东湾保税区]（以下简称“[Programme:东湾]”）开放，东湾的企业多了"
    assert _names(example, monkeypatch, 0.6)[1:] == [("东湾", "Park"), ("东湾", "Park")]


@pytest.mark.parametrize("doubtful", ["“灯塔”细化", "[Maybe:“灯塔”细化]"])
def test_the_quoted_part_of_a_programmes_name_is_its_name_too(
    doubtful: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = f"打造[Programme:“灯塔”党建品牌]，把{doubtful}为三步，海边有灯塔"
    found = [name for name in _names(example, monkeypatch) if name[1] != MAYBE]
    assert found == [("“灯塔”党建品牌", "Programme"), ("“灯塔”", "Programme")]


def test_the_owner_at_the_beginning_of_a_body(monkeypatch: pytest.MonkeyPatch) -> None:
    example = "[Park:东湾高新区]很大，[PartyOrganisation:东湾高新区党工委]很忙。"
    assert _names(example, monkeypatch) == [
        ("东湾高新区", "Park"),
        ("东湾高新区党工委", "PartyOrganisation"),
        ("东湾高新区", "Park"),
    ]
    assert len(_names("[PartyOrganisation:东湾产业园党工委]很忙。", monkeypatch)) == 1
    firm = "[PartyOrganisation:海川机电有限公司党委]很忙。"
    assert ("海川机电有限公司", "Company") in _names(firm, monkeypatch)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Institution:社区居家养老服务中心", False),
        ("Institution:省级工程技术研究中心", False),
        ("Institution:东湾社区养老服务中心", True),
        ("Institution:企业服务中心", True),
        ("Programme:三项服务", False),
        ("Programme:三项工程", True),
        ("Programme:三项计划", True),
        ("Programme:暖心三项服务", True),
    ],
)
def test_what_says_only_of_which_kind_a_thing_is_is_no_name(
    name: str, is_one: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bool(_names(f"他们建成[{name}]。", monkeypatch)) is is_one


def test_an_institutions_kind_may_be_short_for_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    example = "[Institution:东湾工程技术研究中心]揭牌，[Institution:工程技术研究中心]有12人"
    assert len(_names(example, monkeypatch)) == 2


@settings(deadline=None, max_examples=40)  # the first call loads the model
@given(st.lists(st.sampled_from(SIGNS), max_size=20).map("".join))
def test_names_of_any_text_are_within_it_and_by_place(text: str) -> None:
    found = entities.names(text)
    assert found == sorted(found, key=lambda m: (m.start, -m.end))
    for m in found:
        assert 0 <= m.start < m.end <= len(text)
        assert "\n" not in text[m.start : m.end]
        assert m.type in (*TYPES, MAYBE)
        assert 0 < m.probability <= 1
