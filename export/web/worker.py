"""What runs in a process of its own, so that it can be ended: queries, paths and layouts."""

import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from export.web import accept
from kg import query
from kg.errors import QueryError, StoreError
from kg.location import Place, opened
from kg.store import Dataset, Store
from kg.store.formats import write_triples
from kg.store.results import read_answer, triples_of, write_results

_MEMORY = 4 << 30
"""Bytes that one process may take; a query that needs more is ended."""


class NotAcceptableError(QueryError):
    """An answer of a kind that no media type the client accepts can hold."""


def work(pipe: Connection, path: Place) -> None:
    """Answer what comes through the pipe from the store at ``path`` until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends us
    _bound_memory()
    with opened(path) as store:
        pipe.send(("ready", None))
        while True:
            try:
                name, given = pipe.recv()
            except (EOFError, OSError):
                return
            pipe.send(_outcome(store, name, given))


def _bound_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _outcome(store: Store, name: str, given: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "done", _TASKS[name](store, **given)
    except NotAcceptableError as error:
        return "unacceptable", str(error)
    except QueryError as error:
        return "refused", str(error)
    except StoreError as error:
        return "unreachable", str(error)
    except (SyntaxError, RuntimeError, ValueError, OSError, RecursionError) as error:
        return "refused", f"query: {' '.join(str(error).split())}"
    except MemoryError:
        return "refused", "query: needs too much memory; ask for less"


def ask(
    store: Store,
    *,
    sparql: str,
    dataset: Dataset | None,
    base: str,
    accepted: str,
    rows: int,
) -> tuple[str, bytes]:
    """Return the media type and the text of a query's answer."""
    import threading

    text = query.checked(store, sparql)
    answer = read_answer(store.query(text, None, dataset, base), rows, threading.Event())
    if answer.truncated:
        raise QueryError(f"query: more than {rows} rows; ask for less, or add LIMIT {rows}")
    graph = answer.form == "triples"
    chosen = accept.choose(accepted, accept.TRIPLES if graph else accept.ROWS)
    if chosen is None:
        offered = ", ".join(accept.TRIPLES if graph else accept.ROWS)
        raise NotAcceptableError(f"this answer can be had as {offered}")
    media, form = chosen
    if graph:
        return media, write_triples(set(triples_of(answer)), form)
    return media, write_results(answer, form)


def explore(store: Store, **given: Any) -> dict[str, Any]:
    """Return what the explorer shows; see :func:`export.web.explore.scene`."""
    from export.web import explore  # numpy and networkx: only who explores should wait for them

    return explore.scene(store, **given)


_TASKS: dict[str, Callable[..., Any]] = {"ask": ask, "explore": explore}
