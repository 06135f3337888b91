"""Annotated articles as the trainers see them: clean text with a label for each character."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract import articles, gazetteer, read, tagger
from extract.coref import MAYBE

_DECORATION = re.compile(r"[\s\"'“”‘’「」『』《》〈〉()\[\]【】·•,，、.。:：;；\-—–_|/（）]")
_QUOTES = str.maketrans("", "", "“”‘’「」『』《》")


@dataclass(frozen=True, slots=True)
class Example:
    """A clean text with a label for each character, and the annotation of its document."""

    text: str
    labels: list[str]
    gold: dict[str, Any]


def _forms(gold: dict[str, Any]) -> dict[str, str]:
    """Each form of a name in the annotation, without marks → its label; required things win."""
    endings = gazetteer.lexicon()
    bare = {w for c, ws in endings.items() if c.endswith("_end") and c != "park_end" for w in ws}
    forms: dict[str, str] = {}
    for entity in sorted(gold["entities"], key=lambda e: bool(e.get("optional"))):
        label = entity["type"]
        if entity.get("optional") and label == "Programme":
            label = MAYBE
        for name in [entity["name"], *entity.get("aliases", []), *entity.get("implied", [])]:
            key = _DECORATION.sub("", name).lower()
            if len(key) > 1 and not (key in bare and name != entity["name"]):
                forms.setdefault(key, label)
    return forms


def _grow(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the opening mark of a quotation (or bracket) whose closing mark the name holds."""
    for opening, closing in ("“”", "‘’", "《》", "（）", "()", "「」"):
        inner = text[start:end]
        if closing in inner and opening not in inner and start and text[start - 1] == opening:
            start -= 1
        if opening in inner and closing not in inner and end < len(text) and text[end] == closing:
            end += 1
    return start, end


def project(text: str, gold: dict[str, Any]) -> Example:
    """Find the annotated names in a clean text, the longest first, and label their characters."""
    kept = [at for at, char in enumerate(text) if not _DECORATION.match(char)]
    bare = "".join(text[at] for at in kept).lower()
    labels = [tagger.OUTSIDE] * len(text)
    forms = _forms(gold)
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        at = bare.find(form)
        while at >= 0:
            start, end = _grow(text, kept[at], kept[at + len(form) - 1] + 1)
            free = all(label == tagger.OUTSIDE for label in labels[start:end])
            if free and "\n" not in text[start:end] and end - start > 1:
                labels[start:end] = [f"I-{forms[form]}"] * (end - start)
                labels[start], labels[end - 1] = f"B-{forms[form]}", f"E-{forms[form]}"
            at = bare.find(form, at + 1)
    return Example(text, labels, gold)


def examples(folders: Iterable[Path]) -> Iterator[Example]:
    """The labelled articles of some folders."""
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            document = read.read_document(str(folder / gold["doc"]))
            for section in articles.split(document):
                yield project(section.clean.text, gold)


def unquoted(example: Example) -> Example:
    """An example as sites re-post it that strip every quotation mark."""
    return project(example.text.translate(_QUOTES), example.gold)
