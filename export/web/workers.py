"""The processes that answer queries: as many as may run at once, ended when one takes too long."""

import asyncio
import contextlib
import multiprocessing
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from export.web.limits import Limits
from export.web.worker import work
from kg.errors import QueryError
from kg.location import Place

_START = 60.0
"""Seconds that a new process may take until it is ready."""
_SHORT = 0.5
"""Seconds after which a query has to give way to others."""
_PATIENCE = 2.0
"""Seconds that a query waits for its turn."""


class TooSlowError(QueryError):
    """A query that was ended at its limit."""


class BusyError(QueryError):
    """As many queries as may run at once are running."""


class RefusedError(QueryError):
    """A query that can't be answered as it is."""


class UnacceptableError(QueryError):
    """A query whose answer can't be had in a form that the client accepts."""


class UnreachableError(QueryError):
    """A query that needs the graph of another server, which does not answer."""


_ERRORS = {
    "refused": RefusedError,
    "unacceptable": UnacceptableError,
    "unreachable": UnreachableError,
}


class _Process:
    """One process with its pipe; used by one query at a time."""

    def __init__(self, path: Place, generation: int, aside: bool) -> None:
        # spawn: a fork would inherit the threads and locks of the server
        context = multiprocessing.get_context("spawn")
        self.generation = generation
        self.yields = False
        self._aside = aside
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=work, args=(other, path), daemon=True)
        self._process.start()
        other.close()
        if aside:
            self._lower()

    def ready(self) -> bool:
        """Wait until it has opened the store."""
        try:
            return self._pipe.poll(_START) and self._pipe.recv()[0] == "ready"
        except (EOFError, OSError):
            return False

    def ask(self, task: tuple[str, dict[str, Any]], seconds: float) -> tuple[str, Any]:
        """Return the outcome, which is ``slow`` or ``dead`` when the process is of no use then."""
        try:
            self._pipe.send(task)
            if not self._pipe.poll(min(_SHORT, seconds)):
                if not self._aside:
                    self.yields = True  # there is no way back from it
                    self._lower()
                if not self._pipe.poll(max(0.0, seconds - _SHORT)):
                    return "slow", None
            outcome: tuple[str, Any] = self._pipe.recv()
        except (EOFError, OSError):
            return "dead", None
        return outcome

    def _lower(self) -> None:
        # So that what is long takes no time from what is short.
        if sys.platform != "win32" and self._process.pid is not None:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, 19)

    def end(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


class Workers:
    """A pool of processes over a snapshot, for one event loop.

    Processes that work ``aside`` take no time from the others, however long they need; one of the
    others is replaced when it was long at a query.
    """

    def __init__(self, limits: Limits, *, aside: bool = False) -> None:
        self.limits = limits
        self._aside = aside
        self._idle: asyncio.Queue[_Process] = asyncio.Queue()
        self._generation = 0
        self._path: Place = Path()
        self._threads = ThreadPoolExecutor(limits.queries + 2, "kg-query")
        self._starting: set[asyncio.Task[None]] = set()
        self._all: set[_Process] = set()

    async def use(self, path: Place) -> None:
        """Answer from another snapshot from now on; returns when the first process is ready."""
        self._path = path
        self._generation += 1
        while not self._idle.empty():
            await self._end(self._idle.get_nowait())
        tasks = [self._start() for _ in range(self.limits.queries)]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    def _start(self) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self._added())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
        return task

    async def _added(self) -> None:
        loop = asyncio.get_running_loop()
        process = await loop.run_in_executor(
            None, _Process, self._path, self._generation, self._aside
        )
        self._all.add(process)
        if (
            not await loop.run_in_executor(None, process.ready)
            or process.generation != self._generation
        ):
            await self._end(process)
        else:
            self._idle.put_nowait(process)

    async def _end(self, process: _Process) -> None:
        self._all.discard(process)
        await asyncio.get_running_loop().run_in_executor(None, process.end)

    async def run(self, name: str, **given: Any) -> Any:
        """Return what a task of :mod:`export.web.worker` returns.

        Raises :class:`TooSlowError`, :class:`BusyError`, :class:`RefusedError`,
        :class:`UnacceptableError` or :class:`UnreachableError`.
        """
        process = await self._taken()
        answered = False
        try:
            loop = asyncio.get_running_loop()
            outcome = loop.run_in_executor(
                self._threads, process.ask, (name, given), self.limits.seconds
            )
            state, value = await outcome
            answered = state not in ("slow", "dead") and not process.yields
        finally:
            if answered and process.generation == self._generation:
                self._idle.put_nowait(process)
            else:
                await self._replaced(process)
        if state == "slow":
            raise TooSlowError(
                f"query: stopped after {self.limits.seconds:g} seconds; ask for less"
            )
        if state == "dead":
            raise TooSlowError("query: needed more memory than it may have; ask for less")
        if state in _ERRORS:
            raise _ERRORS[state](value)
        return value

    async def _taken(self) -> _Process:
        try:
            return await asyncio.wait_for(self._idle.get(), _PATIENCE)
        except TimeoutError:
            count = self.limits.queries
            raise BusyError(f"query: {count} queries are running already; try again soon") from None

    async def _replaced(self, process: _Process) -> None:
        current = process.generation == self._generation
        await self._end(process)
        if current:
            self._start()

    async def stop(self) -> None:
        """End all processes."""
        for task in list(self._starting):
            task.cancel()
        for process in list(self._all):
            await self._end(process)
        self._threads.shutdown(wait=False)
