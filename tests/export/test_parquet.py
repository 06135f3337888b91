import sys
from pathlib import Path

import pytest
from pyarrow import parquet as pq

from export import parquet
from kg import graph
from kg.errors import ParkgraphError
from kg.model import Article
from kg.store import Store


@pytest.fixture(scope="module")
def store(xiangcheng: Article) -> Store:
    made = Store()
    graph.add(made, [xiangcheng])
    return made


def test_facts_with_their_ends_and_evidence(store: Store, tmp_path: Path) -> None:
    parquet.write(store, tmp_path / "g.parquet")
    rows = pq.read_table(tmp_path / "g.parquet").to_pylist()
    assert len(rows) == 13
    (post,) = [row for row in rows if row["predicate"] == "holdsPosition"]
    assert (post["subject"]["name"], post["object"]["type"]) == ("李惠忠", "PartyOrganisation")
    assert (post["role"], post["predicate_zh"]) == ("书记", "任职于")
    (evidence,) = post["evidence"]
    assert evidence["end"] - evidence["start"] == len(evidence["text"])
    assert evidence["confidence"] == 0.9


def test_a_folder_gets_the_things_as_well(store: Store, tmp_path: Path) -> None:
    parquet.write(store, tmp_path)
    things = pq.read_table(tmp_path / "things.parquet").to_pylist()
    assert len(things) == 10
    park = next(thing for thing in things if thing["type"] == "Park")
    assert park["aliases"] == ["相城经开区", "经开区"]
    assert pq.read_metadata(tmp_path / "facts.parquet").num_rows == 13


def test_same_graph_same_bytes(store: Store, xiangcheng: Article, tmp_path: Path) -> None:
    again = Store()
    graph.add(again, [xiangcheng])
    parquet.write(store, tmp_path / "a.parquet")
    parquet.write(again, tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_without_pyarrow(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ParkgraphError, match=r"parkgraph\[parquet\]"):
        parquet.write(store, tmp_path / "g.parquet")


def test_an_empty_graph(tmp_path: Path) -> None:
    parquet.write(Store(), tmp_path / "g.parquet")
    assert pq.read_table(tmp_path / "g.parquet").num_rows == 0
