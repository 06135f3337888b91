"""``kg timeline``: programmes over time, by the dates of the articles that tell of them."""

import click

from kg import cli, query, vocab
from kg.cli import analysing
from kg.store import Store
from kg.store.results import python_value


@click.command()
@click.argument("park", required=False)
@analysing.limit_option
@analysing.format_option
@click.pass_obj
def command(settings: cli.Settings, park: str | None, limit: int, form: str) -> int:
    """List when each programme, or each of PARK's, was first and last told of."""
    parameters = {} if park is None else {"park": park}
    with Store(settings.store, read_only=True) as store:
        found = query.run_named(store, "programme-timeline", parameters, rows=limit)
    records = [
        dict(zip(found.variables, map(python_value, row), strict=True)) for row in found.rows
    ]
    for record in records:
        record["kind"] = vocab.local_name(str(record["kind"])) if record["kind"] else None
    rows = [
        [
            r["first"],
            r["last"],
            r["articles"],
            r["programme_name"],
            vocab.label(str(r["kind"] or "")),
            r["park_name"] or "",
        ]
        for r in records
    ]
    columns = ("首见", "最近", "文章", "品牌与行动", "类别", "园区")
    analysing.show(columns, rows, records, form)
    if not rows:
        click.echo("kg: no article with a date tells of such a programme", err=True)
    if found.truncated:
        click.echo(f"kg: stopped after {limit} rows; --limit sets how many", err=True)
    return cli.DONE
