"""A server over HTTP, in a thread of the tests' process, on a free port."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from export.web import app, run
from export.web.limits import Limits
from kg import graph
from kg.model import Article
from kg.store import Store


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Client:
    """Asks a server; ``ask`` opens a connection for each request, as the protocol's tests do."""

    host: str
    port: int
    app: Any

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            found = {key.lower(): value for key, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()


@contextmanager
def serving(store: Path, limits: Limits | None = None, **more: Any) -> Iterator[Client]:
    made = app.make(app.Place(store), limits or Limits(queries=2), **more)
    config = uvicorn.Config(
        made,
        host="127.0.0.1",
        port=0,
        log_config=None,
        lifespan="on",
        ws="none",
        h11_max_incomplete_event_size=run.LONGEST,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Client("127.0.0.1", port, made)
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def serve() -> Callable[..., Any]:
    return serving


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory, xiangcheng: Article) -> Path:
    path = tmp_path_factory.mktemp("web") / "graph.db"
    with Store(path) as store:
        graph.add(store, [xiangcheng])
    return path


@pytest.fixture(scope="session")
def client(sample_store: Path) -> Iterator[Client]:
    with serving(sample_store) as found:
        yield found
