"""Measure cleaning and splitting: characters a second, and their share of extraction.

Run it by ``make bench`` or ``python tests/bench/intake.py [FOLDER…]``; it ends with 1 when cleaning
and splitting neither keep up with five million characters a second nor cost less than a tenth of
extraction.
"""

import sys
import time
from pathlib import Path

from extract import articles, furniture
from extract.pipeline import articles_of
from extract.read import Document, read_document

PAGES = Path(__file__).parents[1] / "articles" / "dev"
FAST = 5_000_000
SHARE = 0.1
ROUNDS = 5


def documents(folders: list[str]) -> list[Document]:
    """Read the pages of the folders."""
    paths = [path for folder in folders for path in sorted(Path(folder).iterdir())]
    return [read_document(str(path)) for path in paths if path.suffix in {".txt", ".html"}]


def split_seconds(read: list[Document]) -> float:
    """Time cleaning and splitting in seconds of the processor, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        furniture.is_furniture.cache_clear()  # pages that were not seen before
        began = time.process_time()
        for document in read:
            articles.split(document)
        best = min(best, time.process_time() - began)
    return best


def whole_seconds(read: list[Document]) -> float:
    """Time all of extraction likewise, reading included, once the models are loaded."""
    articles_of(read[0].source)
    began = time.process_time()
    for document in read:
        articles_of(document.source)
    return time.process_time() - began


def main() -> int:
    """Print the figures; 1 if cleaning and splitting are too slow by both measures."""
    read = documents(sys.argv[1:] or [str(PAGES)])
    characters = sum(len(document.text) for document in read)
    split, whole = split_seconds(read), whole_seconds(read)
    sys.stdout.write(
        f"{len(read)} pages, {characters} characters\n"
        f"cleaning and splitting: {characters / split:,.0f} characters/s\n"
        f"extraction as a whole:  {characters / whole:,.0f} characters/s\n"
        f"ratio: cleaning and splitting are {split / whole:.1%} of extraction\n"
    )
    return 0 if characters / split >= FAST or split / whole < SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
