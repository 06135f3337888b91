"""What the commands of analysis share: the network, finding things by name, table or JSON."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kg import answer, cli, lookup
from kg.errors import ParkgraphError
from kg.facts import Ref
from kg.network import network
from kg.store import Store

if TYPE_CHECKING:
    import networkx as nx

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
limit_option = click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Most rows."
)


def opened(
    settings: cli.Settings, *names: str | None, type_name: str | None = None
) -> "tuple[nx.MultiDiGraph[str], list[list[Ref]]]":
    """Return the network, and the things of each name, best first.

    Raises :class:`ParkgraphError` when a name is of nothing in the graph, or of no such type.
    """
    with Store(settings.store, read_only=True) as store:
        found = [_found(store, name, type_name) for name in names if name is not None]
        return network(store), found


def _found(store: Store, name: str, type_name: str | None) -> list[Ref]:
    found = lookup.find(store, name, type_name)
    if not found:
        near = [r.name for r in lookup.near(store, name) if type_name in (None, r.type)]
        what = "the graph has no park of this name" if type_name else "not in the graph"
        raise ParkgraphError(f"{name}: {what}" + (f"; near: {'、'.join(near)}" if near else ""))
    return found


def show(columns: Sequence[str], rows: Sequence[Sequence[object]], data: Any, form: str) -> None:
    """Print rows for people, or the data for programs."""
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        click.echo(answer.table(columns, rows), nl=False)


def ref_json(ref: Ref) -> dict[str, str]:
    """Return how JSON refers to a thing."""
    return {"iri": ref.iri, "type": ref.type, "name": ref.name}


def names(refs: Sequence[Ref], most: int = 6) -> str:
    """Return names in a row, with how many were left out."""
    more = f" 等{len(refs)}个" if len(refs) > most else ""
    return "、".join(ref.name for ref in refs[:most]) + more
