import pytest

from extract import posts
from extract.context import context_of
from extract.sentence_rules import marked

Row = tuple[str, str | None, str]


def _posts(example: str, person: str = "连大海") -> list[Row]:
    """The posts of a person in a marked text: role, name of the holder, how it was found."""
    context = context_of(*marked(example))
    number = next(n for n, thing in enumerate(context.things) if person in thing.forms)
    return [
        (post.role, None if post.holder is None else context.things[post.holder].name, post.how)
        for post in posts.posts(context)[number]
    ]


@pytest.mark.parametrize(
    ("example", "held"),
    [
        ("[Company:海川公司]总经理[Person:连大海]说。", [("总经理", "海川公司", "beside")]),
        (
            "[Company:海川公司]党委书记、董事长[Person:连大海]说。",
            [("党委书记", "海川公司", "beside"), ("董事长", "海川公司", "chain")],
        ),
        (
            "[Company:海川公司]总经理兼总工程师[Person:连大海]说。",
            [("总经理", "海川公司", "beside"), ("总工程师", "海川公司", "chain")],
        ),
        (
            "[Company:海川公司]董事长、[Institution:泵阀商会]会长[Person:连大海]说。",
            [("董事长", "海川公司", "beside"), ("会长", "泵阀商会", "beside")],
        ),
        (
            "[Project:智能泵阀基地]项目经理[Person:连大海]说。",
            [("项目经理", "智能泵阀基地", "beside")],
        ),
        ("[Company:海川公司]时任总经理[Person:连大海]说。", [("总经理", "海川公司", "beside")]),
        ("“来了！”党支部书记[Person:连大海]说。", [("党支部书记", None, "open")]),
        ("[Company:海川公司]参观了[Person:连大海]的车间。", []),
        ("[Company:海川公司]。总经理办公会邀请[Person:连大海]。", []),
    ],
)
def test_titles_before_a_name(example: str, held: list[Row]) -> None:
    assert _posts(example) == held


@pytest.mark.parametrize(
    "example",
    [
        "[Person:连大海]是[Company:海川公司]总经理。",
        "[Person:连大海]（[Company:海川公司]总经理）到会。",
        "[Person:连大海]现任[Company:海川公司]总经理，常驻车间。",
    ],
)
def test_a_title_after_a_name(example: str) -> None:
    assert ("总经理", "海川公司", "after") in _posts(example)


def test_a_title_after_a_name_without_a_body() -> None:
    assert _posts("[Person:连大海]担任总指挥，吃住在工地。") == [("总指挥", None, "open")]


def test_a_title_after_another_person_is_not_the_firsts() -> None:
    example = "[Person:连大海]来访，[Person:鄢淼]是[Company:海川公司]总经理。"
    assert _posts(example) == []
    assert ("总经理", "海川公司", "after") in _posts(example, "鄢淼")


@pytest.mark.parametrize(
    ("example", "held"),
    [
        ("[Company:海川公司]开工。公司总经理[Person:连大海]说。", ("总经理", "海川公司")),
        ("[Company:海川公司]开工。该公司副总经理[Person:连大海]说。", ("副总经理", "海川公司")),
        # the last of its kind that was named
        (
            "[Company:大洋集团]来访。[Company:海川公司]开工。公司总经理[Person:连大海]说。",
            ("总经理", "海川公司"),
        ),
        ("[Park:东湾高新区]很大。园区经发局局长[Person:连大海]说。", ("经发局局长", "东湾高新区")),
        # 项目经理 is a title of its own
        ("[Project:智能泵阀基地]开工。项目经理[Person:连大海]说。", ("项目经理", "智能泵阀基地")),
    ],
)
def test_a_word_that_stands_for_the_body(example: str, held: tuple[str, str]) -> None:
    assert _posts(example) == [(*held, "anaphor")]


def test_a_word_that_stands_for_nothing_named() -> None:
    assert _posts("公司总经理[Person:连大海]说。") == [("公司总经理", None, "open")]


def test_a_party_title_is_held_at_the_committee_that_is_named() -> None:
    example = (
        "[PartyOrganisation:海川公司党委]成立。"
        "[Company:海川公司]党委书记、董事长[Person:连大海]说。"
    )
    assert _posts(example) == [
        ("书记", "海川公司党委", "beside"),
        ("董事长", "海川公司", "chain"),
    ]


@pytest.mark.parametrize(
    ("example", "held"),
    [
        (
            "[GovernmentBody:海州高新区管委会]发文。[Park:海州高新区]开园。"
            "[PartyOrganisation:海州高新区党工委]书记、管委会主任[Person:连大海]说。",
            [("书记", "海州高新区党工委", "beside"), ("主任", "海州高新区管委会", "chain")],
        ),
        (
            "[PartyOrganisation:海州高新区组织部]发文。[Park:海州高新区]开园。"
            "[PartyOrganisation:海州高新区党工委]委员、组织部部长[Person:连大海]说。",
            [("委员", "海州高新区党工委", "beside"), ("部长", "海州高新区组织部", "chain")],
        ),
        (
            "[Company:海川公司]投产。[PartyOrganisation:海川公司党委]书记、董事长[Person:连大海]说。",
            [("书记", "海川公司党委", "beside"), ("董事长", "海川公司", "chain")],
        ),
        # an organ that is named nowhere
        (
            "[Park:海州高新区]开园。"
            "[PartyOrganisation:海州高新区党工委]委员、组织部部长[Person:连大海]说。",
            [("委员", "海州高新区党工委", "beside"), ("组织部部长", "海州高新区党工委", "chain")],
        ),
    ],
)
def test_the_second_title_is_held_at_another_organ_of_the_same(
    example: str, held: list[Row]
) -> None:
    assert _posts(example) == held


def test_a_word_stands_for_the_last_such_thing_before_the_name() -> None:
    example = (
        "[Company:海川公司]与[Company:大洋集团]签约，公司总经理[Person:连大海]说，"
        "[Company:东湾电器]将加入。"
    )
    assert _posts(example) == [("总经理", "大洋集团", "anaphor")]


def test_a_post_told_twice_is_one() -> None:
    sentence = "[Company:海川公司]总经理[Person:连大海]说。"
    assert len(_posts(sentence * 2)) == 1


def test_only_persons_have_posts() -> None:
    context = context_of(*marked("[Company:海川公司]总经理[Person:连大海]说。"))
    assert [context.things[n].type for n in posts.posts(context)] == ["Person"]


@pytest.mark.parametrize(
    ("text", "title"),
    [("泵阀党支部副书记", "副书记"), ("常务副总经理", "常务副总经理"), ("车间", ""), ("", "")],
)
def test_the_longest_title_at_the_end(text: str, title: str) -> None:
    assert posts.title_at_end(text) == title
