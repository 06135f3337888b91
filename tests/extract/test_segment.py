import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import segment

ENDS = "。！？!?；;…”’」』）)】]"
SIGNS = st.sampled_from(
    [*"园区党建引领发展，、：“‘（", *ENDS, "\n", "\r", " ", "a", "7", "😀", "\u2028"]
)
JIEBA = jieba.Tokenizer()
TEXTS = st.one_of(st.text(max_size=80), st.lists(SIGNS, max_size=80).map("".join))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("泵站开工。机器轰鸣！", ["泵站开工。", "机器轰鸣！"]),
        ("他说：“泵站开工。”众人鼓掌。", ["他说：“泵站开工。”", "众人鼓掌。"]),
        ("题目\n\n正文没有句号", ["题目\n\n", "正文没有句号"]),
        ("投资3.5亿元，年产1.2万台", ["投资3.5亿元，年产1.2万台"]),
        ("真的吗？！是的……", ["真的吗？！", "是的……"]),
        ("（泵站开工。）随后", ["（泵站开工。）", "随后"]),
        ("", []),
    ],
)
def test_sentences_end_after_their_closing_marks(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in segment.sentences(text)] == parts


@given(TEXTS)
def test_sentences_cover_the_text_exactly(text: str) -> None:
    spans = segment.sentences(text)
    assert all(start < end for start, end in spans)
    assert "".join(text[a:b] for a, b in spans) == text
    assert [a for a, _ in spans] == [0, *(b for _, b in spans)][: len(spans)]


@given(TEXTS)
def test_words_cover_the_text_exactly(text: str) -> None:
    at = 0
    for start, end in segment.words(text):
        assert start == at < end
        at = end
    assert at == len(text)


def test_unknown_names_come_as_single_characters() -> None:
    text = "技术人员鄢淼"
    assert [text[a:b] for a, b in segment.words(text)] == ["技术人员", "鄢", "淼"]


def test_words_have_a_part_of_speech() -> None:
    assert segment.word_tags()["公司"] == "n"
    assert segment.word_counts()["公司"] > 1000


@settings(deadline=None)  # the first call loads its dictionary
@given(TEXTS)
def test_words_are_those_that_jieba_finds(text: str) -> None:
    assert [text[a:b] for a, b in segment.words(text)] == list(JIEBA.cut(text, HMM=False))
