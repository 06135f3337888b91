"""``kg build``: read pages and put what they say into the store."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import click

from kg import cli, graph, iri
from kg.cli import reading
from kg.cli.curate import report
from kg.errors import InputError
from kg.model import Article
from kg.store import Store

_SMALLEST = 100_000
"""Characters after which what was read is stored, at least; the last may be fewer."""
_LARGEST = 400_000
"""Characters after which what was read is always stored: memory holds, and a fault loses, no more.

Storing them takes some 1.1 GiB of memory.
"""


@dataclass(slots=True)
class _Summary:
    """How many sources came to which end."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    articles: int = 0
    skipped: list[InputError] = field(default_factory=list)


@click.command()
@reading.paths_argument
@reading.jobs_option
@reading.dask_option
@reading.encoding_option
@click.option(
    "--prune", is_flag=True, help="Also remove stored sources that are gone from the folders given."
)
@click.pass_obj
def command(settings: cli.Settings, /, paths: tuple[str, ...], **options: Any) -> int:
    """Read files, folders and zip archives (- is standard input) into the store.

    Patterns such as 'pages/**/*.html' may be given in quotation marks. Sources that are unchanged
    since they were last read are passed over, unless --encoding is given. A build that was stopped,
    by whatever, is taken up by giving the same command again.
    """
    # The engine doesn't heed Ctrl-C, but waiting for a thread does. What is stored is stored in
    # whole changes, so the process may end at any moment.
    done: Future[int] = Future()
    threading.Thread(
        target=_fulfil, args=(done, partial(_build, settings, paths, **options)), daemon=True
    ).start()
    try:
        return done.result()
    except KeyboardInterrupt:
        cli.interrupted()
        os._exit(cli.INTERRUPTED)


def _fulfil(done: "Future[int]", work: Callable[[], int]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # handed to the thread that waits, which raises it
        done.set_exception(error)


def _build(
    settings: cli.Settings,
    paths: Sequence[str],
    *,
    jobs: int | None,
    dask: str | None,
    encoding: str | None,
    prune: bool,
) -> int:
    chosen, missing = reading.sources(paths)
    summary = _Summary(skipped=missing)
    with Store(settings.store) as store:
        known = graph.digests(store)
        wanted = [source for source in chosen if encoding or not _unchanged(source, known)]
        summary.unchanged = len(chosen) - len(wanted)
        found = reading.outcomes(wanted, jobs, dask=dask, encoding=encoding, debug=settings.debug)
        for articles, emptied in _batches(found, len(wanted), known, summary):
            if articles:
                graph.add(store, articles, settings.base or iri.BASE)
            if emptied:  # they said something once, and say nothing any more
                graph.remove(store, emptied)
        if prune:
            summary.removed = len(graph.remove(store, _gone(known, chosen, paths)))
        # also tells which decisions have no effect, whatever the batches said
        lost = graph.refresh(store) if _is_curated(store) else ()
        held = graph.totals(store)
    reading.report(summary.skipped)
    report(lost)
    click.echo(
        f"sources: {summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, "
        f"{summary.removed} removed, {len(summary.skipped)} skipped; "
        f"{summary.articles} articles read",
        err=True,
    )
    click.echo(
        f"{settings.store}: {held['articles']} articles, {held['entities']} entities, "
        f"{held['facts']} facts",
        err=True,
    )
    return cli.SKIPPED if summary.skipped else cli.DONE


def _is_curated(store: Store) -> bool:
    return bool(graph.decided(store).lines) or not graph.is_in_step(store)


def _unchanged(source: str, known: Mapping[str, str]) -> bool:
    if source not in known or source == "-":
        return False
    from extract.sources import read_bytes

    try:
        return hashlib.sha256(read_bytes(source)).hexdigest() == known[source]
    except InputError:
        return False  # reading it will say why


def _batches(
    outcomes: Iterable[reading.Outcome],
    count: int,
    known: Mapping[str, str],
    summary: _Summary,
) -> Iterator[tuple[list[Article], list[str]]]:
    """Yield articles to store from the outcomes of ``count`` sources, with sources without any."""
    batch: list[Article] = []
    emptied: list[str] = []
    characters = stored = 0
    for done, (source, outcome) in enumerate(outcomes, 1):
        if isinstance(outcome, InputError):
            summary.skipped.append(outcome)
        elif not outcome:
            summary.skipped.append(InputError(f"{source}: no article in it; nothing to store"))
            emptied.append(source)
        else:
            summary.new += source not in known
            summary.changed += source in known
            summary.articles += len(outcome)
            batch += outcome
            characters += len(outcome[0].text)
        left = (stored + characters) * (count - done) // done
        if characters >= _enough(stored, left):
            yield batch, emptied
            stored += characters
            batch, emptied, characters = [], [], 0
    if batch or emptied:
        yield batch, emptied


def _enough(stored: int, left: int) -> int:
    """How many characters to store at once, after so many and with about so many to come.

    The engine rewrites much of what it has with every large change, so there should be few of them
    in a large store; but while the first and the last are made, nothing is read meanwhile.
    """
    return max(_SMALLEST, min(stored, 2 * left, _LARGEST))


def _gone(known: Iterable[str], chosen: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Tell the stored sources below the folders given that are no longer there."""
    folders = [
        PurePosixPath(path) for path in paths if Path(path).is_dir() or path.endswith(".zip")
    ]
    lost = set(known) - set(chosen)
    return sorted(
        source
        for source in lost
        if any(folder in PurePosixPath(source).parents for folder in folders) and _is_gone(source)
    )


def _is_gone(source: str) -> bool:
    """Tell a source that is no longer there from one that can only not be reached now."""
    from extract import archive

    inside = archive.divided(source)
    try:
        if inside is None:
            return not Path(source).exists()
        return inside[1] not in archive.members(inside[0])
    except (OSError, InputError):
        return False
