import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from kg.cli import reading, workers
from kg.errors import InputError


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    # a spawned process finds functions by their module's name
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def test_no_more_is_under_way_than_said_however_slow_the_user_is() -> None:
    submitted: list[int] = []

    def submit(item: int) -> "Future[int]":
        submitted.append(item)
        future: Future[int] = Future()
        future.set_result(item * item)
        return future

    used = 0
    for item, future in workers.in_order(submit, range(100), 7):
        assert future.result() == item * item
        used += 1
        assert len(submitted) - used < 7
    assert used == 100


def test_results_keep_the_order_and_a_process_what_it_has_loaded() -> None:
    from spawned import count

    found = list(workers.in_processes(count, range(40), 2, 10))
    assert [item for item, _, _ in found] == list(range(40))
    calls: dict[int, list[int]] = {}
    for _, process, number in found:
        calls.setdefault(process, []).append(number)
    assert len(calls) <= 2
    for numbers in calls.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_items_that_kill_their_process_do_not_lose_the_others() -> None:
    from spawned import killed_by_some

    items = ["a", "kill-1", "b", "kill-2", "c", "d"]
    found = list(workers.in_processes(killed_by_some, items, 2, 3))
    ends = [isinstance(end, workers.WorkerKilledError) for end in found]
    assert ends == [item.startswith("kill") for item in items]
    assert [end for end in found if isinstance(end, str)] == ["a", "b", "c", "d"]


_LEFT = """
import sys, time
from kg.cli import workers
from spawned import large
if __name__ == "__main__":
    results = workers.in_processes(large, range(50), 2, 8)
    next(results)
    time.sleep(float(sys.argv[1]))
    results.close()
"""


def test_a_pool_that_is_left_while_results_come_back_lets_the_process_end(tmp_path: Path) -> None:
    program = tmp_path / "left.py"
    program.write_text(_LEFT, "utf-8")
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    for delay in (0.0, 0.02, 0.04, 0.06):
        subprocess.run(
            [sys.executable, str(program), str(delay)],
            env={**os.environ, "PYTHONPATH": path},
            check=True,
            timeout=60,
        )


def test_a_source_that_kills_its_process_is_named() -> None:
    source, said = reading._survived("x.pdf", workers.WorkerKilledError())
    assert source == "x.pdf"
    assert isinstance(said, InputError)
    assert str(said).startswith("x.pdf: ")
    assert "killed" in str(said)


def test_processes_end_when_their_results_are_not_wanted_any_more() -> None:
    from spawned import slow

    before = set(multiprocessing.active_children())
    found: Iterator[object] = workers.in_processes(slow, [0.0, 3600.0, 3600.0], 2, 3)
    assert next(found) == 0.0
    started = set(multiprocessing.active_children()) - before
    assert started
    found.close()  # type: ignore[attr-defined]
    while any(process.is_alive() for process in started):
        time.sleep(0.05)
