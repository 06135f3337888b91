"""What programs get at the addresses of pages that list things: JSON and Turtle of the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from export.web import matrix
from export.web.catalogue import ArticleRef, Catalogue, Hit
from kg import description, vocab
from kg.facts import Ref
from kg.query import NamedQuery
from kg.store import Store
from kg.store.formats import converted

_ACCURACY = "accuracy"
_CUBE = "http://purl.org/linked-data/cube#"
_SHACL = "http://www.w3.org/ns/shacl#"
_A = vocab.RDF + "type"
_LABEL = vocab.RDFS + "label"

Said = tuple[str, str, str]
"""A triple: the IRIs of its subject and predicate, and its object as N-Triples writes it."""


def _turtle(said: Iterable[Said]) -> bytes:
    lines = dict.fromkeys(f"<{one}> <{name}> {value} .\n" for one, name, value in said)
    return converted("".join(lines).encode("utf-8", "replace"), "ttl")


def _iri(address: str) -> str:
    return f"<{address}>"


def _text(text: str, language: str = "") -> str:
    return f'"{text.translate(_ESCAPES)}"' + (f"@{language}" if language else "")


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def _number(value: float) -> str:
    return f'"{value}"^^<{vocab.XSD}decimal>'


def thing_json(known: Catalogue, thing: Ref) -> dict[str, Any]:
    """Return a thing as lists have it."""
    return {
        "iri": thing.iri,
        "type": thing.type,
        "name": thing.name,
        "kind": known.kinds.get(thing.iri),
        "relations": known.degrees[thing.iri],
        "page": known.address(thing.iri),
    }


def article_json(known: Catalogue, article: ArticleRef) -> dict[str, Any]:
    """Return an article as lists have it."""
    return {
        "iri": article.iri,
        "title": article.title,
        "source": article.source,
        "date": article.date,
        "page": known.address(article.iri),
    }


def hit_json(known: Catalogue, hit: Hit) -> dict[str, Any]:
    """Return what a search found, with the name by which it did."""
    return {
        "iri": hit.thing.iri,
        "type": hit.thing.type,
        "name": hit.thing.name,
        "form": hit.form,
        "id": known.key(hit.thing.iri),
        "page": known.address(hit.thing.iri),
    }


def things_turtle(known: Catalogue, things: Iterable[Ref]) -> bytes:
    """Return types, names and kinds of things."""
    return _turtle(said for thing in things for said in _told(known, thing))


def _told(known: Catalogue, thing: Ref) -> Iterator[Said]:
    yield thing.iri, _A, _iri(vocab.PK + thing.type)
    yield thing.iri, vocab.SKOS + "prefLabel", _text(thing.name, "zh")
    for alias in known.aliases.get(thing.iri, ()):
        yield thing.iri, vocab.SKOS + "altLabel", _text(alias, "zh")
    if thing.iri in known.kinds:
        yield thing.iri, vocab.KIND, _iri(vocab.PK + known.kinds[thing.iri])


def articles_turtle(articles: Iterable[ArticleRef]) -> bytes:
    """Return titles, dates and sources of articles."""
    return _turtle(said for article in articles for said in _written(article))


def _written(article: ArticleRef) -> Iterator[Said]:
    yield article.iri, _A, _iri(vocab.PK + "Article")
    yield article.iri, vocab.DCT + "title", _text(article.title, "zh")
    yield article.iri, vocab.PK + "source", _text(article.source)
    if article.date:
        yield article.iri, vocab.DCT + "date", _text(article.date)


def home_json(
    known: Catalogue, parks: Sequence[Ref], programmes: Sequence[Ref], newest: Sequence[ArticleRef]
) -> dict[str, Any]:
    """Return the counts of the graph and the first of its lists."""
    return {
        "things": {name: len(found) for name, found in known.by_type.items()},
        "articles": len(known.articles),
        "parks": [thing_json(known, thing) for thing in parks],
        "programmes": [thing_json(known, thing) for thing in programmes],
        "newest": [article_json(known, article) for article in newest],
    }


def home_turtle(known: Catalogue) -> bytes:
    """Return what the graph says of itself, in VoID and DCAT."""
    with Store() as held:
        held.replace(add=description.quads(known.store))
        return held.dump("ttl")


def matrix_turtle(known: Catalogue, table: matrix.Table) -> bytes:
    """Return the parks and programmes of the table, what runs what and what is part of what."""
    shown = {row.park.iri: row.park for row in table.rows}
    for row in table.rows:
        for cell in row.cells.values():
            shown |= {entry.programme.iri: entry.programme for entry in cell}
    said = [said for thing in shown.values() for said in _told(known, thing)]
    for predicate in ("runs", "partOf"):
        pairs = matrix.pairs(known, predicate)
        said += [
            (one, vocab.PK + predicate, _iri(other))
            for one, others in pairs.items()
            for other in others
            if one in shown and other in shown
        ]
    return _turtle(said)


def accuracy_turtle(base: str, figures: Mapping[str, Any]) -> bytes:
    """Return the figures as observations of the RDF Data Cube vocabulary."""
    page = f"{base}{_ACCURACY}"
    said: list[Said] = [(page, _A, _iri(_CUBE + "DataSet"))]
    for articles, found in figures.items():
        for part in ("entities", "relations"):
            for name, cell in found[part].items():
                row = f"{page}#{articles}-{part}-{name}"
                said += [
                    (row, _A, _iri(_CUBE + "Observation")),
                    (row, _CUBE + "dataSet", _iri(page)),
                    (row, f"{page}#articles", _text(articles)),
                    (row, f"{page}#part", _text(part)),
                    *((row, f"{page}#{m}", _number(cell[m])) for m in _MEASURES),
                ]
                if name != "all":
                    said.append((row, f"{page}#of", _iri(vocab.PK + name)))
    return _turtle(said)


_MEASURES = ("f1", "precision", "recall")


def queries_json(stored: Iterable[NamedQuery]) -> list[dict[str, Any]]:
    """Return the stored queries."""
    return [
        {
            "name": one.name,
            "zh": one.zh,
            "en": one.en,
            "about": one.about,
            "parameters": [{"name": p.name, "type": p.type} for p in one.parameters],
            "query": one.text,
        }
        for one in stored
    ]


def queries_turtle(base: str, stored: Iterable[NamedQuery]) -> bytes:
    """Return the stored queries as SHACL has them."""
    return _turtle(
        said
        for one in stored
        for said in (
            (f"{base}query/{one.name}", _A, _iri(_SHACL + "SPARQLSelectExecutable")),
            (f"{base}query/{one.name}", _LABEL, _text(one.zh, "zh")),
            (f"{base}query/{one.name}", _LABEL, _text(one.en, "en")),
            (f"{base}query/{one.name}", vocab.RDFS + "comment", _text(one.about, "en")),
            (f"{base}query/{one.name}", _SHACL + "select", _text(one.text)),
        )
    )


def scene_turtle(known: Catalogue, scene: Mapping[str, Any]) -> bytes:
    """Return what the explorer shows: things, and the relations between them."""
    found = known.addresses
    shown = [known.things[found[thing["id"]]] for thing in scene["things"]]
    said = [said for thing in shown for said in _told(known, thing)]
    said += [
        (found[relation["from"]], vocab.PK + predicate, _iri(found[relation["to"]]))
        for relation in scene["relations"]
        for predicate in relation["predicates"]
    ]
    return _turtle(said)
