"""The command ``kg``: one module a command, each loaded when it is asked for."""

import io
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from kg.errors import ParkgraphError

DONE, FAILED, USAGE, SKIPPED, INTERRUPTED = 0, 1, 2, 3, 130
"""What the exit codes say; SKIPPED: finished, but without some inputs."""

_COMMANDS: Mapping[str, str] = {
    "build": "Read pages and put what they say into the store.",
    "extract": "Print what pages say as JSON Lines, without a store.",
    "lookup": "Show what is known of a thing, by any of its names.",
    "why": "Tell why two names are one thing, or why they are not.",
    "review": "List what most deserves a human look.",
    "curate": "Write down what people know better, and apply it.",
    "query": "Ask the graph in SPARQL, or with a stored query.",
    "compare": "Put two parks side by side.",
    "alike": "List parks alike in their programmes.",
    "matrix": "Count programmes by kind and park.",
    "paths": "Show what connects two things, step by step, with sentences.",
    "central": "List the most central organisations.",
    "timeline": "List programmes over time, by the dates of articles.",
    "view": "Write the interactive picture: one HTML file.",
    "serve": "Serve SPARQL, pages and an explorer for a browser.",
    "export": "Write the graph to a file of another format.",
    "remove": "Take sources out of the graph.",
    "stats": "Count what the store holds.",
    "check": "Check the graph against its shapes: names, types, parts, evidence.",
    "evaluate": "Measure precision and recall on annotated pages.",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the options before the command say."""

    place: Path | str
    """The folder of the graph, or the address of a SPARQL endpoint."""
    base: str | None
    debug: bool

    @property
    def store(self) -> Path:
        """The folder of the graph; for the commands that need one."""
        if isinstance(self.place, str):
            raise click.UsageError("--store: this command needs a folder, not an address")
        return self.place


class _Commands(click.Group):
    """The commands by name; errors a user can act on become one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"kg.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        # click would load every command for its help
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = "kg", **extra: Any
    ) -> NoReturn:
        """Run a command and end the process with its exit code.

        Instead of click's own, which ends with 1 after an interruption or a closed pipe.
        """
        _write_utf8()
        given = list(sys.argv[1:] if args is None else args)
        name = prog_name or "kg"
        self._main_shell_completion(extra, name)
        try:
            try:
                with self.make_context(name, list(given), **extra) as context:
                    code = self.invoke(context)
            except click.exceptions.Exit as ended:
                code = ended.exit_code
            sys.stdout.flush()
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(USAGE)
        except click.ClickException as error:
            click.echo(f"kg: {_usage(error)}", err=True)
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            interrupted()
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            # whoever read the output has enough; nothing can be flushed any more
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(DONE)
        except Exception as error:
            if "--debug" in given:
                raise
            click.echo(f"kg: {_line(error)}", err=True)
            sys.exit(FAILED)
        sys.exit(code if isinstance(code, int) else DONE)


def interrupted() -> None:
    """Say that a command was interrupted."""
    start = "\n" if sys.stderr.isatty() else ""  # the terminal has shown ^C
    click.echo(f"{start}kg: interrupted", err=True)


def _usage(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" ({context.command_path} --help shows how)" if context is not None else ""
    return " ".join(error.format_message().split()) + hint


def _line(error: Exception) -> str:
    if isinstance(error, ParkgraphError):
        return str(error)
    if isinstance(error, OSError) and error.strerror is not None:
        place = "a file" if error.filename is None else error.filename
        return f"{place}: {error.strerror}; choose another place or its permissions"
    first = " ".join(str(error).split())
    return f"fault of kg itself: {type(error).__name__}: {first}; run kg --debug and report it"


def _write_utf8() -> None:
    """Make what goes into files and pipes UTF-8, and a terminal's missing characters no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                # a file name that is not UTF-8 still makes valid JSON
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class _Place(click.Path):
    """A folder, or the address of a SPARQL endpoint."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an address as text and a folder as a path."""
        if str(value).lower().startswith(("http://", "https://")):
            return str(value)
        return super().convert(value, param, ctx)


def _absolute(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value:
        from kg.store import is_iri  # only who gives a base waits for it

        if not is_iri(value):
            wanted = "give an absolute IRI, such as https://example.org/id/"
            raise click.BadParameter(wanted, ctx, parameter)
    return value


@click.group("kg", cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--store",
    type=_Place(path_type=Path),
    default="parkgraph.db",
    envvar="KG_STORE",
    show_default="./parkgraph.db",
    show_envvar=True,
    help="Folder of the graph; for lookup, query, view and serve also http://HOST/sparql.",
)
@click.option(
    "--base",
    envvar="KG_BASE",
    show_envvar=True,
    callback=_absolute,
    help="Start of the things' IRIs.",
)
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(package_name="parkgraph", prog_name="kg")
@click.pass_context
def main(ctx: click.Context, store: Path | str, base: str | None, debug: bool) -> None:
    """Make a graph of parks, their programmes, firms, projects and people out of news pages."""
    ctx.obj = Settings(store, base, debug)
