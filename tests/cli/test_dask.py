"""The same build on a Dask cluster: a scheduler and two workers, one of which is killed."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpus import write

from kg import cli
from kg.dump import dump
from kg.store import Store

pytest.importorskip("distributed")

PAGES = 60
MAIN = "from kg.cli import main; main()"


def _start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *arguments], text=True, stderr=subprocess.PIPE, env=dict(os.environ)
    )


def _told(process: "subprocess.Popen[str]", pattern: str) -> str:
    """Wait for a line of the log; what it says."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if match := re.search(pattern, line):
            return match[1]
    raise AssertionError("".join(seen))


@pytest.fixture
def scheduler() -> Iterator[str]:
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter"]
    process = _start("-m", "distributed.cli.dask_scheduler", *options)
    yield _told(process, r"Scheduler at:\s+(tcp://\S+)")
    process.kill()
    process.communicate()


def _worker(scheduler: str) -> "subprocess.Popen[str]":
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    process = _start("-m", "distributed.cli.dask_worker", scheduler, *options)
    _told(process, r"(Registered to):")
    return process


def _build(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, ["--store", *arguments])


def _dump(folder: Path) -> bytes:
    with Store(folder, read_only=True) as store:
        return dump(store, "nq")


def test_a_worker_lost_in_the_middle_changes_nothing(scheduler: str, tmp_path: Path) -> None:
    from distributed import Client

    write(PAGES, tmp_path / "in")
    first, second = _worker(scheduler), _worker(scheduler)
    command = ["--store", str(tmp_path / "far.db"), "build", "--dask", scheduler]
    building = _start("-c", MAIN, *command, str(tmp_path / "in"))
    with Client(scheduler, set_as_default=False) as client:
        most = left = 0
        while not 0 < left < most * 2 // 3:
            # pages that the scheduler was given and that are not done with; sent as it stands here
            left = client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))
            most = max(most, left)
            assert building.poll() is None
            time.sleep(0.01)
        first.kill()
        assert building.poll() is None
    _, stderr = building.communicate()
    second.kill()
    for process in (first, second):
        process.communicate()
    assert building.returncode == 0, stderr
    assert f"{PAGES} new" in stderr
    near = _build(str(tmp_path / "near.db"), "build", "--jobs", "1", str(tmp_path / "in"))
    assert near.exit_code == 0
    assert _dump(tmp_path / "far.db") == _dump(tmp_path / "near.db")


def test_facts_are_printed_from_a_cluster_as_from_here(scheduler: str, tmp_path: Path) -> None:
    write(12, tmp_path / "in")
    worker = _worker(scheduler)
    near, far = (
        CliRunner().invoke(cli.main, ["extract", *way, str(tmp_path / "in")])
        for way in (["--jobs", "1"], ["--dask", scheduler])
    )
    worker.kill()
    worker.communicate()
    assert (near.exit_code, far.exit_code) == (0, 0)
    assert far.stdout == near.stdout
    assert near.stdout.count("\n") >= 12


def test_a_cluster_without_workers_is_told_in_one_line(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.cli.workers._PATIENCE", 1)
    write(2, tmp_path / "in")
    result = _build(str(tmp_path / "db"), "build", "--dask", scheduler, str(tmp_path / "in"))
    assert result.exit_code == 1
    assert result.stderr == (
        f"kg: {scheduler}: the cluster has no workers; "
        f"start some: dask worker {scheduler} --nthreads 1\n"
    )


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tcp://[", "x://y"])
def test_a_scheduler_that_is_not_there_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("kg.cli.workers._PATIENCE", 1)
    write(2, tmp_path / "in")
    result = _build(str(tmp_path / "db"), "build", "--dask", address, str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"kg: {address}: no Dask scheduler answers there; ")
    assert result.stderr.count("\n") == 1
