"""A copy of the store to serve from, so that a build may go on beside the server.

A graph behind the address of a SPARQL endpoint is not copied: it is asked where it is.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from kg.errors import ParkgraphError, StoreError
from kg.location import Place
from kg.store import Store

Mark = tuple[tuple[str, int, int], ...]
"""Name, size and time of change (ns) of a store's files: another one, another content."""

_NOT_CONTENT = ("LOG", "LOCK", "parkgraph.lock")


def mark(place: Place) -> Mark:
    """Tell this content of a store from others; an empty mark when there is no store."""
    if isinstance(place, str):
        from kg.remote import Remote  # loads requests

        with contextlib.suppress(ParkgraphError):
            return ((Remote(place).mark(), 0, 0),)
        return ()
    return _mark(place)


def _mark(path: Path) -> Mark:
    found = []
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        for entry in entries:
            if not entry.name.startswith(_NOT_CONTENT):
                state = entry.stat()
                found.append((entry.name, state.st_size, state.st_mtime_ns))
    except OSError:  # gone, or a file of it went while we looked
        return ()
    return tuple(found)


def take(path: Place) -> Place:
    """Copy the store into a new temporary folder, and return where to read it.

    Raises :class:`StoreError` when there is none, or someone is writing to it.
    """
    if isinstance(path, str):
        return path
    with Store(path, read_only=True):  # its lock keeps writers away meanwhile
        target = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        try:
            for entry in sorted(path.iterdir()):
                if not entry.name.startswith(_NOT_CONTENT):
                    _copy(entry, target / entry.name)
        except OSError as error:
            shutil.rmtree(target, ignore_errors=True)
            raise StoreError(f"{path}: can't be copied to {target}: {error.strerror}") from error
    return target


def _copy(source: Path, target: Path) -> None:
    if source.suffix == ".sst":  # the engine never changes these, so a second name will do
        try:
            target.hardlink_to(source)
        except OSError:
            shutil.copy2(source, target)
        return
    shutil.copy2(source, target)


def drop(path: Place) -> None:
    """Remove a copy that is not served from any more."""
    if isinstance(path, str):
        return
    shutil.rmtree(path, ignore_errors=True)
