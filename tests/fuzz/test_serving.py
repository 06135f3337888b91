"""Whatever is sent to ``kg serve``: an answer or a refusal, never a fault of the server's."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from queries import QUERIES
from texts import PIECES, fuzzing

from kg import graph
from kg.model import Article
from kg.store import Store

_PATIENCE = 60  # seconds: only what hangs takes as long
_GIVEN_UP = 0.05  # seconds to wait for the answer to what is no whole request
_BODY = 20_000
_GROWTH = 200 << 20
_RUN = "import sys; from kg.cli import main; main(sys.argv[1:])"


@dataclass
class Server:
    """A server in a process of its own, and the file that holds all it has said."""

    process: subprocess.Popen[bytes]
    port: int
    said: IO[bytes]

    def send(self, request: bytes, patience: float = _PATIENCE) -> tuple[int, bytes] | None:
        """Send bytes; status and body of the answer, or None when there is none in time.

        Raises OSError or HTTPException when the server closes the connection instead.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as connection:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(request)  # an answer may come before it is all sent
            answer = http.client.HTTPResponse(connection, method=_method(request))
            try:
                answer.begin()
                return answer.status, answer.read()
            except TimeoutError:
                return None

    def memory(self) -> int:
        """Bytes in memory, of the process that takes the requests."""
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", told)
        assert found is not None
        return int(found[1]) << 10

    def is_well(self) -> None:
        """Fail unless it runs, answers, and has reported no fault."""
        assert self.process.poll() is None
        found = self.send(_request("GET", "/sparql?query=ASK%7B%7D", {}, b""))
        assert found is not None
        assert found[0] == 200, found
        self.said.seek(0)
        assert self.said.read().count(b"\n") == 1


def _method(request: bytes) -> str:
    return "HEAD" if request.startswith(b"HEAD ") else "GET"


@pytest.fixture(scope="module")
def server(xiangcheng: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("serving")
    with Store(place / "g.db") as store:
        graph.add(store, [xiangcheng])
    options = ["--port", "0", "--timeout", "1", "--body", str(_BODY), "--edit"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-c", _RUN, "--store", str(place / "g.db"), "serve", *options],
            stderr=said,
            env={**os.environ, "TMPDIR": str(place), "KG_TOKEN": "a token"},
        )
        address = None
        while address is None:
            assert process.poll() is None
            said.seek(0)
            address = re.search(rb"http://127\.0\.0\.1:(\d+)/ ", said.read())
        yield Server(process, int(address[1]), said)
        process.kill()
        process.wait()


def _request(method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
    own = {"Host": "127.0.0.1", "Connection": "close", "Content-Length": str(len(body)), **headers}
    lines = [f"{method} {target} HTTP/1.1", *(f"{key}: {text}" for key, text in own.items())]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_METHODS = st.sampled_from(
    "GET GET GET HEAD POST POST PUT DELETE OPTIONS PATCH TRACE get X".split()
)
_PLACES = st.sampled_from(
    "/ /search /suggest /list/Park /list/Article /list/X /id/ /id/park/x /programmes /explore "
    "/explore.json /query /accuracy /enter /correct /sparql /sparql/ /static/ /static/app.js // "
    "/static/../app.py /static/%2e%2e/app.py /static/%00 /id/%00 /id/%ff%fe /id/%E4%B8 * "
    "http://other/ http://[/ /:80 /;x /?".split()
)
_NASTY = st.one_of(
    PIECES.map(lambda piece: piece[:300]),
    st.sampled_from(
        ("", "0", "-1", "9" * 30, "1-2", "9-1", "http://[", "urn:", "html", "json", "ttl", "{0}")
    ),
    st.text("{}%$()\\<>[]'\"\n\0\ud800", max_size=9),
)
_SEGMENTS = st.builds(
    lambda texts: "/" + "/".join(quote(text, safe="", errors="replace") for text in texts),
    st.lists(_NASTY, max_size=4),
)
_KEYS = st.sampled_from(
    "q type page format lang query name at park open with gone from to hide whole update path iri "
    "default-graph-uri named-graph-uri self request status _ é".split()
)
_PAIRS = st.lists(st.tuples(_KEYS, _NASTY), max_size=6).map(
    lambda pairs: "&".join(
        f"{quote(key)}={quote(text, safe='', errors='replace')}" for key, text in pairs
    )
)
_ESCAPED = st.binary(max_size=40).map(quote_from_bytes)
_STRINGS = st.one_of(st.just(""), _PAIRS, _PAIRS, _ESCAPED, st.text("%&=;+?#/ab1", max_size=30))
_TYPES = st.sampled_from(
    (
        _FORM,
        _DIRECT,
        f"{_DIRECT}; charset=utf-16",
        f"{_FORM}; charset=x",
        "text/plain",
        ";",
        "a/b",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/json",
    )
)
_VALUES = st.one_of(
    _TYPES,
    st.sampled_from(
        (
            "text/html",
            "*/*;q=x",
            "text/turtle;q=0,application/json",
            ",;q",
            "en;q=nan",
            "zh-CN",
            "bytes=0-1,5-",
            "bytes=-1",
            "bytes=9-1",
            "gzip, br",
            "http://[",
            "http://127.0.0.1",
            "same-origin",
            "cross-site",
            'kg_edit=x; a="b',
            'W/"x"',
            "[",
            "[::1",
            "a:b:c",
            "a/b?c",
        )
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")),
)
_NAMES = st.sampled_from(
    "Accept Accept-Language Accept-Encoding Content-Type Cookie Origin Sec-Fetch-Site Range Host "
    "If-None-Match If-Modified-Since Referer X-Forwarded-For Forwarded Upgrade Expect".split()
)
_HEADERS = st.dictionaries(_NAMES, _VALUES, max_size=4)
_BODIES = st.one_of(
    st.just(b""),
    _PAIRS.map(str.encode),
    st.binary(max_size=200),
    st.sampled_from((b"query=", b"\0" * 99, b"&" * 500, b"x" * (_BODY + 1), b"\xff\xfe" * 9)),
)


@fuzzing
@given(
    method=_METHODS,
    place=st.one_of(_PLACES, _PLACES, _SEGMENTS),
    string=_STRINGS,
    headers=_HEADERS,
    body=_BODIES,
)
@example("GET", "/list/Park", "path=x", {}, b"")
@example("GET", "/sparql", "query=ASK%7B%7D&default-graph-uri=http://[", {}, b"")
@example("POST", "/enter", "", {"Origin": "http://[", "Content-Type": _FORM}, b"token=x")
def test_any_request_is_answered_or_refused(
    server: Server, method: str, place: str, string: str, headers: dict[str, str], body: bytes
) -> None:
    target = (f"{place}?{string}" if string else place).replace(" ", "%20")
    found = server.send(_request(method, target, headers, body))
    assert found is not None
    assert found[0] < 500, found
    assert b"Traceback" not in found[1]
    server.is_well()


@fuzzing
@given(sparql=QUERIES, way=st.sampled_from(("get", "form", "direct")), accept=_VALUES)
def test_any_query_is_answered_or_refused(
    server: Server, sparql: str, way: str, accept: str
) -> None:
    given = quote(sparql, safe="", errors="replace")
    if way == "get":
        request = _request("GET", f"/sparql?query={given}", {"Accept": accept}, b"")
    else:
        plain = sparql.encode("utf-8", "surrogatepass")
        media, body = (_FORM, f"query={given}".encode()) if way == "form" else (_DIRECT, plain)
        request = _request("POST", "/sparql", {"Accept": accept, "Content-Type": media}, body)
    found = server.send(request)
    assert found is not None
    # 503 is for one that takes too long
    assert found[0] in (200, 400, 406, 413, 503), found
    if found[0] != 200:
        assert len(found[1].splitlines()) == 1


_BROKEN = (
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nshort",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\nab",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n" + b"x" * 99_999,
    b"GET /" + b"a" * 400_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 400_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 40_000 + b"\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET /\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)


@st.composite
def _spoilt(draw: st.DrawFn) -> bytes:
    """Draw a request with a piece of it cut out, said twice or replaced by other bytes."""
    whole = (
        draw(st.sampled_from(_BROKEN))
        if draw(st.booleans())
        else _request(draw(_METHODS), draw(_PLACES), draw(_HEADERS), draw(_BODIES))
    )
    start = draw(st.integers(0, min(len(whole), 200)))
    piece = whole[start : start + draw(st.integers(0, 60))]
    other = draw(st.sampled_from((b"", piece * 2, draw(st.binary(max_size=9)))))
    return whole[:start] + other + whole[start + len(piece) :]


@fuzzing
@given(request=st.one_of(st.sampled_from(_BROKEN), _spoilt(), st.binary(max_size=200)))
def test_any_bytes_are_refused_or_waited_for(server: Server, request: bytes) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        found = server.send(request, _GIVEN_UP)
        assert found is None or found[0] < 500
    server.is_well()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory_does_not_grow_with_the_requests(server: Server) -> None:
    large = b"query=" + quote("SELECT * { ?s ?p ?o } # " + "园" * 9_000).encode()
    requests = [
        _request("POST", "/sparql", {"Content-Type": _FORM}, large),
        _request("GET", "/search?q=" + quote("园" * 4_000), {}, b""),
        _request("GET", "/explore?open=" + "&open=".join(["park/x"] * 3_000), {}, b""),
        *_BROKEN[6:9],
    ]

    def many() -> int:
        for request in requests * 10:
            with contextlib.suppress(OSError, http.client.HTTPException):
                server.send(request, _GIVEN_UP)
        server.is_well()
        return server.memory()

    first = many()
    assert max(many() for _ in range(3)) < first + _GROWTH
