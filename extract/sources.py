"""Which documents there are at and below the paths that a user gives, and their bytes."""

import glob
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath, PurePosixPath

from extract import archive
from kg.errors import InputError

SUFFIXES = {".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md"}
SUFFIXES |= dict.fromkeys((".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml"), "html")
SUFFIXES |= {".docx": "docx", ".pdf": "pdf"}
LARGEST = 64 * 1024 * 1024
STDIN = "-"

_RESOURCES = re.compile(r"(?:_files|\.files|_文件)$")
_HIDDEN = (".", "__MACOSX")


def source_name(path: str | os.PathLike[str]) -> str:
    """Write a path as sources are named: with ``/``, without ``./``."""
    name = os.fspath(path)
    return name if name == STDIN else PurePath(name).as_posix()


def find_documents(paths: Sequence[str]) -> Iterator[str | InputError]:
    """Name the readable documents at and below the paths, sorted within each folder.

    A path is a file, a folder, a zip archive, a pattern (pages/**/*.html) or - for standard input.
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
        yield from _absent(path)
    elif place.is_dir():
        yield from _folder(place, (os.path.realpath(place),))
    elif place.suffix.lower() == archive.SUFFIX and place.is_file():
        yield from _archive(source_name(place))
    elif _exists(place):
        yield source_name(place)
    else:
        yield InputError(f"{path}: a link that leads nowhere; remove or mend it")


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except (OSError, RuntimeError):  # links in a circle
        return False


def _absent(path: str) -> Iterator[str | InputError]:
    """Take what is no file as a pattern, or as the place of a page in an archive."""
    if archive.divided(source_name(path)):
        yield source_name(path)
        return
    if not glob.has_magic(path):
        yield InputError(f"{path}: no such file or folder; check the path")
        return
    matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - relative stays relative
    if not matches:
        yield InputError(f"{path}: no file or folder matches; check the pattern")
    for match in matches:
        if _is_readable(match) or Path(match).is_dir():
            yield from _below(match)


def _is_readable(name: str) -> bool:
    suffix = PurePath(name).suffix.lower()
    return suffix in SUFFIXES or suffix == archive.SUFFIX


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
        if _leads(entry.is_dir):
            real = os.path.realpath(place)
            if real not in above and not _is_resource_folder(entry.name, names):
                yield from _folder(place, (*above, real))
        elif _is_readable(entry.name) and _leads(entry.is_file):
            yield from _below(str(place))


def _leads(asked: Callable[[], bool]) -> bool:
    """Ask about a folder's entry; a link that leads back to itself is nothing."""
    try:
        return asked()
    except OSError:
        return False


def _is_resource_folder(name: str, beside: set[str]) -> bool:
    """Tell the folder of scripts and pictures that a browser saves beside a page."""
    stem = _RESOURCES.sub("", name)
    return stem != name and not beside.isdisjoint({f"{stem}.html", f"{stem}.htm"})


def _archive(path: str) -> Iterator[str | InputError]:
    try:
        names = sorted(archive.members(path))
    except InputError as error:
        yield error
        return
    beside = set(names)
    for name in names:
        place = PurePosixPath(name)
        if any(part.startswith(_HIDDEN) for part in place.parts):
            continue
        if any(_is_resource_folder(up.as_posix(), beside) for up in place.parents):
            continue
        if place.suffix.lower() == archive.SUFFIX:
            yield InputError(f"{path}/{name}: an archive inside an archive; unpack it first")
        elif place.suffix.lower() in SUFFIXES:
            yield f"{path}/{name}"


def read_bytes(source: str) -> bytes:
    """Read a source's bytes; InputError says in one line why that can't be done."""
    inside = archive.divided(source_name(source))
    if inside and not Path(source).exists():
        return archive.read_member(*inside, LARGEST)
    try:
        with Path(source).open("rb") as file:
            data = file.read(LARGEST + 1)  # no more, whatever a device or a growing file gives
    except OSError as error:
        raise InputError(f"{source}: {error.strerror or error}; check the file") from None
    if len(data) > LARGEST:
        raise InputError(f"{source}: larger than {LARGEST >> 20} MB; split it")
    return data
