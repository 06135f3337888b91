"""The text of a Word document, paragraph by paragraph, its headings marked."""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from extract.taken import Taken, put_together
from kg.errors import InputError

BODY = "word/document.xml"
_STYLES = "word/styles.xml"
_CORE = "docProps/core.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_HEADING = re.compile(r"^(?:heading|标题) ?([1-6])$|^(title|标题)$", re.IGNORECASE)
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
_SECRET = frozenset([f"{_W}delText", f"{_W}instrText"])
_MOST_BYTES = 64 * 1024 * 1024


def read_docx(data: bytes, source: str) -> Taken:
    """Take the text out of a docx; deleted words, codes and doubled text boxes are left out.

    Raises InputError, naming the source, for a file that is damaged or unpacks too far.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            levels = dict(_levels(_part(package, _STYLES, source)))
            lines = [
                (levels.get(style, 0), line)
                for style, text in _paragraphs(_part(package, BODY, source))
                for line in text.split("\n")
            ]
            return put_together(lines, title=_title(_part(package, _CORE, source)))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, NotImplementedError, OSError):
        raise InputError(f"{source}: a damaged or cut-off docx; save it again") from None
    except RuntimeError:  # zipfile's word for an encrypted member
        raise InputError(f"{source}: protected by a password; save it without") from None


def _part(package: zipfile.ZipFile, name: str, source: str) -> bytes:
    """Unpack one part, b"" if there is none."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return b""
    if info.file_size > _MOST_BYTES:
        raise InputError(f"{source}: unpacks to more than {_MOST_BYTES >> 20} MB; split it")
    with package.open(info) as part:
        return part.read(_MOST_BYTES)


def _elements(part: bytes, *tags: str) -> Iterator[etree._Element]:
    """Give the elements of these tags as they end, each emptied after use."""
    if not part:
        return
    events = etree.iterparse(
        io.BytesIO(part), events=("end",), tag=tags, resolve_entities=False, no_network=True
    )
    for _, element in events:
        yield element
        element.clear(keep_tail=True)
        while element.getprevious() is not None and element.getparent() is not None:
            del element.getparent()[0]


def _levels(styles: bytes) -> Iterator[tuple[str, int]]:
    """Tell which paragraph styles are headings: (style id, level)."""
    for style in _elements(styles, f"{_W}style"):
        name = style.find(f"{_W}name")
        found = _HEADING.match(name.get(f"{_W}val") or "") if name is not None else None
        if found:
            yield style.get(f"{_W}styleId") or "", int(found[1] or 1)


def _title(core: bytes) -> str | None:
    return next((node.text for node in _elements(core, _TITLE) if node.text), None)


def _paragraphs(body: bytes) -> Iterator[tuple[str, str]]:
    """Give each paragraph's style id and text; those of a text box come before their anchor."""
    for paragraph in _elements(body, f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        yield style.get(f"{_W}val") or "" if style is not None else "", _text(paragraph)


def _text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag in _SECRET:
            continue
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in _BREAKS:
            tabs = node.tag == f"{_W}tab" and node.getparent() is not None
            defined = tabs and node.getparent().tag == f"{_W}tabs"  # type: ignore[union-attr]
            parts.append("" if defined else _BREAKS[node.tag])
    return "".join(parts)
