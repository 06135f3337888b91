"""Sentences and words of a clean text; the only importer of jieba and rjieba."""

import functools
import itertools
import re
import sys

import jieba
import rjieba

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


@functools.cache
def _dictionary() -> tuple[dict[str, str], dict[str, int]]:
    with jieba.get_dict_file() as lines:
        fields = lines.read().decode().split()  # word, count, tag; word, count, tag; …
    words = fields[0::3]
    tags = dict(zip(words, map(sys.intern, fields[2::3]), strict=True))
    return tags, dict(zip(words, map(int, fields[1::3]), strict=True))


def word_tags() -> dict[str, str]:
    """The part of speech that jieba's dictionary (MIT) gives a word, by word."""
    return _dictionary()[0]


def word_counts() -> dict[str, int]:
    """How often a word stood in the texts that jieba's dictionary was made from, by word."""
    return _dictionary()[1]


def words(text: str) -> list[tuple[int, int]]:
    """Spans of dictionary words; what the dictionary does not know comes as single characters.

    As jieba cuts them without its guesses at unknown words: an unknown stretch is itself a sign of
    a name. rjieba holds the same dictionary and is a dozen times as fast.
    """
    ends = itertools.accumulate(map(len, rjieba.cut(text, hmm=False)))
    return list(itertools.pairwise((0, *ends)))


@functools.lru_cache(maxsize=1)
def article_words(text: str) -> list[tuple[int, int]]:
    """The same of the article that is worked on: names and relations both look at its words."""
    return words(text)
