"""``kg compare``: two parks side by side."""

from typing import Any

import click

from kg import analysis, cli, vocab
from kg.cli import analysing

_LISTS = {
    "programmes": "品牌与行动",
    "companies": "企业",
    "projects": "项目",
    "organisations": "机构",
    "people": "人物",
}


@click.command()
@click.argument("one")
@click.argument("other")
@analysing.format_option
@click.pass_obj
def command(settings: cli.Settings, one: str, other: str, form: str) -> int:
    """Put the parks ONE and OTHER (any of their names) side by side."""
    graph, ((first, *_), (second, *_)) = analysing.opened(settings, one, other, type_name="Park")
    found = analysis.compare(graph, first.iri, second.iri)
    both = (found.one, found.other)
    rows: list[list[object]] = [["文章", *(p.articles for p in both)]]
    for field, label in _LISTS.items():
        rows.append([label, *(len(getattr(p, field)) for p in both)])
        if field == "programmes":
            kinds = [k for k in vocab.KINDS if any(k in p.kinds for p in both)]
            rows += [[f"· {vocab.label(k)}", *(p.kinds.get(k, 0) for p in both)] for k in kinds]
    shared = analysing.names(found.shared) or "无"
    rows += [["相似度", f"{found.likeness:.3f}", ""], ["共同关联", shared, ""]]
    columns = ("", found.one.park.name, found.other.park.name)
    data = {
        "parks": [_profile(p) for p in both],
        "shared": [analysing.ref_json(r) for r in found.shared],
        "likeness": found.likeness,
    }
    analysing.show(columns, rows, data, form)
    return cli.DONE


def _profile(profile: analysis.Profile) -> dict[str, Any]:
    lists = {name: [analysing.ref_json(r) for r in getattr(profile, name)] for name in _LISTS}
    head = {**analysing.ref_json(profile.park), "articles": profile.articles}
    return {**head, "kinds": profile.kinds, **lists}
