"""A build that is killed or interrupted: whole articles before, the same graph after.

``KG_KILLS=100 pytest tests/faults/test_kill.py`` is the long form.
"""

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
from disturbed import Site

KILLS = int(os.environ.get("KG_KILLS", "10"))

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def _kill(site: Site, chance: random.Random, seconds: float) -> None:
    """Kill a build at any moment, or while it writes."""
    process = site.start()
    if chance.random() < 0.4:
        time.sleep(chance.uniform(0, seconds))
    else:
        assert process.stdout is not None
        for _ in range(chance.randint(2, 5)):
            process.stdout.readline()
        time.sleep(chance.choice([0, 0.001, 0.01, 0.1]) * chance.random())
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def seconds(site: Site) -> float:
    """Time that a build takes when nothing disturbs it."""
    site.reset()
    began = time.monotonic()
    site.built()
    assert site.dump() == site.last
    return time.monotonic() - began


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_build_leaves_whole_articles_and_is_taken_up(
    fresh: Site, seconds: float, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(chance.randint(1, 2)):  # also one that takes up a killed one
        _kill(fresh, chance, seconds)
        assert fresh.dump() == fresh.should_be()
    fresh.built()
    assert fresh.dump() == fresh.last


def test_a_first_build_that_is_killed_is_taken_up(fresh: Site) -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    for _ in range(4):
        shutil.rmtree(fresh.place / "db")
        process = fresh.start()
        while not (fresh.place / "db").exists():
            assert process.poll() is None
        time.sleep(chance.uniform(0, 0.02))  # while the store itself is being made
        process.kill()
        process.communicate()
        fresh.built()
        assert fresh.dump() == fresh.last


def _in_session(leader: int) -> list[int]:
    """Tell the live processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are listed in /proc")
def test_workers_end_with_a_killed_build(fresh: Site) -> None:
    process = fresh.start(jobs=2, start_new_session=True)
    assert process.stdout is not None
    for _ in range(2):
        process.stdout.readline()
    assert len(_in_session(process.pid)) > 2
    process.kill()
    process.wait()
    while _in_session(process.pid):
        time.sleep(0.05)
    process.stdout.close()
    assert fresh.dump() == fresh.should_be()
    fresh.built(jobs=2)
    assert fresh.dump() == fresh.last


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("step", [0, 1, 2])
def test_ctrl_c_stops_between_whole_articles(
    fresh: Site, jobs: int, step: int, capsys: pytest.CaptureFixture[str]
) -> None:
    process = fresh.start(jobs=jobs, stuck=step, start_new_session=True)
    assert process.stdout is not None
    for _ in range(1 + step):
        process.stdout.readline()
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate()
    with capsys.disabled():
        sys.stdout.write(f" stopped in {time.monotonic() - began:.2f} s ")
    assert (process.returncode, stderr) == (130, "kg: interrupted\n")
    assert fresh.dump() == fresh.should_be()
    fresh.built()
    assert fresh.dump() == fresh.last
