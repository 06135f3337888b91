"""Pages inside a zip archive, named as if the archive were a folder."""

import re
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path

from kg.errors import InputError

SUFFIX = ".zip"
_MOST_FILES = 100_000
_MOST_BYTES = 4 * 1024**3
_INSIDE = re.compile(r"\.zip/", re.IGNORECASE)
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1


def divided(source: str) -> tuple[str, str] | None:
    """Divide a source that lies in an archive (pages.zip/a/b.txt) into archive and member."""
    for found in _INSIDE.finditer(source):
        path = source[: found.end() - 1]
        if Path(path).is_file():
            return path, source[found.end() :]
    return None


def members(path: str) -> dict[str, zipfile.ZipInfo]:
    """Give what an archive holds by name; raises InputError for one that can't or mustn't be read.

    An archive that says it unpacks to gigabytes is refused before anything is unpacked.
    """
    try:
        state = Path(path).stat()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the file") from None
    found = _opened(path, state.st_mtime_ns, state.st_size)[1]
    if len(found) > _MOST_FILES:
        raise InputError(f"{path}: holds more than {_MOST_FILES} files; unpack what you need")
    total = sum(info.file_size for info in found.values())
    if total > _MOST_BYTES:
        size = f"{total / 1024**3:.0f} GB"
        raise InputError(f"{path}: unpacks to {size}; unpack what you need yourself")
    return found


@lru_cache(maxsize=2)
def _opened(
    path: str, _changed: int, _size: int
) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Open an archive once for all of its members, and again when it has changed."""
    try:
        # it stays open as long as it is remembered: reading its list anew for every page is slow
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise InputError(f"{path}: a damaged or cut-off zip archive; fetch it again") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the file") from None
    return opened, {_name(info): info for info in opened.infolist() if not info.is_dir()}


def _name(info: zipfile.ZipInfo) -> str:
    """Give a member's name; Chinese Windows writes it in GBK and does not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAMES and not name.isascii():
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").lstrip("/")


def read_member(path: str, name: str, most: int) -> bytes:
    """Unpack one member, refusing one of more than ``most`` bytes."""
    source = f"{path}/{name}"
    info = members(path).get(name)
    if info is None:
        raise InputError(f"{source}: not in the archive; check the path")
    if info.flag_bits & _ENCRYPTED:
        raise InputError(f"{source}: protected by a password; unpack it yourself")
    if info.file_size > most:
        raise InputError(f"{source}: larger than {most >> 20} MB; split it")
    state = Path(path).stat()
    archive = _opened(path, state.st_mtime_ns, state.st_size)[0]
    try:
        with archive.open(info) as stream:
            return stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise InputError(f"{source}: damaged in the archive; fetch it again") from None
