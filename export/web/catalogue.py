"""What the server holds in memory of a snapshot: names and addresses, not the facts."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote_to_bytes

from kg import facts, iri, names, vocab
from kg.facts import Ref
from kg.location import Place, opened
from kg.store import Store


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article as it is listed; offsets as in :class:`kg.model.Article`."""

    iri: str
    source: str
    number: int
    title: str
    date: str | None
    start: int
    end: int
    document: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that a search found, by which of its names."""

    thing: Ref
    form: str


@dataclass(frozen=True)
class Catalogue:
    """The things and articles of a snapshot; ``degrees`` counts the relations of each thing."""

    path: Place
    store: Store
    base: str
    things: dict[str, Ref]
    aliases: Mapping[str, list[str]]
    kinds: Mapping[str, str]
    articles: Mapping[str, ArticleRef]
    named: Counter[str]
    degrees: Counter[str]

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """IRIs of things and articles, by the canonical form of what follows the base."""
        known = [*self.things, *self.articles]
        return {canonical(iri.removeprefix(self.base)): iri for iri in known}

    @cached_property
    def by_source(self) -> Mapping[str, list[ArticleRef]]:
        """The articles of each source, in the order of its text."""
        found: dict[str, list[ArticleRef]] = defaultdict(list)
        for article in sorted(self.articles.values(), key=lambda a: (a.source, a.start)):
            found[article.source].append(article)
        return found

    @cached_property
    def newest(self) -> list[ArticleRef]:
        """The articles, the newest first; those without a date last."""
        return sorted(self.articles.values(), key=lambda a: (a.date or "", a.iri), reverse=True)

    @cached_property
    def by_type(self) -> Mapping[str, list[Ref]]:
        """The things of each type, best connected first."""
        found: dict[str, list[Ref]] = {name: [] for name in vocab.TYPES}
        for thing in sorted(self.things.values(), key=lambda t: (-self.degrees[t.iri], t.iri)):
            found[thing.type].append(thing)
        return found

    @cached_property
    def forms(self) -> list[tuple[str, str, str]]:
        """Every name as it is compared and as it is shown, with the thing's IRI."""
        shown = [(thing.name, iri) for iri, thing in self.things.items()]
        shown += [(form, iri) for iri in self.things for form in self.aliases.get(iri, ())]
        compared = names.comparable([form for form, _ in shown])
        return [(form, *pair) for form, pair in zip(compared, shown, strict=True)]

    @cached_property
    def initials(self) -> list[str]:
        """The pinyin initials of each of :attr:`forms`."""
        from pypinyin import Style, lazy_pinyin  # only who types letters should wait for it

        kept = "".join
        return [
            kept(lazy_pinyin(form[:_LONGEST], style=Style.FIRST_LETTER)).lower()
            for form, _, _ in self.forms
        ]

    def article_at(self, source: str, start: int) -> ArticleRef | None:
        """Return the article of a source that an offset is in."""
        inside = [a for a in self.by_source.get(source, ()) if a.start <= start < a.end]
        return inside[0] if inside else None

    def address(self, iri: str) -> str:
        """Return the path of a thing's or article's page."""
        return "/id/" + quote(iri.removeprefix(self.base), safe="/%~()@=,:;!$&'*+")

    def key(self, iri: str) -> str:
        """Return how an address of the explorer names a thing."""
        return canonical(iri.removeprefix(self.base))

    def at(self, raw_path: str) -> str | None:
        """Return the IRI whose page has the path, as the client sent it."""
        return self.addresses.get(canonical(raw_path.removeprefix("/id/")))


_LONGEST = 60
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def canonical(path: str) -> str:
    """Return a path with non-ASCII escapes undone and the others in capitals."""

    def plain(match: re.Match[str]) -> str:
        text = unquote_to_bytes(match[0]).decode("utf-8", "replace")
        return "".join(c if ord(c) > 127 else f"%{ord(c):02X}" for c in text)

    return _ESCAPES.sub(plain, path)


def load(path: Place, fallback: str | None = None) -> Catalogue:
    """Read the catalogue of the snapshot at ``path``; its store stays open."""
    store = opened(path)
    articles = {row[0]: _article(row) for row in sorted(store.rows(_ARTICLES))}
    bases = Counter(address.rpartition("article/")[0] for address in articles)
    base = fallback or (bases.most_common(1)[0][0] if bases else iri.BASE)
    predicates = " ".join(f"pk:{name}" for name in vocab.PREDICATES)
    degrees: Counter[str] = Counter()
    for subject, _, target in store.rows(
        f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?p {{ {predicates} }} ?s ?p ?o }}"
    ):
        degrees[subject] += 1
        degrees[target] += 1
    named = Counter({thing: len(found) for thing, found in facts.articles_of(store).items()})
    known = facts.things(store)
    return Catalogue(
        path=path,
        store=store,
        base=base,
        things=known,
        aliases=facts.aliases(store),
        kinds=facts.kinds(store),
        articles=articles,
        named=named,
        degrees=degrees,
    )


def _article(row: tuple[str, ...]) -> ArticleRef:
    address, source, number, title, date, start, end, document = row
    return ArticleRef(
        address, source, int(number), title, date or None, int(start), int(end), document
    )


_ARTICLES = """
SELECT ?a ?source ?number ?title ?date ?start ?end ?document {
  ?a a pk:Article ; pk:source ?source ; pk:number ?number ; dcterms:title ?title ;
     pk:start ?start ; pk:end ?end ; pk:inDocument ?document
  OPTIONAL { ?a dcterms:date ?date }
}"""


def search(
    catalogue: Catalogue, text: str, *, type_name: str | None = None, limit: int = 50
) -> list[Hit]:
    """Return things with ``text`` in a name, or with it as pinyin initials, best first."""
    wanted = names.comparable([text[:200]])[0]
    if not wanted:
        return []
    best: dict[str, tuple[int, int, str]] = {}
    letters = catalogue.initials if re.fullmatch("[a-z0-9]+", wanted) else None
    for i, (form, shown, address) in enumerate(catalogue.forms):
        if type_name is not None and catalogue.things[address].type != type_name:
            continue
        rank = _rank(wanted, form)
        if rank is None and letters is not None and letters[i].startswith(wanted):
            rank = 3
        if rank is not None:
            best[address] = min(best.get(address, (9, 0, "")), (rank, len(form), shown))
    order = sorted(best, key=lambda iri: (best[iri][0], -catalogue.degrees[iri], best[iri], iri))
    return [Hit(catalogue.things[iri], best[iri][2]) for iri in order[:limit]]


def _rank(wanted: str, form: str) -> int | None:
    if wanted not in form:
        return None
    return 0 if wanted == form else 1 if form.startswith(wanted) else 2
