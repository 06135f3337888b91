"""The graph is a function of its articles and of what people decided, whatever came before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import curation, graph, memory
from kg.curation import Curation
from kg.model import Article
from kg.resolve import settle
from kg.store import Store

Make = Callable[..., Article]
SOURCES = [f"{name}.txt" for name in "甲乙丙丁戊己庚"]
DECISIONS = [
    "",
    '[[same]]\nnames = ["无锡高新区", "锡高园"]\n',
    '[[different]]\nnames = ["无锡高新区", "无锡国家高新区"]\n\n'
    '[[rename]]\nname = "王强"\nto = "王强强"\n',
    '[[drop]]\nname = "三项工程@无锡高新区"\n\n[[drop]]\nsubject = "王强"\npredicate = "activeIn"\n'
    'object = "无锡高新区"\n',
    '[[add]]\nsubject = "无锡高新区"\npredicate = "runs"\nobject = "锡芯同行"\n'
    'object_type = "Programme"\nauthor = "李"\n',
    '[[add]]\nsubject = "王强"\npredicate = "activeIn"\nobject = "锡高园"\n',
]


@pytest.fixture(scope="module")
def pool(make: Make) -> dict[str, list[Article]]:
    """Sources in two versions each, whose identity hangs on one another."""

    def park(source: str, name: str, *aliases: str, more: str = "三项工程") -> Article:
        return make(
            source,
            {"p": ("Park", name), "x": ("Programme", more), "r": ("Person", "王强")},
            [("p", "runs", "x"), ("r", "activeIn", "p")],
            aliases={"p": list(aliases)},
        )

    def firm(source: str, name: str, where: str) -> Article:
        return make(
            source,
            {"f": ("Company", name), "p": ("Park", where), "r": ("Person", "王强")},
            [("f", "locatedIn", "p"), ("r", "holdsPosition", "f", "经理")],
        )

    full = "无锡华曜微电子股份有限公司"
    return {
        "甲.txt": [park("甲.txt", "无锡高新区", "高新区"), park("甲.txt", "锡高园")],
        "乙.txt": [park("乙.txt", "无锡国家高新区"), park("乙.txt", "无锡经开区")],
        "丙.txt": [park("丙.txt", "滨海经济开发区"), park("丙.txt", "江苏滨海经济开发区")],
        "丁.txt": [park("丁.txt", "天津滨海经济开发区"), park("丁.txt", "滨海经开区")],
        "戊.txt": [firm("戊.txt", full, "无锡高新区"), firm("戊.txt", "华曜微电子", "成都高新区")],
        "己.txt": [
            firm("己.txt", "华曜微电子", "无锡高新区"),
            firm("己.txt", "成都华曜微电子有限公司", "成都高新区"),
        ],
        "庚.txt": [
            park("庚.txt", "无锡高新区", more="红芯护航"),
            park("庚.txt", "无锡高新区", more="红芯护航行动"),
        ],
    }


def denoted(store: Store) -> dict[tuple[str, int, str], str]:
    """What the graph says that each entity of each article is."""
    rows = store.rows(
        "SELECT ?s ?n ?i ?x { ?m pk:localId ?i ; pk:inArticle ?a ; pk:denotes ?x ."
        " ?a pk:source ?s ; pk:number ?n }"
    )
    return {(source, int(number), local): thing for source, number, local, thing in rows}


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["add", "remove"]),
            st.dictionaries(st.sampled_from(SOURCES), st.integers(0, 1), min_size=1, max_size=4),
        ),
        st.tuples(st.just("decide"), st.sampled_from(DECISIONS)),
    ),
    max_size=7,
)


@settings(max_examples=250, deadline=None)
@given(steps=STEPS)
def test_any_history_gives_the_same_graph(
    pool: dict[str, list[Article]], steps: list[tuple[str, dict[str, int] | str]]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(memory, "CROWD", 1)  # as if a great many things had each name
        live_through(pool, steps)


def live_through(
    pool: dict[str, list[Article]], steps: list[tuple[str, dict[str, int] | str]]
) -> None:
    """Take the steps one by one; in the end the graph is that of the articles there are."""
    store, now, decided = Store(), dict[str, Article](), Curation()
    for step, what in steps:
        if isinstance(what, str):
            decided = curation.parse(what)
            graph.refresh(store, decided)
        elif step == "add":
            batch = {source: pool[source][version] for source, version in what.items()}
            graph.add(store, batch.values(), curated=decided)
            now |= batch
        else:
            for source in graph.remove(store, what, decided):
                del now[source]
    fresh = Store()
    graph.add(fresh, now.values(), curated=decided)
    assert store.dump("nq") == fresh.dump("nq")
    assert store.graphs() == fresh.graphs()
    read = {article.source: article for article in graph.articles(store)}
    assert set(read) - {curation.SOURCE} == set(now)
    whole = settle(now.values(), curated=decided).naming
    assert denoted(store) == {local: thing.iri for local, thing in whole.items()}


def test_what_is_kept_beside_the_graph_changes_nothing(
    pool: dict[str, list[Article]], tmp_path: Path
) -> None:
    with Store(tmp_path / "db") as store:
        graph.add(store, [own[0] for own in pool.values()])
        for path in (tmp_path / "db").glob("parkgraph.memory"):
            path.write_text('{"version":1,"broken', "utf-8")
        graph.add(store, [pool["甲.txt"][1]])
        dumped = store.dump("nq")
    fresh = Store()
    graph.add(fresh, [pool["甲.txt"][1], *(own[0] for own in list(pool.values())[1:])])
    assert dumped == fresh.dump("nq")
