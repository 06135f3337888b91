"""Sentences and words of a clean text; the only importer of jieba."""

import functools
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import jieba

_SENTENCE_END = re.compile(r"[。！？!?；;…]+[”’」』）)\]】]*\n*|\n+")


def sentences(text: str) -> list[tuple[int, int]]:
    """Half-open spans that cover ``text``, each ending after its closing marks or line break."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
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
    tags = {}
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, _, tag = line.decode("utf-8").rstrip().split(" ")
            tags[word] = tag
    return tags


def words(text: str) -> Iterator[tuple[int, int]]:
    """Spans of dictionary words; what the dictionary does not know comes as single characters.

    jieba's guesses at unknown words are left out: an unknown stretch is itself a sign of a name.
    """
    at = 0
    for word in _tokenizer().cut(text, HMM=False):
        yield at, at + len(word)
        at += len(word)
