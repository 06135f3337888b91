"""``kg check``: hold the graph against its shapes."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from kg import check, cli
from kg.answer import plain, short
from kg.store import Store


@click.command()
@click.option(
    "--shapes",
    "more",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Further SHACL shapes, in Turtle (may be repeated).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="How to print it; turtle is the SHACL report.",
)
@click.pass_obj
def command(settings: cli.Settings, more: tuple[Path, ...], form: str) -> int:
    """Check types, ranges, names, parts and evidence; exit with 1 when something is wrong."""
    with Store(settings.store, read_only=True) as store:
        report = check.check(store, more)
    if form == "json":
        click.echo(json.dumps(check.as_json(report), ensure_ascii=False, indent=1))
    elif form == "turtle":
        click.echo(report.turtle, nl=False)
    else:
        for violation in report.violations:
            click.echo("\n".join(_told(violation)))
    count = len(report.violations)
    outcome = "conforms" if report.conforms else f"{count} violation{'s' if count > 1 else ''}"
    click.echo(f"{settings.store}: {outcome}; {report.triples} triples checked", err=True)
    return cli.DONE if report.conforms else cli.FAILED


def _told(violation: check.Violation) -> Iterator[str]:
    yield f"✗ {violation.zh} · {violation.en}"
    yield f"  {plain(violation.name) or violation.node}　<{violation.node}>"
    if violation.path is not None:
        value = "" if violation.value is None else f" → {plain(violation.value)}"
        yield f"  {short(violation.path)}{value}"
    for place in violation.places:
        title = f"《{plain(place.title)}》" if place.title else ""
        where = f"{plain(place.source)}:{place.start}-{place.end}"
        yield f"      “{plain(place.text)}”"
        yield "      —— " + " ".join(part for part in (title, place.date, where) if part)
