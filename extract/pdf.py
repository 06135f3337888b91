"""The text layer of a PDF, line by line, with what its layout says of paragraphs and headings."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2

from extract.taken import Taken, put_together
from kg.errors import InputError

_MOST_BYTES = 32 * 1024 * 1024
_CHUNK = 64 * 1024
_STREAM = re.compile(rb">>\s{0,4}stream\r?\n")
_FILTER = b"/FlateDecode"
_FAR = 2000  # bytes: how far a filter stands from either end of its dictionary at most
_PICTURE = re.compile(rb"/Subtype\s*/Image|/FontFile|/Length1")
_MOST_PAGES = 2000
_MOST_TEXT = 4_000_000
_PRINTED = re.compile(r"^(?:https?|file)://\S+(?: \d+/\d+)?$|^\d+/\d+/\d+, \d+:\d+")
_PAGE_NUMBER = re.compile(
    r"^[-—–·\s]*+(?:第\s*+)?\d{1,4}(?:\s*+[/页]\s*+(?:共\s*+)?\d{0,4}\s*+页?)?[-—–·\s]*+$"
)
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 2
_HEADING_LENGTH = 60
_LARGE, _LARGER = 1.15, 1.4
_NEAR_LARGEST = 0.8
_WIDE_GAP = 1.7
_INDENT = (1.3, 3.5)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of print; places and sizes in points, ``size`` is the height of its type."""

    text: str
    left: float
    bottom: float
    size: float


def read_pdf(data: bytes, source: str) -> Taken:
    """Take the text layer out of a PDF.

    Raises InputError, naming the source, for a file that is damaged, protected or without text.
    """
    if _unpacked(data) > _MOST_BYTES:
        raise InputError(f"{source}: unpacks to more than {_MOST_BYTES >> 20} MB; split it")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(f"{source}: protected by a password; save it without") from None
        raise InputError(f"{source}: a damaged or cut-off PDF; fetch it again") from None
    try:
        pages = list(_pages(document, source))
        title = document.get_metadata_dict(skip_empty=True).get("Title")
    finally:
        document.close()
    pages = [page for page in _without_edges(pages) if page]
    if not pages:
        raise InputError(f"{source}: a PDF without text (a scan?); run it through OCR first")
    return put_together(_lines(pages), title=title)


def _unpacked(data: bytes) -> int:
    """Count what the compressed streams, pictures aside, unpack to; stops soon past the limit."""
    total = 0
    for dictionary, start in _compressed(data):
        if _PICTURE.search(dictionary):
            continue
        unpacker = zlib.decompressobj()
        view, at = memoryview(data), start
        try:
            while at < len(data) and not unpacker.eof and total <= _MOST_BYTES:
                rest = unpacker.unconsumed_tail or view[at : at + _CHUNK]
                at += 0 if unpacker.unconsumed_tail else _CHUNK
                total += len(unpacker.decompress(rest, _CHUNK))
        except zlib.error:
            continue  # encrypted, or not what it says
    return total


def _compressed(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Give the dictionaries of the compressed streams and where their data begin."""
    done = 0
    for stream in _STREAM.finditer(data):
        end = stream.start()
        near, far = end - _FAR - len(_FILTER), end - 2 * _FAR - len(_FILTER) - 2
        first = max(done, data.rfind(b"\0", max(far, 0), end) + 1)
        told = data.find(_FILTER, max(first, near), end)
        start = data.find(b"<<", max(first, told - _FAR - 2), end) if told >= 0 else -1
        if start >= 0 and data.find(_FILTER, start, end) >= 0:
            yield data[start:end], stream.end()
            done = stream.end()


def _pages(document: pypdfium2.PdfDocument, source: str) -> Iterator[list[_Line]]:
    if len(document) > _MOST_PAGES:
        raise InputError(f"{source}: more than {_MOST_PAGES} pages; split it")
    length = 0
    for number in range(len(document)):
        try:
            page = document[number]
            layer = page.get_textpage()
            lines = list(_page_lines(layer))
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            continue  # one damaged page does not lose the others
        length += sum(len(line.text) for line in lines)
        if length > _MOST_TEXT:
            raise InputError(f"{source}: more than {_MOST_TEXT} characters of text; split it")
        yield lines


def _page_lines(layer: pypdfium2.PdfTextPage) -> Iterator[_Line]:
    count = layer.count_chars()
    if not 0 < count <= _MOST_TEXT:
        return
    text = layer.get_text_range()
    placed = len(text) == count  # else characters and their places do not correspond
    start = 0
    for raw in text.split("\r\n"):
        line = raw.strip()
        at = start + len(raw) - len(raw.lstrip())
        start += len(raw) + 2
        if line and placed:
            left, bottom, _, top = layer.get_charbox(at, loose=True)
            yield _Line(line, left, bottom, top - bottom)
        elif line:
            yield _Line(line, 0, 0, 0)


def _without_edges(pages: Sequence[list[_Line]]) -> Iterator[list[_Line]]:
    """Drop what stands at the head and foot of page after page, and what a browser prints there."""
    heads = Counter(
        _DIGITS.sub("0", line.text)
        for page in pages
        for line in {
            id(line): line for line in (*page[:_EDGE_LINES], *page[-_EDGE_LINES:])
        }.values()
    )
    often = {
        text
        for text, times in heads.items()
        if times > 2 and times > len(pages) / 2 and not text.endswith("。")
    }
    for page in pages:
        edge = {*range(_EDGE_LINES), *range(len(page) - _EDGE_LINES, len(page))}
        yield [
            line
            for at, line in enumerate(page)
            if not (
                _PRINTED.match(line.text)
                or (at in edge and _PAGE_NUMBER.match(line.text))
                or (at in edge and _DIGITS.sub("0", line.text) in often)
            )
        ]


def _lines(pages: Sequence[list[_Line]]) -> Iterator[tuple[int, str]]:
    """Give the lines with their heading levels, blank ones where the layout leaves a gap."""
    every = [line for page in pages for line in page]
    letters = [size for line in every for size in [round(line.size, 1)] * len(line.text)]
    body = median(letters)
    largest = max(line.size for line in every if len(line.text) > 1 or line is every[0])
    for page in pages:
        margin = Counter(round(line.left) for line in page).most_common(1)[0][0]
        pitch = _pitch(page)
        before: _Line | None = None
        for line in page:
            level = _level(line, body, largest)
            if before and pitch and before.bottom - line.bottom > _WIDE_GAP * pitch:
                yield 0, ""
            shift = (line.left - margin) / body if body else 0
            indented = not level and _INDENT[0] < shift < _INDENT[1]
            yield level, "\u3000\u3000" + line.text if indented else line.text
            before = line


def _pitch(page: Sequence[_Line]) -> float:
    """Give the distance between the lines of a paragraph, 0 if there is no telling."""
    steps = [round(a.bottom - b.bottom, 1) for a, b in pairwise(page) if a.bottom > b.bottom]
    return Counter(steps).most_common(1)[0][0] if steps else 0


def _level(line: _Line, body: float, largest: float) -> int:
    """Tell a heading by its size: 1 for the largest type, 2 for what is larger than the text."""
    if not body or len(line.text) > _HEADING_LENGTH or line.size < _LARGE * body:
        return 0
    return 1 if line.size >= max(_LARGER * body, _NEAR_LARGEST * largest) else 2
