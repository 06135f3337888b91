"""From a source to its document: the format told by the bytes, and the text of each format."""

import hashlib
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from extract.encoding import decode, is_binary
from extract.sources import LARGEST, SUFFIXES, find_documents, read_bytes, source_name
from extract.taken import Taken
from kg.errors import InputError

__all__ = ["LARGEST", "MOST_TEXT", "Document", "find_documents", "read_document", "source_name"]

MOST_TEXT = 4_000_000
_HTML_SIGN = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|div|meta|p[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_PDF_SIGN = b"%PDF-"
_ZIP_SIGN = b"PK\x03\x04"
_OLE_SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_HEAD = 1024
_DATA_ADDRESS = re.compile(r"data:[\w/+.;=-]{1,60}base64,[A-Za-z0-9+/=\s]{100,}")
_MARK_FRONT = re.compile(r"\A---\r?\n(.*?)\n---[ \t\r]*\n", re.DOTALL)
_MARK_FIELD = re.compile(r"^(\w+):[ \t]*+[\"']?(.*)", re.MULTILINE)
_MARK_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """A source and its text; offsets everywhere count code points in ``text``.

    ``headings`` are the (offset, level) of the lines that the format marks as headings; ``title``,
    ``date``, ``medium``, ``author`` and ``section`` are what its metadata says. ``digest`` is the
    SHA-256 of its bytes.
    """

    source: str
    text: str
    digest: str
    kind: str = "txt"
    headings: tuple[tuple[int, int], ...] = ()
    title: str | None = None
    date: str | None = None
    medium: str | None = None
    author: str | None = None
    section: str | None = None


def read_document(source: str, data: bytes | None = None, encoding: str | None = None) -> Document:
    """Read a source (or the bytes given for it) into a document.

    ``encoding`` overrides what the bytes of a text say of theirs. Raises InputError, one line, for
    a source that is missing, empty, binary, undecodable, damaged, protected or too large.
    """
    name = source_name(source)
    if data is None:
        data = read_bytes(source)
    if len(data) > LARGEST:
        raise InputError(f"{name}: larger than {LARGEST >> 20} MB; split it")
    if not data.strip():
        raise InputError(f"{name}: empty; nothing to read")
    kind = _kind(name, data)
    taken = _taken(kind, name, data, encoding)
    if not taken.text.strip():
        raise InputError(f"{name}: no text in it; check the file")
    if len(taken.text) > MOST_TEXT:
        raise InputError(f"{name}: more than {MOST_TEXT} characters of text; split it")
    return Document(
        source=name,
        text=taken.text,
        digest=hashlib.sha256(data).hexdigest(),
        kind=kind,
        headings=taken.headings,
        title=taken.title,
        date=taken.date,
        medium=taken.medium,
        author=taken.author,
        section=taken.section,
    )


def _kind(name: str, data: bytes) -> str:
    """Tell the format by the bytes first: saved pages often bear another suffix."""
    if _PDF_SIGN in data[:_HEAD]:
        return "pdf"
    if data.startswith(_ZIP_SIGN):
        return _kind_of_package(name, data)
    if data.startswith(_OLE_SIGN):
        secret = _ENCRYPTED_OFFICE in data
        raise InputError(
            f"{name}: protected by a password; save it without"
            if secret
            else f"{name}: a file of an old Office version; save it as docx"
        )
    from extract import mhtml

    if mhtml.is_archive(data):
        return "mhtml"
    kind = SUFFIXES.get(PurePath(name).suffix.lower(), "txt")
    if kind in {"pdf", "docx"}:
        if is_binary(data):
            raise InputError(f"{name}: not a {kind} file, or a damaged one; fetch it again")
        kind = "txt"
    if _HTML_SIGN.match(data[:2048].removeprefix(b"\xef\xbb\xbf")) and not is_binary(data):
        return "html"
    return "txt" if kind == "html" and b"<" not in data else kind


def _kind_of_package(name: str, data: bytes) -> str:
    """Tell what the bytes of a zip archive are; only a Word document is read as one page."""
    from extract import docx

    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        what = "docx" if name.lower().endswith(".docx") else "zip archive"
        raise InputError(f"{name}: a damaged or cut-off {what}; fetch it again") from None
    if docx.BODY in members:
        return "docx"
    if "[Content_Types].xml" in members:
        raise InputError(f"{name}: an Office file that is no text; save it as docx or pdf")
    raise InputError(f"{name}: a zip archive; give its file a name that ends in .zip")


def _taken(kind: str, name: str, data: bytes, encoding: str | None) -> Taken:
    """Take the text out; what reads a format is loaded when the first file of it comes."""
    if kind == "docx":
        from extract import docx

        return docx.read_docx(data, name)
    if kind == "pdf":
        from extract import pdf

        return pdf.read_pdf(data, name)
    if kind == "mhtml":
        from extract import mhtml

        page, stated = mhtml.page_of(data)
        if not page.strip():
            raise InputError(f"{name}: a web archive without a page; save the page again")
        return _of_html(decode(page, name, encoding, stated))
    text = decode(data, name, encoding)
    return _of_html(text) if kind == "html" else _of_marks(text) if kind == "md" else Taken(text)


def _of_html(text: str) -> Taken:
    from extract import html

    return html.read_page(_DATA_ADDRESS.sub("data:", text) if "base64," in text else text)


def _of_marks(text: str) -> Taken:
    """Read Markdown as it stands: its offsets are the source's, its marks are noise."""
    front = _MARK_FRONT.match(text)
    fields = {}
    for name, rest in _MARK_FIELD.findall(front.group(1)) if front else ():
        value = rest.rstrip(" \t\r")
        fields[name] = value[:-1] if value.endswith(("'", '"')) else value
    headings = tuple((m.start(), len(m.group(1))) for m in _MARK_HEADING.finditer(text))
    return Taken(
        text,
        headings,
        fields.get("title"),
        fields.get("date"),
        fields.get("source"),
        fields.get("author"),
        fields.get("section") or fields.get("category"),
    )
