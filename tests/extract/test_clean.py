from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.clean import clean, identity, joined

LETTERS = '镇江高新區鎮經開發\n\r \u3000\u200b\ue000(（)）“"&;,，。:AＡ1１ā'
WORDS = [
    "(zhèn)",
    "（kai）",
    "&ldquo;",
    "&#x4e2d;",
    "&nbsp;",
    "確?；菝",
    "\r\n",
    "\ufeff",
    "**",
    "# ",
]
SIGNS = st.sampled_from([*LETTERS, *WORDS])
NOISY = st.lists(SIGNS, max_size=60).map("".join)


@pytest.mark.parametrize(
    ("noisy", "plain"),
    [
        ("鎮(zhèn)江高新區(qū)抓牢項目", "镇江高新区抓牢项目"),
        ("“人才鎮(zhèn)興”行動（dòng）", "“人才镇兴”行动"),
        ("平台（CNUK）与(app)", "平台（CNUK）与（app）"),
        ("广昇电缆，昇", "广昇电缆，昇"),
        ("高新\u200b区\ufeff的\ue123项目", "高新区的项目"),
        ("&ldquo;红领&rdquo;&amp;A&nbsp;区", "“红领”&A 区"),
        ("发展,建设:1,000万元(约2:30)", "发展，建设：1,000万元（约2:30）"),
        ("ＡＩ＋２０２４", "AI+2024"),
        ('他说"好",走了', "他说“好”，走了"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("確?；菝衽e", "確？；菝衽e"),
        ("⾼新区的⻋间、⻓江、⺠生", "高新区的车间、长江、民生"),
        ("高新\ufffd区", "高新区"),
        ("鎮(zh\nèn)江高新區\n(qū)抓牢", "镇江高新区抓牢"),
    ],
)
def test_noise_goes(noisy: str, plain: str) -> None:
    assert clean(noisy).text == plain


def test_pinyin_without_tones_goes_where_it_is_a_habit() -> None:
    assert clean("潤(run)州開(kai)發(fa)區(qu)黨(dang)工委").text == "润州开发区党工委"
    assert clean("一種方法(an)").text.endswith("（an）")


def test_corner_quotes_become_curly_ones() -> None:
    assert clean("「三『五』」").text == "“三‘五’”"


def test_markdown_marks_go() -> None:
    noisy = "# 题\n\n**甲园**的[“乙”](http://x.y/z)在\n丙地。\n\n![图](a.png)\n- 项\n"
    assert clean(noisy, marked=True).text == "题\n\n甲园的“乙”在丙地。\n\n\n- 项\n"


@given(NOISY, st.booleans(), st.data())
def test_every_clean_span_leads_back_in_order(
    noisy: str, marked: bool, data: st.DataObject
) -> None:
    result = clean(noisy, marked=marked)
    size = len(result.text)
    spans = [result.source_span(i, i + 1) for i in range(size)]
    assert all(0 <= low < high <= len(noisy) for low, high in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    if size:
        low = data.draw(st.integers(0, size - 1))
        high = data.draw(st.integers(low + 1, size))
        assert result.source_span(low, high) == (spans[low][0], spans[high - 1][1])


@given(NOISY)
def test_cleaning_the_clean_text_changes_nothing_much(noisy: str) -> None:
    once = clean(noisy).text
    assert len(clean(once).text) <= len(once)


@given(st.text(max_size=30), st.data())
def test_pieces_are_kept_and_lead_back(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pieces = [(a, b, "\n") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    result = joined(identity(text), pieces)
    assert result.text == "\n".join(text[a:b] for a, b, _ in pieces)
    position = 0
    for a, b, _ in pieces:
        assert result.source_span(position, position + b - a) == (a, b)
        position += b - a + 1
