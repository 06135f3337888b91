"""Work in other processes, here or on a Dask cluster, with results in the order of the items.

Both are executors of the standard library's kind (``submit`` gives a future), so whoever has work
to spread need not know which it is.
"""

import multiprocessing
import multiprocessing.spawn
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from kg.errors import ParkgraphError

if TYPE_CHECKING:
    from distributed import Client

_QUIET = "ignore:resource_tracker"
"""What cleans up after a pool whose process ends at once, as after Ctrl-C, needn't say so."""
_POLITE = 10
_PATIENCE = 10
"""Seconds to wait for a scheduler, and for its first worker."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerKilledError(Exception):
    """The process that worked on an item was killed, more than once: it is the item's fault."""


def in_order(
    submit: Callable[[Item], "Future[Result]"], items: Iterable[Item], ahead: int
) -> Iterator[tuple[Item, "Future[Result]"]]:
    """Give each item with the future of its result, in order; at most ``ahead`` are under way.

    So memory is bounded by ``ahead``, however many items there are and whoever is slower.
    """
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    for item in items:
        waiting.append((item, submit(item)))
        if len(waiting) >= ahead:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def can_start() -> bool:
    """Tell whether this user may run this Python again: one in root's home others may not."""
    return os.access(multiprocessing.spawn.get_executable(), os.X_OK)


def in_processes(
    work: Callable[[Item], Result], items: Iterable[Item], jobs: int, ahead: int
) -> Iterator[Result | WorkerKilledError]:
    """Work on the items in ``jobs`` processes; also when one of them kills its process.

    Which one it was shows when those that were under way are worked on again, one by one.
    """
    with _Processes(jobs) as many, _Processes(1) as single:
        for item, future in in_order(lambda item: many.submit(work, item), items, ahead):
            result: Result | WorkerKilledError
            try:
                result = future.result()
            except BrokenExecutor:
                try:
                    result = single.submit(work, item).result()
                except BrokenExecutor:
                    result = WorkerKilledError()
            yield result


def on_cluster(
    work: Callable[[Item], Result], items: Iterable[Item], address: str, ahead: int
) -> Iterator[Result | WorkerKilledError]:
    """Work on the items on the Dask cluster whose scheduler is at ``address``.

    Dask gives what a lost worker had to do to another one, a few times. Raises
    :class:`ParkgraphError` when there is no such cluster, or it is lost.
    """
    with _cluster(address) as pool:
        from distributed import KilledWorker

        for _, future in in_order(lambda item: pool.submit(work, item), items, ahead):
            result: Result | WorkerKilledError
            try:
                result = future.result()
            except KilledWorker:
                result = WorkerKilledError()
            except (CancelledError, OSError) as error:
                raise ParkgraphError(
                    f"{address}: the Dask cluster was lost; start it and run the same command again"
                ) from error
            yield result


class _Processes:
    """A pool of processes, started when there is work, and anew when one of them was killed."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        if _QUIET not in sys.warnoptions:
            sys.warnoptions.append(_QUIET)
        # spawn: a fork would inherit the locks and threads of the store
        self._context = multiprocessing.get_context("spawn")
        self._pool: ProcessPoolExecutor | None = None
        self._ours, self._theirs = self._context.Pipe()

    def __enter__(self) -> "_Processes":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Whatever they are at now, nobody waits for it.
        self._ours.close()
        self._theirs.close()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def submit(self, work: Callable[[Item], Result], item: Item) -> "Future[Result]":
        if self._pool is not None:
            try:
                return self._pool.submit(_interruptible, work, item)
            except BrokenExecutor:
                self._pool.shutdown(wait=False)
        self._pool = ProcessPoolExecutor(self._jobs, self._context, _begin, (self._theirs,))
        return self._pool.submit(_interruptible, work, item)


_unfinished = threading.Lock()
"""Held by a worker but while it works: then it may be giving back a result."""
_GIVING = 0.5
"""Seconds to wait for that: who reads it may be gone."""


def _interruptible(work: Callable[[Item], Result], item: Item) -> Result:
    """Work on an item; meanwhile the process may end."""
    _unfinished.release()
    try:
        return work(item)
    finally:
        _unfinished.acquire()


def _begin(pipe: Connection) -> None:
    """Leave Ctrl-C to the main process, and end as soon as that has ended or needs no more.

    There is more to read than to store: who stores goes first, or all would wait for it at the end.
    """
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _unfinished.acquire()
    threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()


def _end_with(pipe: Connection) -> None:
    pipe.poll(None)  # nothing is ever sent: it returns when the other end is closed
    # half a result would keep the pool waiting for the rest of it for ever
    _unfinished.acquire(timeout=_GIVING)
    os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
        from distributed.comm import parse_address, parse_host_port
        from distributed.comm.registry import get_backend
    except ImportError:
        raise ParkgraphError(
            "--dask: Dask is not installed; pip install 'parkgraph[dask]'"
        ) from None
    try:
        # the client itself would tell of a wrong address only after a while, by a traceback
        scheme, place = parse_address(address)
        get_backend(scheme)
        parse_host_port(place)
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ParkgraphError(
            f"{address}: no Dask scheduler answers there; start one with: dask scheduler"
        ) from error
    with client:
        _check_workers(client, address)
        pool = client.get_executor(pure=False)
        try:
            yield pool
        finally:
            pool.shutdown(wait=False)


def _check_workers(client: "Client", address: str) -> None:
    """Another version of parkgraph finds other facts, so it would be another graph."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        found = set(client.run(version, "parkgraph").values())
    except TimeoutError:
        start = f"dask worker {address} --nthreads 1"
        raise ParkgraphError(
            f"{address}: the cluster has no workers; start some: {start}"
        ) from None
    except PackageNotFoundError:
        found = {"none"}
    if found != {version("parkgraph")}:
        there = ", ".join(sorted(found))
        raise ParkgraphError(
            f"{address}: parkgraph is {version('parkgraph')} here and {there} on the workers;"
            " install the same everywhere"
        )
