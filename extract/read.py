"""Files and folders to documents: which ones there are, and the text of each."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from extract import html
from extract.encoding import decode, is_binary
from kg.errors import InputError

SUFFIXES = {".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md"}
SUFFIXES |= {".html": "html", ".htm": "html", ".xhtml": "html"}
LARGEST = 64 * 1024 * 1024
STDIN = "-"

_HTML_SIGN = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|meta|p[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_MARK_FRONT = re.compile(r"\A---\n(.*?)\n---[ \t]*\n", re.DOTALL)
_MARK_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """A source and its text; offsets everywhere count code points in ``text``.

    ``headings`` are the (offset, level) of the lines that the format marks as headings; ``title``,
    ``date`` and ``medium`` are what its metadata says. ``digest`` is the SHA-256 of its bytes.
    """

    source: str
    text: str
    digest: str
    kind: str = "txt"
    headings: tuple[tuple[int, int], ...] = ()
    title: str | None = None
    date: str | None = None
    medium: str | None = None


def source_name(path: str | os.PathLike[str]) -> str:
    """Write a path as sources are named: with ``/``, without ``./``."""
    name = os.fspath(path)
    return name if name == STDIN else PurePath(name).as_posix()


def find_documents(paths: Sequence[str]) -> Iterator[str | InputError]:
    """Name the readable documents at and below the paths, sorted within each folder.

    Hidden files, files of other formats and the resource folders that browsers save beside a page
    are passed over in folders; a file that is named outright is always given. A path that can't be
    read is given as the error that says so.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _below(path):
            if isinstance(found, str):
                if found in seen:
                    continue
                seen.add(found)
            yield found


def _below(path: str) -> Iterator[str | InputError]:
    place = Path(path)
    if path == STDIN:
        yield STDIN
    elif not os.path.lexists(path):
        yield InputError(f"{path}: no such file or folder; check the path")
    elif place.is_dir():
        yield from _folder(place, (os.path.realpath(place),))
    elif place.exists():
        yield source_name(place)
    else:
        yield InputError(f"{path}: a link that leads nowhere; remove or mend it")


def _folder(folder: Path, above: tuple[str, ...]) -> Iterator[str | InputError]:
    """Walk a folder; ``above`` are the real paths on the way, so that links in a circle end."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        reason = error.strerror or "can't be read"
        yield InputError(f"{source_name(folder)}: {reason}; check the folder's permissions")
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        place = folder / entry.name
        if entry.is_dir():
            real = os.path.realpath(place)
            if real not in above and not _is_resource_folder(entry.name, names):
                yield from _folder(place, (*above, real))
        elif place.suffix.lower() in SUFFIXES and entry.is_file():
            yield source_name(place)


def _is_resource_folder(name: str, beside: set[str]) -> bool:
    """Tell the folder of scripts and pictures that a browser saves beside a page."""
    stem = re.sub(r"(?:_files|\.files|_文件)$", "", name)
    return stem != name and not beside.isdisjoint({f"{stem}.html", f"{stem}.htm"})


def read_bytes(source: str) -> bytes:
    """Read a file's bytes; InputError says in one line why that can't be done."""
    try:
        size = Path(source).stat().st_size
        if size > LARGEST:
            raise InputError(f"{source}: larger than {LARGEST >> 20} MB; split it")
        return Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"{source}: {error.strerror or error}; check the file") from None


def read_document(source: str, data: bytes | None = None, encoding: str | None = None) -> Document:
    """Read a source (or the bytes given for it) into a document.

    Raises InputError, one line, for a source that is missing, empty, binary or undecodable.
    """
    name = source_name(source)
    if data is None:
        data = read_bytes(source)
    if len(data) > LARGEST:
        raise InputError(f"{name}: larger than {LARGEST >> 20} MB; split it")
    if not data.strip():
        raise InputError(f"{name}: empty; nothing to read")
    kind = _kind(name, data)
    text = decode(data, name, encoding)
    digest = hashlib.sha256(data).hexdigest()
    document = _TAKERS[kind](name, text, digest)
    if not document.text.strip():
        raise InputError(f"{name}: no text in it; check the file")
    return document


def _kind(name: str, data: bytes) -> str:
    """Tell the format by the bytes first: saved pages often bear another suffix."""
    if _HTML_SIGN.match(data[:2048].removeprefix(b"\xef\xbb\xbf")) and not is_binary(data):
        return "html"
    kind = SUFFIXES.get(PurePath(name).suffix.lower(), "txt")
    return "html" if kind == "html" and b"<" in data else "md" if kind == "md" else "txt"


def _take_text(name: str, text: str, digest: str) -> Document:
    return Document(name, text, digest, "txt")


def _take_html(name: str, text: str, digest: str) -> Document:
    page = html.read_page(text)
    return Document(
        name, page.text, digest, "html", page.headings, page.title, page.date, page.medium
    )


def _take_marks(name: str, text: str, digest: str) -> Document:
    """Read Markdown as it stands: its offsets are the source's, its marks are noise."""
    front = _MARK_FRONT.match(text)
    fields = (
        dict(re.findall(r"^(\w+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", front.group(1), re.M))
        if front
        else {}
    )
    headings = tuple((m.start(), len(m.group(1))) for m in _MARK_HEADING.finditer(text))
    return Document(
        name,
        text,
        digest,
        "md",
        headings,
        fields.get("title"),
        fields.get("date"),
        fields.get("source"),
    )


_TAKERS = {"txt": _take_text, "html": _take_html, "md": _take_marks}
