"""A slow query is ended and delays nobody; what is asked at once is bounded."""

import importlib.util
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest

from export.web.limits import Limits

SECONDS = 2.0


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("web_load", Path(__file__).parent / "load.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


load = _load()


@pytest.fixture(scope="module")
def small(sample_store: Path, serve: Any) -> Iterator[Any]:
    with serve(sample_store, Limits(seconds=SECONDS, rows=5, queries=2)) as client:
        yield client


def test_a_slow_query_is_ended_in_time_and_delays_nobody(small: Any) -> None:
    paths = load.paths(small.address)
    load.clients(small.address, paths, 5)
    idle = load.clients(small.address, paths, 15)
    with load.slow_query(small.address) as result:
        beside = load.clients(small.address, paths, 15)
        status, seconds, reason = result()
    assert status == 503
    assert "stopped after 2 seconds" in reason
    assert SECONDS <= seconds < SECONDS + 3
    for kind, median in idle.items():  # twice is what is asked; the tests' machine may be busy
        assert beside[kind] < 4 * median + 0.05, kind


def test_more_queries_than_may_run_at_once_are_told_so(small: Any) -> None:
    found: list[int] = []

    def ask() -> None:
        found.append(small.ask(f"/sparql?query={quote(load.ENDLESS)}").status)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    assert small.ask("/").status == 200
    for thread in threads:
        thread.join()
    assert set(found) == {503}
    deadline = time.monotonic() + 20
    while small.ask("/sparql?query=ASK%7B%7D").status != 200:  # processes are replaced
        assert time.monotonic() < deadline


def test_too_many_rows_are_no_answer_rather_than_a_part(small: Any) -> None:
    reply = small.ask(f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}")
    assert reply.status == 400
    assert "more than 5 rows" in reply.text
    assert small.ask(f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 5')}").status == 200
