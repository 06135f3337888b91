"""``kg extract``: print what pages say as JSON Lines."""

import json

import click

from kg import cli
from kg.cli import reading
from kg.errors import InputError
from kg.model import as_json


@click.command()
@reading.paths_argument
@reading.jobs_option
@reading.dask_option
@reading.encoding_option
@click.pass_obj
def command(
    settings: cli.Settings,
    paths: tuple[str, ...],
    jobs: int | None,
    dask: str | None,
    encoding: str | None,
) -> int:
    """Print what files, folders and zip archives (- is standard input) say.

    A line of JSON an article. Patterns such as 'pages/**/*.html' may be given in quotation marks.
    """
    chosen, skipped = reading.sources(paths)
    found = reading.outcomes(chosen, jobs, dask=dask, encoding=encoding, debug=settings.debug)
    for source, outcome in found:
        if isinstance(outcome, InputError):
            skipped.append(outcome)
        elif not outcome:
            skipped.append(InputError(f"{source}: no article in it; nothing to print"))
        else:
            for article in outcome:
                click.echo(json.dumps(as_json(article), ensure_ascii=False))
    return cli.SKIPPED if reading.report(skipped) else cli.DONE
