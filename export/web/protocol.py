"""The SPARQL 1.1 Protocol for queries, and the service description."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from export.web import accept
from export.web.limits import Limits
from export.web.workers import (
    BusyError,
    TooSlowError,
    UnacceptableError,
    UnreachableError,
    Workers,
)
from kg.errors import QueryError
from kg.store import Dataset, Store, is_iri
from kg.store.formats import write_triples
from kg.store.results import triples_of

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_SHORT_NAMES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After",
    "Vary": "Accept",
    "Cache-Control": "no-cache",
}

Pairs = list[tuple[str, str]]


class ProtocolError(Exception):
    """A request that is none of the protocol; with the status to answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def answer(request: Request) -> Response:
    """Answer a request to ``/sparql``."""
    if request.method == "OPTIONS":
        return _preflight()
    try:
        return await _answer(request)
    except ProtocolError as error:
        return _said(error.status, str(error))
    except UnacceptableError as error:
        return _said(406, str(error))
    except (TooSlowError, BusyError) as error:
        return _said(503, str(error), {"Retry-After": "2"})
    except UnreachableError as error:
        return _said(502, str(error))
    except QueryError as error:
        return _said(400, str(error))


async def _answer(request: Request) -> Response:
    workers: Workers = request.app.state.workers
    if request.method in ("GET", "HEAD") and not request.url.query:
        return _bare(request)
    pairs, body = await _pairs(request, workers.limits)
    sparql, dataset = _operation(pairs, body)
    short = next((value for key, value in pairs if key == "format"), None)
    if short is not None and short not in _SHORT_NAMES:
        raise ProtocolError(400, f"format is one of {', '.join(_SHORT_NAMES)}")
    accepted = request.headers.get("accept", "") if short is None else _SHORT_NAMES[short]
    media, content = await workers.run(
        "ask",
        sparql=sparql,
        dataset=dataset,
        base=str(request.url.replace(query="", fragment="")),
        accepted=accepted,
        rows=workers.limits.rows,
    )
    headers = dict(_HEADERS)
    if short is not None:
        headers["Content-Disposition"] = f'attachment; filename="answer.{short}"'
    return Response(content, 200, headers, media_type=_typed(media))


def _typed(media: str) -> str:
    return media if media.startswith("text/") else f"{media}; charset=utf-8"


async def _pairs(request: Request, limits: Limits) -> tuple[Pairs, str | None]:
    """Return the parameters, of form and address together, and a query posted as it is."""
    pairs = _parsed(request.url.query)
    if request.method in ("GET", "HEAD"):
        return pairs, None
    media, _, rest = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media not in (_FORM, _DIRECT):
        raise ProtocolError(415, f"post a query as {_FORM} or {_DIRECT}")
    charset = rest.strip().lower().removeprefix("charset=").strip('"')
    if charset not in ("", "utf-8", "utf8"):
        raise ProtocolError(415, "a query is posted in UTF-8")
    try:
        text = (await body(request, limits.body)).decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(400, "the body is not UTF-8") from None
    if media == _DIRECT:
        return pairs, text
    return pairs + _parsed(text), None


def _parsed(text: str) -> Pairs:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        raise ProtocolError(400, "the parameters are not UTF-8, or too many") from None


async def body(request: Request, limit: int) -> bytes:
    """Return the body of a request; raises :class:`ProtocolError` above ``limit`` bytes."""
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > limit:
            raise ProtocolError(413, f"more than {limit} bytes")
    return bytes(held)


def _operation(pairs: Pairs, direct: str | None) -> tuple[str, Dataset | None]:
    given = [value for key, value in pairs if key == "query"]
    given += [direct] if direct is not None else []
    if any(key == "update" for key, _ in pairs):
        raise ProtocolError(403, "only reading is allowed; updates are refused")
    if len(given) != 1:
        raise ProtocolError(400, "give one query" if given else "there is no query")
    default = tuple(value for key, value in pairs if key == "default-graph-uri")
    named = tuple(value for key, value in pairs if key == "named-graph-uri")
    for graph in (*default, *named):
        if not is_iri(graph):
            raise ProtocolError(400, f"{graph[:200]}: a graph is named by an absolute IRI")
    return given[0], Dataset(default, named) if default or named else None


def _preflight() -> Response:
    allowed = {
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=_HEADERS | allowed)


def _said(status: int, reason: str, more: dict[str, str] | None = None) -> Response:
    headers = _HEADERS | (more or {})
    return Response(reason + "\n", status, headers, media_type="text/plain; charset=utf-8")


def _bare(request: Request) -> Response:
    """Describe the service, or lead a browser to the page for asking."""
    offered = {"text/turtle": "ttl", **accept.TRIPLES, "text/html": "html"}
    chosen = accept.choose(request.headers.get("accept", ""), offered)
    if chosen is None:
        return _said(406, f"the service description can be had as {', '.join(accept.TRIPLES)}")
    media, form = chosen
    if form == "html":
        return RedirectResponse("/query", 303, _HEADERS)
    endpoint = str(request.url.replace(query="", fragment=""))
    return Response(description(endpoint, form), 200, _HEADERS, media_type=_typed(media))


def description(endpoint: str, form: str) -> bytes:
    """Return the service description of an endpoint in an RDF form."""
    formats = "sparql_results_json sparql_results_xml sparql_results_csv sparql_results_tsv"
    graphs = "Turtle N-Triples RDF_XML JSON-LD"
    forms = ", ".join(
        f"<http://www.w3.org/ns/formats/{name}>"
        for name in formats.replace("sparql_results", "SPARQL_Results").split() + graphs.split()
    )
    text = f"""
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
CONSTRUCT {{
  ?service a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ; sd:resultFormat {forms} ;
    sd:defaultDataset ?dataset .
  ?dataset a sd:Dataset ; sd:defaultGraph ?graph .
  ?graph a sd:Graph .
}} {{ BIND(IRI({_quoted(endpoint + "#service")}) AS ?service)
     BIND(IRI({_quoted(endpoint)}) AS ?endpoint)
     BIND(IRI({_quoted(endpoint + "#dataset")}) AS ?dataset)
     BIND(IRI({_quoted(endpoint + "#graph")}) AS ?graph) }}"""
    import threading

    from kg.store.results import read_answer

    with Store() as empty:
        found = read_answer(empty.query(text), 1000, threading.Event())
    return write_triples(triples_of(found), form)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "").replace("\r", "")
    return f'"{escaped}"'
