import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.encoding import declared_charset, decode
from kg.errors import InputError

SIMPLE = "镇江高新区深入实施“人才镇兴”行动，坚持政策引才、产业用才，一批项目在这里开工。"
TRADITIONAL = "鎮江高新區深入實施「人才鎮興」行動，堅持政策引才、產業用才，一批項目在這裡開工。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_simplified_text_comes_back_from_every_encoding(encoding: str) -> None:
    assert decode(SIMPLE.encode(encoding)) == SIMPLE


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_traditional_text_comes_back_from_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


def test_a_declared_gb2312_is_read_as_gb18030() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>朱镕基、{SIMPLE}</body></html>'
    data = page.encode("gb18030")
    assert declared_charset(data) == "gb2312"
    assert decode(data) == page


def test_a_wrong_declaration_gives_way_to_what_the_bytes_are() -> None:
    page = f'<html><head><meta charset="utf-8"></head><body>{SIMPLE}</body></html>'
    assert decode(page.encode("gb18030")) == page


def test_a_few_damaged_bytes_do_not_spoil_the_rest() -> None:
    data = SIMPLE.encode() * 40
    broken = data[:100] + b"\xff" + data[100:]
    assert decode(broken).count("人才镇兴") >= 39


def alike(one: str, other: str) -> int:
    """Count the characters from the beginning that are the same."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@given(data=st.data())
def test_half_a_character_lost_costs_itself_and_few_neighbours(
    encoding: str, data: st.DataObject
) -> None:
    whole = (SIMPLE + "\n") * 8
    written = whole.encode(encoding)
    at = data.draw(st.integers(0, len(written) - 1).filter(lambda i: written[i] >= 0x80))
    text = decode(written[:at] + written[at + 1 :])
    kept = alike(whole, text) + alike(whole[::-1], text[::-1])
    assert kept >= len(whole) - (1 if encoding == "utf-8" else 8)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_needs_no_mark(encoding: str) -> None:
    assert decode(f"{SIMPLE}\n{SIMPLE}".encode(encoding)) == f"{SIMPLE}\n{SIMPLE}"


def test_utf8_that_declares_another_charset_is_read_as_what_it_is() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{SIMPLE}</body></html>'
    assert decode(page.encode()) == page


def test_a_given_encoding_overrides() -> None:
    assert decode(TRADITIONAL.encode("big5"), encoding="big5") == TRADITIONAL


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03\x04", None, "not a text file"),
        (SIMPLE.encode(), "klingon", "unknown encoding"),
        (SIMPLE.encode("gb18030"), "utf-8", "not utf-8"),
    ],
)
def test_what_is_no_text_is_said_in_one_line(data: bytes, encoding: str | None, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        decode(data, "page.txt", encoding)
    assert str(caught.value).startswith("page.txt: ")
    assert "\n" not in str(caught.value)
