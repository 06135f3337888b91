"""Bytes to text: byte order mark, declared charset, strict UTF-8, then a detector."""

import codecs
import re

from charset_normalizer import from_bytes

from kg.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*["']?|<\?xml[^>]{0,80}?encoding\s*=\s*["'])([\w.:-]+)""",
    re.IGNORECASE,
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
_HEAD = 4096
_SAMPLE = 200_000
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_TEXT_SIGNS = re.compile(r"[的一是在了和有不为為这這国國人中大，。、]")


def declared_charset(data: bytes) -> str | None:
    """Name the charset that an html or xml head declares, or None."""
    found = _DECLARED.search(data[:_HEAD])
    return found.group(1).decode("ascii").lower() if found else None


def is_binary(data: bytes) -> bool:
    """Tell whether bytes are no text in any charset: control bytes beyond a stray one."""
    sample = data[:_HEAD]
    if any(sample.startswith(mark) for mark, _ in _MARKS) or _looks_utf16(sample):
        return False
    return len(_CONTROL.findall(sample)) > max(2, len(sample) // 100)


def decode(data: bytes, source: str = "-", encoding: str | None = None) -> str:
    """Decode a document's bytes; a given encoding overrides what the bytes say.

    Raises InputError, naming the source, when the bytes are no text.
    """
    if encoding is not None:
        return _decode_as(data, encoding, source)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lenient(data, name)
    if is_binary(data):
        raise InputError(f"{source}: not a text file; convert it to txt, html or md")
    declared = declared_charset(data)
    if declared and (text := _strict(data, declared)) is not None:
        return text
    for name in ("utf-8", "gb18030"):
        if (text := _strict(data, name)) is not None and (name == "utf-8" or _is_chinese(text)):
            return text
    return _detect(data, source)


def _decode_as(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(_WIDER.get(encoding.lower(), encoding)).removeprefix("\ufeff")
    except LookupError:
        raise InputError(f"{source}: unknown encoding {encoding}; try utf-8 or gb18030") from None
    except UnicodeDecodeError as error:
        where = error.start
        raise InputError(
            f"{source}: not {encoding} (byte {where}); try another --encoding"
        ) from None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(_WIDER.get(encoding, encoding)).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        return None


def _lenient(data: bytes, encoding: str) -> str:
    return data.decode(encoding, errors="replace").removeprefix("\ufeff")


def _looks_utf16(sample: bytes) -> bool:
    return sample[1::2].count(0) > len(sample) // 4 or sample[::2].count(0) > len(sample) // 4


def _is_chinese(text: str) -> bool:
    """Tell real Chinese from bytes that only happen to decode: common characters are common."""
    sample = text[:_SAMPLE]
    wide = sum(1 for c in sample if c > "\x7f")
    return wide > 0 and len(_TEXT_SIGNS.findall(sample)) / wide > 0.08


def _detect(data: bytes, source: str) -> str:
    if _looks_utf16(data[:_HEAD]):
        little = data[1::2].count(0) > data[::2].count(0)
        return _lenient(data, "utf-16-le" if little else "utf-16-be")
    candidates = [name for name in ("utf-8", "gb18030", "big5hkscs") if _damage(data, name) < 0.02]
    for name in candidates:
        if _is_chinese(text := _lenient(data, name)):
            return text
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise InputError(f"{source}: unknown encoding; give it by --encoding")
    return _lenient(data, best.encoding)


def _damage(data: bytes, encoding: str) -> float:
    """Share of characters that do not decode in the sample."""
    text = data[:_SAMPLE].decode(encoding, errors="replace")
    return text.count("\ufffd") / max(1, len(text))
