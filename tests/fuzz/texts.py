"""Nasty texts: pieces of real articles among everything that breaks readers of text."""

import os
import random
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

ARTICLES = Path(__file__).parents[1] / "articles"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
"""How many examples each test tries; ``make fuzz EXAMPLES=…`` asks for more."""

fuzzing = settings(max_examples=EXAMPLES, deadline=None)

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u180e"
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
ODD = "\0\x01\x0b\x0c\x1b\x7f\x85\u2028\u2029\ufffc\ufffd\ufffe\ue000\U0001f468\U000f0000\U0010ffff"
MARKS = "“”‘’「」『』《》〈〉（）()【】[]{}<>\"'`*#_~|&;:：，。、；！？!?…—·-=+/\\@%$^"
SPACES = "\n\r\t \u00a0\u2003\u3000"
_LONGEST = 3_000


def _fragments() -> tuple[str, ...]:
    """Return the sentences and lines of the articles, those of the learning half by sample."""
    paths = sorted(ARTICLES.glob("dev/*.txt")) + sorted(ARTICLES.glob("learn/*/0[1-3]*.txt"))
    lines = {line for path in paths for line in path.read_text("utf-8").splitlines() if line}
    return tuple(sorted(lines, key=lambda line: (len(line), line)))


FRAGMENTS = _fragments()
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵", "伟芳娜敏静强磊军"
_PLACES = ("无锡", "苏州", "成都", "宜昌", "江苏省海门区")
_MADE = ("高新区", "高新区党工委", "科技有限公司", "产业园项目", "党建联盟", "局", "大学")


def name(chooser: random.Random) -> str:
    """Return a name as news has them: of a person, a park, a body, a firm, a programme."""
    own = "".join(chr(chooser.randrange(0x4E00, 0x9000)) for _ in range(2))
    person = chooser.choice(_SURNAMES) + chooser.choice(_GIVEN) * chooser.randint(1, 2)
    made = chooser.choice(("", *_PLACES)) + own + chooser.choice(_MADE)
    return chooser.choice((person, made, f"“{own}{chooser.choice(_GIVEN)}”工作法"))


@st.composite
def _listed(draw: st.DrawFn) -> str:
    """Draw a list of many names, with one mark between them."""
    chooser = random.Random(draw(st.integers(0, 1 << 16)))  # noqa: S311 - nothing secret
    count = draw(st.sampled_from((2, 9, 60)))
    return draw(st.sampled_from("、，和 \n；")).join(name(chooser) for _ in range(count))


@st.composite
def _slices(draw: st.DrawFn) -> str:
    """Draw a piece of a real line, cut anywhere."""
    line = draw(st.sampled_from(FRAGMENTS))
    start = draw(st.integers(0, len(line)))
    return line[start : draw(st.integers(start, len(line)))]


@st.composite
def _spoilt(draw: st.DrawFn) -> str:
    """Draw a real line with one odd character behind each of its own."""
    odd = draw(st.sampled_from(INVISIBLE + DIRECTIONS + ODD + MARKS + SPACES))
    return odd.join(draw(st.sampled_from(FRAGMENTS))[:200])


_REPEATED = st.builds(
    lambda piece, times: (piece * times)[:_LONGEST],
    st.one_of(
        st.sampled_from([*(MARKS + SPACES + INVISIBLE), *"字园区1一a"]),
        st.sampled_from(("书记、", "记者 ", "《“", "（以下简称", "5月", "&amp;", "高(gāo)", "-->")),
        st.text(max_size=4),
    ),
    st.sampled_from((3, 80, _LONGEST)),
)
PIECES = st.one_of(
    st.sampled_from(FRAGMENTS),
    _slices(),
    _spoilt(),
    _listed(),
    _REPEATED,
    st.text(st.sampled_from(MARKS + SPACES + INVISIBLE + DIRECTIONS + ODD), max_size=30),
    st.text(max_size=30),
    st.integers(0, 10**40).map(str),
)
TEXTS = st.builds(
    lambda pieces, between: between.join(pieces)[: 4 * _LONGEST],
    st.lists(PIECES, max_size=12),
    st.sampled_from(("", "\n", "。", "\n\n", "，")),
)

_TAGS = ("div", "p", "b", "a", "td", "table", "ul", "li", "h1", "span", "script", "br", "svg", "ö")
_ATTRIBUTES = ("", " class='nav'", " id='content'", " style='display:none'", " x='", ' href="')


@st.composite
def html_pages(draw: st.DrawFn) -> str:
    """Draw a page: tags nested deeply, unclosed, closed twice, by the thousand, and text."""
    parts = ["<!doctype html><html><body>"]
    for _ in range(draw(st.integers(0, 6))):
        tag = draw(st.sampled_from(_TAGS))
        times = draw(st.sampled_from((1, 3, 500)))
        opening = f"<{tag}{draw(st.sampled_from(_ATTRIBUTES))}>"
        closing = draw(st.sampled_from((f"</{tag}>", "", f"</{tag}></{tag}>", "</", "<!--", "]]>")))
        inner = draw(PIECES)[:500]
        nested = opening * times + inner + closing * times
        row = (opening + inner[:20] + closing) * times
        parts.append(draw(st.sampled_from((nested, row))))
    return "".join(parts)
