"""``kg alike``: parks alike in their programmes."""

import click

from kg import analysis, cli
from kg.cli import analysing


@click.command()
@click.argument("park", required=False)
@analysing.limit_option
@analysing.format_option
@click.pass_obj
def command(settings: cli.Settings, park: str | None, limit: int, form: str) -> int:
    """List the parks whose programmes are most alike: all pairs, or those of PARK."""
    graph, found = analysing.opened(settings, park, type_name="Park")
    pairs = analysis.alike(graph, found[0][0].iri if found else None)[:limit]
    rows = [
        [
            pair.one.name,
            pair.other.name,
            f"{pair.score:.3f}",
            f"{pair.kinds:.3f}",
            f"{pair.names:.3f}",
            "、".join(pair.words),
        ]
        for pair in pairs
    ]
    data = [
        {
            "parks": [analysing.ref_json(pair.one), analysing.ref_json(pair.other)],
            "score": pair.score,
            "kinds": pair.kinds,
            "names": pair.names,
            "words": list(pair.words),
        }
        for pair in pairs
    ]
    columns = ("园区", "园区", "相似度", "类别", "名称", "共同字词")
    analysing.show(columns, rows, data, form)
    return cli.DONE
