import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import graph
from kg.model import Article
from kg.store import Store

Make = Callable[..., Article]


@pytest.fixture(scope="module")
def pool(make: Make, xiangcheng: Article) -> dict[str, list[Article]]:
    """Sources whose things depend on each other, each in two versions."""
    plain = {
        "e1": ("Park", "相城经开区"),
        "e2": ("Programme", "三项工程"),
        "e3": ("Person", "李惠忠"),
    }
    other = {**plain, "e1": ("Park", "镇江高新区")}
    runs = [("e1", "runs", "e2"), ("e3", "activeIn", "e1")]
    full = {"e1": ("Park", "高新区"), "e2": ("Company", "苏州明途智能科技有限公司")}
    full2 = {**full, "e1": ("Park", "镇江高新技术产业开发区")}
    short = {"e1": ("Park", "镇江高新区"), "e2": ("Company", "明途智能"), "e3": ("Place", "南京")}
    page = {"e1": ("Park", "镇江高新区"), "e2": ("Place", "南京市"), "e3": ("Person", "李惠忠")}
    inside = [("e2", "locatedIn", "e1")]
    two = [make("报.txt", page, [], number=n) for n in (0, 1)]
    return {
        "相城.txt": [xiangcheng, dataclasses.replace(xiangcheng, title="改了")],
        "甲.txt": [make("甲.txt", plain, runs), make("甲.txt", other, runs)],
        "乙.txt": [make("乙.txt", other, runs), make("乙.txt", other, runs[:1])],
        "丙.txt": [
            make("丙.txt", full, inside, aliases={"e2": ["明途智能"]}),
            make("丙.txt", full2, inside, aliases={"e2": ["明途智能"], "e1": ["高新区"]}),
        ],
        "丁.txt": [make("丁.txt", short, inside), make("丁.txt", {"e1": full["e1"]}, [])],
        "报.txt": two,
    }


def versions(pool: dict[str, list[Article]], source: str, version: int) -> list[Article]:
    # The newspaper's two entries are its two articles; they come together or one alone.
    return pool[source][: version + 1] if source == "报.txt" else [pool[source][version]]


STEPS = st.lists(
    st.tuples(
        st.booleans(),
        st.dictionaries(
            st.sampled_from(["相城.txt", "甲.txt", "乙.txt", "丙.txt", "丁.txt", "报.txt"]),
            st.integers(0, 1),
            min_size=1,
            max_size=4,
        ),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_the_graph_is_a_function_of_its_articles(
    pool: dict[str, list[Article]], steps: list[tuple[bool, dict[str, int]]]
) -> None:
    store, now = Store(), dict[str, list[Article]]()
    for adds, chosen in steps:
        if adds:
            batch = {source: versions(pool, source, v) for source, v in chosen.items()}
            graph.add(store, [article for own in batch.values() for article in own])
            now.update(batch)
        else:
            removed = graph.remove(store, chosen)
            assert removed == sorted(set(chosen) & set(now))
            for source in removed:
                del now[source]
    fresh = Store()
    graph.add(fresh, [article for source in sorted(now) for article in now[source]])
    assert store.dump("nq") == fresh.dump("nq")
    assert store.graphs() == fresh.graphs()
    merged = list(store.rows("SELECT ?s ?p ?o { ?s ?p ?o }"))
    assert len(merged) == len(set(merged))
    named = set(store.rows("SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"))
    assert set(merged) == named


def test_order_does_not_matter(gold_articles: list[Article]) -> None:
    one, other = Store(), Store()
    graph.add(one, gold_articles)
    for article in reversed(gold_articles):
        graph.add(other, [article])
    assert one.dump("nq") == other.dump("nq")


def test_an_article_that_came_and_went_leaves_no_trace(gold_articles: list[Article]) -> None:
    store = Store()
    graph.add(store, gold_articles[:-1])
    before, graphs = store.dump("nq"), store.graphs()
    graph.add(store, gold_articles[-1:])
    assert store.dump("nq") != before
    assert graph.remove(store, [gold_articles[-1].source]) == [gold_articles[-1].source]
    assert (store.dump("nq"), store.graphs()) == (before, graphs)


def test_nor_when_the_tables_beside_the_graph_were_lost_meanwhile(
    pool: dict[str, list[Article]], xiangcheng: Article
) -> None:
    store = Store()
    graph.add(store, [xiangcheng])
    before = store.dump("nq")
    graph.add(store, pool["乙.txt"][:1])
    store.kept = None  # as after a kill between the graph and the tables
    graph.remove(store, ["乙.txt"])
    assert store.dump("nq") == before


def test_removing_all_leaves_nothing(xiangcheng: Article) -> None:
    store = Store()
    graph.add(store, [xiangcheng])
    assert graph.remove(store, ["相城.txt", "不在.txt"]) == ["相城.txt"]
    assert len(store) == 0
    assert store.graphs() == []
    assert graph.remove(store, ["相城.txt"]) == []


def test_digests_tell_what_is_unchanged(xiangcheng: Article) -> None:
    store = Store()
    assert graph.digests(store) == {}
    graph.add(store, [xiangcheng])
    assert graph.digests(store) == {"相城.txt": xiangcheng.digest}


def test_another_base_moves_everything(pool: dict[str, list[Article]]) -> None:
    first, second = pool["相城.txt"][0], pool["丙.txt"][0]
    store, fresh = Store(), Store()
    graph.add(store, [first])
    graph.add(store, [second], "https://example.org/园/")
    graph.add(fresh, [first, second], "https://example.org/园/")
    assert store.dump("nq") == fresh.dump("nq")
    graph.remove(store, [second.source])
    only = Store()
    graph.add(only, [first], "https://example.org/园/")
    assert store.dump("nq") == only.dump("nq")


def test_statistics(xiangcheng: Article, tmp_path: Path) -> None:
    with Store(tmp_path / "db") as store:
        graph.add(store, [xiangcheng])
        counted = graph.statistics(store)
    assert counted["articles"] == 1
    assert counted["entities"] == 10
    assert counted["facts"] == 13
    assert counted["entities_by_type"]["Programme"] == 4  # type: ignore[index]
    assert counted["facts_by_predicate"]["partOf"] == 3  # type: ignore[index]
