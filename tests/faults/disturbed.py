"""Runs of kg that can be disturbed, and what the graph of some pages should be."""

import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from corpus import pages

from extract.pipeline import articles_of
from kg import graph
from kg.dump import dump
from kg.model import Article
from kg.store import Store

# Small batches, written as large ones are, so that a few pages take many steps, each of them told.
# What the pages say was extracted before, so that most of the time goes into the steps.
# At the step that is asked for it does nothing more, as a long call of the engine does.
SCRIPT = """
import hashlib, itertools, pickle, signal, sys, time
import kg.store
from extract import pipeline
from kg.cli import build, main, reading
# a shell that starts the tests in the background leaves it ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
with open(sys.argv.pop(1), "rb") as file:
    known = pickle.load(file)
def extracted(source, data=None, encoding=None):
    with open(source, "rb") as page:
        return known[source, hashlib.sha256(page.read()).hexdigest()]
pipeline.articles_of = extracted
build._SMALLEST = build._LARGEST = 2500
kg.store._BULK = 400
stuck, steps = int(sys.argv.pop(1)), itertools.count()
def step():
    print("step", flush=True)
    if next(steps) == stuck:
        time.sleep(3600)
def told(work):
    def first(*given, **more):
        step()
        return work(*given, **more)
    return first
reading.sources = told(reading.sources)
kg.store.Store.replace = told(kg.store.Store.replace)
main()
"""


class Site:
    """Two states of a folder of pages, and a store that was built of the first."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._articles: dict[tuple[str, str], list[Article]] = {}
        self._dumps: dict[tuple[tuple[str, str], ...], bytes] = {}
        written = list(pages(16))
        for name, text in written[:9]:
            self._write(name, text)
        self._keep()
        self.built()
        shutil.copytree(place / "db", place / "first")
        for name, text in written[7:]:  # some change, some come, some go
            self._write(name, text.replace("记者", "通讯员") + "完。\n")
        for name, _ in written[:2]:
            (place / "in" / name).unlink()
        self._keep()
        self.built()
        self.last = self.dump()

    def _write(self, name: str, text: str) -> None:
        path = self.place / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        for article in (found := articles_of(f"in/{name}", text.encode())):
            self._articles[article.source, article.digest] = found

    def _keep(self) -> None:
        (self.place / "extracted").write_bytes(pickle.dumps(self._articles))

    def start(self, *, jobs: int = 1, stuck: int = -1, **more: Any) -> "subprocess.Popen[str]":
        """Start a build of the pages into the store; further processes do extract them.

        It prints a line before it reads and before each change; that of the number ``stuck`` takes
        an hour.
        """
        command = [sys.executable, "-c", SCRIPT, "extracted", str(stuck)]
        command += ["--store", "db", "build", "--prune", "--jobs", str(jobs)]
        return subprocess.Popen(
            [*command, "in"],
            cwd=self.place,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )

    def built(self, *, jobs: int = 1) -> None:
        """Build without disturbance."""
        process = self.start(jobs=jobs)
        _, stderr = process.communicate()
        assert process.returncode == 0, stderr

    def reset(self) -> None:
        """Put the store back as it was before the pages changed."""
        shutil.rmtree(self.place / "db", ignore_errors=True)
        shutil.copytree(self.place / "first", self.place / "db")

    def dump(self, *, read_only: bool = True) -> bytes:
        with Store(self.place / "db", read_only=read_only) as store:
            return dump(store, "nq")

    def should_be(self) -> bytes:
        """Make the graph anew of just the articles whose sources the store holds."""
        with Store(self.place / "db", read_only=True) as store:
            held = tuple(graph.digests(store).items())
        if held not in self._dumps:
            fresh = Store()
            graph.add(fresh, [a for key in held for a in self._articles[key]])
            self._dumps[held] = dump(fresh, "nq")
        return self._dumps[held]
