"""Names of things in the graph: readable IRIs that depend on nothing but what they name."""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

BASE = "https://w3id.org/parkgraph/id/"

# "@" sets a qualifier off, and is escaped in names.
_PLAIN = re.compile(r"[^\W_]|[-._~()]", re.ASCII)
_COMMON = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]+")  # nothing to normalise or escape
_SAFE_MARKS = "·"
_STEM_LENGTH = 60


def segment(text: str) -> str:
    """Return ``text`` as one path segment of an IRI: Chinese is kept, the rest escaped."""
    if _COMMON.fullmatch(text):
        return text
    return "".join(_escape(character) for character in unicodedata.normalize("NFKC", text).strip())


def _escape(character: str) -> str:
    if _PLAIN.match(character) or character in _SAFE_MARKS:
        return character
    if ord(character) >= 0xA0 and character.isalnum():  # inside the ucschar ranges of RFC 3987
        return character
    return quote(character, safe="", errors="replace")


def article(base: str, source: str, number: int) -> str:
    """Return the IRI of an article and of its named graph."""
    return f"{base}article/{_stem(source)}-{_digest(source, str(number))}"


def document(base: str, source: str) -> str:
    """Return the IRI of a source document and of the graph that holds its text."""
    return f"{base}document/{_stem(source)}-{_digest(source)}"


def register(base: str, name: str | None = None) -> str:
    """Return the IRI of a register of parks, or of the graph with what the registers say."""
    return f"{base}register" if name is None else f"{base}register/{segment(name)}"


def thing(base: str, type_name: str, name: str, qualifier: str | None = None) -> str:
    """Return the IRI of a thing; the qualifier tells apart things of one type and name."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type_name).lower()
    suffix = f"@{segment(qualifier)}" if qualifier else ""
    return f"{base}{kind}/{segment(name)}{suffix}"


def part(parent: str, *names: str) -> str:
    """Return the IRI of a thing that lives inside ``parent`` only, such as a mention."""
    return f"{parent}#{'-'.join(segment(name) for name in names)}"


def hashed(parent: str, prefix: str, *values: str) -> str:
    """Return the IRI of a nameless thing inside ``parent``, made from all that tells it apart."""
    return f"{parent}#{prefix}-{_digest(*values)}"


def span(parent: str, start: int, end: int) -> str:
    """Return the IRI of a stretch of text, half-open in code points, as RFC 5147 writes it."""
    return f"{parent}#char={start},{end}"


def span_offsets(iri: str) -> tuple[int, int]:
    """Return the ``(start, end)`` that :func:`span` wrote into an IRI."""
    start, end = iri.rpartition("#char=")[2].split(",")
    return int(start), int(end)


def short_article(source: str, number: int) -> str:
    """Return the last part of an article's IRI, which tells apart what nothing else does."""
    return f"{_stem(source)}-{_digest(source, str(number))}"


def _stem(source: str) -> str:
    stem = re.sub(r"[^\w.-]+", "-", PurePosixPath(source).stem).strip("-.") or "text"
    return segment(stem[:_STEM_LENGTH])


def _digest(*values: str) -> str:
    return hashlib.sha256("\0".join(values).encode("utf-8", "surrogatepass")).hexdigest()[:10]
