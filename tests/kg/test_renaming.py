from dataclasses import replace

import pytest

from kg import iri
from kg.identity.scene import Thing
from kg.model import Article
from kg.resolve import Naming, resolve
from kg.triples import quads
from kg.triples.renaming import is_mention, is_post, moved, relabelled
from kg.triples.terms import Quad, named


def parts(
    article: Article, naming: Naming, things: set[str]
) -> tuple[set[Quad], set[Quad], set[Quad]]:
    """All of an article's quads; those about some things; those and all of posts and mentions."""
    whole = set(quads(article, naming, iri.BASE))
    terms = set(map(named, things))
    about = {quad for quad in whole if terms & {quad[0], quad[2]}}
    posts = {quad[0] for quad in about if is_post(quad)}
    mentions = {quad[0] for quad in about if is_mention(quad)}
    return (
        whole,
        about | {quad for quad in whole if quad[0] in posts},
        about | {quad for quad in whole if quad[0] in posts | mentions},
    )


def called(naming: Naming, names: dict[str, Thing]) -> Naming:
    return {key: names.get(thing.iri, thing) for key, thing in naming.items()}


@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_renamed_article_is_the_article_written_anew(
    gold_articles: list[Article], every: int
) -> None:
    changed = 0
    for article in gold_articles:
        naming = resolve([article])
        graph = iri.article(iri.BASE, article.source, article.number)
        chosen = sorted({thing.iri for thing in naming.values()})[::every]
        moves = {old: f"{old}@x" for old in chosen}
        whole, about, more = parts(article, naming, set(moves))

        elsewhere = {t.iri: replace(t, iri=moves[t.iri]) for t in naming.values() if t.iri in moves}
        after = (whole - about) | set(moved(about, graph, moves))
        assert after == set(quads(article, called(naming, elsewhere), iri.BASE))

        names = {old: replace(t, label=f"新{t.label}") for old, t in elsewhere.items()}
        new = called(naming, names)
        own = {key[2]: thing for key, thing in new.items()}
        after = (whole - more) | set(relabelled(more, graph, moves, own.__getitem__))
        assert after == set(quads(article, new, iri.BASE))
        changed += after != whole
    assert changed
