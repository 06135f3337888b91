"""``kg review``: what most deserves a human look."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import click

from kg import cli, curation, graph, review
from kg.answer import plain
from kg.cli.curate import report
from kg.cli.why import quoted
from kg.reasons import Quote
from kg.review import Item
from kg.store import Store

_Asked = list[tuple[Item, list[Quote]]]


@click.command()
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@click.option("--ask", is_flag=True, help="Ask one after another, and write the answers down.")
@click.option("--author", envvar="KG_AUTHOR", show_envvar=True, help="Who answers.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.pass_obj
def command(settings: cli.Settings, limit: int, ask: bool, author: str | None, form: str) -> int:
    """List doubtful merges, near-duplicates left apart, programmes that lack parts, unsure facts.

    Each comes with its sentences and the command that settles it. With --ask, y says yes, n no,
    s skips and q ends; answers go into curation.toml beside the store.
    """
    with Store(settings.store, read_only=True) as store:
        found = [(item, review.quotes(store, item)) for item in review.items(store, limit)]
    if ask:
        return _ask(settings, found, author)
    if form == "json":
        shown = [
            {
                "sort": item.sort,
                "question": item.question,
                "yes": item.yes,
                "no": item.no,
                "command": item.command,
                "quotes": [asdict(quote) for quote in quotes],
            }
            for item, quotes in found
        ]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return cli.DONE
    for number, (item, quotes) in enumerate(found, start=1):
        _show(number, item, quotes)
        click.echo(f"      $ {item.command}")
    if not found:
        click.echo("kg: nothing to look at", err=True)
    return cli.DONE


def _show(number: int, item: Item, quotes: Sequence[Quote]) -> None:
    click.echo(f"{number}. {plain(item.question)}")
    for quote in quotes:
        click.echo("\n".join(quoted(quote)))


def _ask(settings: cli.Settings, found: _Asked, author: str | None) -> int:
    path = curation.place(settings.store)
    answered = 0
    for number, (item, quotes) in enumerate(found, start=1):
        _show(number, item, quotes)
        choices = ["y", "n", "s", "q"] if item.no else ["y", "s", "q"]
        answer = click.prompt("  ", type=click.Choice(choices), default="s")
        if answer == "q":
            break
        if answer != "s":
            text = item.yes if answer == "y" else item.no
            curation.append(path, text + _by(author))
            answered += 1
    with Store(settings.store) as store:
        report(graph.refresh(store) if answered else ())
    click.echo(f"{path}: {answered} decisions written", err=True)
    return cli.DONE


def _by(author: str | None) -> str:
    return curation.block("", {"author": author}).partition("\n")[2] if author else ""
