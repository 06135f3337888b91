"""What is taken out of a file that is more than text: its lines, headings and own metadata."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """The text of a page, the (offset, level) of its headings, and what its metadata says."""

    text: str
    headings: tuple[tuple[int, int], ...] = ()
    title: str | None = None
    date: str | None = None
    medium: str | None = None
    author: str | None = None
    section: str | None = None


def put_together(lines: Iterable[tuple[int, str]], title: str | None = None) -> Taken:
    """Make one text of lines with their heading levels (0: none)."""
    parts: list[str] = []
    headings: list[tuple[int, int]] = []
    length = 0
    for level, line in lines:
        if level and line.strip():
            headings.append((length, level))
        parts.append(line)
        length += len(line) + 1
    return Taken("\n".join(parts), tuple(headings), title)
