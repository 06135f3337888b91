"""``kg serve``: SPARQL, pages and the explorer in a browser."""

import secrets

import click

from export.web import app, run
from export.web.limits import Limits
from kg import cli, location

_LIMITS = Limits()


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; any but this one lets others in.",
)
@click.option(
    "--port",
    "-p",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port; 0 takes a free one.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=_LIMITS.seconds,
    show_default=True,
    help="Most seconds of a query.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=_LIMITS.rows,
    show_default=True,
    help="Most rows of an answer.",
)
@click.option(
    "--body",
    type=click.IntRange(min=1),
    default=_LIMITS.body,
    show_default=True,
    help="Most bytes of a posted query.",
)
@click.option(
    "--queries",
    type=click.IntRange(min=1, max=64),
    default=_LIMITS.queries,
    show_default=True,
    help="Most queries at once.",
)
@click.option(
    "--edit", is_flag=True, help="Let who knows a token correct the graph; the token is printed."
)
@click.option(
    "--token",
    envvar="KG_TOKEN",
    show_envvar=True,
    help="The token for --edit; better by the variable.  [default: a new one]",
)
@click.pass_obj
def command(
    settings: cli.Settings,
    host: str,
    port: int,
    timeout: float,
    limit: int,
    body: int,
    queries: int,
    edit: bool,
    token: str | None,
) -> int:
    """Serve SPARQL at /sparql, and pages and an explorer for a browser.

    What is served is a copy: a kg build may go on beside it, and is shown when it is done.
    """
    if edit and location.is_address(settings.place):
        raise click.UsageError("--edit needs the folder of the graph, not an address")
    with location.opened(settings.place):
        pass  # says in one line what is wrong with it, before anything is started
    served = app.make(
        app.Place(settings.place, settings.base),
        Limits(seconds=timeout, rows=limit, body=body, queries=queries),
        _token(token) if edit else None,
    )
    run.run(served, host, port, lambda address: click.echo(f"{address} (Ctrl-C ends)", err=True))
    return cli.DONE


def _token(given: str | None) -> str:
    if given:
        return given
    made = secrets.token_urlsafe(16)
    click.echo(f"token for corrections: {made}", err=True)
    return made
