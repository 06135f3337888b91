"""What can be wrong with a machine: one line that names the store and what to do, nothing lost."""

import ctypes
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from disturbed import Site

from kg import folder
from kg.errors import StoreError
from kg.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts of Linux")


def fails(site: Site, *said: str, **more: object) -> None:
    """Build, and see that it fails with one line that says so."""
    process = site.start(**more)  # type: ignore[arg-type]
    _, stderr = process.communicate()
    assert process.returncode == 1, stderr
    assert stderr.startswith("kg: db: "), stderr
    assert stderr.count("\n") == 1, stderr
    for part in said:
        assert part in stderr


def taken_up(site: Site) -> None:
    """See that nothing was lost, and that a further build makes up for it."""
    assert site.dump() == site.should_be()
    site.built()
    assert site.dump() == site.last


def limited(kind: int, most: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(kind, (most, most))


@pytest.mark.parametrize("most", [1, 16 * 1024, 200 * 1024])
def test_files_that_may_not_grow(fresh: Site, most: int) -> None:
    fails(fresh, "ulimit -f", preexec_fn=limited(resource.RLIMIT_FSIZE, most))
    taken_up(fresh)


@pytest.fixture
def small(fresh: Site) -> Iterator[Path]:
    """Have the store on a disk of its own."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk; RLIMIT_FSIZE is tested for all")
    store = fresh.place / "db"
    shutil.rmtree(store)
    store.mkdir()
    options = ["-t", "tmpfs", "-o", "size=24m", "tmpfs", str(store)]
    mounted = subprocess.run(["mount", *options], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here; RLIMIT_FSIZE is tested everywhere")
    try:
        shutil.copytree(fresh.place / "first", store, dirs_exist_ok=True)
        yield store
    finally:
        subprocess.run(["umount", store], check=True)


@pytest.mark.parametrize("left", [0, 40_000, 200_000])
def test_a_full_disk(fresh: Site, small: Path, left: int) -> None:
    room = os.statvfs(small)
    filler = small / "parkgraph.filler"
    filler.write_bytes(bytes(room.f_bavail * room.f_frsize - left))
    fails(fresh, "no space left")
    assert fresh.dump() == fresh.should_be()
    filler.unlink()
    taken_up(fresh)


def _without_rights() -> None:
    """Make root heed permissions, as everybody does."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP; holds from exec on


def test_a_folder_that_may_not_be_written(fresh: Site) -> None:
    store = fresh.place / "db"
    store.chmod(0o555)
    try:
        for path in store.iterdir():
            path.chmod(0o444)
        fails(fresh, "no permission to write", preexec_fn=_without_rights)
        command = [sys.executable, "-c", "from kg.cli import main; main()"]
        shown = subprocess.run(
            [*command, "--store", store, "stats"],
            check=False,
            preexec_fn=_without_rights,
            capture_output=True,
        )
        assert shown.returncode == 0, shown.stderr  # reading needs no more
    finally:
        store.chmod(0o755)
        for path in store.iterdir():
            path.chmod(0o644)
    taken_up(fresh)


def test_no_folder_may_be_made(fresh: Site) -> None:
    store = fresh.place / "db"
    shutil.rmtree(store)
    fresh.place.chmod(0o555)
    try:
        fails(fresh, "no permission to write", preexec_fn=_without_rights)
        assert not store.exists()
    finally:
        fresh.place.chmod(0o755)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_store_that_another_process_has_open(fresh: Site, read_only: bool) -> None:
    with Store(fresh.place / "db", read_only=read_only):
        fails(fresh, "in use by another kg process", "wait")
    taken_up(fresh)


@pytest.mark.parametrize("most", [40, 80])
def test_too_few_open_files(fresh: Site, most: int) -> None:
    fails(fresh, "open files", "ulimit -n", preexec_fn=limited(resource.RLIMIT_NOFILE, most))
    taken_up(fresh)


@pytest.mark.parametrize("held", ["0", "999", None])
def test_a_store_of_another_version(fresh: Site, held: str | None) -> None:
    mark = fresh.place / "db" / "parkgraph.format"
    if held is None:
        mark.unlink()
    else:
        mark.write_text(held)
    fails(fresh, "another version of kg", f"this one's: {folder.FORMAT}", "build it again")
    mark.write_text(f"{folder.FORMAT}\n")
    taken_up(fresh)


def _files(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.iterdir()}


def _half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _read(store: Path, *, read_only: bool) -> int | str:
    """Count the quads, or tell why there are none."""
    try:
        with Store(store, read_only=read_only) as opened:
            return len(opened)
    except StoreError as error:
        return str(error)


_ENGINE = re.compile(r"CURRENT|MANIFEST.*|.*\.sst|.*\.log")


@pytest.mark.parametrize("harm", [_half, Path.unlink])
def test_a_store_that_is_there_by_half(fresh: Site, harm: Callable[[Path], None]) -> None:
    store = fresh.place / "db"
    whole, spoilt = _read(store, read_only=True), set()
    for name in sorted(_files(store)):
        fresh.reset()
        harm(store / name)
        left = {file for file in _files(store) if _ENGINE.fullmatch(file)}
        for read_only in (True, False):
            found = _read(store, read_only=read_only)
            if found == whole:
                continue
            assert isinstance(found, str), name
            assert found.startswith(f"{store}: "), name
            assert "damaged" in found or "another version of kg" in found, name
            assert "\n" not in found, name
            if read_only:
                assert left <= _files(store).keys(), name
            spoilt.add(re.sub(r"\d+", "", name))
    assert {"CURRENT", "MANIFEST-", ".sst"} <= spoilt


def test_a_first_build_that_got_nowhere(fresh: Site) -> None:
    store = fresh.place / "db"
    for name in ("LOCK", "MANIFEST-000001", "000001.dbtmp", "IDENTITY"):
        shutil.rmtree(store)
        store.mkdir()
        for begun in ("parkgraph.lock", "parkgraph.format", name):
            (store / begun).write_text(f"{folder.FORMAT}\n" if "format" in begun else "")
        fresh.built()
        assert fresh.dump() == fresh.last


BACKWARDS = """
import time
past = time.time() - 10 * 365 * 86400
def earlier():
    global past
    past -= 3600
    return past
time.time = earlier
time.time_ns = lambda: int(earlier() * 1e9)
"""


def test_a_clock_that_goes_backwards(fresh: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    future = 4_000_000_000
    for path in [*fresh.place.joinpath("in").rglob("*"), *fresh.place.joinpath("db").iterdir()]:
        os.utime(path, (future, future))
    (fresh.place / "sitecustomize.py").write_text(BACKWARDS)
    paths = [str(fresh.place), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    try:
        fresh.built()
        fresh.built()
        assert fresh.dump() == fresh.last
    finally:
        (fresh.place / "sitecustomize.py").unlink()
