"""A park graph for Python and for notebooks: ``from kg import KnowledgeGraph``.

The examples run in the tests, on a graph made of one sentence:

>>> from extract.pipeline import articles_of
>>> text = "相城经济技术开发区推出五色联盟。陈立新任相城经济技术开发区党工委书记。"
>>> with KnowledgeGraph() as graph:
...     graph.add(articles_of("news.txt", text.encode()))
...     for row in graph.select("SELECT ?park ?name { ?park a pk:Park ; skos:prefLabel ?name }"):
...         print(row["name"])
...     [card] = graph.lookup("五色联盟")
...     print(card.kind, [park.name for park in card.parks])
...     print(card.facts[0].evidence[0].text)
...     print(len(graph.rdf) > 0, graph.network().number_of_nodes() > 2)
相城经济技术开发区
alliance ['相城经济技术开发区']
相城经济技术开发区推出五色联盟。
True True
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, overload

from kg import check, graph, iri, lookup, network, notebook, query
from kg.errors import QueryError
from kg.store import Store
from kg.store.results import Answer, python_value

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.facts import Ref
    from kg.model import Article

Value = str | int | float | bool | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Table(Sequence[Row]):
    """Rows of an answer as dicts: IRIs and text as str, numbers as such, None where unbound.

    ``truncated`` tells that there were more rows than asked for. ``pandas.DataFrame(list(table))``
    makes a data frame of it.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    truncated: bool = False

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        return self.rows[place]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def _repr_html_(self) -> str:
        return notebook.table(self.columns, [list(row.values()) for row in self.rows])


class KnowledgeGraph:
    """A graph in a folder, to read (any number of readers may), or to change with ``write=True``.

    Without a path it is a new one in memory. Raises :class:`kg.errors.StoreError` when there is no
    store in the folder, or it is in use.
    """

    def __init__(self, path: str | Path | None = None, *, write: bool = False) -> None:
        self._store = Store(path, read_only=path is not None and not write)

    def __enter__(self) -> "KnowledgeGraph":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder; the graph can't be used afterwards."""
        self._store.close()

    def select(self, sparql: str, *, rows: int = query.ROWS) -> Table:
        """Return the rows of a SPARQL SELECT; prefixes need no declaration.

        Raises :class:`kg.errors.QueryError` when it can't be parsed, is no SELECT, is not allowed
        or takes too long.
        """
        return _table(query.run(self._store, sparql, rows=rows))

    def stored(self, name: str, **parameters: str) -> Table:
        """Return the rows of a stored query, narrowed to things given by any of their names."""
        return _table(query.run_named(self._store, name, parameters))

    def lookup(self, name: str) -> list[lookup.Card]:
        """Tell what is known of each thing of this name or alias, best first."""
        return lookup.cards(self._store, name)

    def near(self, name: str) -> "list[Ref]":
        """Return things with names like this one, nearest first."""
        return lookup.near(self._store, name)

    @property
    def rdf(self) -> "rdflib.Dataset":
        """An rdflib dataset over the same store; give its ``query`` text, not prepared queries."""
        return self._store.as_rdflib()

    def network(self) -> "networkx.MultiDiGraph[str]":
        """Return things and facts as a network, with types, names and evidence.

        :mod:`kg.network` says which attributes there are; :mod:`kg.analysis` compares parks in it
        and finds paths.
        """
        return network.network(self._store)

    def check(self) -> check.Report:
        """Hold the graph against its SHACL shapes."""
        return check.check(self._store)

    def add(self, articles: "Iterable[Article]", base: str = iri.BASE) -> None:
        """Put articles in the graph, replacing those of the same sources."""
        graph.add(self._store, articles, base)

    def remove(self, sources: Iterable[str]) -> list[str]:
        """Take sources out of the graph; returns those that were there."""
        return graph.remove(self._store, sources)

    def statistics(self) -> dict[str, int | dict[str, int]]:
        """Count sources, articles, facts, mentions and quads, and things and facts by type."""
        return graph.statistics(self._store)

    def _repr_html_(self) -> str:
        return notebook.counts(str(self._store.path or "KnowledgeGraph"), self.statistics())


def _table(answer: Answer) -> Table:
    if answer.form != "rows":
        raise QueryError("query: select() takes a SELECT; for others use the dataset .rdf")
    rows = (dict(zip(answer.variables, map(python_value, row), strict=True)) for row in answer.rows)
    return Table(answer.variables, tuple(rows), truncated=answer.truncated)
