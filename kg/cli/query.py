"""``kg query``: ask the graph in SPARQL, or with a stored query."""

from typing import TextIO

import click

from kg import answer, cli, location, query
from kg.store.results import Answer


def _list(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    for stored in query.named_queries().values():
        click.echo(f"{stored.name}\n    {stored.zh} · {stored.en}\n    {stored.about}")
        for parameter in stored.parameters:
            click.echo(f"    --param {parameter.name}=…  {parameter.zh} · {parameter.en}")
    ctx.exit()


def _parameters(
    ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    if not all(key and sign for key, sign, _ in pairs):
        raise click.BadParameter("give NAME=VALUE", ctx, parameter)
    return {key: value for key, _, value in pairs}


@click.command()
@click.argument("sparql", required=False)
@click.option(
    "--file", "-f", "file", type=click.File(encoding="utf-8"), help="Read it from a file."
)
@click.option("--name", "-n", "name", metavar="Q", help="Ask a stored query.")
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_parameters,
    help="Narrow a stored query, by any name of a thing.",
)
@click.option(
    "--list", is_flag=True, expose_value=False, callback=_list, help="List the stored queries."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(answer.FORMATS),
    help="How to print the answer.  [default: table, turtle for CONSTRUCT and DESCRIBE]",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=query.ROWS, show_default=True, help="Most rows."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=query.SECONDS,
    show_default=True,
    help="Most seconds.",
)
@click.pass_obj
def command(
    settings: cli.Settings,
    sparql: str | None,
    file: TextIO | None,
    name: str | None,
    parameters: dict[str, str],
    form: str | None,
    limit: int,
    timeout: float,
) -> int:
    """Ask the graph in SPARQL 1.1, or with a stored query; nothing is changed."""
    if sum(way is not None for way in (sparql, file, name)) != 1:
        raise click.UsageError(
            "give one of SPARQL, --file and --name (kg query --list shows names)"
        )
    if parameters and name is None:
        raise click.UsageError("--param is for stored queries (--name)")
    text = sparql if file is None else file.read()
    with location.opened(settings.place) as store:
        if name is not None:
            found = query.run_named(store, name, parameters, rows=limit, seconds=timeout)
        else:
            found = query.run(store, text or "", rows=limit, seconds=timeout)
    click.echo(answer.render(found, form or _default(found)), nl=False)
    if found.truncated:
        click.echo(f"kg: stopped after {limit} rows; --limit sets how many", err=True)
    return cli.DONE


def _default(found: Answer) -> str:
    return "turtle" if found.form == "triples" else "table"
