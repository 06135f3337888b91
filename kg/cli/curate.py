"""``kg curate``: write down what people know better, and bring the graph in step with it."""

import getpass
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from kg import cli, curation, graph, vocab
from kg.curation import Index
from kg.errors import CurationError
from kg.store import Store

_Fields = Mapping[str, str | list[str] | None]


def _noted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every decision has."""
    for option in (
        click.option("--reason", help="Why."),
        click.option(
            "--author", envvar="KG_AUTHOR", show_envvar=True, help="Who (else: the login name)."
        ),
    ):
        function = option(function)
    return click.pass_obj(function)


_type = click.option(
    "--type", "type_name", type=click.Choice(list(vocab.TYPES)), help="Of this type."
)


@click.group()
def command() -> None:
    """Write decisions into curation.toml beside the store, and apply them.

    They survive every rebuild; keep the file under version control. A NAME is any name of a thing;
    NAME@WHERE is the one in articles that also name WHERE, or in the source WHERE.
    """


@command.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_type
@_noted
def same(settings: cli.Settings, one: str, other: str, type_name: str | None, **by: str) -> int:
    """A and B are one thing."""
    return decide(settings, "same", {"names": [one, other], "type": type_name}, **by)


@command.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_type
@_noted
def different(
    settings: cli.Settings, one: str, other: str, type_name: str | None, **by: str
) -> int:
    """A and B are two things."""
    return decide(settings, "different", {"names": [one, other], "type": type_name}, **by)


@command.command()
@click.argument("name", metavar="A")
@click.argument("to", metavar="B")
@_type
@_noted
def rename(settings: cli.Settings, name: str, to: str, type_name: str | None, **by: str) -> int:
    """Call A by the name B."""
    return decide(settings, "rename", {"name": name, "to": to, "type": type_name}, **by)


@command.command()
@click.argument("name", metavar="A")
@click.argument("predicate", required=False, type=click.Choice(list(vocab.PREDICATES)))
@click.argument("object_", metavar="[B]", required=False)
@_type
@_noted
def drop(
    settings: cli.Settings,
    name: str,
    predicate: str | None,
    object_: str | None,
    type_name: str | None,
    **by: str,
) -> int:
    """A is no thing of this graph; or: the fact A PREDICATE B is wrong."""
    if (predicate is None) != (object_ is None):
        raise click.UsageError("a fact has three parts: A PREDICATE B")
    if predicate is None:
        return decide(settings, "drop", {"name": name, "type": type_name}, **by)
    fact = {"subject": name, "predicate": predicate, "object": object_}
    return decide(settings, "drop", fact, **by)


@command.command()
@click.argument("subject", metavar="A")
@click.argument("predicate", type=click.Choice(list(vocab.PREDICATES)))
@click.argument("object_", metavar="B")
@click.option("--role", help="The post, for holdsPosition.")
@click.option("--subject-type", type=click.Choice(list(vocab.TYPES)), help="When A is new.")
@click.option("--object-type", type=click.Choice(list(vocab.TYPES)), help="When B is new.")
@_noted
def add(
    settings: cli.Settings,
    subject: str,
    predicate: str,
    object_: str,
    role: str | None,
    subject_type: str | None,
    object_type: str | None,
    **by: str,
) -> int:
    """Add the fact A PREDICATE B; its evidence is the decision itself."""
    fields = {
        "subject": subject,
        "predicate": predicate,
        "object": object_,
        "role": role,
        "subject_type": subject_type,
        "object_type": object_type,
    }
    return decide(settings, "add", fields, **by)


@command.command()
@click.argument("name", metavar="A")
@click.argument("predicate", required=False, type=click.Choice(list(vocab.PREDICATES)))
@click.argument("object_", metavar="[B]", required=False)
@_noted
def confirm(
    settings: cli.Settings, name: str, predicate: str | None, object_: str | None, **by: str
) -> int:
    """A, or the fact A PREDICATE B, is right as it is: kg review asks no more."""
    if (predicate is None) != (object_ is None):
        raise click.UsageError("a fact has three parts: A PREDICATE B")
    fields: _Fields = {"subject": name, "predicate": predicate, "object": object_}
    return decide(settings, "confirm", fields if predicate else {"name": name}, **by)


def decide(settings: cli.Settings, action: str, fields: _Fields, **by: str | None) -> int:
    """Write one decision, bring the graph in step, and report what has no effect."""
    path = curation.place(settings.store)
    wanted = {**fields, "author": by.get("author") or _login(), "reason": by.get("reason")}
    text = curation.block(action, wanted)
    if (settings.store / "CURRENT").exists():
        with Store(settings.store) as store:
            _refuse_doubtful(store, path, text)
            curation.append(path, text)
            lost = graph.refresh(store)
    else:
        curation.append(path, text)
        lost = ()
        click.echo(f"{settings.store}: no store yet; kg build will apply it", err=True)
    report(lost)
    click.echo(f"{path}: {curation.parse(text, str(path)).lines[0]}", err=True)
    return cli.DONE


def report(lost: tuple[str, ...]) -> None:
    """Name the decisions that have no effect."""
    for line in lost:
        click.echo(f"kg: no effect: {line}", err=True)


def _login() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None  # a container may have no name for its user


def _refuse_doubtful(store: Store, path: Path, text: str) -> None:
    """Refuse a decision about a name that nothing or several things have; say what they are."""
    (line,) = curation.parse(text, str(path)).lines
    found = graph.resolution(store)
    index = Index(found.seen, added=True)
    for name, type_name in zip(line.names, line.types, strict=False):
        things = {
            found.things[key].iri: key
            for key in index.match(name, type_name)
            if key in found.things
        }
        if not things and not (line.action == "add" and type_name):
            hint = "; say what it is with --subject-type or --object-type"
            raise CurationError(
                f"{name}: not in the graph; kg lookup shows what is"
                + (hint if line.action == "add" else "")
            )
        types = {found.seen.type(key) for key in things.values()}
        if len(things) > 1 and (line.action != "same" or len(types) == 1):
            which = "、".join(
                f"{name.partition('@')[0]}@{found.seen.locals[key][0]}" for key in things.values()
            )
            raise CurationError(f"{name}: {len(things)} things are called so; say which: {which}")
