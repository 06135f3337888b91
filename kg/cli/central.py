"""``kg central``: the most central organisations."""

import click

from kg import analysis, cli, vocab
from kg.cli import analysing


@click.command()
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(list(vocab.TYPES), case_sensitive=False),
    help="Things of this type instead of organisations (may be repeated).",
)
@analysing.limit_option
@analysing.format_option
@click.pass_obj
def command(settings: cli.Settings, types: tuple[str, ...], limit: int, form: str) -> int:
    """List the organisations that most facts join to others, and through which most paths lead."""
    graph, _ = analysing.opened(settings)
    found = analysis.central(graph, types or vocab.ORGANISATION_TYPES)[:limit]
    rows = [
        [
            c.thing.name,
            vocab.label(c.thing.type),
            c.neighbours,
            f"{c.betweenness:.5f}",
            c.articles,
            analysing.names(c.parks, 2),
        ]
        for c in found
    ]
    data = [
        {
            **analysing.ref_json(c.thing),
            "neighbours": c.neighbours,
            "betweenness": c.betweenness,
            "articles": c.articles,
            "parks": [analysing.ref_json(p) for p in c.parks],
        }
        for c in found
    ]
    columns = ("名称", "类型", "关联", "居间度", "文章", "园区")
    analysing.show(columns, rows, data, form)
    return cli.DONE
