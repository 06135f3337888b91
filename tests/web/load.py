"""Clients of a server in threads, beside a query that never ends; for tests and the benchmark."""

import http.client
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def get(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path)
    reply = connection.getresponse()
    return reply.status, reply.read()


def clients(address: str, paths: list[str], requests: int, count: int = 8) -> dict[str, float]:
    """Return the median seconds of each kind of path, of clients that ask in turn."""
    place = urlsplit(address).netloc
    found: dict[str, list[float]] = {}

    def work(first: int) -> None:
        connection = http.client.HTTPConnection(place, timeout=60)
        for i in range(requests):
            path = paths[(first + i) % len(paths)]
            begun = time.perf_counter()
            status, _ = get(connection, path)
            took = time.perf_counter() - begun
            assert status == 200, (path, status)
            kind = "ask" if path.startswith("/sparql") else "look-up"
            found.setdefault(kind, []).append(took)
        connection.close()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {kind: statistics.median(times) for kind, times in found.items()}


@contextmanager
def slow_query(address: str) -> Iterator[Callable[[], tuple[int, float, str]]]:
    """Run the endless query beside what is done inside; gives status, seconds and reason."""
    ended: list[tuple[int, float, str]] = []

    def work() -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
        begun = time.perf_counter()
        status, body = get(connection, f"/sparql?query={quote(ENDLESS)}")
        ended.append((status, time.perf_counter() - begun, body.decode("utf-8").strip()))

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(1.0)

    def result() -> tuple[int, float, str]:
        thread.join()
        return ended[0]

    yield result
    thread.join()


def memory(pid: int) -> float:
    """Resident MB of a process and its children."""
    found = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = [int(Path(f"/proc/{p}/statm").read_text().split()[1]) for p in found]
    return sum(pages) * 4096 / 1e6


def paths(address: str) -> list[str]:
    """A trivial ASK and pages of things in turn."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    _, body = get(connection, f"/suggest?q={quote('党')}")
    pages = [hit["page"] for hit in json.loads(body)]
    return [path for page in pages for path in (page, f"/sparql?query={quote('ASK {}')}")]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(address: str, pid: int, requests: int) -> None:
    asked = paths(address)
    clients(address, asked, 20)
    idle = clients(address, asked, 100)
    with slow_query(address) as result:
        beside = clients(address, asked, 100)
        status, seconds, reason = result()
    for kind, median in idle.items():
        ratio = beside[kind] / median
        say(
            f"{kind}: {median * 1000:.1f} ms idle, {beside[kind] * 1000:.1f} ms beside: {ratio:.2f}"
        )
    say(f"the query: {status} after {seconds:.1f} s: {reason}")
    time.sleep(3)
    before = memory(pid)
    begun = time.perf_counter()
    clients(address, [*asked, "/", "/programmes", f"/search?q={quote('高新')}"], requests // 8)
    took = time.perf_counter() - begun
    after = memory(pid)
    say(f"memory: {before:.0f} MB, {after:.0f} MB after {requests} requests in {took:.0f} s")
