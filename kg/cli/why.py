"""``kg why``: tell why two names are one thing in the graph, or why they are not."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from kg import cli, lookup, vocab
from kg.answer import plain
from kg.reasons import Quote, Verdict, why
from kg.store import Store


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.pass_obj
def command(settings: cli.Settings, one: str, other: str, form: str) -> int:
    """Tell why the names A and B are one thing, or why they are two, with the sentences.

    NAME@WHERE is the thing of that name in articles that also name WHERE, or in the source WHERE:
    kg why 王强@无锡高新区 王强@成都高新区.
    """
    with Store(settings.store, read_only=True) as store:
        verdict = why(store, one, other)
        lost = [] if verdict else [n for n in (one, other) if why(store, n, n) is None]
        near = {name: lookup.near(store, name.partition("@")[0]) for name in lost}
    for name, refs in near.items():
        like = "、".join(f"{ref.name}（{vocab.label(ref.type)}）" for ref in refs)
        click.echo(f"kg: {name}: not in the graph" + (f"; near: {like}" if like else ""), err=True)
    if verdict is None:
        return cli.FAILED
    if form == "json":
        click.echo(json.dumps(asdict(verdict), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(verdict, one, other)))
    return cli.DONE


def _lines(verdict: Verdict, one: str, other: str) -> Iterator[str]:
    if verdict.same:
        yield f"{plain(one)} ＝ {plain(other)}：是同一个{vocab.label(verdict.one.type)}"
        yield f"  <{verdict.one.iri}>"
    else:
        yield f"{plain(one)} ≠ {plain(other)}：不是同一个"
        yield f"  <{verdict.one.iri}>　{vocab.label(verdict.one.type)}"
        yield f"  <{verdict.other.iri}>　{vocab.label(verdict.other.type)}"
    for reason in verdict.reasons:
        yield f"  · {plain(reason.text)}　[{reason.rule}]"
        for quote in reason.quotes:
            yield from quoted(quote)


def quoted(quote: Quote) -> Iterator[str]:
    """Yield a quote as two lines: the sentence, and where it stands."""
    title = f"《{plain(quote.title)}》" if quote.title else ""
    place = f"{plain(quote.source)}:{quote.start}-{quote.end}"
    yield f"      “{plain(quote.text)}”"
    yield "      —— " + " ".join(part for part in (title, quote.date, place) if part)
