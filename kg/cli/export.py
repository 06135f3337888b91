"""``kg export``: write the graph to a file of another format."""

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
    required=True,
    help=f"What to write: .{', .'.join(_FORMATS[:-1])}, or a folder for CSV tables.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Whatever the suffix says.")
@click.option("--rdf12", is_flag=True, help=f"RDF 1.2 with reifiers (.{', .'.join(_RDF_12)} only).")
@click.pass_obj
def command(settings: cli.Settings, output: Path, form: str | None, rdf12: bool) -> int:
    """Write the graph to a file; its suffix says the format, and a folder gets CSV tables."""
    form = form or _by_suffix(output)
    if rdf12 and form not in _RDF_12:
        raise click.BadParameter(f"{output}: --rdf12 is for .{', .'.join(_RDF_12)}")
    if not output.absolute().parent.is_dir():
        raise click.BadParameter(f"{output}: its folder is not there; make it first")
    with Store(settings.store, read_only=True) as store:
        _write(store, output, form, rdf12)
    click.echo(f"{output}: written", err=True)
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
