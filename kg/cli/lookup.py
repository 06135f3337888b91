"""``kg lookup``: show what is known of a thing."""

import json
from collections.abc import Iterator

import click

from kg import cli, location, lookup, vocab
from kg.answer import plain
from kg.facts import Evidence, KnownFact, Ref

_LISTS = {
    "parks": "园区",
    "wholes": "属于",
    "parts": "组成",
    "members": "成员",
    "programmes": "品牌与行动",
    "companies": "企业",
    "projects": "项目",
    "people": "人物",
    "organisations": "机构",
}


@click.command()
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.pass_obj
def command(settings: cli.Settings, name: str, form: str) -> int:
    """Show what is known of the things called NAME: any name or alias, with quotes."""
    with location.opened(settings.place) as store:
        cards = lookup.cards(store, name)
        near = [] if cards else lookup.near(store, name)
    if form == "json":
        shown = [lookup.as_json(card) for card in cards]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join("\n".join(_card(card)) for card in cards), nl=bool(cards))
    if cards:
        return cli.DONE
    like = "、".join(f"{ref.name}（{_type(ref.type)}）" for ref in near)
    click.echo(f"kg: {name}: not in the graph" + (f"; near: {like}" if like else ""), err=True)
    return cli.FAILED


def _type(name: str) -> str:
    return vocab.TYPES[name].zh if name in vocab.TYPES else name


def _card(card: lookup.Card) -> Iterator[str]:
    kind = vocab.KINDS.get(card.kind or "")
    yield f"{plain(card.name)}　[{_type(card.type)}{f' · {kind.zh}' if kind else ''}]"
    if card.aliases:
        yield f"  又称：{'、'.join(_read(card, alias) for alias in card.aliases)}"
    if card.official:
        yield f"  名录：{_entry(card.official)}"
    for field, label in _LISTS.items():
        refs: tuple[Ref, ...] = getattr(card, field)
        count = str(len(refs))
        if field == "parts" and card.expected_parts:
            count += f"/{card.expected_parts}"
        if refs or (field == "parts" and card.expected_parts):
            names = "、".join(plain(ref.name) for ref in refs) or "尚未找到"
            yield f"  {label}（{count}）：{names}"
    yield f"  <{card.iri}>"
    for fact in card.facts:
        yield f"  · {_says(fact)}"
        for evidence in fact.evidence:
            yield from _quote(evidence)


_SHOWN = 2
"""Sources after which only their number is told."""


def _read(card: lookup.Card, alias: str) -> str:
    """Return a name with where it was read."""
    sources = list(dict.fromkeys(r.source for r in card.readings if r.name == alias))
    more = f" 等 {len(sources)} 处" if len(sources) > _SHOWN else ""
    shown = "、".join(map(plain, sources[:_SHOWN]))
    return plain(alias) + (f"（{shown}{more}）" if sources else "")


def _entry(entry: lookup.Entry) -> str:
    level = vocab.label(entry.level) if entry.level else None
    city = entry.city if entry.city != entry.province else None
    place = f"{entry.province}{city or ''}（{entry.code}）"
    told = " · ".join(part for part in (entry.name, level, place) if part)
    return f"{told}，据《{entry.register}》{entry.date}"


def _says(fact: KnownFact) -> str:
    relation = vocab.PREDICATES.get(fact.predicate)
    says = relation.zh if relation else fact.predicate
    role = f"（{plain(fact.role)}）" if fact.role else ""
    return f"{plain(fact.subject.name)} — {says} → {plain(fact.object.name)}{role}"


def _quote(evidence: Evidence) -> Iterator[str]:
    title = f"《{plain(evidence.title)}》" if evidence.title else ""
    place = f"{plain(evidence.source)}:{evidence.start}-{evidence.end}"
    yield f"      “{plain(evidence.text)}”"
    yield "      —— " + " ".join(part for part in (title, evidence.date, place) if part)
