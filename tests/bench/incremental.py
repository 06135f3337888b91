"""What adding one article to a store costs, against building the whole of it.

``python tests/bench/incremental.py [N]`` makes N articles (2,000 if not said) out of the annotated
ones: their people, parks, firms, programmes and projects get other names. It then prints, in
seconds of processor time and as ratios,

- extraction bypassed: putting N articles into a store, one more, and taking one away;
- ``--pages``: the same of pages by ``kg build``, reading and extracting them as a user would.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from extract.pipeline import articles_of
from kg import graph, registry
from kg.model import Article
from kg.store import Store

ARTICLES = Path(__file__).parents[1] / "articles"
BATCH = 200
TRIES = 5
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英辉红玲飞燕云海山宁波江河"
WORDS = "华曜锐晶星海丹博瑞泽康宏图远达新科创智联芯安宁德力诚信明辉天工地利人和"


def sources() -> list[Path]:
    """The pages that others are made of."""
    return sorted(ARTICLES.glob("dev/*.txt")) + sorted(ARTICLES.glob("learn/**/*.txt"))


def other_name(kind: str, name: str, chance: random.Random) -> str:
    """Another name for a thing of a type."""
    if kind == "Person":
        return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in name[1:])
    if kind == "Park" and len(name) > 4:
        return chance.choice(registry.records()).name
    if kind in ("Company", "Programme", "Project") and len(name) > 4:
        return "".join(chance.choice(WORDS) for _ in range(3)) + name[2:]
    return name


def articles(known: list[Article]) -> Iterator[Article]:
    """Yield articles without end, whose things have names of their own."""
    chance = random.Random(1)  # noqa: S311 - only to have many names
    number = 0
    while True:
        for article in known:
            entities = []
            for entity in article.entities:
                name = other_name(entity.type, entity.name, chance)
                same = name == entity.name
                aliases = entity.aliases if same else ()
                entities.append(replace(entity, name=name, aliases=aliases))
            number += 1
            yield replace(
                article,
                source=f"{number:06}.txt",
                number=0,
                digest=f"{number:064x}",
                entities=tuple(entities),
            )


def timed(store: Store, made: list[Article]) -> float:
    """Put articles into a store; the seconds of processor time it took."""
    start = time.process_time()
    graph.add(store, made)
    return time.process_time() - start


def bypassed(count: int, folder: Path) -> None:
    """Measure without extraction."""
    known = [a for path in sources() for a in articles_of(str(path)) if a.entities]
    made = articles(known)
    with Store(folder / "core") as store:
        whole = 0.0
        for done in range(0, count, BATCH):
            batch = list(islice(made, min(BATCH, count - done)))
            took = timed(store, batch)
            whole += took
            say(f"  {done + len(batch)} articles: {took / len(batch):.4f} s an article")
        late = list(islice(made, TRIES))
        one = statistics.median(timed(store, [article]) for article in late)
        start = time.process_time()
        graph.remove(store, [late[0].source])
        removed = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"extraction bypassed: all {whole:.1f} s, peak memory {peak:.0f} MiB")
    say(f"  one more: {one:.3f} s, ratio {one / whole:.3%} (median of {TRIES})")
    say(f"  one less: {removed:.3f} s, ratio {removed / whole:.3%}")


def pages(count: int, folder: Path) -> Path:
    """Write pages whose people and parks have names of their own; the last one apart."""
    chance = random.Random(1)  # noqa: S311 - only to have many names
    known = [(path.read_text("utf-8"), articles_of(str(path))) for path in sources()]
    (folder / "pages").mkdir()
    for number in range(count + 1):
        text, found = known[number % len(known)]
        for entity in (e for article in found for e in article.entities):
            if entity.type in ("Person", "Park"):
                text = text.replace(entity.name, other_name(entity.type, entity.name, chance))
        place = folder / "pages" / f"{number:05}.txt" if number < count else folder / "late.txt"
        place.write_text(text, "utf-8")
    return folder / "late.txt"


def run(*arguments: str) -> float:
    """Run kg; the seconds of processor time that it and its processes took."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", "from kg.cli import main; main()", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    sys.stdout.write(done.stderr)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def read(count: int, folder: Path) -> None:
    """Measure kg build."""
    late, store = pages(count, folder), str(folder / "db")
    whole = run("--store", store, "build", str(folder / "pages"))
    one = run("--store", store, "build", str(late))
    say(f"kg build: all {whole:.1f} s; one more {one:.2f} s, ratio {one / whole:.2%}")


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=2000, metavar="N")
    parser.add_argument("--pages", action="store_true", help="read pages by kg build")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (read if chosen.pages else bypassed)(chosen.count, Path(folder))


if __name__ == "__main__":
    main()
