"""Correcting from the page: who may, and how a decision gets into the curation file.

Off unless the server is started with a token. The token opens a session; a session's forms carry a
mark that only its own pages know, and what comes from another site is refused before that.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from export.web import screen
from export.web.catalogue import Catalogue
from export.web.protocol import ProtocolError, body
from kg import curation, graph, names, vocab
from kg.curation import Index
from kg.errors import CurationError, ParkgraphError
from kg.store import Store

_COOKIE = "kg_edit"
_LASTS = 8 * 3600
_MOST_SESSIONS = 100
_NAME = 200
ACTIONS = ("same", "different", "rename", "drop")


@dataclass(frozen=True)
class Editing:
    """What editing needs: the token, the sessions it opened, and how to show the new graph."""

    token: str
    renew: Callable[[], Awaitable[None]]
    sessions: dict[str, float] = field(default_factory=dict)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def mark(self, session: str) -> str:
        """Return what a form of this session carries."""
        return hmac.new(self.key, session.encode(), hashlib.sha256).hexdigest()


def editing_of(request: Request) -> Editing | None:
    """Return how this server lets correct, None when it does not."""
    found: Editing | None = request.app.state.editing
    return found


def mark_of(request: Request) -> str | None:
    """Return the mark for the forms of who has given the token, None for others."""
    editing = editing_of(request)
    session = request.cookies.get(_COOKIE, "")
    if editing is None or editing.sessions.get(session, 0.0) < time.monotonic():
        return None
    return editing.mark(session)


async def enter(request: Request) -> Response:
    """Open a session for who knows the token."""
    editing = editing_of(request)
    if editing is None:
        return _refused(request, 403, "off")
    try:
        given = await _form(request)
    except ProtocolError as error:
        return _refused(request, error.status, "bad")
    if not _from_here(request):
        return _refused(request, 403, "foreign")
    if not hmac.compare_digest(given.get("token", "").encode(), editing.token.encode()):
        await asyncio.sleep(1.0)  # guessing takes its time
        return _refused(request, 403, "token")
    now = time.monotonic()
    for old in [key for key, ends in editing.sessions.items() if ends < now][:]:
        del editing.sessions[old]
    while len(editing.sessions) >= _MOST_SESSIONS:
        del editing.sessions[next(iter(editing.sessions))]
    session = secrets.token_urlsafe(32)
    editing.sessions[session] = now + _LASTS
    response = RedirectResponse(_back(given), 303)
    response.set_cookie(_COOKIE, session, max_age=_LASTS, httponly=True, samesite="strict")
    return response


async def correct(request: Request) -> Response:
    """Write a decision into the curation file, bring the graph in step, and show it."""
    editing = editing_of(request)
    if editing is None:
        return _refused(request, 403, "off")
    try:
        given = await _form(request)
    except ProtocolError as error:
        return _refused(request, error.status, "bad")
    mark = mark_of(request)
    if not _from_here(request):
        return _refused(request, 403, "foreign")
    if mark is None or not hmac.compare_digest(mark.encode(), given.get("mark", "").encode()):
        return _refused(request, 403, "token")
    known = screen.catalogue_of(request)
    store: Path = request.app.state.place.store
    async with editing.writing:
        try:
            async with request.app.state.changing:  # no snapshot is being taken meanwhile
                await asyncio.to_thread(decide, store, known, given)
            await editing.renew()
        except ParkgraphError as error:
            return await _shown(request, 409, str(error))
    fresh: Catalogue = request.app.state.catalogue
    address = given.get("iri", "")
    if address in fresh.things:
        return RedirectResponse(fresh.address(address), 303)
    name = given.get("to") or given.get("other") or known.things[address].name
    return RedirectResponse(f"/search?q={quote(name)}", 303)


def decide(path: Path, known: Catalogue, given: Mapping[str, str]) -> None:
    """Write one decision and apply it.

    Raises :class:`ParkgraphError` when it is none, the store is being written to, or it would
    mean nothing or several things.
    """
    action, thing = given.get("action", ""), known.things.get(given.get("iri", ""))
    if action not in ACTIONS or thing is None:
        raise CurationError("choose what to correct on a thing's own page")
    with Store(path) as store:
        refer = _References(store)
        fields: dict[str, str | list[str] | None] = {}
        if action in ("same", "different"):
            other = _said(given, "other")
            name = refer.named(other, thing.type, but=thing.iri if action == "same" else None)
            fields = {"names": [refer.thing(thing.iri), name], "type": thing.type}
        elif action == "rename":
            fields = {"name": refer.thing(thing.iri), "to": _said(given, "to"), "type": thing.type}
        elif given.get("predicate"):
            subject, target = given.get("subject", ""), given.get("object", "")
            fields = {
                "subject": refer.thing(subject),
                "predicate": given["predicate"],
                "object": refer.thing(target),
            }
        else:
            fields = {"name": refer.thing(thing.iri), "type": thing.type}
        reason = given.get("reason", "").strip()[:_NAME] or None
        text = curation.block(action, {**fields, "author": "kg serve", "reason": reason})
        curation.append(curation.place(path), text)
        lost = graph.refresh(store)
    said = str(curation.parse(text).lines[0])
    useless = [line for line in lost if said in line]
    if useless:
        raise CurationError(f"no effect: {useless[0]}")


def _said(given: Mapping[str, str], key: str) -> str:
    text = " ".join(given.get(key, "").split())[:_NAME]
    if not text or "@" in text:
        raise CurationError("give a name")
    return text


class _References:
    """How the curation file can speak of things so that only they are meant."""

    def __init__(self, store: Store) -> None:
        self._found = graph.resolution(store)
        self._index = Index(self._found.seen)

    def _meant(self, reference: str, type_name: str) -> set[str]:
        keys = self._index.match(reference, type_name)
        return {self._found.things[key].iri for key in keys if key in self._found.things}

    def thing(self, address: str) -> str:
        """Return a reference that means the thing of an IRI and no other."""
        keys = sorted(key for key, thing in self._found.things.items() if thing.iri == address)
        for key in keys:
            entity = self._found.seen.entities[key]
            for name in (entity.name, *entity.aliases):
                for reference in (name, f"{name}@{self._found.seen.locals[key][0]}"):
                    if self._meant(reference, entity.type) == {address}:
                        return reference
        raise CurationError("this thing can't be told apart from others by any name; use kg curate")

    def named(self, name: str, type_name: str, *, but: str | None) -> str:
        """Return a reference to the one thing called ``name``, other than ``but``."""
        meant = self._meant(name, type_name) - {but}
        if not meant:
            label = vocab.label(type_name)
            raise CurationError(f"{name[:80]}: no other {label} of this name is in the graph")
        if len(meant) > 1:
            raise CurationError(f"{name[:80]}: {len(meant)} things are called so; use kg curate")
        if but is None:
            return name
        return self.thing(next(iter(meant)))


async def _form(request: Request) -> dict[str, str]:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/x-www-form-urlencoded":
        raise ProtocolError(415, "post the form of the page")
    try:
        text = (await body(request, 20_000)).decode("ascii")
        found = parse_qs(text, errors="strict", max_num_fields=20)
    except ValueError:
        raise ProtocolError(400, "post the form of the page") from None
    return {key: values[0] for key, values in found.items()}


def _from_here(request: Request) -> bool:
    """Whether a page of this server sent the form, by what the browser itself says of it."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site == "same-origin"
    return origin.partition("://")[2] == request.headers.get("host")


def _back(given: Mapping[str, str]) -> str:
    """Return where to go after signing in: a page of ours, whatever the form says."""
    back = given.get("back", "/")
    return back if back.startswith("/id/") else "/"


def _refused(request: Request, status: int, why: str) -> Response:
    return screen.page(request, "refused.html", status, why=f"edit_{why}", detail=None)


async def _shown(request: Request, status: int, detail: str) -> Response:
    return await asyncio.to_thread(
        screen.page, request, "refused.html", status, why="edit_failed", detail=detail
    )


def same_names(known: Catalogue, address: str) -> list[str]:
    """Return the other names of a thing, for the form that says one is another thing's."""
    main = names.normal(known.things[address].name)
    return [a for a in known.aliases.get(address, ()) if names.normal(a) != main]
