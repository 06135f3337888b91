import csv
from collections.abc import Callable
from pathlib import Path

from export import tables
from kg import graph, vocab
from kg.model import Article
from kg.store import Store


def read(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_tables(xiangcheng: Article, tmp_path: Path) -> None:
    store = Store()
    graph.add(store, [xiangcheng])
    tables.write(store, tmp_path / "out")
    made = {path.stem for path in (tmp_path / "out").iterdir()}
    assert made == {*vocab.TYPES, "relations", "evidence"}
    (park,) = read(tmp_path / "out" / "Park.csv")
    assert (park["name"], park["aliases"]) == ("相城经济技术开发区", "相城经开区；经开区")
    kinds = {row["kind_zh"] for row in read(tmp_path / "out" / "Programme.csv")}
    assert kinds == {"联盟"}
    relations = read(tmp_path / "out" / "relations.csv")
    assert len(relations) == 13
    assert {"李惠忠", "任职于", "书记"} <= {cell for row in relations for cell in row.values()}
    for row in read(tmp_path / "out" / "evidence.csv"):
        assert xiangcheng.text[int(row["start"]) : int(row["end"])] == row["text"]


def test_text_that_looks_like_a_formula_is_not_one(
    make: Callable[..., Article], tmp_path: Path
) -> None:
    store = Store()
    graph.add(store, [make("a.txt", {"e1": ("Park", '=HYPERLINK("http://x")园')}, [])])
    tables.write(store, tmp_path)
    (park,) = read(tmp_path / "Park.csv")
    assert park["name"].startswith("'=")
