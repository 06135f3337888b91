"""What each stage costs, against the tools it stands on, and how it grows.

``python tests/bench/scale.py [COUNT…]`` (``make bench``, ``make bench COUNTS="1000 10000 100000"``)
draws corpora of so many pages (:mod:`corpus`), and prints a table. Seconds of single stages are of
the processor, those of whole builds of the clock; whoever else is at work on the machine makes the
latter longer. Ratios are of figures from one run, taken in turns.
"""

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import corpus
import jieba
import jieba.posseg
import pyoxigraph as ox

from extract import gazetteer, segment
from extract.articles import split
from extract.pipeline import articles_of
from extract.read import read_document
from kg import graph, iri, query, vocab
from kg.dump import dump
from kg.model import Article
from kg.resolve import Naming, resolve
from kg.store import Store
from kg.triples import document_quads, quads
from kg.triples.terms import Quad

COUNTS = (1000, 10_000)
SAMPLES = Path(__file__).parents[1] / "articles" / "dev"
SAMPLE = 200
"""Pages that single stages are measured with."""
SPREAD = 3000
"""Pages that one process and two are compared by; of few, starting is a large part."""
ROUNDS = 4

Row = tuple[str, str, str]


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def extraction(what: str, texts: list[tuple[str, bytes]]) -> Iterator[Row]:
    """Time extraction and jieba's tagging of the same cleaned text, in turns; the best of each."""
    clean = [
        section.clean.text for name, data in texts for section in split(read_document(name, data))
    ]
    characters = sum(map(len, clean))
    tagger = jieba.posseg.POSTokenizer(jieba.Tokenizer())
    articles_of(*texts[0])  # both have their dictionaries in memory
    tagger.lcut(clean[0])
    whole = tagging = float("inf")
    for _ in range(ROUNDS):
        segment.article_words.cache_clear()
        gazetteer.matches.cache_clear()
        whole = min(whole, _cpu(lambda: [articles_of(name, data) for name, data in texts]))
        tagging = min(tagging, _cpu(lambda: [tagger.lcut(text) for text in clean]))
    yield f"extraction, {what}", f"{characters / whole:,.0f} characters/s", ""
    yield (
        f"jieba.posseg, {what}",
        f"{characters / tagging:,.0f} characters/s",
        f"extraction is {tagging / whole:.2f} times as fast",
    )


def samples() -> list[tuple[str, bytes]]:
    """The annotated sample pages: name and content."""
    paths = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".txt", ".html"))
    return [(path.name, path.read_bytes()) for path in paths]


def loading(articles: list[Article], place: Path) -> Iterator[Row]:
    """Time putting articles into a store, and the engine's bulk load of the quads they became."""
    characters = sum({article.source: len(article.text) for article in articles}.values())
    added = place / "added"
    with Store(added) as store:
        whole = _cpu(lambda: graph.add(store, articles))
    with Store(added, read_only=True) as store:
        lines = dump(store, "nq")
        held = [quad for name in store.graphs() for quad in store.quads(name)]
    naming = resolve(articles)
    bulk = written = both = float("inf")
    for _ in range(ROUNDS):
        shutil.rmtree(place / "bulk", ignore_errors=True)
        engine = ox.Store(str(place / "bulk"))
        bulk = min(bulk, _cpu(lambda e=engine: e.bulk_load(lines, ox.RdfFormat.N_QUADS)))
        del engine
        shutil.rmtree(place / "replaced", ignore_errors=True)
        with Store(place / "replaced") as store:
            written = min(written, _cpu(lambda s=store: s.replace(add=held)))
        shutil.rmtree(place / "replaced")
        with Store(place / "replaced") as store:
            both = min(both, _cpu(lambda s=store: s.replace(add=_quads(articles, naming))))
    speed = f"{len(held) / bulk:,.0f} quads/s"
    yield "bulk_load, same quads", f"{characters / bulk:,.0f} characters/s", speed
    yield (
        "writing, with the union of graphs",
        f"{characters / written:,.0f} characters/s",
        f"{written / bulk:.2f} times bulk_load",
    )
    yield (
        "quads and writing",
        f"{characters / both:,.0f} characters/s",
        f"{both / bulk:.2f} times bulk_load",
    )
    yield (
        "identity, quads and writing",
        f"{characters / whole:,.0f} characters/s",
        f"{whole / bulk:.2f} times bulk_load",
    )


def _quads(articles: list[Article], naming: Naming) -> Iterator[Quad]:
    for article in articles:
        yield from quads(article, naming, iri.BASE)
        yield from document_quads(article, iri.BASE)


def queries(folder: Path) -> Iterator[Row]:
    """Time each stored query by ``kg`` and put to the engine itself, read to its end, in turns."""
    named = query.named_queries()
    ours = dict.fromkeys(named, float("inf"))
    direct = dict.fromkeys(named, float("inf"))
    with Store(folder, read_only=True) as store:
        engine = ox.Store.read_only(str(folder))
        prefixes = dict(vocab.PREFIXES)
        for _ in range(ROUNDS):
            for name, stored in named.items():
                ask = partial(query.run_named, store, name, rows=sys.maxsize, seconds=600)
                ours[name] = min(ours[name], _cpu(ask))
                read = partial(_read, engine, stored.text, prefixes)
                direct[name] = min(direct[name], _cpu(read))
    for name in named:
        against = f"{ours[name] / direct[name]:.2f} times the engine ({direct[name] * 1000:.0f} ms)"
        yield f"stored query {name}", f"{ours[name] * 1000:.0f} ms", against
    total, asked = sum(ours.values()), sum(direct.values())
    ratios = [ours[name] / direct[name] for name in named]
    yield (
        f"{len(named)} stored queries",
        f"{total:.2f} s",
        f"{total / asked:.2f} times the engine asked directly ({asked:.2f} s);"
        f" {median(ratios):.2f} by the median, {max(ratios):.2f} at most",
    )


def _read(engine: ox.Store, sparql: str, prefixes: dict[str, str]) -> None:
    for row in engine.query(sparql, prefixes=prefixes):
        tuple(row)


@dataclass(frozen=True, slots=True)
class Build:
    """A build by the command: seconds of the clock, and the most memory of one process (bytes)."""

    seconds: float
    memory: int


def build(pages: Path, store: Path, jobs: int) -> Build:
    """Run ``kg build``."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", str(store)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "build", "--jobs", str(jobs), str(pages)], stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"kg build ended with {process.returncode}")
    return Build(time.perf_counter() - began, usage.ru_maxrss * 1024)


def jobs(place: Path) -> Iterator[Row]:
    """Time builds by one process and by two, in turns; the best of each."""
    pages = place / f"pages-{SPREAD}"
    characters = corpus.write(SPREAD, pages)
    seconds = dict.fromkeys((1, 2), float("inf"))
    for _ in range(2):
        for count in seconds:
            store = place / "jobs.db"
            seconds[count] = min(seconds[count], build(pages, store, count).seconds)
            shutil.rmtree(store)
    yield (
        f"kg build --jobs 1, {SPREAD:,} pages",
        f"{characters / seconds[1]:,.0f} characters/s, {seconds[1]:.0f} s",
        f"two jobs are {seconds[1] / seconds[2]:.2f} times as fast ({seconds[2]:.0f} s)",
    )


def growth(counts: list[int], place: Path) -> Iterator[Row]:
    """Time builds of more and more pages."""
    before: tuple[int, Build] | None = None
    for count in counts:
        pages = place / f"pages-{count}"
        characters = corpus.write(count, pages)
        found = build(pages, place / f"{count}.db", 2)
        grown = ""
        if before is not None:
            grown = f"{found.seconds / before[1].seconds:.1f} times as long as {before[0]:,}"
        yield (
            f"kg build --jobs 2, {count:,} pages",
            f"{characters / found.seconds:,.0f} characters/s, {found.seconds:.0f} s, "
            f"at most {found.memory >> 20:,} MiB a process",
            grown,
        )
        before = count, found


def rows(counts: list[int], place: Path) -> Iterator[Row]:
    """Measure everything, the cheapest first."""
    texts = [(name, text.encode()) for name, text in corpus.pages(SAMPLE)]
    yield from extraction("sample articles", samples())
    yield from extraction("pages of the corpus", texts)
    articles = [article for name, data in texts for article in articles_of(name, data)]
    yield from loading(pickle.loads(pickle.dumps(articles)), place)  # noqa: S301 - as from a worker
    yield from jobs(place)
    yield from growth(counts, place)
    yield from queries(place / f"{counts[0]}.db")


def main(counts: list[int]) -> None:
    """Print the table as it grows."""
    with tempfile.TemporaryDirectory() as place:
        sys.stdout.write("| stage | measured | against |\n| --- | --- | --- |\n")
        for stage, measured, against in rows(counts, Path(place)):
            sys.stdout.write(f"| {stage} | {measured} | {against} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or list(COUNTS))
