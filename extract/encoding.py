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
_WIDE = re.compile("[^\x00-\x7f]")
_CHINESE = ("gb18030", "big5hkscs")
_LIKELY = ("utf-8", *_CHINESE)
_COMMON_SHARE = 0.08
_MOST_LOST = 0.02
_HIGH_RUN = re.compile(rb"[\x81-\xfe]+")
_LONGEST_RUN = 4000
_MARK_LEADS = frozenset([0xA1, 0xA3])  # Chinese marks and full-width letters
_LOST = b"\x841\xa47"  # U+FFFD in GB18030
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


def decode(
    data: bytes, source: str = "-", encoding: str | None = None, stated: str | None = None
) -> str:
    """Decode a document's bytes; a given encoding overrides what the bytes say.

    ``stated`` is the charset that a message around them states. Raises InputError, naming the
    source, when the bytes are no text.
    """
    if encoding is not None:
        return _decode_as(data, encoding, source)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lenient(data, name)
    if (text := _unmarked_utf16(data)) is not None:
        return text
    if is_binary(data):
        raise InputError(f"{source}: not a text file; convert it to txt, html, docx or pdf")
    whole = _strict(data, "utf-8")
    if whole is not None and (whole.isascii() or _is_chinese(whole)):
        return whole  # Chinese that is valid UTF-8 is nothing else, whatever a page declares
    for declared in (declared_charset(data), stated):
        if declared and (text := _strict(data, declared)) is not None:
            return text
    if whole is not None:
        return whole
    readings = [text for name in _CHINESE if (text := _strict(data, name)) is not None]
    best = max(readings, key=_share_of_signs, default="")
    return best if _is_chinese(best) else _detect(data, source)


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


def _unmarked_utf16(data: bytes) -> str | None:
    """Read UTF-16 without a mark: it has zero bytes, and only one order of bytes makes Chinese."""
    if b"\x00" not in data[:_SAMPLE]:
        return None
    for name in ("utf-16-le", "utf-16-be"):
        sample = data[: _HEAD & ~1].decode(name, errors="replace")
        if _is_chinese(sample) and "\x00" not in sample:
            return _lenient(data, name)
    return None


def _is_chinese(text: str) -> bool:
    """Tell real Chinese from bytes that only happen to decode: common characters are common."""
    return _share_of_signs(text) > _COMMON_SHARE


def _share_of_signs(text: str) -> float:
    """Give the share of the commonest characters and marks in what is not ASCII."""
    sample = text[:_SAMPLE]
    wide = len(_WIDE.findall(sample))
    return len(_TEXT_SIGNS.findall(sample)) / wide if wide else 0.0


def _detect(data: bytes, source: str) -> str:
    if _looks_utf16(data[:_HEAD]):
        little = data[1::2].count(0) > data[::2].count(0)
        return _lenient(data, "utf-16-le" if little else "utf-16-be")
    readings = [_mended(data) if n == "gb18030" else _lenient(data, n) for n in _LIKELY]
    best = max(readings, key=lambda text: _share_of_signs(text) - _share_lost(text))
    if _is_chinese(best) and _share_lost(best) < _MOST_LOST:
        return best
    found = from_bytes(data[:_SAMPLE]).best()
    if found is None:
        raise InputError(f"{source}: unknown encoding; give it by --encoding")
    return _lenient(data, found.encoding)


def _share_lost(text: str) -> float:
    return text.count("\ufffd") / max(1, len(text))


def _mended(data: bytes) -> str:
    """Read GB18030 in which bytes were lost, so that one lost half costs one character only.

    In a run of two-byte characters of which a byte is missing all that follow would be read askew;
    the break is put where most characters are common ones.
    """
    return _lenient(_HIGH_RUN.sub(_realigned, data), "gb18030")


def _realigned(found: re.Match[bytes]) -> bytes:
    """Take the half of a character out of a run of odd length, replaced by a mark of the loss."""
    run = found.group()
    if len(run) % 2 == 0 or len(run) > _LONGEST_RUN:
        return run
    common = [0xB0 <= byte <= 0xD7 or byte in _MARK_LEADS for byte in run]
    score = sum(common[1::2])  # everything after the first byte, aligned to the end
    best, place = score, 0
    for at in range(0, len(run) - 2, 2):
        score += common[at] - common[at + 1]
        if score > best:
            best, place = score, at + 2
    after = found.string[found.end() : found.end() + 1]
    if place == len(run) - 1 and b"@" <= after <= b"~":
        return run  # nothing is lost: the last character's second byte is in the ASCII range
    return run[:place] + _LOST + run[place + 1 :]
