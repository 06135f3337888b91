"""``kg stats``: count what the store holds."""

import json
from collections.abc import Mapping
from typing import Any

import click

from kg import cli, graph, vocab
from kg.store import Store


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--sources", is_flag=True, help="List the sources instead, one a line.")
@click.pass_obj
def command(settings: cli.Settings, form: str, sources: bool) -> int:
    """Count the sources, articles, things and facts in the store."""
    with Store(settings.store, read_only=True) as store:
        held: Any = list(graph.digests(store)) if sources else graph.statistics(store)
    if form == "json":
        click.echo(json.dumps(held, ensure_ascii=False, indent=1))
    elif sources:
        click.echo("".join(f"{source}\n" for source in held), nl=False)
    else:
        click.echo(_text(held))
    return cli.DONE


def _text(held: Mapping[str, Any]) -> str:
    plain = {name: count for name, count in held.items() if isinstance(count, int)}
    lines = [f"{name:<18}{count:>9}" for name, count in plain.items()]
    for group, terms in (
        ("entities_by_type", vocab.TYPES),
        ("facts_by_predicate", vocab.PREDICATES),
    ):
        lines += ["", group.replace("_", " ")]
        lines += [
            f"  {name:<16}{count:>9}  {terms[name].zh}" for name, count in held[group].items()
        ]
    return "\n".join(lines)
