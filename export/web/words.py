"""The words of the pages, in Chinese and English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kg import vocab

LANGUAGES = ("zh", "en")


@cache
def words() -> Mapping[str, tuple[str, str]]:
    """Return every phrase by its key; raises ValueError when one lacks a language."""
    found = tomllib.loads((files("export") / "web" / "words.toml").read_text("utf-8"))
    return {key: (zh, en) for key, (zh, en) in found.items()}


def say(language: str, key: str, *values: object) -> str:
    """Return a phrase in a language, its gaps filled."""
    return words()[key][LANGUAGES.index(language)].format(*values)


def relation(language: str, predicate: str, *, inverse: bool = False) -> str:
    """Return what a relation is called, read from its subject or from its object."""
    known = vocab.PREDICATES.get(predicate)
    if known is None:
        return predicate
    if inverse:
        return known.inverse_zh if language == "zh" else known.inverse_en
    return known.zh if language == "zh" else known.en
