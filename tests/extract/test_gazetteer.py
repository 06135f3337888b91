import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import gazetteer
from extract.gazetteer import Match

WORDS = ["高新技术产业开发区", "管委会", "浙江省", "党支部书记", "，", "甲", "😀", "\n"]
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=12).map("".join))


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("东台市", "东台"),
        ("江苏省", "江苏"),
        ("怒江傈僳族自治州", "怒江"),
        ("新疆维吾尔自治区", "新疆"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("沙县", "沙县"),
        ("东台", "东台"),
    ],
)
def test_a_division_without_its_level(name: str, bare: str) -> None:
    assert gazetteer.bare_division(name) == bare


def test_divisions_are_listed_bare_and_in_full_and_the_higher_level_wins() -> None:
    listed = gazetteer.divisions()
    assert listed["青海省"] == listed["青海"] == "province"
    assert listed["银川市"] == listed["银川"] == "city"
    assert listed["东台市"] == "county"
    assert listed["吉林"] == "province"  # also a city
    assert all(len(name) >= 2 for name in listed)


def test_every_row_of_the_lexicon_has_words_and_no_word_has_a_mark() -> None:
    for label, words in gazetteer.lexicon().items():
        assert words, label
        assert all(word.isalnum() for word in words), label


def test_surnames_have_one_or_two_characters() -> None:
    assert {"欧阳", "赵"} <= gazetteer.surnames()
    assert {len(name) for name in gazetteer.surnames()} == {1, 2}


def test_a_word_inside_a_longer_one_of_its_class_is_left_out() -> None:
    text = "高新技术产业开发区党工委"
    found = {(text[m.start : m.end], m.label) for m in gazetteer.matches(text)}
    assert ("高新技术产业开发区", "park_end") in found
    assert ("党工委", "party_end") in found
    assert ("开发区", "park_end") not in found
    assert ("工委", "party_end") not in found


def test_places_count_characters_not_bytes() -> None:
    text = "😀𠮷管委会"
    assert Match(2, 5, "gov_end") in gazetteer.matches(text)


@settings(deadline=None)  # the first call builds the automaton
@given(TEXTS)
def test_matches_are_listed_words_in_order(text: str) -> None:
    found = gazetteer.matches(text)
    assert found == sorted(found, key=lambda m: (m.start, m.end, m.label))
    for m in found:
        word = text[m.start : m.end]
        if m.label.startswith("division_"):
            assert gazetteer.divisions()[word] == m.label.removeprefix("division_")
        else:
            assert word in gazetteer.lexicon()[m.label]
