"""Writing the graph to another server, graph by graph, by the SPARQL 1.1 Graph Store Protocol."""

from collections.abc import Callable
from dataclasses import dataclass

from rdflib import Graph, URIRef

from kg import description
from kg.errors import StoreError
from kg.remote import Server
from kg.store import Store
from kg.store.formats import converted, n_quads

_NAMED_GRAPH = URIRef("http://www.w3.org/ns/sparql-service-description#namedGraph")
_TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Published:
    """How many graphs were written, and how many of an earlier time taken away."""

    written: int
    removed: int


def publish(
    store: Store, address: str, done: Callable[[int], object] = lambda _: None
) -> Published:
    """Make the graphs of a server those of ``store``; others that it holds are left alone.

    Which graphs are ours stands in a graph of its own, so that those of articles that are gone can
    be taken away; it is written before and after, and stopping in between loses track of none.
    ``done`` is told each time how many more are written. Raises :class:`StoreError` when the
    server can't be reached, wants a name and password, or knows no Graph Store Protocol.
    """
    server = Server(address)
    about = description.graph_name(store)
    listed = f"{about}/graphs"
    ours = store.graphs()
    old = _listed(server, listed)
    _put(server, listed, _list(about, {*old, *ours, about}))
    for graph in ours:
        _put(server, graph, converted(n_quads(store.quads(graph)), "nt"))
        done(1)
    _put(server, about, converted(n_quads(description.quads(store)), "nt"))
    gone = sorted(old - {*ours, about})
    for graph in gone:
        _told(server, "DELETE", graph, (200, 202, 204, 404))
    _put(server, listed, _list(about, {*ours, about}))
    return Published(len(ours) + 1, len(gone))


def _list(about: str, graphs: set[str]) -> bytes:
    lines = [f"<{about}> <{_NAMED_GRAPH}> <{graph}> .\n" for graph in sorted(graphs)]
    return "".join(lines).encode()


def _listed(server: Server, graph: str) -> set[str]:
    """Return the graphs that were written before."""
    body = _told(server, "GET", graph, (200, 404), headers={"Accept": "text/turtle"})
    held = Graph().parse(data=body, format="turtle") if body else Graph()
    return {str(named) for named in held.objects(None, _NAMED_GRAPH)}


def _put(server: Server, graph: str, triples: bytes) -> None:
    _told(server, "PUT", graph, (200, 201, 202, 204), data=triples, headers=_TURTLE)


def _told(server: Server, method: str, graph: str, fine: tuple[int, ...], **more: object) -> bytes:
    """Return the body of the answer to a request about one graph, empty when there is no graph."""
    answer = server.send(method, params={"graph": graph}, **more)
    body = server.body(answer).read()
    media = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    missing = answer.status_code == 404
    # Virtuoso says in HTML that a graph was written
    if answer.status_code in fine and (method != "GET" or missing or media != "text/html"):
        return b"" if missing else body
    said = " ".join(body[:2000].decode("utf-8", "replace").split())[:200]
    if answer.status_code in (404, 405, 415, 501) or method == "GET":
        raise StoreError(
            f"{server.shown}: no Graph Store Protocol here (HTTP {answer.status_code}); give the"
            " address of the graph store, such as http://HOST:8890/sparql-graph-crud-auth"
        )
    raise StoreError(f"{server.shown}: {method} <{graph}>: HTTP {answer.status_code}: {said}")
