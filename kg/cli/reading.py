"""Reading many sources for the commands that extract: in processes, in order, with progress."""

import codecs
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial

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


def outcomes(
    chosen: Sequence[str], jobs: int | None, *, encoding: str | None = None, debug: bool = False
) -> Iterator[Outcome]:
    """Extract each source, in the order given, in ``jobs`` processes (None: as many as of use).

    ``encoding`` overrides what texts say of theirs.
    """
    if jobs is None:
        jobs = 1 if len(chosen) <= _FEW else os.cpu_count() or 1
    read = partial(_outcome, encoding=encoding, debug=debug)
    done = map(read, chosen) if jobs == 1 else _in_processes(chosen, jobs, read)
    with progress(done, len(chosen), "reading") as steps:
        yield from steps


def _in_processes(
    chosen: Sequence[str], jobs: int, read: Callable[[str], Outcome]
) -> Iterator[Outcome]:
    pipe = [source for source in chosen if source == "-"]
    here = {source: read(source) for source in pipe}  # only this process has our stdin
    elsewhere = _survived([source for source in chosen if source != "-"], jobs, read)
    for source in chosen:
        yield here[source] if source in here else next(elsewhere)


def _survived(
    sources: Sequence[str], jobs: int, read: Callable[[str], Outcome]
) -> Iterator[Outcome]:
    """Read all sources, also when reading one of them kills the process that does it.

    Which one it was shows when those that were under way are read again, one by one.
    """
    rest = list(sources)
    while rest:
        done = 0
        try:
            for outcome in _pooled(rest, jobs, read):
                done += 1
                yield outcome
            return
        except BrokenProcessPool:
            rest = rest[done:]
            killed = False
            while rest and not killed:
                source, *rest = rest
                try:
                    yield next(_pooled([source], 1, read))
                except BrokenProcessPool:
                    killed = True
                    reason = "the process that read it was killed (for want of memory?)"
                    yield source, InputError(f"{source}: {reason}; leave it out or split it")


def _pooled(sources: Sequence[str], jobs: int, read: Callable[[str], Outcome]) -> Iterator[Outcome]:
    # spawn: a fork would inherit the locks and threads of the store
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(jobs, len(sources)), context, _ignore_interrupts)
    try:
        yield from pool.map(read, sources)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the main process, which then stops the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _outcome(source: str, *, encoding: str | None, debug: bool) -> Outcome:
    from extract.pipeline import articles_of
    from extract.sources import LARGEST

    data = sys.stdin.buffer.read(LARGEST + 1) if source == "-" else None
    try:
        return source, articles_of(source, data, encoding)
    except InputError as error:
        return source, error
    except MemoryError:
        return source, InputError(f"{source}: needs more memory than there is; split it")
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


def _known_encoding(
    _context: click.Context, _option: click.Parameter, name: str | None
) -> str | None:
    try:
        return name if name is None else codecs.lookup(name).name
    except LookupError:
        raise click.BadParameter(f"unknown encoding {name}; try gb18030, big5 or utf-8") from None


encoding_option = click.option(
    "--encoding",
    metavar="NAME",
    callback=_known_encoding,
    help="Encoding of all texts among the sources.  [default: told by each]",
)
paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
