"""How what was read is divided into what is stored at once."""

from hypothesis import given
from hypothesis import strategies as st

from kg.cli.build import _LARGEST, _SMALLEST, _batches, _Summary
from kg.cli.reading import Outcome
from kg.errors import InputError
from kg.model import Article


def _article(name: str, length: int) -> Article:
    return Article(name, 1, "", None, "字" * length, 0, length, "")


def _sizes(lengths: list[int]) -> list[int]:
    articles = [_article(str(n), length) for n, length in enumerate(lengths)]
    outcomes: list[Outcome] = [(article.source, [article]) for article in articles]
    batches = list(_batches(outcomes, len(outcomes), {}, _Summary()))
    assert [article for batch, _ in batches for article in batch] == articles
    return [sum(len(article.text) for article in batch) for batch, _ in batches]


@given(st.lists(st.integers(0, 60_000), max_size=60))
def test_all_is_stored_in_order_and_never_too_much_at_once(lengths: list[int]) -> None:
    sizes = _sizes(lengths)
    longest = max(lengths, default=0)
    assert all(_SMALLEST <= size < _LARGEST + longest for size in sizes[:-1])


def test_changes_grow_with_the_store_and_are_small_at_the_end() -> None:
    sizes = _sizes([1000] * 6000)
    assert sizes[0] == _SMALLEST
    assert max(sizes) == _LARGEST
    assert sizes[-1] <= _SMALLEST
    assert sizes[: sizes.index(_LARGEST)] == sorted(sizes[: sizes.index(_LARGEST)])


def test_sources_that_say_nothing_are_told_with_the_batch() -> None:
    outcomes: list[Outcome] = [
        ("甲", []),
        ("乙", InputError("乙: damaged")),
        ("丙", [_article("丙", 9)]),
    ]
    summary = _Summary()
    ((articles, emptied),) = _batches(outcomes, 3, {"甲": ""}, summary)
    assert [article.source for article in articles] == ["丙"]
    assert emptied == ["甲"]
    assert [str(error) for error in summary.skipped] == [
        "甲: no article in it; nothing to store",
        "乙: damaged",
    ]
