import pytest

from extract.context import Context, context_of, owner_of
from extract.sentence_rules import marked

EXAMPLE = (
    "[Park:东湾高新区]开工\n[Company:海川公司]落户[Park:西湾高新区]。[Person:连大海]说。\n"
    "[PartyOrganisation:海川公司党委]与[PartyOrganisation:高新区党工委]到场。"
    "[GovernmentBody:科技局]缺席。"
)


@pytest.fixture
def context() -> Context:
    return context_of(*marked(EXAMPLE))


def _number(context: Context, name: str) -> int:
    return next(n for n, thing in enumerate(context.things) if name in thing.forms)


def test_places_have_a_sentence_and_a_line(context: Context) -> None:
    person = context.text.index("连大海")
    committee = context.text.index("海川公司党委")
    assert (context.sentence_at(0), context.line_at(0)) == (0, 0)
    assert (context.sentence_at(person), context.line_at(person)) == (2, 1)
    assert context.line_at(committee) == 2
    end = context.sentences[-1][1]
    assert end == len(context.text)
    assert context.sentence_at(end - 1) == len(context.sentences) - 1


def test_every_mention_is_in_its_sentence(context: Context) -> None:
    for number, rows in context.by_sentence.items():
        start, end = context.sentences[number]
        assert all(start <= mention.start < end for mention, _ in rows)
    assert sum(map(len, context.by_sentence.values())) == len(context.mentions)


def test_mentions_come_by_place_the_longer_first() -> None:
    text = "海川公司党委开会"
    mention = marked("[Company:海川公司]党委")[1][0]
    whole = marked("[PartyOrganisation:海川公司党委]")[1][0]
    context = context_of(text, [mention, whole])
    assert [m for m, _ in context.mentions] == [whole, mention]


def test_the_park_named_last_before_a_place(context: Context) -> None:
    east, west = _number(context, "东湾高新区"), _number(context, "西湾高新区")
    assert context.park_numbers == [east, west]
    assert context.park_before(context.text.index("海川公司")) == east
    assert context.park_before(context.text.index("连大海")) == west


def test_before_the_first_park_it_is_the_first() -> None:
    context = context_of(*marked("[Company:海川公司]落户[Park:西湾高新区]。"))
    assert context.park_before(0) == _number(context, "西湾高新区")
    assert context_of(*marked("[Company:海川公司]开工。")).park_before(0) is None


def test_the_owner_of_a_body(context: Context) -> None:
    assert owner_of(context, _number(context, "海川公司党委")) == _number(context, "海川公司")
    # a generic park before the unit is the park the article is about
    assert owner_of(context, _number(context, "高新区党工委")) == _number(context, "东湾高新区")
    assert owner_of(context, _number(context, "科技局")) is None


def test_the_owner_is_the_thing_with_the_longest_name() -> None:
    example = (
        "[Park:东湾]和[Park:东湾高新区]相邻，[Person:东湾高新区海川]、[Company:东湾高新区海川公司]到会，"
        "[PartyOrganisation:东湾高新区海川公司党委]也在。"
    )
    context = context_of(*marked(example))
    body = _number(context, "东湾高新区海川公司党委")
    assert owner_of(context, body) == _number(context, "东湾高新区海川公司")
    # a body is not its own owner, nor is a person
    firm = _number(context, "东湾高新区海川公司")
    assert owner_of(context, firm) == _number(context, "东湾高新区")


@pytest.mark.parametrize(
    ("thing", "body"),
    [
        ("[Park:江苏东湾高新技术产业开发区]", "[GovernmentBody:东湾高新区建设局]"),
        ("[Place:东湾]的[Park:江苏东湾工业园区]", "[PartyOrganisation:东湾工业园区党工委]"),
        ("[Company:南京海川机电股份有限公司]", "[PartyOrganisation:海川机电党委]"),
    ],
)
def test_the_owner_may_be_called_by_a_short_form(thing: str, body: str) -> None:
    context = context_of(*marked(f"{thing}开工，{body}到场"))
    owner = owner_of(context, len(context.things) - 1)
    assert owner is not None
    assert context.things[owner].type in ("Park", "Company")


def test_what_says_only_of_which_kind_a_park_is_names_none() -> None:
    context = context_of(
        *marked(
            "[Park:西湾高新区]来访。[Park:东湾高新区]开工，[Park:东湾高新区]很大，"
            "[GovernmentBody:高新区建设局]到场"
        )
    )
    assert owner_of(context, 2) == context.park_number == 1


def test_a_bureau_is_of_no_firm_with_a_like_name() -> None:
    context = context_of(
        *marked("[Company:南京海川机电股份有限公司]开工，[GovernmentBody:海川机电局]到场")
    )
    assert owner_of(context, 1) is None


def test_the_mentions_that_begin_in_a_stretch(context: Context) -> None:
    firm = context.text.index("海川公司")
    person = context.text.index("连大海")
    found = [context.text[m.start : m.end] for m, _ in context.mentions_between(firm, person)]
    assert found == ["海川公司", "西湾高新区"]
    assert context.mentions_between(person + 1, person + 3) == []


def test_the_things_that_have_a_form() -> None:
    context = context_of(*marked("[Park:海川产业园]很大。[Project:海川产业园]封顶。"))
    assert context.named == {"海川产业园": [0, 1]}


def test_an_empty_article_has_nothing() -> None:
    context = context_of("", [])
    assert (context.things, context.park, context.sentences) == ([], None, [])
    assert context.by_sentence == {}
