"""The pages: search, things, articles, programmes × parks, SPARQL and accuracy."""

import json
import math
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from export.web import about, catalogue, editing, marked, matrix, screen, sketch, twins
from export.web.catalogue import ArticleRef
from kg import lookup, query, vocab
from kg.facts import Ref
from kg.model import as_json as article_json
from kg.triples import article_from

_A_PAGE = 100
_SUGGESTIONS = 12
_FOUND = 60


def home(request: Request) -> Response:
    """Show the ways in: search, the types, the parks, the newest articles."""
    known, form = screen.catalogue_of(request), screen.form_of(request)
    if form == "ttl":
        return screen.as_turtle(twins.home_turtle(known))
    shown: dict[str, Any] = {
        "parks": known.by_type["Park"][:24],
        "programmes": known.by_type["Programme"][:24],
        "newest": known.newest[:12],
    }
    if form == "json":
        return screen.as_json(twins.home_json(known, **shown))
    return screen.page(request, "home.html", **shown)


def search(request: Request) -> Response:
    """Show the things that a name finds."""
    text = request.query_params.get("q", "")[:200]
    type_name = request.query_params.get("type")
    type_name = type_name if type_name in vocab.TYPES else None
    known = screen.catalogue_of(request)
    hits = catalogue.search(known, text, type_name=type_name, limit=_FOUND + 1)
    form = screen.form_of(request)
    if form == "json":
        return screen.as_json([twins.hit_json(known, hit) for hit in hits[:_FOUND]])
    if form == "ttl":
        return screen.as_turtle(twins.things_turtle(known, [h.thing for h in hits[:_FOUND]]))
    near = [] if hits or not text.strip() else lookup.near(known.store, text)
    return screen.page(
        request,
        "search.html",
        q=text,
        hits=hits[:_FOUND],
        more=len(hits) > _FOUND,
        most=_FOUND,
        near=near,
        chosen=type_name,
    )


def suggest(request: Request) -> Response:
    """Give as JSON the first things that what is typed finds."""
    known = screen.catalogue_of(request)
    hits = catalogue.search(known, request.query_params.get("q", ""), limit=_SUGGESTIONS)
    return screen.as_json([twins.hit_json(known, hit) for hit in hits])


def things(request: Request) -> Response:
    """List the things of a type, or the articles, a hundred a page."""
    known = screen.catalogue_of(request)
    name = request.path_params.get("type", "Article")
    articles = name == "Article"
    if not articles and name not in vocab.TYPES:
        return missing(request)
    rows = known.newest if articles else known.by_type[name]
    asked = request.query_params.get("page", "1")
    last = max(1, math.ceil(len(rows) / _A_PAGE))
    number = min(last, max(1, int(asked))) if re.fullmatch(r"\d{1,6}", asked) else 1
    shown: Any = rows[(number - 1) * _A_PAGE : number * _A_PAGE]
    form = screen.form_of(request)
    if form == "ttl":
        found = twins.articles_turtle(shown) if articles else twins.things_turtle(known, shown)
        return screen.as_turtle(found)
    if form == "json":
        told: Any = twins.article_json if articles else twins.thing_json
        place = {"type": name, "total": len(rows), "page": number, "pages": last}
        return screen.as_json({**place, "rows": [told(known, row) for row in shown]})
    return screen.page(
        request, "list.html", name=name, rows=shown, total=len(rows), number=number, last=last
    )


def item(request: Request) -> Response:
    """Show a thing or an article, or its json or ttl twin."""
    known = screen.catalogue_of(request)
    raw = request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0]
    address = known.at(raw)
    if address is None:
        return missing(request)
    if address in known.articles:
        return _article(request, known.articles[address])
    return _thing(request, known.things[address])


def missing(request: Request) -> Response:
    """Say that there is no such page."""
    return screen.page(request, "missing.html", 404)


def _thing(request: Request, thing: Ref) -> Response:
    known, form = screen.catalogue_of(request), screen.form_of(request)
    if form == "ttl":
        return screen.as_turtle(about.thing_turtle(known.store, thing.iri))
    card = about.card(known, thing.iri)
    if form == "json":
        return screen.as_json(lookup.as_json(card))
    lists = {name: getattr(card, name) for name in _LISTS if getattr(card, name)}
    return screen.page(
        request,
        "thing.html",
        thing=thing,
        card=card,
        lists=lists,
        groups=about.groups(thing.iri, card.facts),
        sketch=sketch.draw(thing, card.facts),
        where=lambda evidence: about.where(known, evidence),
        mark=editing.mark_of(request),
        others=editing.same_names(known, thing.iri),
    )


_LISTS: Mapping[str, str] = {
    "programmes": "Programme",
    "companies": "Company",
    "projects": "Project",
    "people": "Person",
    "organisations": "Organisation",
}


def _article(request: Request, article: ArticleRef) -> Response:
    known, form = screen.catalogue_of(request), screen.form_of(request)
    if form == "ttl":
        return screen.as_turtle(about.article_turtle(known.store, article.iri))
    text = about.text_of(known.store, article)
    if form == "json":
        found = article_from(known.store.quads(article.iri), text)
        return screen.as_json(article_json(found) | {"text": text[article.start : article.end]})
    chosen = _span(request.query_params.get("at", ""))
    mentions = about.mentions(known, article)
    return screen.page(
        request,
        "article.html",
        article=article,
        pieces=marked.pieces(text, article.start, article.end, mentions, chosen),
        named=_by_type({thing.iri: thing for _, _, thing in mentions}),
        said=about.said(known, article),
        chosen=chosen,
        others=[a for a in known.by_source[article.source] if a.iri != article.iri],
    )


def _span(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", text)
    return (int(match[1]), int(match[2])) if match else None


def _by_type(things: Mapping[str, Ref]) -> dict[str, list[Ref]]:
    found: dict[str, list[Ref]] = {}
    for name in vocab.TYPES:
        rows = sorted((t for t in things.values() if t.type == name), key=lambda t: t.name)
        if rows:
            found[name] = rows
    return found


def programmes(request: Request) -> Response:
    """Show which park runs which programmes, by kind."""
    known = screen.catalogue_of(request)
    wanted = request.query_params.get("park", "")[:200]
    table = matrix.table(known, wanted)
    form = screen.form_of(request)
    if form == "json":
        return screen.as_json(matrix.as_json(table))
    if form == "ttl":
        return screen.as_turtle(twins.matrix_turtle(known, table))
    return screen.page(request, "matrix.html", table=table, wanted=wanted)


def ask(request: Request) -> Response:
    """Show the page for asking in SPARQL."""
    stored, form = list(query.named_queries().values()), screen.form_of(request)
    if form == "json":
        return screen.as_json(twins.queries_json(stored))
    if form == "ttl":
        base = screen.catalogue_of(request).base
        return screen.as_turtle(twins.queries_turtle(base, stored))
    name = request.query_params.get("name", "programmes-by-park")
    texts = {one.name: one.text for one in stored}
    return screen.page(
        request,
        "query.html",
        stored=stored,
        text=request.query_params.get("query") or texts.get(name, ""),
        limits=request.app.state.workers.limits,
        prefixes=dict(vocab.PREFIXES),
    )


def accuracy(request: Request) -> Response:
    """Show how right the extraction is on annotated articles."""
    figures, form = _figures(), screen.form_of(request)
    if form == "json":
        return screen.as_json(figures)
    if form == "ttl":
        base = screen.catalogue_of(request).base
        return screen.as_turtle(twins.accuracy_turtle(base, figures))
    order = sorted(figures)
    rows = {
        part: list(dict.fromkeys(row for name in order for row in figures[name][part]))
        for part in ("entities", "relations")
    }
    return screen.page(request, "accuracy.html", figures=figures, order=order, rows=rows)


def _figures() -> dict[str, Any]:
    # beside us in an installed package, with the tests in a checkout
    packaged = files("export") / "web" / "accuracy.json"
    checkout = Path(__file__).parents[2] / "tests" / "gate" / "floors.json"
    found = packaged if packaged.is_file() else checkout
    figures: dict[str, Any] = json.loads(found.read_text("utf-8")) if found.is_file() else {}
    return figures
