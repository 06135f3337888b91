"""``kg matrix``: programmes by kind and park."""

import click

from kg import analysis, cli, vocab
from kg.cli import analysing


@click.command()
@analysing.limit_option
@analysing.format_option
@click.pass_obj
def command(settings: cli.Settings, limit: int, form: str) -> int:
    """Count the programmes of each kind in each park, those with most programmes first."""
    graph, _ = analysing.opened(settings)
    found = analysis.matrix(graph)
    kinds = [kind for kind in vocab.KINDS if any(kind in p.kinds for p in found)]
    rows = [
        [p.park.name, *(p.kinds.get(kind, "") for kind in kinds), len(p.programmes)]
        for p in found[:limit]
    ]
    totals = [sum(p.kinds.get(kind, 0) for p in found) for kind in kinds]
    rows.append([f"共 {len(found)} 个园区", *totals, sum(len(p.programmes) for p in found)])
    data = [
        {**analysing.ref_json(p.park), "kinds": p.kinds, "programmes": len(p.programmes)}
        for p in found[:limit]
    ]
    columns = ("园区", *(vocab.label(kind) for kind in kinds), "合计")
    analysing.show(columns, rows, data, form)
    return cli.DONE
