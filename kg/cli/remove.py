"""``kg remove``: take sources out of the graph."""

from pathlib import PurePath

import click

from kg import cli, graph
from kg.errors import StoreError
from kg.store import Store


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.pass_obj
def command(settings: cli.Settings, sources: tuple[str, ...]) -> int:
    """Take the articles of each SOURCE (a path as it was given to build) out of the graph."""
    if not settings.store.exists():
        raise StoreError(f"{settings.store}: no such store; kg build makes one")
    wanted = [PurePath(source).as_posix() for source in sources]
    with Store(settings.store) as store:
        removed = graph.remove(store, wanted)
    unknown = [source for source in dict.fromkeys(wanted) if source not in removed]
    for source in unknown:
        click.echo(f"kg: skipped: {source}: not in the store; see kg stats --sources", err=True)
    click.echo(f"sources: {len(removed)} removed, {len(unknown)} skipped", err=True)
    return cli.SKIPPED if unknown else cli.DONE
