import pytest

from extract import boundaries
from extract.sentence_rules import marked
from extract.tagger import Tagged

Names = list[tuple[str, str]]


def _names(example: str) -> Names:
    """The names in what a marked text marks."""
    text, mentions = marked(example)
    return [
        (text[start:end], type_)
        for m in mentions
        for start, end, type_ in boundaries.names_in(
            text, Tagged(m.start, m.end, m.type, 0.9), text.count
        )
    ]


@pytest.mark.parametrize(
    ("example", "names"),
    [
        ("推行[Programme:“灯塔]”行动", [("灯塔", "Programme")]),
        ("推行[Programme:“灯塔”]行动", [("灯塔", "Programme")]),
        ("推行“[Programme:灯塔”工作法]", [("“灯塔”工作法", "Programme")]),
        ("推行[Programme:“灯塔”工作法]", [("“灯塔”工作法", "Programme")]),
        ("[Company:海川（南京]）公司", [("海川（南京）", "Company")]),
        ("[Company:，海川公司，]开工", [("海川公司", "Company")]),
    ],
)
def test_names_hold_both_marks_of_a_pair_or_none(example: str, names: Names) -> None:
    assert _names(example) == names


@pytest.mark.parametrize(
    ("example", "names"),
    [
        ("[Person:连海就]来了", [("连海", "Person")]),
        ("[Person:连大海]来了", [("连大海", "Person")]),
        ("[Person:连海笑]着说，连海走了", [("连海", "Person")]),
        ("[Person:扎西·平措来东台]一年", [("扎西·平措", "Person")]),
        ("[Person:扎西·平措来]说", [("扎西·平措来", "Person")]),
        ("[Place:江苏省东台市]", [("江苏省", "Place"), ("东台市", "Place")]),
        ("[Place:北关街道]", [("北关街道", "Place")]),
    ],
)
def test_where_people_end_and_places_divide(example: str, names: Names) -> None:
    assert _names(example) == names


@pytest.mark.parametrize(
    ("example", "names"),
    [
        ("[Park:东湾高新区泵阀产业园]", [("东湾高新区", "Park"), ("泵阀产业园", "Park")]),
        ("[Park:东湾高新区]", [("东湾高新区", "Park")]),
        ("[Park:东湾高新区·海棠区]", [("东湾高新区·海棠区", "Park")]),
        ("[Park:东湾物流园开园]", [("东湾物流园", "Park")]),
        ("[Place:青山镇东湾村]", [("青山镇东湾村", "Place")]),
        ("[Institution:请来化工学院]", [("化工学院", "Institution")]),
        (
            "[Institution:东湾大学联合海棠研究院]",
            [("东湾大学", "Institution"), ("海棠研究院", "Institution")],
        ),
        ("[Institution:东湾大学建设管理研究院]", [("东湾大学建设管理研究院", "Institution")]),
        ("[Institution:海川机电联合东湾大学]", [("东湾大学", "Institution")]),
        ("[Institution:东湾联合大学]", [("东湾联合大学", "Institution")]),
        (
            "[Company:南京海川机电有限公司（海川机电）]",
            [("南京海川机电有限公司", "Company"), ("海川机电", "Company")],
        ),
        ("[Company:海川（南京）机电有限公司]", [("海川（南京）机电有限公司", "Company")]),
    ],
)
def test_two_names_that_were_taken_for_one(example: str, names: Names) -> None:
    assert _names(example) == names


@pytest.mark.parametrize(
    ("example", "names"),
    [
        ("ABC[Institution:海棠分中心]揭牌", [("ABC海棠分中心", "Institution")]),
        ("[Institution:东湾研究中心]工程项目", [("东湾研究中心工程项目", "Project")]),
        ("[Institution:东湾研究中心]揭牌", [("东湾研究中心", "Institution")]),
        ("[Company:江苏海门]的企业", [("江苏", "Place"), ("海门", "Place")]),
        ("[Company:江苏恒湾]的企业", [("江苏恒湾", "Company")]),
    ],
)
def test_what_stands_beside_a_name_or_makes_it_up_tells_what_it_is(
    example: str, names: Names
) -> None:
    assert _names(example) == names
