"""``kg export``: write the graph to a file of another format."""

from pathlib import Path

import click

from kg import cli
from kg.store import Store

_RDF = ("ttl", "nt", "nq", "trig", "jsonld", "rdf")
_NETWORK = ("graphml", "gexf")
_FORMATS = (*_RDF, *_NETWORK, "csv")


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    help=f"What to write: .{', .'.join(_FORMATS[:-1])}, or a folder for CSV tables.",
)
@click.pass_obj
def command(settings: cli.Settings, output: Path) -> int:
    """Write the graph to a file; its suffix says the format, and a folder gets CSV tables."""
    form = "csv" if output.is_dir() else output.suffix.lower().removeprefix(".") or "csv"
    if form not in _FORMATS:
        known = ", ".join(f".{name}" for name in _FORMATS)
        raise click.BadParameter(f"{output}: no format has this suffix; use {known}")
    if not output.absolute().parent.is_dir():
        raise click.BadParameter(f"{output}: its folder is not there; make it first")
    with Store(settings.store, read_only=True) as store:
        if form in _RDF:
            from export import rdf

            rdf.write(store, output)
        elif form in _NETWORK:
            from export import graphml

            graphml.write(store, output)
        else:
            from export import tables

            tables.write(store, output)
    click.echo(f"{output}: written", err=True)
    return cli.DONE
