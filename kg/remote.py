"""A graph on another server: asked over the SPARQL 1.1 Protocol, written by its Graph Store one.

An address may hold a name and a password (``http://NAME:PASSWORD@host/sparql``), which are sent by
HTTP Basic or Digest when the server asks for them, and shown nowhere.
"""

import hashlib
import io
import re
import tempfile
import threading
from collections.abc import Mapping
from ipaddress import ip_address
from typing import IO, Any
from urllib.parse import unquote, urlsplit, urlunsplit

import requests
from rdflib import Literal, URIRef
from requests.auth import HTTPDigestAuth, _basic_auth_str

from kg import vocab
from kg.errors import QueryError, StoreError
from kg.store import Dataset, Store
from kg.store.results import Boolean, Solutions, Triples, parsed_results, parsed_triples
from kg.triples.terms import Quad, is_term, named

_CONNECT = 10.0
"""Seconds that a server may take to be reached."""
_ANSWER = 600.0
"""Seconds that it may be silent."""
_IN_MEMORY = 16 << 20
"""Bytes of an answer above which it is kept in a temporary file."""


def without_login(address: str) -> str:
    """Return an address as it may be shown."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "the address"
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


class _Login(HTTPDigestAuth):
    """A name and a password, given in the way that the server asks for when it does."""

    def handle_401(self, r: requests.Response, **kwargs: Any) -> requests.Response:
        """Ask again; a server that takes either way gets the one that hides the password."""
        asked = r.headers.get("www-authenticate", "").lower()
        if "digest" in asked or "basic" not in asked or "authorization" in r.request.headers:
            answer: requests.Response = super().handle_401(r, **kwargs)
            return answer
        r.close()
        again = r.request.copy()
        again.headers["Authorization"] = _basic_auth_str(self.username, self.password)
        connection: Any = r.connection
        found: requests.Response = connection.send(again, **kwargs)
        found.history.append(r)
        return found


class Server:
    """One address, and what goes wrong with it told in one line."""

    def __init__(self, address: str) -> None:
        self.shown = without_login(address)
        try:
            parts = urlsplit(address)
            self._host = parts.hostname or ""
            _ = parts.port
        except ValueError:
            raise StoreError(f"{self.shown}: is no address; give http://HOST:PORT/PATH") from None
        if not self._host:
            raise StoreError(f"{self.shown}: is no address; give http://HOST:PORT/PATH")
        self._login = (unquote(parts.username or ""), unquote(parts.password or ""))
        self._threads = threading.local()

    def _session(self) -> requests.Session:
        # requests does not promise that threads may share one
        if not hasattr(self._threads, "session"):
            made = requests.Session()
            made.trust_env = not _is_loopback(self._host)  # no proxy leads to ourselves
            if any(self._login):
                made.auth = _Login(*self._login)
            self._threads.session = made
        found: requests.Session = self._threads.session
        return found

    def send(self, method: str, **given: Any) -> requests.Response:
        """Send a request; raises :class:`StoreError` when there is no answer or no entry."""
        try:
            answer = self._session().request(
                method, self.shown, timeout=(_CONNECT, _ANSWER), stream=True, **given
            )
        except requests.ReadTimeout:
            raise StoreError(f"{self.shown}: no answer within {_ANSWER:g} seconds") from None
        except requests.ConnectionError as error:
            why = _reason(error)
            raise StoreError(
                f"{self.shown}: can't be reached ({why}); is the server running, the address right?"
            ) from None
        except requests.RequestException as error:
            raise StoreError(f"{self.shown}: {' '.join(str(error).split())[:200]}") from None
        if answer.status_code in (401, 403):
            raise StoreError(
                f"{self.shown}: not authorised (HTTP {answer.status_code});"
                " give a name and password it knows: http://NAME:PASSWORD@HOST/…"
            )
        return answer

    def body(self, answer: requests.Response) -> IO[bytes]:
        """Read an answer to its end."""
        held = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the reader's to close
        try:
            for chunk in answer.iter_content(1 << 16):
                held.write(chunk)
        except requests.RequestException as error:
            raise StoreError(f"{self.shown}: the answer broke off ({_reason(error)})") from None
        held.seek(0)
        return held


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(error: BaseException) -> str:
    """Return what the operating system says, from below what the libraries wrap around it."""
    text = str(error)
    for known in ("Connection refused", "Name or service not known", "No route to host"):
        if known in text:
            return known
    if isinstance(error, requests.ConnectTimeout):
        return f"no answer within {_CONNECT:g} seconds"
    said = re.findall(r"\[Errno -?\d+\] ([^'\")]+)", text)
    return said[-1] if said else type(error).__name__


_TOKEN = re.compile(
    r"<[^<>\"{}|^`\\\s]*>|\#[^\n]*|(?P<prefix>\bPREFIX\s+(?P<name>[^\s:]*)\s*:)"
    r"|\b(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?!\s*:)",
    re.IGNORECASE,
)


def _form(sparql: str) -> tuple[str, set[str]]:
    """Return whether a query is a SELECT, ASK …, and the prefixes that it declares itself."""
    declared = set()
    for found in _TOKEN.finditer(sparql):
        if found["prefix"]:
            declared.add(found["name"])
        elif found["form"]:
            return found["form"].upper(), declared
    return "SELECT", declared


class Remote(Store):
    """The graph behind a SPARQL endpoint, for reading; its default graph has to be the union.

    Raises :class:`StoreError` when the server can't be reached, wants a name and password, or is
    no SPARQL endpoint; queries raise :class:`QueryError` when it refuses them.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._server = Server(address)
        self.query("ASK {}")

    def query(
        self,
        sparql: str,
        values: Mapping[str, URIRef | Literal] | None = None,
        dataset: Dataset | None = None,
        base: str | None = None,
    ) -> Solutions | Boolean | Triples:
        """Return the server's answer; see :meth:`kg.store.Store.query`."""
        form, declared = _form(sparql)
        head = [f"PREFIX {p}: <{n}>" for p, n in vocab.PREFIXES.items() if p not in declared]
        if base is not None:
            head.insert(0, f"BASE <{base}>")
        tail = []
        if values:
            terms = " ".join(value.n3() for value in values.values())
            tail = [f"VALUES ({' '.join(f'?{name}' for name in values)}) {{ ({terms}) }}"]
        fields = [("query", "\n".join([*head, sparql, *tail]))]
        if dataset is not None:
            fields += [("default-graph-uri", graph) for graph in dataset.default]
            fields += [("named-graph-uri", graph) for graph in dataset.named]
        rows = form in ("SELECT", "ASK")
        wanted = _ROWS if rows else _TRIPLES
        answer = self._server.send("POST", data=fields, headers={"Accept": wanted})
        self._complain(answer, wanted)
        body = self._server.body(answer)
        if not rows:
            return parsed_triples(body.read())
        cut = answer.headers.get("X-SPARQL-MaxRows", "")
        if cut.isdigit() and form == "SELECT":
            self._whole(body, int(cut))
        found = parsed_results(body)
        if form == "ASK" and isinstance(found, Solutions):
            # Virtuoso 7.2.5: a row that holds 1, or no row
            said = any(row[0] is not None and "1" in str(row[0]) for row in found)
            return parsed_results(io.BytesIO(_YES if said else _NO))
        return found

    def _complain(self, answer: requests.Response, wanted: str) -> None:
        """Raise an error unless the answer is one to a query."""
        media = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.ok and media in wanted:
            return
        said = " ".join(self._server.body(answer).read(2000).decode("utf-8", "replace").split())
        if answer.status_code in (400, 408, 500, 503, 504) and "html" not in media:
            raise QueryError(f"query: {self._server.shown} says: {said[:300]}")
        kind = f"HTTP {answer.status_code}" + (f", {media}" if media else "")
        raise StoreError(
            f"{self._server.shown}: is no SPARQL endpoint ({kind});"
            " give the address that answers queries, such as http://HOST:8890/sparql"
        )

    def _whole(self, body: IO[bytes], cut: int) -> None:
        """Raise an error when the server left rows out; Virtuoso does so, and answers 200."""
        found = parsed_results(body)
        if isinstance(found, Solutions) and sum(1 for _ in found) >= cut:
            raise QueryError(
                f"query: {self._server.shown} cuts answers at {cut} rows; ask for less,"
                " or raise its limit (Virtuoso: ResultSetMaxRows in virtuoso.ini)"
            )
        body.seek(0)

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(row[0] for row in self.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))

    def has_graph(self, graph: str) -> bool:
        """Whether there is a named graph of this IRI."""
        return bool(self.query(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"))

    def quads(self, graph: str) -> list[Quad]:
        """Return the quads of one named graph, in no order; those of parkgraph's own kind."""
        found = self.query(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        assert isinstance(found, Triples)  # noqa: S101 - what CONSTRUCT gives
        name = named(graph)
        triples = ((str(t.subject), str(t.predicate), str(t.object)) for t in found)
        return [(s, p, o, name) for s, p, o in triples if is_term(s) and is_term(o)]

    def replace(self, **_: Any) -> None:
        """Raise :class:`StoreError`: a graph elsewhere is only read."""
        raise StoreError(f"{self._server.shown}: is only read; build in a folder and kg export it")

    def mark(self) -> str:
        """Tell this content from others, by the digests of what the graph was built from."""
        found = self.rows(
            "SELECT DISTINCT ?s ?d { ?x a pk:Document ; pk:source ?s ; pk:digest ?d }"
        )
        return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()


_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.5"
_YES, _NO = b'{"head":{},"boolean":true}', b'{"head":{},"boolean":false}'
