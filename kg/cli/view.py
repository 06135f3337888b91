"""``kg view``: write the interactive picture."""

from pathlib import Path

import click

from export import page
from kg import cli, location, lookup, network, vocab
from kg.errors import ParkgraphError


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The HTML file to write.",
)
@click.option("--around", metavar="NAME", help="Only what is near the things called so.")
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="How many steps from there.",
)
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(list(vocab.TYPES), case_sensitive=False),
    help="Only things of this type (may be repeated).",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=page.MOST_THINGS,
    show_default=True,
    help="Most things drawn, the best connected.",
)
@click.option("--title", help="Heading of the page.")
@click.pass_obj
def command(
    settings: cli.Settings,
    output: Path,
    around: str | None,
    depth: int,
    types: tuple[str, ...],
    limit: int,
    title: str | None,
) -> int:
    """Write the interactive picture: one HTML file that opens without a network."""
    with location.opened(settings.place) as store:
        drawn = network.network(store)
        middle = [ref.iri for ref in lookup.find(store, around)] if around is not None else []
    if around is not None:
        if not middle:
            raise ParkgraphError(f"{around}: not in the graph; kg lookup shows near names")
        drawn = network.neighbourhood(drawn, middle, depth)
    if types:
        others = [node for node in drawn if drawn.nodes[node]["type"] not in types]
        drawn.remove_nodes_from(set(others) - set(middle))
    heading = title or ("园谱" if around is None else f"园谱：{around}")
    left_out = page.write(drawn, output, heading, limit=limit)
    shown = drawn.number_of_nodes() - left_out
    rest = f"; {left_out} with fewer facts left out (--limit)" if left_out else ""
    click.echo(f"{output}: {shown} things{rest}", err=True)
    return cli.DONE
