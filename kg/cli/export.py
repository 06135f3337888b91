"""``kg export``: write the graph to a file of another format."""

import sys
from pathlib import Path

import click

from kg import cli
from kg.store import Store

_RDF = ("ttl", "nt", "nq", "trig", "jsonld", "rdf")
_RDF_12 = ("ttl", "nt", "nq", "trig")
_NETWORK = ("graphml", "gexf")
_FORMATS = (*_RDF, *_NETWORK, "xlsx", "parquet", "csv")


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help=f"What to write: .{', .'.join(_FORMATS[:-1])}, or a folder for CSV tables.",
)
@click.option(
    "--to",
    "address",
    metavar="URL",
    help="Write it to a server's graph store instead (SPARQL 1.1 Graph Store Protocol).",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Whatever the suffix says.")
@click.option("--rdf12", is_flag=True, help=f"RDF 1.2 with reifiers (.{', .'.join(_RDF_12)} only).")
@click.pass_obj
def command(
    settings: cli.Settings, output: Path | None, address: str | None, form: str | None, rdf12: bool
) -> int:
    """Write the graph to a file; its suffix says the format, and a folder gets CSV tables.

    With --to, write it to another server, each article into its own graph.
    """
    if (output is None) == (address is None):
        raise click.UsageError("give one of --output and --to")
    if address is not None:
        if form or rdf12:
            raise click.UsageError("--format and --rdf12 are for files, not for --to")
        return _publish(settings.store, address)
    assert output is not None  # noqa: S101 - one of the two is given
    form = form or _by_suffix(output)
    if rdf12 and form not in _RDF_12:
        raise click.BadParameter(f"{output}: --rdf12 is for .{', .'.join(_RDF_12)}")
    if not output.absolute().parent.is_dir():
        raise click.BadParameter(f"{output}: its folder is not there; make it first")
    with Store(settings.store, read_only=True) as store:
        _write(store, output, form, rdf12)
    click.echo(f"{output}: written", err=True)
    return cli.DONE


def _publish(path: Path, address: str) -> int:
    from kg import location, publish, remote

    if not location.is_address(address):
        raise click.BadParameter(f"{address}: give http://HOST:PORT/PATH", param_hint="--to")
    with (
        Store(path, read_only=True) as store,
        click.progressbar(
            length=len(store.graphs()),
            label="graphs",
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
        ) as bar,
    ):
        told = publish.publish(store, address, bar.update)
    shown = remote.without_login(address)
    click.echo(f"{shown}: {told.written} graphs written, {told.removed} removed", err=True)
    return cli.DONE


def _by_suffix(output: Path) -> str:
    form = "csv" if output.is_dir() else output.suffix.lower().removeprefix(".") or "csv"
    if form not in _FORMATS:
        known = ", ".join(f".{name}" for name in _FORMATS)
        raise click.BadParameter(f"{output}: no format has this suffix; use {known}")
    return form


def _write(store: Store, output: Path, form: str, rdf12: bool) -> None:
    if form in _RDF:
        from export import rdf

        rdf.write(store, output, form, rdf12=rdf12)
    elif form in _NETWORK:
        from export import graphml

        graphml.write(store, output, form)
    elif form == "xlsx":
        from export import workbook

        workbook.write(store, output)
    elif form == "parquet":
        from export import parquet

        parquet.write(store, output)
    else:
        from export import tables

        tables.write(store, output)
