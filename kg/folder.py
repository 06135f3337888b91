"""The folder of a store: who has it open, which format it has, whether its files are whole.

Beside the engine's files it holds ``parkgraph.lock`` (held while the store is open),
``parkgraph.format`` (written before anything else) and ``parkgraph.seal``: the sizes of the
journals when a writer closed the store. The engine takes a journal that was cut off for one that
ends there, and would then delete what it no longer mentions; it checks only its tables.
"""

import contextlib
import errno
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from kg.errors import StoreError

FORMAT = 1
"""Which quads a store holds, and how; a store of another format has to be built again."""

_LOCK, _FORMAT, _SEAL = "parkgraph.lock", "parkgraph.format", "parkgraph.seal"
_MARKER = "CURRENT"  # what the engine writes when all else of a new store is there
_BEGUN = re.compile(r"parkgraph\.[\w.-]+|LOCK|LOG.*|IDENTITY|MANIFEST-\d+|OPTIONS-.*|\d+\.dbtmp")
_ENGINE = re.compile(r"\d+\.(?:sst|log)|MANIFEST-\d+")
_JOURNAL = re.compile(r"CURRENT|MANIFEST-\d+|\d+\.log")


def check(path: Path, *, read_only: bool) -> None:
    """Raise :class:`StoreError` when ``path`` is no place for a store, and say why."""
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path}: is a file; a store is a folder, name another with --store")
    with telling(path):
        names = {entry.name for entry in path.iterdir()} if path.exists() else set()
    if _MARKER in names:
        return
    if _FORMAT in names and any(map(_ENGINE.fullmatch, names - {"MANIFEST-000001"})):
        raise StoreError(_damaged(path, f"{_MARKER} is missing"))
    if read_only:
        raise StoreError(f"{path}: there is no store here; make one with: kg build PATH…")
    if not all(map(_BEGUN.fullmatch, names)):
        raise StoreError(f"{path}: is a folder, but not a store; name another with --store")


def verify(path: Path) -> None:
    """Raise :class:`StoreError` when the files of a locked store are not as they should be."""
    if (path / _MARKER).exists():
        _check_format(path)
        _check_seal(path)


def _check_format(path: Path) -> None:
    try:
        held = (path / _FORMAT).read_text("ascii").strip()
    except FileNotFoundError:
        held = "unknown"
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path / _FORMAT}: {reason(error)}") from error
    if held != str(FORMAT):
        raise StoreError(
            f"{path}: was made by another version of kg (its format: {held}, this one's: {FORMAT});"
            " build it again elsewhere: kg --store FOLDER build PATH…"
        )


def _check_seal(path: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in (path / _SEAL).read_text("ascii").splitlines():
            name, size = line.split()
            if not (path / name).exists():
                raise StoreError(_damaged(path, f"{name} is missing"))
            if (path / name).stat().st_size < int(size):
                raise StoreError(_damaged(path, f"{name} has lost its end"))


def _damaged(path: Path, what: str) -> str:
    return f"{path}: the store is damaged ({what}); {_INSTEAD}"


def begin(path: Path) -> None:
    """Make the folder of a store ready for a writer."""
    held = path / _FORMAT
    if not held.exists():
        new = path / f"{_FORMAT}.new"
        new.write_text(f"{FORMAT}\n", "ascii")
        new.replace(held)
    (path / _SEAL).unlink(missing_ok=True)


def seal(path: Path) -> None:
    """Note how long the journals are, after the engine closed them."""
    # Without a seal nothing is checked; that is no reason to fail at the end of all work.
    with contextlib.suppress(OSError):
        journals = [entry for entry in path.iterdir() if _JOURNAL.fullmatch(entry.name)]
        lines = sorted(f"{entry.name} {entry.stat().st_size}\n" for entry in journals)
        new = path / f"{_SEAL}.new"
        new.write_text("".join(lines), "ascii")
        new.replace(path / _SEAL)


def lock(path: Path, *, exclusive: bool) -> int | None:
    """Lock the folder against other processes; the handle to close, None where there is no need.

    The engine locks against a second writer, but lets a reader open beside a live writer, with
    undefined results; this lock keeps the two apart. Raises BlockingIOError when it is held.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        handle = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        if exclusive or error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        return None  # a store on a read-only medium has no writer
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


@contextlib.contextmanager
def telling(path: Path | None, doing: str = "") -> Iterator[None]:
    """Turn what the engine and the system report into one line that names the store.

    Not for use in a generator that may be left before its end: it would then live on for a while,
    and keep the store open.
    """
    try:
        yield
    except FAULTS as fault:
        raise told(path, fault, doing) from fault


def told(path: Path | None, fault: Exception, doing: str = "") -> StoreError:
    """Return the one line that names the store and what is wrong with it."""
    return StoreError(f"{path or 'graph in memory'}: {doing}{reason(fault)}")


FAULTS = (OSError, RuntimeError)
"""What the engine and the system raise when something is wrong with a store."""

_AGAIN = "and run the same command again: what was stored before is still there"
_INSTEAD = "put back a copy of it, or delete the folder and build it again"

# The engine gives its reasons as text, whatever class of error they come in.
_REASONS = (
    ("No space left", f"no space left on its disk; make room {_AGAIN}"),
    ("disk is full", f"no space left on its disk; make room {_AGAIN}"),
    ("quota exceeded", f"no space left in your quota; make room {_AGAIN}"),
    ("File too large", f"a file would be larger than allowed; ulimit -f unlimited {_AGAIN}"),
    ("disk I/O error", f"the disk takes no more; make room (or ulimit -f unlimited) {_AGAIN}"),
    ("Too many open files", f"too many open files; allow more (ulimit -n 1024) {_AGAIN}"),
    ("file descriptors", f"too few open files are allowed; allow more (ulimit -n 1024) {_AGAIN}"),
    ("Read-only file system", "is on a read-only file system; name another place with --store"),
    ("Permission denied", "no permission to write there; change it or name another with --store"),
    ("readonly database", "no permission to write there; change it or name another with --store"),
    ("outdated encoding version", "was made by an older kg; build it again with this one"),
    ("While lock file", "in use by another kg process; wait until it is done"),
)


def reason(error: Exception) -> str:
    """Say in one line what is wrong and what to do about it."""
    text = " ".join(str(error).split())
    if isinstance(error, BlockingIOError):
        return "in use by another kg process; wait until it is done"
    for sign, said in _REASONS:
        if sign.lower() in text.lower():
            return said
    if isinstance(error, RuntimeError | FileNotFoundError):
        return f"the store is damaged ({text}); {_INSTEAD}"
    return text
