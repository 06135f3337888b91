import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.store import Store, _Lines
from kg.triples.terms import Quad, literal, named, tagged, value

GRAPH = "http://example.org/图"
ONE: Quad = ("<http://example.org/甲>", "<http://example.org/p>", '"一"', named(GRAPH))
TWO: Quad = (ONE[0], ONE[1], '"二"@zh', "<http://example.org/other>")


def test_the_default_graph_is_the_union() -> None:
    store = Store()
    store.replace(add=[ONE, TWO])
    assert sorted(store.rows("SELECT ?o { ?s ?p ?o }")) == [("一",), ("二",)]


def test_a_triple_of_two_graphs_is_one_in_the_union() -> None:
    store = Store()
    again: Quad = (*ONE[:3], TWO[3])
    store.replace(add=[ONE, again])
    assert list(store.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")) == [("1",)]
    store.replace(drop=[value(TWO[3])])
    assert list(store.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")) == [("1",)]
    store.replace(remove=[ONE])
    assert list(store.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")) == [("0",)]
    assert len(store) == 0


def test_replace_drops_removes_and_adds_at_once() -> None:
    store = Store()
    store.replace(add=[ONE, TWO])
    three: Quad = (ONE[0], ONE[1], '"三"', named(GRAPH))
    store.replace(drop=[value(TWO[3])], remove=[ONE], add=[three])
    assert list(store.rows("SELECT ?o { ?s ?p ?o }")) == [("三",)]
    assert store.graphs() == [GRAPH]


def test_a_change_that_fails_changes_nothing() -> None:
    store = Store()
    store.replace(add=[ONE])
    before = store.dump("nq")
    broken: Quad = ("<http://example.org/a b>", ONE[1], '"x"', named(GRAPH))
    with pytest.raises((SyntaxError, ValueError)):
        store.replace(remove=[ONE], add=[TWO, broken])
    assert store.dump("nq") == before


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_any_text_is_stored_as_it_is(text: str, through_update: bool) -> None:
    store = Store()
    quad: Quad = (ONE[0], ONE[1], tagged(text, "zh"), named(GRAPH))
    store.replace(remove=[ONE] if through_update else [], add=[quad])
    assert list(store.quads(GRAPH)) == [quad]


def test_a_store_is_kept_on_disk(tmp_path: Path) -> None:
    with Store(tmp_path / "a" / "db") as store:
        store.replace(add=[ONE])
    with Store(tmp_path / "a" / "db", read_only=True) as store:
        assert len(store) == 1


def test_two_readers_at_once(tmp_path: Path) -> None:
    Store(tmp_path / "db").close()
    with Store(tmp_path / "db", read_only=True), Store(tmp_path / "db", read_only=True):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="there the engine's own lock is all there is")
@pytest.mark.parametrize(("held", "wanted"), [(False, False), (False, True), (True, False)])
def test_a_writer_has_the_store_for_itself(tmp_path: Path, held: bool, wanted: bool) -> None:
    Store(tmp_path / "db").close()
    code = (
        "import sys; from kg.store import Store\n"
        f"with Store(sys.argv[1], read_only={held}):\n"
        "    print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreError, match="in use") as caught:
            Store(tmp_path / "db", read_only=wanted)
        assert "\n" not in str(caught.value)


def test_what_is_no_store_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("x")
    for path, read_only, said in [
        ("file", False, "is a file"),
        ("folder", False, "not a store"),
        ("none", True, "no store here"),
    ]:
        with pytest.raises(StoreError, match=said) as caught:
            Store(tmp_path / path, read_only=read_only)
        assert str(tmp_path / path) in str(caught.value)
    assert not (tmp_path / "none").exists()


def test_a_damaged_store_is_said_in_one_line(tmp_path: Path) -> None:
    with Store(tmp_path / "db") as store:
        store.replace(add=[ONE])
    (tmp_path / "db" / "CURRENT").write_text("garbage")
    with pytest.raises(StoreError, match="damaged") as caught:
        Store(tmp_path / "db")
    assert "\n" not in str(caught.value)


CHANGES = """
import itertools, sys
from kg.store import Store
p = "<http://example.org/p>"
with Store(sys.argv[1]) as store:
    for n in itertools.count():
        graph = f"<http://example.org/{n}>"
        quads = [(p, p, f'"{i}"', graph) for i in range(n, n + 300)]
        store.replace(drop=[f"http://example.org/{n - 1}"], add=quads)
        print(n, flush=True)
"""


def test_a_killed_process_leaves_no_half_change(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CHANGES, str(tmp_path / "db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        writer.kill()
    with Store(tmp_path / "db") as store:
        (graph,) = store.graphs()
        held = {value(term) for _, _, term, _ in store.quads(graph)}
        merged = [row[0] for row in store.rows("SELECT ?o { ?s ?p ?o }")]
    assert len(held) == 300
    assert sorted(merged) == sorted(held)


@pytest.mark.parametrize("read_only", [True, False])
def test_the_second_half_of_a_large_change_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    monkeypatch.setattr("kg.store._BULK", 1)
    three: Quad = (ONE[0], ONE[1], literal('三"\n\\'), named(GRAPH))
    store = Store(tmp_path / "db")
    store.replace(add=[ONE, TWO])
    with monkeypatch.context() as killed:
        killed.setattr(Store, "_finish", lambda _: None)
        store.replace(drop=[value(TWO[3])], remove=[ONE], add=[three])
    store.close()
    with Store(tmp_path / "db", read_only=read_only) as again:
        assert list(again.quads(GRAPH)) == [three]
        assert again.graphs() == [GRAPH]
        assert list(again.rows("SELECT ?o { ?s ?p ?o }")) == [(value(three[2]),)]


@pytest.mark.parametrize("size", [1, 7, 100, 1 << 20])
def test_lines_made_while_they_are_read_are_whole(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store._BLOCK", 3)
    quads = [(*ONE[:2], f'"{n}：一二三"@zh', GRAPH) for n in range(10)]
    read = iter(partial(_Lines(quads, "a note\n").read, size), b"")
    lines = [f"{s} {p} {o} {g} .\n{s} {p} {o} .\n" for s, p, o, g in quads]
    assert b"".join(read).decode() == "".join(lines) + "a note\n"


def test_what_is_added_stays_though_its_graph_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    for bulk in (1, 100):
        monkeypatch.setattr("kg.store._BULK", bulk)
        store = Store()
        store.replace(add=[ONE, TWO])
        three: Quad = (*TWO[:2], '"三"', TWO[3])
        store.replace(drop=[value(TWO[3])], remove=[ONE], add=[ONE, three])
        assert set(store.quads(value(TWO[3]))) == {three}
        assert list(store.quads(GRAPH)) == [ONE]
        assert sorted(store.rows("SELECT ?o { ?s ?p ?o }")) == [("一",), ("三",)]
