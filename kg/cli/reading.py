"""Reading many sources for the commands that extract: in processes, in order, with progress."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import click

from kg.errors import InputError
from kg.model import Article

Outcome = tuple[str, list[Article] | InputError]
"""A source with its articles, or with why it was skipped."""

# Starting processes costs about as much as reading this many pages.
_FEW = 8


def sources(paths: Sequence[str]) -> tuple[list[str], list[InputError]]:
    """Name the sources at and below ``paths``, and say which of the paths can't be read."""
    from extract.pipeline import find_documents

    found = list(find_documents(paths))
    return (
        [source for source in found if isinstance(source, str)],
        [error for error in found if isinstance(error, InputError)],
    )


def outcomes(chosen: Sequence[str], jobs: int | None, *, debug: bool = False) -> Iterator[Outcome]:
    """Extract each source, in the order given, in ``jobs`` processes (None: as many as of use)."""
    if jobs is None:
        jobs = 1 if len(chosen) <= _FEW else os.cpu_count() or 1
    done = _here(chosen, debug) if jobs == 1 else _in_processes(chosen, jobs, debug)
    with progress(done, len(chosen), "reading") as steps:
        yield from steps


def _here(chosen: Iterable[str], debug: bool) -> Iterator[Outcome]:
    for source in chosen:
        yield _outcome(source, debug)


def _in_processes(chosen: Sequence[str], jobs: int, debug: bool) -> Iterator[Outcome]:
    pipe = [source for source in chosen if source == "-"]
    here = {source: _outcome(source, debug) for source in pipe}  # only this process has our stdin
    rest = [source for source in chosen if source != "-"]
    # spawn: a fork would inherit the locks and threads of the store
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(jobs, max(1, len(rest))), context, _ignore_interrupts)
    try:
        results = pool.map(_outcome, rest, [debug] * len(rest))
        for source in chosen:
            yield here[source] if source in here else next(results)
    except BrokenProcessPool as error:
        raise InputError(
            "kg: a reading process was killed, perhaps for want of memory; use a smaller --jobs"
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the main process, which then stops the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _outcome(source: str, debug: bool) -> Outcome:
    from extract.pipeline import articles_of

    data = sys.stdin.buffer.read() if source == "-" else None
    try:
        return source, articles_of(source, data)
    except InputError as error:
        return source, error
    except Exception as error:
        if debug:
            raise
        # one page that trips us up must not lose the others
        what = f"{type(error).__name__}: {' '.join(str(error).split())}"
        return source, InputError(f"{source}: fault of kg itself ({what}); please report it")


@contextmanager
def progress(steps: Iterable[Outcome], length: int, label: str) -> Iterator[Iterable[Outcome]]:
    """Show on a terminal how far the steps have come; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield steps
        return
    with click.progressbar(
        steps, length=length, label=label, file=sys.stderr, show_pos=True
    ) as bar:
        yield bar


def report(errors: Iterable[InputError]) -> int:
    """Print why inputs were skipped, one line each; return how many."""
    count = 0
    for error in errors:
        click.echo(f"kg: skipped: {error}", err=True)
        count += 1
    return count


jobs_option = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that read.  [default: one a CPU, one for a few pages]",
)
paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
