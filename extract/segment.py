"""Sentences and words of a clean text; the only importer of jieba."""

import functools
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import jieba

_SENTENCE_END = re.compile(r"[。！？!?；;…]+[”’」』）)\]】]*\n*|\n+")

_LONGEST_SENTENCE = 600  # characters


def sentences(text: str) -> list[tuple[int, int]]:
    """Half-open spans that cover ``text``, each ending after its closing marks or line break.

    A stretch of more than 600 characters without an end is cut behind its last comma before that:
    what looks at a whole sentence takes bounded time, whatever the text.
    """
    spans, start = [], 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
        while end - start > _LONGEST_SENTENCE:
            limit = start + _LONGEST_SENTENCE
            cut = max(text.rfind(mark, start, limit) for mark in "，、 ") + 1 or limit
            spans.append((start, cut))
            start = cut
        if start < end:
            spans.append((start, end))
            start = end
    return spans


def _cache_folder() -> str:
    """A folder of the user's own for jieba's cache: all can write to the shared temporary one."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "parkgraph"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return tempfile.mkdtemp(prefix="parkgraph-")
    return str(folder)


@functools.cache
def _tokenizer() -> jieba.Tokenizer:
    jieba.setLogLevel("ERROR")
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = _cache_folder()
    tokenizer.initialize()
    return tokenizer


@functools.cache
def word_tags() -> dict[str, str]:
    """The part of speech that jieba's dictionary (MIT) gives a word, by word."""
    return {word: tag for word, _, tag in _dictionary()}


def word_counts() -> dict[str, int]:
    """How often a word stood in the texts that jieba's dictionary was made from, by word."""
    counts: dict[str, int] = _tokenizer().FREQ
    return counts


def _dictionary() -> Iterator[list[str]]:
    with jieba.get_dict_file() as lines:
        for line in lines:
            yield line.decode("utf-8").rstrip().split(" ")


def words(text: str) -> list[tuple[int, int]]:
    """Spans of dictionary words; what the dictionary does not know comes as single characters.

    jieba's guesses at unknown words are left out: an unknown stretch is itself a sign of a name.
    """
    spans, at = [], 0
    for word in _tokenizer().cut(text, HMM=False):
        spans.append((at, at + len(word)))
        at += len(word)
    return spans


@functools.lru_cache(maxsize=1)
def article_words(text: str) -> list[tuple[int, int]]:
    """The same of the article that is worked on: names and relations both look at its words."""
    return words(text)
