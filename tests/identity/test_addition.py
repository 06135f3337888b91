"""An addition looks at no more than it must, and what breaks off on the way does no harm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import addition, graph, memory, outlines
from kg.curation import Curation
from kg.errors import StoreError
from kg.model import Article
from kg.resolve import settle
from kg.store import Store

Make = Callable[..., Article]
BASE = "https://example.org/"


def told(make: Make, source: str, park: str, programme: str, person: str) -> Article:
    names = {"p": ("Park", park), "x": ("Programme", programme), "r": ("Person", person)}
    return make(f"{source}.txt", names, [("p", "runs", "x"), ("r", "activeIn", "p")])


@pytest.fixture
def known(make: Make) -> list[Article]:
    return [
        told(make, "甲", "无锡高新区", "三项工程", "王强"),
        told(make, "乙", "成都高新区", "红芯护航", "李娜"),
    ]


def changes(store: Store, new: list[Article], gone: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """Change the tables only; the other articles touched, with the ends of the IRIs that moved."""
    with memory.changed(store) as (kept, _):
        found = addition.change(kept, new, gone, BASE, Curation())
    moved = {
        source: {old.removeprefix(BASE) for old in moves} for (source, _), moves in found.moved
    }
    return moved | {source: {"*"} for source, _ in found.again}


def test_only_articles_whose_things_are_called_otherwise_are_written_again(
    make: Make, known: list[Article]
) -> None:
    store = Store()
    assert changes(store, known) == {}
    assert changes(store, [told(make, "丙", "武汉高新区", "蓝帆领航", "赵敏")]) == {}
    assert changes(store, [told(make, "丁", "无锡高新区", "三项工程", "王强")]) == {}
    # A namesake makes the first one need more than its name, until it goes again.
    both, plain = {"甲.txt", "丁.txt"}, {"programme/三项工程"}
    late = changes(store, [told(make, "戊", "镇江高新区", "三项工程", "周杰")])
    assert late == dict.fromkeys(both, plain)
    named = {"programme/三项工程@无锡高新区"}
    assert changes(store, [], ("戊.txt",)) == dict.fromkeys(both, named)
    # A longer name of the park is its name from here on, and so more than its IRI changes.
    longer = told(make, "己", "无锡国家高新技术产业开发区", "锡芯同行", "吴昊")
    assert changes(store, [longer]) == {source: {"*"} for source in both}


def test_another_thing_of_a_common_name_leaves_the_others_alone(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, cities = Store(), ("无锡", "成都", "武汉", "镇江", "常州", "苏州")
    changes(store, [told(make, c, f"{c}高新区", "三项工程", f"王强{c}") for c in cities])
    looked: list[str] = []
    ask = memory.Memory.called

    def called(*asked: Any) -> Any:
        found = ask(*asked)
        looked.extend(t.iri for t in found[0].values() if t.type == "Programme")
        return found

    monkeypatch.setattr(memory, "CROWD", 2)
    monkeypatch.setattr(memory.Memory, "called", called)
    late = told(make, "昆明", "昆明高新区", "三项工程", "李娜")
    assert changes(store, [late]) == {}
    assert looked == []
    with memory.changed(store) as (kept, _):
        naming = settle(kept.articles(), BASE).naming
        ((at, _),) = kept.of_source("昆明.txt")
        assert kept.names(at)["x"].iri == naming["昆明.txt", 0, "x"].iri


def test_an_article_whose_things_only_have_other_names_says_which(make: Make) -> None:
    store = Store()
    changes(store, [told(make, "甲", "无锡高新区", "三项工程", "王强")])
    with memory.changed(store) as (kept, _):
        longer = told(make, "乙", "无锡国家高新技术产业开发区", "锡芯同行", "吴昊")
        found = addition.change(kept, [longer], (), BASE, Curation())
    assert found.again == [("甲.txt", 0)]
    (moves,) = found.relabelled.values()
    (name,) = {thing.label for thing in moves.values()}
    assert {old.removeprefix(BASE) for old in moves} == {"park/无锡高新区"}
    assert name == "无锡国家高新技术产业开发区"


def test_tables_that_were_left_behind_are_made_anew(known: list[Article], tmp_path: Path) -> None:
    with Store(tmp_path / "db") as store:
        graph.add(store, known[:1])
    (tmp_path / "db" / "parkgraph.touched").touch()  # as a killed process leaves it
    with Store(tmp_path / "db") as store:
        graph.add(store, known[1:])
        assert not store.is_touched()
        dumped = store.dump("nq")
    fresh = Store()
    graph.add(fresh, known)
    assert dumped == fresh.dump("nq")


def test_a_change_that_fails_leaves_graph_and_tables_as_they_were(
    known: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "db") as store:
        graph.add(store, known[:1])
        before = store.dump("nq")

        def full(**_: object) -> None:
            raise StoreError("no room")

        with monkeypatch.context() as patched:
            patched.setattr(store, "replace", full)
            with pytest.raises(StoreError, match="no room"):
                graph.add(store, known[1:])
        assert not store.is_touched()
        assert store.dump("nq") == before
        assert [a.source for a in memory.articles(store)] == ["甲.txt"]
        graph.add(store, known[1:])
        assert len(memory.articles(store)) == len(known)
        assert memory.articles(store) == outlines.queried(store)
