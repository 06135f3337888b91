"""The explorer's page, and the scenes that its script asks for."""

import asyncio
import contextlib
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from export import styles
from export.web import screen, twins, words
from export.web.catalogue import Catalogue
from export.web.workers import BusyError, RefusedError, TooSlowError, UnreachableError
from kg import vocab
from kg.errors import QueryError

_MOST_NAMED = 400
"""Things that one address may name."""
_WHOLE: dict[str, Any] = {
    "opened": [],
    "also": [],
    "gone": [],
    "ends": None,
    "whole": True,
    "avoid": [],
}
_WORDS = """expand fold remove path_from path_to path_none path_wait clear_path copied
shown_n left_out_n no_webgl loading failed to_page relations_n no_results""".split()


async def page(request: Request) -> Response:
    """Show the explorer, or give what it shows; without script, the things it starts with."""
    if (form := screen.form_of(request)) != "html":
        return await scene(request, form)
    known = screen.catalogue_of(request)
    asked = _iris(known, request, "open") + _iris(known, request, "with")
    language = screen.language_of(request)
    start = known.by_type["Park"][:8] + known.by_type["Programme"][:8]
    config = {
        "words": {key: words.words()[key][words.LANGUAGES.index(language)] for key in _WORDS},
        "types": {
            name: {"label": vocab.label(name, language), "colour": style[0]}
            for name, style in styles.TYPES.items()
        },
        "relations": {
            name: {"label": vocab.label(name, language), "colour": colour}
            for name, colour in styles.RELATIONS.items()
        },
        "lang": request.query_params.get("lang"),
    }
    return await run_in_threadpool(
        screen.page,
        request,
        "explore.html",
        asked=[known.things[iri] for iri in asked if iri in known.things],
        start=start,
        whole="whole" in request.query_params,
        config=config,
    )


async def scene(request: Request, form: str = "json") -> Response:
    """Give as JSON or Turtle what an address of the explorer shows."""
    known = screen.catalogue_of(request)
    ends = (_iris(known, request, "from")[:1], _iris(known, request, "to")[:1])
    given: dict[str, Any] = {
        "opened": _iris(known, request, "open"),
        "also": _iris(known, request, "with"),
        "gone": _iris(known, request, "gone"),
        "ends": (ends[0][0], ends[1][0]) if all(ends) else None,
        "whole": "whole" in request.query_params,
        "avoid": request.query_params.getlist("hide")[:40] if all(ends) else [],
    }
    try:
        drawn = await _drawn(request.app, known, given)
        if form == "ttl":
            return screen.as_turtle(await run_in_threadpool(twins.scene_turtle, known, drawn))
        return screen.as_json(drawn)
    except (TooSlowError, BusyError) as error:
        return Response(f"{error}\n", 503, {"Retry-After": "2"}, media_type="text/plain")
    except UnreachableError as error:
        return Response(f"{error}\n", 502, media_type="text/plain")
    except RefusedError as error:
        return Response(f"{error}\n", 400, media_type="text/plain")


async def prepare(app: Starlette, known: Catalogue) -> None:
    """Draw the whole graph before anybody asks for it: it is what takes longest."""
    # who asks meets the reason when it can't be drawn
    with contextlib.suppress(QueryError):
        app.state.scenes = {known.path: await _scene(app, known, dict(_WHOLE))}


async def _drawn(app: Starlette, known: Catalogue, given: dict[str, Any]) -> dict[str, Any]:
    """Return a scene as the script reads it; that of the whole graph is kept."""
    if given == _WHOLE and known is app.state.catalogue:
        await asyncio.shield(app.state.preparing)
        if known.path in app.state.scenes:
            kept: dict[str, Any] = app.state.scenes[known.path]
            return kept
    return await _scene(app, known, given)


async def _scene(app: Starlette, known: Catalogue, given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = await app.state.drawers.run("explore", **given)
    short = {thing["iri"]: known.key(thing["iri"]) for thing in found["things"]}
    for thing in found["things"]:
        thing["id"] = short[thing["iri"]]
        thing["page"] = known.address(thing["iri"])
        del thing["iri"]
    for relation in found["relations"]:
        relation["from"], relation["to"] = short[relation["from"]], short[relation["to"]]
    found["paths"] = [[short[iri] for iri in path] for path in found["paths"]]
    return found


def _iris(known: Catalogue, request: Request, name: str) -> list[str]:
    given = request.query_params.getlist(name)[:_MOST_NAMED]
    found = (known.addresses.get(one) for one in given)
    return list(dict.fromkeys(iri for iri in found if iri in known.things))
