"""What adding one article to a store of 2,000 costs, against building all of them.

``python tests/bench/incremental.py [N]`` makes N pages out of the annotated ones by giving the
people and parks in them other names, builds a store of them by ``kg build``, adds one page more
by ``kg build`` again, and prints both times and their ratio, with and without reading the pages.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from extract.pipeline import articles_of
from kg import graph, registry
from kg.store import Store

ARTICLES = Path(__file__).parents[1] / "articles"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英辉红玲飞燕云海山宁波江河"


def pages(count: int, folder: Path) -> list[Path]:
    """Write ``count`` pages whose people and parks have names of their own."""
    chance = random.Random(1)  # noqa: S311 - only to have many names
    gold = sorted((ARTICLES / "dev").glob("*.json")) + sorted((ARTICLES / "learn").rglob("*.json"))
    known = [(json.loads(path.read_text("utf-8")), path) for path in gold]
    texts = [(told, path.with_name(told["doc"])) for told, path in known]
    plain = [(told, path.read_text("utf-8")) for told, path in texts if path.suffix == ".txt"]
    made = []
    for number in range(count):
        told, text = plain[number % len(plain)]
        for entity in told["entities"]:
            if entity["type"] == "Person":
                given = "".join(chance.choice(GIVEN) for _ in entity["name"][1:])
                text = text.replace(entity["name"], chance.choice(SURNAMES) + given)
            elif entity["type"] == "Park":
                other = chance.choice(registry.records()).name
                text = text.replace(entity["name"], other)
        path = folder / f"{number:05}.txt"
        path.write_text(text, "utf-8")
        made.append(path)
    return made


def run(*arguments: str) -> float:
    """Run kg and return the seconds it took."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", "from kg.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    sys.stdout.write(done.stderr)
    return time.perf_counter() - start


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, late = Path(place) / "pages", Path(place) / "late"
        folder.mkdir()
        late.mkdir()
        made = pages(count + 1, folder)
        made[-1].rename(late / made[-1].name)
        store = str(Path(place) / "db")
        whole = run("--store", store, "build", str(folder))
        one = run("--store", store, "build", str(late))
        found = [a for path in made[:-1] for a in articles_of(str(path))]
        with Store(Path(place) / "core") as core:
            start = time.perf_counter()
            graph.add(core, found)
            all_core = time.perf_counter() - start
            new = articles_of(str(late / made[-1].name))
            start = time.perf_counter()
            graph.add(core, new)
            one_core = time.perf_counter() - start
    sys.stdout.write(
        f"kg build, all: {whole:.1f} s; one more: {one:.2f} s; {one / whole:.2%}\n"
        f"without reading pages, all: {all_core:.1f} s; one more: {one_core:.2f} s; "
        f"{one_core / all_core:.2%}\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
