"""Giving the things of an article other names, by the few quads that hold names.

Reading an article as a whole costs more than all else of a change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from kg import vocab
from kg.identity.scene import Thing
from kg.triples import labels, post_iri
from kg.triples.terms import Quad, named, value

_MEMBER, _ORGANISATION, _ROLE = (
    named(vocab.ORG + name) for name in ("member", "organization", "role")
)
_DENOTES, _LOCAL_ID, _NAME, _ALIAS = map(
    named, (vocab.DENOTES, vocab.LOCAL_ID, vocab.NAME, vocab.ALIAS)
)
_LABELS = {
    named(name)
    for name in (vocab.SKOS + "prefLabel", vocab.SKOS + "altLabel", vocab.RDFS + "label")
}


def is_post(quad: Quad) -> bool:
    """Whether a quad tells who has a post, or where."""
    return quad[1] in (_MEMBER, _ORGANISATION)


def moved(about: Iterable[Quad], graph: str, moves: Mapping[str, str]) -> Iterator[Quad]:
    """Yield an article's quads with other IRIs for its things.

    ``about`` are all quads with one of the IRIs, and all of the posts among them.
    """
    found = list(about)
    posts: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, predicate, term, _ in found:
        plain = value(term)
        posts[subject][predicate] = moves.get(plain, plain)
    other = {named(before): named(after) for before, after in moves.items()}
    for post, own in posts.items():
        if _MEMBER in own and _ORGANISATION in own:
            ends = own[_MEMBER], own[_ORGANISATION]
            other[post] = named(post_iri(graph, *ends, own.get(_ROLE, "")))
    for subject, predicate, term, name in found:
        yield other.get(subject, subject), predicate, other.get(term, term), name


def relabelled(
    about: Iterable[Quad], graph: str, moves: Mapping[str, str], called: Callable[[str], Thing]
) -> Iterator[Quad]:
    """Yield an article's quads with other IRIs and names for its things.

    ``about`` are those that :func:`moved` takes, and all of the mentions of the things; ``called``
    gives the thing of each entity by its id.
    """
    found = list(about)
    things = {named(before) for before in moves}
    kept = [quad for quad in found if quad[1] not in _LABELS or quad[0] not in things]
    yield from moved(kept, graph, moves)
    mentions: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, term, _ in found:
        mentions[subject][predicate].add(value(term))
    for said in mentions.values():
        for local in said[_LOCAL_ID]:
            thing = called(local)
            for label, term in labels(thing, said[_NAME] | said[_ALIAS]):
                yield named(thing.iri), named(label), term, named(graph)


def is_mention(quad: Quad) -> bool:
    """Whether a quad tells which thing a mention means."""
    return quad[1] == _DENOTES
