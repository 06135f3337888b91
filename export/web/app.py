"""The application: addresses, and what lives as long as the server does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from export.web import catalogue, editing, explorer, pages, protocol, screen, snapshot
from export.web.limits import Limits
from export.web.workers import Workers
from kg import location
from kg.errors import ParkgraphError

_LOOK, _LOOK_AFAR = 3.0, 60.0
"""Seconds between looks whether the store has changed: a folder, and one on another server."""
_KEEP = 60.0
"""Seconds that a snapshot is kept for the requests that still read it."""
_DRAWERS = 2
"""Processes that work out what the explorer shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the graph comes from, and how its things' IRIs begin (None: as they are found)."""

    store: location.Place
    base: str | None = None


Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class SecurityHeaders:
    """Adds the headers that keep a page to itself; answers of ``/sparql`` are no pages."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def secured(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                own = screen.headers(scope["path"])
                more = [(key.lower().encode(), value.encode()) for key, value in own.items()]
                message["headers"] = [*message.get("headers", []), *more]
            await send(message)

        await self._app(scope, receive, secured if scope["type"] == "http" else send)


def make(place: Place, limits: Limits, token: str | None = None) -> Starlette:
    """Make the application; it opens its snapshot when it starts.

    With a ``token``, who knows it may correct the graph.
    """
    with as_file(files("export") / "web" / "static") as folder:
        static = StaticFiles(directory=folder)
    any_method = ["GET", "POST", "OPTIONS"]
    app = Starlette(
        routes=[
            Route("/", pages.home),
            Route("/search", pages.search),
            Route("/suggest", pages.suggest),
            Route("/list/{type}", pages.things),
            Route("/id/{rest:path}", pages.item),
            Route("/programmes", pages.programmes),
            Route("/explore", explorer.page),
            Route("/explore.json", explorer.scene),
            Route("/query", pages.ask),
            Route("/accuracy", pages.accuracy),
            Route("/enter", editing.enter, methods=["POST"]),
            Route("/correct", editing.correct, methods=["POST"]),
            Route("/sparql", protocol.answer, methods=any_method),
            Route("/sparql/", protocol.answer, methods=any_method),
            Mount("/static", static),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={404: _missing, ParkgraphError: _unreachable, 500: _failed},
        lifespan=_lifespan,
    )
    app.state.place, app.state.limits, app.state.editing = place, limits, None
    if token is not None:
        app.state.editing = editing.Editing(token, lambda: renew(app))
    return app


def _missing(request: Request, _: Exception) -> Response:
    return pages.missing(request)


def _unreachable(_: Request, error: Exception) -> Response:
    return Response(f"{error}\n", 502, media_type="text/plain; charset=utf-8")


def _failed(_: Request, error: Exception) -> Response:
    return Response(f"{type(error).__name__}\n", 500, media_type="text/plain")


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    workers = Workers(app.state.limits)
    # they keep what they have read of the graph, and are too slow to stand in a query's way
    drawers = Workers(replace(app.state.limits, queries=_DRAWERS), aside=True)
    app.state.workers, app.state.drawers = workers, drawers
    app.state.folders, app.state.mark = [], ()
    app.state.changing, app.state.scenes = asyncio.Lock(), {}
    await refresh(app)
    watcher = asyncio.create_task(_watch(app))
    try:
        yield
    finally:
        watcher.cancel()
        app.state.preparing.cancel()
        await workers.stop()
        await drawers.stop()
        for folder in app.state.folders:
            snapshot.drop(folder)


async def refresh(app: Starlette) -> None:
    """Serve what the store holds now; raises :class:`ParkgraphError` when it can't be read."""
    place: Place = app.state.place
    async with app.state.changing:
        mark = await asyncio.to_thread(snapshot.mark, place.store)
        folder = await asyncio.to_thread(snapshot.take, place.store)
        app.state.folders.append(folder)
        try:
            loaded = await asyncio.to_thread(catalogue.load, folder, place.base)
            await asyncio.to_thread(_warm, loaded)
        except Exception:
            app.state.folders.remove(folder)
            snapshot.drop(folder)
            raise
        await app.state.workers.use(folder)
        await app.state.drawers.use(folder)
        app.state.catalogue, app.state.mark = loaded, mark
        app.state.preparing = asyncio.create_task(explorer.prepare(app, loaded))


def _warm(loaded: catalogue.Catalogue) -> None:
    """Work out what the first look-up would wait for."""
    _ = loaded.addresses, loaded.by_source, loaded.by_type, loaded.forms


async def _watch(app: Starlette) -> None:
    """Take a new snapshot when the store has changed and nobody writes to it."""
    while True:
        place: Place = app.state.place
        await asyncio.sleep(_LOOK_AFAR if location.is_address(place.store) else _LOOK)
        if await asyncio.to_thread(snapshot.mark, place.store) in ((), app.state.mark):
            continue
        try:
            await renew(app)
        except (ParkgraphError, OSError):
            continue  # someone is writing; the next look may find it done


async def renew(app: Starlette) -> None:
    """Serve what the store holds now, and let go of what was served when nobody reads it."""
    old = list(app.state.folders)
    await refresh(app)
    asyncio.get_running_loop().call_later(_KEEP, _drop, app, old)


def _drop(app: Starlette, folders: list[location.Place]) -> None:
    for folder in folders:
        snapshot.drop(folder)
        if folder in app.state.folders:
            app.state.folders.remove(folder)
