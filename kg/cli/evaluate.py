"""``kg evaluate``: measure precision and recall on annotated pages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kg import cli, evaluate
from kg.cli import reading
from kg.errors import InputError
from kg.model import as_json


@click.command()
@click.argument("gold", type=click.Path(exists=True, path_type=Path))
@click.argument("sources", nargs=-1, required=True, type=click.Path())
@reading.jobs_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--verbose", "-v", is_flag=True, help="List every miss and every wrong finding.")
@click.pass_obj
def command(
    settings: cli.Settings,
    gold: Path,
    sources: tuple[str, ...],
    jobs: int | None,
    form: str,
    verbose: bool,
) -> int:
    """Measure what is found in SOURCES against the annotations in GOLD.

    SOURCES are pages and folders, or .jsonl files that kg extract made.
    """
    golds = evaluate.read_gold(gold)
    skipped: list[InputError] = []
    made = [path for path in sources if path.endswith(".jsonl")]
    articles = [article for path in made for article in _lines(Path(path))]
    pages = [path for path in sources if not path.endswith(".jsonl")]
    articles += _extracted(pages, {g["doc"] for g in golds}, settings, jobs, skipped)
    result = evaluate.evaluate(golds, articles)
    if form == "json":
        click.echo(json.dumps(evaluate.as_json(result), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(result, verbose)))
    skipped += [
        InputError(f"{doc}: annotated, but not found in the sources; counted as all missed")
        for doc in result.unread
    ]
    return cli.SKIPPED if reading.report(skipped) else cli.DONE


def _lines(path: Path) -> list[Mapping[str, Any]]:
    try:
        lines = path.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; name what kg extract made") from error
    except ValueError as error:
        raise InputError(f"{path}: not JSON Lines in UTF-8; name what kg extract made") from error


def _extracted(
    pages: Sequence[str],
    annotated: set[str],
    settings: cli.Settings,
    jobs: int | None,
    skipped: list[InputError],
) -> Iterator[Mapping[str, Any]]:
    """Extract the pages that have an annotation; the others can't be scored."""
    if not pages:
        return
    found, missing = reading.sources(pages)
    skipped += missing
    wanted = [source for source in found if Path(source).name in annotated]
    for _, outcome in reading.outcomes(wanted, jobs, debug=settings.debug):
        if isinstance(outcome, InputError):
            skipped.append(outcome)
        else:
            yield from map(as_json, outcome)


def _text(result: evaluate.Evaluation, verbose: bool) -> Iterator[str]:
    for part, scores in (("entities", result.entities), ("relations", result.relations)):
        yield f"{part:<20} precision  recall      F1   (hit/predicted/gold)"
        for name, score in {"all": evaluate.total(scores), **scores}.items():
            if score.gold or score.predicted:
                yield (
                    f"  {name:<18} {score.precision:9.3f} {score.recall:7.3f} {score.f1:7.3f}"
                    f"   ({score.hit}/{score.predicted}/{score.gold})"
                )
    yield f"{'confidence':<20}     right (right/given)"
    bounds = [*result.confidence, 1.0]
    for (bound, share), upper in zip(result.confidence.items(), bounds[1:], strict=True):
        if share.total:
            band = f"{bound:.2f}–{min(upper, 1.0):.2f}"
            rate = share.right / share.total
            yield f"  {band:<18} {rate:9.3f}   ({share.right}/{share.total})"
    yield f"roles right: {result.roles.right} of {result.roles.total}"
    yield f"kinds right: {result.kinds.right} of {result.kinds.total}"
    yield f"articles split right: {result.splits.right} of {result.splits.total}"
    yield f"leaks from page furniture: {len(result.leaks)}"
    if verbose:
        for error in result.errors:
            yield "\t".join(error)
        for doc, name in result.leaks:
            yield f"{doc}\tleak\t\t{name}"
