"""Rendering a page: templates, language, security headers and the forms beside HTML."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import DictLoader, Environment, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from export import styles
from export.web import accept, words
from export.web.catalogue import Catalogue
from kg import vocab

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_COLUMNS = "sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk="
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def headers(path: str) -> dict[str, str]:
    """Return the headers that keep the page at ``path`` to itself."""
    # YASGUI's table sets widths by style attributes, and one style sheet of a fixed text
    if path == "/query":
        own = POLICY.replace("style-src 'self'", f"style-src 'self' '{_COLUMNS}'")
        policy = f"{own}; style-src-attr 'unsafe-inline'"
    else:
        policy = POLICY
    return {"Content-Security-Policy": policy, **_HEADERS}


_VARY = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}


@cache
def _environment() -> Environment:
    folder = files("export") / "web" / "templates"
    templates = {
        entry.name: entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".html")
    }
    made = Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    made.filters["short"] = _short
    return made


def _short(text: str, length: int = 80) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def catalogue_of(request: Request) -> Catalogue:
    """Return what is served now; one request keeps to one."""
    if not hasattr(request.state, "catalogue"):
        request.state.catalogue = request.app.state.catalogue
    found: Catalogue = request.state.catalogue
    return found


def language_of(request: Request) -> str:
    """Return the language that the address or else the browser asks for."""
    asked = request.query_params.get("lang")
    if asked in words.LANGUAGES:
        return asked
    return accept.language(request.headers.get("accept-language", ""))


def form_of(request: Request) -> str:
    """Return which twin of a page is wanted: ``html``, ``json`` or ``ttl``."""
    asked = request.query_params.get("format")
    if asked in ("html", "json", "ttl"):
        return asked
    chosen = accept.choose(request.headers.get("accept", ""), accept.PAGES)
    return chosen[1] if chosen else "html"


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Return a page in the language that the reader wants."""
    language, catalogue = language_of(request), catalogue_of(request)
    explicit = "lang" in request.query_params
    path = request.scope.get("raw_path", b"/").decode("latin-1").partition("?")[0]

    # an address may have parameters of any name
    def link(path: str, /, **given: object) -> str:
        kept = {key: value for key, value in given.items() if value not in (None, "")}
        if explicit:
            kept.setdefault("lang", language)
        return f"{path}?{urlencode(kept)}" if kept else path

    def here(**changed: object) -> str:
        return link(path, **{**dict(request.query_params), **changed})

    def to(iri: str, /, **given: object) -> str:
        return link(catalogue.address(iri), **given)

    text = (
        _environment()
        .get_template(template)
        .render(
            catalogue=catalogue,
            language=language,
            say=lambda key, *given: words.say(language, key, *given),
            label=lambda name: vocab.label(name, language),
            relation=lambda name, inverse=False: words.relation(language, name, inverse=inverse),
            link=link,
            here=here,
            to=to,
            types=list(vocab.TYPES),
            colours={name: style[0] for name, style in styles.TYPES.items()},
            editing=request.app.state.editing is not None,
            path=path,
            **values,
        )
    )
    # a lone surrogate in a source must not break the page
    content = text.encode("utf-8", "replace")
    return Response(content, status, _VARY, media_type="text/html; charset=utf-8")


def as_json(value: Mapping[str, Any] | list[Any]) -> Response:
    """Return a value as JSON, its Chinese readable."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    content = text.encode("utf-8", "replace")
    return Response(content, 200, _VARY, media_type="application/json; charset=utf-8")


def as_turtle(content: bytes) -> Response:
    """Return RDF in Turtle."""
    return Response(content, 200, _VARY, media_type="text/turtle; charset=utf-8")
