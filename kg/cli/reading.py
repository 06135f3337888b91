"""Reading many sources for the commands that extract: in processes, in order, with progress."""

import codecs
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import click

from kg.cli import workers
from kg.errors import InputError
from kg.model import Article

Outcome = tuple[str, list[Article] | InputError]
"""A source with its articles, or with why it was skipped."""

# Starting processes costs about as much as reading this many pages.
_FEW = 8
_AHEAD = 1024
"""Sources that may be read before the first of them is used, so that workers needn't wait."""


def sources(paths: Sequence[str]) -> tuple[list[str], list[InputError]]:
    """Name the sources at and below ``paths``, and say which of the paths can't be read."""
    from extract.pipeline import find_documents

    found = list(find_documents(paths))
    return (
        [source for source in found if isinstance(source, str)],
        [error for error in found if isinstance(error, InputError)],
    )


def outcomes(
    chosen: Sequence[str],
    jobs: int | None,
    *,
    dask: str | None = None,
    encoding: str | None = None,
    debug: bool = False,
) -> Iterator[Outcome]:
    """Extract each source, in the order given; at most :data:`_AHEAD` of them ahead.

    In ``jobs`` processes (None: as many as of use), or on the Dask cluster at the address ``dask``,
    which is sent the sources' bytes. ``encoding`` overrides what texts say of theirs.
    """
    if jobs is None:
        jobs = 1 if len(chosen) <= _FEW else os.cpu_count() or 1
    if jobs > 1 and dask is None and not workers.can_start():
        why = f"{sys.executable} can't be run by this user"
        click.echo(f"kg: reading in one process: {why}", err=True)
        jobs = 1
    read = partial(_outcome, encoding=encoding, debug=debug)
    pages = ((source, _bytes(source, elsewhere=dask is not None)) for source in chosen)
    found: Iterator[Outcome | workers.WorkerKilledError]
    if dask is not None:
        found = workers.on_cluster(read, pages, dask, _AHEAD)
    elif jobs > 1:
        found = workers.in_processes(read, pages, min(jobs, len(chosen)), _AHEAD)
    else:
        found = map(read, pages)
    survived = map(_survived, chosen, found)
    with progress(survived, len(chosen), "reading") as steps:
        yield from steps


def _bytes(source: str, *, elsewhere: bool) -> bytes | InputError | None:
    """Read what the process that extracts can't read itself, None for all else."""
    from extract.sources import LARGEST, read_bytes

    if source == "-":  # only this process has our standard input
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        return read_bytes(source) if elsewhere else None
    except InputError as error:
        return error


def _survived(source: str, outcome: Outcome | workers.WorkerKilledError) -> Outcome:
    if isinstance(outcome, workers.WorkerKilledError):
        reason = "the process that read it was killed (for want of memory?)"
        return source, InputError(f"{source}: {reason}; leave it out or split it")
    return outcome


def _outcome(
    page: tuple[str, bytes | InputError | None], *, encoding: str | None, debug: bool
) -> Outcome:
    from extract.pipeline import articles_of

    source, data = page
    if isinstance(data, InputError):
        return source, data
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
        if name is not None:
            b" ".decode(name)  # some are of no texts, and hex is one of them
        return name if name is None else codecs.lookup(name).name
    except (LookupError, UnicodeError):
        raise click.BadParameter(f"unknown encoding {name}; try gb18030, big5 or utf-8") from None


dask_option = click.option(
    "--dask",
    metavar="ADDRESS",
    help="Read on the Dask cluster with this scheduler (tcp://…) instead.",
)
encoding_option = click.option(
    "--encoding",
    metavar="NAME",
    callback=_known_encoding,
    help="Encoding of all texts among the sources.  [default: told by each]",
)
paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
