"""``kg paths``: who or what connects two things."""

import json

import click

from kg import analysis, cli, vocab
from kg.answer import plain
from kg.cli import analysing
from kg.facts import KnownFact, evidence_json


@click.command()
@click.argument("one")
@click.argument("other")
@click.option(
    "--limit", type=click.IntRange(min=1), default=3, show_default=True, help="Most paths."
)
@click.option(
    "--avoid",
    multiple=True,
    type=click.Choice(list(vocab.TYPES), case_sensitive=False),
    help="Don't pass through things of this type (may be repeated).",
)
@analysing.format_option
@click.pass_obj
def command(
    settings: cli.Settings, one: str, other: str, limit: int, avoid: tuple[str, ...], form: str
) -> int:
    """Show the shortest paths from ONE to OTHER, with the sentence that says each step."""
    graph, (starts, ends) = analysing.opened(settings, one, other)
    found = analysis.paths(graph, [r.iri for r in starts], [r.iri for r in ends], limit, avoid)
    if form == "json":
        shown = [[_step_json(step) for step in path] for path in found]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    for number, path in enumerate(found, 1) if form == "table" else ():
        click.echo(f"{number}. {len(path)} 步")
        for step in path:
            click.echo(_told(step))
    if found:
        return cli.DONE
    click.echo(f"kg: nothing in the graph connects {one} and {other}", err=True)
    return cli.FAILED


def _told(step: KnownFact) -> str:
    (evidence,) = step.evidence
    role = f"（{plain(step.role)}）" if step.role else ""
    says = f"{plain(step.subject.name)} — {vocab.label(step.predicate)} → {plain(step.object.name)}"
    title = f"《{plain(evidence.title)}》" if evidence.title else ""
    where = f"{plain(evidence.source)}:{evidence.start}-{evidence.end}"
    source = " ".join(part for part in (title, evidence.date, where) if part)
    return f"   {says}{role}\n      “{plain(evidence.text)}”\n      —— {source}"


def _step_json(step: KnownFact) -> dict[str, object]:
    return {
        "subject": analysing.ref_json(step.subject),
        "predicate": step.predicate,
        "object": analysing.ref_json(step.object),
        "role": step.role,
        "evidence": evidence_json(step.evidence[0]),
    }
