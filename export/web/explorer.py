"""The explorer's page, and the scenes that its script asks for."""

import contextlib
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from export import styles
from export.web import screen, words
from export.web.catalogue import Catalogue, canonical
from export.web.workers import BusyError, RefusedError, TooSlowError
from kg import vocab

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
    """Show the explorer; without script, the things that it starts with."""
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


async def scene(request: Request) -> Response:
    """Give as JSON what an address of the explorer shows."""
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
        return screen.as_json(await _drawn(request.app, known, given))
    except (TooSlowError, BusyError) as error:
        return Response(f"{error}\n", 503, {"Retry-After": "2"}, media_type="text/plain")
    except RefusedError as error:
        return Response(f"{error}\n", 400, media_type="text/plain")


async def prepare(app: Starlette, known: Catalogue) -> None:
    """Draw the whole graph before anybody asks for it: it is what takes longest."""
    # who asks meets the reason when it can't be drawn
    with contextlib.suppress(TooSlowError, BusyError, RefusedError):
        await _drawn(app, known, dict(_WHOLE))


async def _drawn(app: Starlette, known: Catalogue, given: dict[str, Any]) -> dict[str, Any]:
    """Return a scene as the script reads it; that of the whole graph is kept."""
    kept: dict[Path, dict[str, Any]] = app.state.scenes
    if given == _WHOLE and known.path in kept:
        return kept[known.path]
    found: dict[str, Any] = await app.state.workers.run("explore", **given)
    short = {thing["iri"]: key(known, thing["iri"]) for thing in found["things"]}
    for thing in found["things"]:
        thing["id"] = short[thing["iri"]]
        thing["page"] = known.address(thing["iri"])
        del thing["iri"]
    for relation in found["relations"]:
        relation["from"], relation["to"] = short[relation["from"]], short[relation["to"]]
    found["paths"] = [[short[iri] for iri in path] for path in found["paths"]]
    if given == _WHOLE:
        kept.clear()
        kept[known.path] = found
    return found


def key(known: Catalogue, iri: str) -> str:
    """Return how an address of the explorer names a thing."""
    return canonical(iri.removeprefix(known.base))


def _iris(known: Catalogue, request: Request, name: str) -> list[str]:
    given = request.query_params.getlist(name)[:_MOST_NAMED]
    found = (known.addresses.get(one) for one in given)
    return list(dict.fromkeys(iri for iri in found if iri in known.things))
