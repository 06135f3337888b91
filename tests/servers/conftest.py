"""Other people's servers on loopback: Oxigraph's own and Virtuoso, an empty one each time."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """A server, from when its port answers until we are done with it."""
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
        try:
            for _ in range(400):
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, log.read_text("utf-8", "replace")
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(30)


INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 4000
DirsAllowed = {folder}
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 100000
"""


@contextmanager
def oxigraph(folder: Path, *, read_only: bool = False) -> Iterator[int]:
    """The port of Oxigraph's server over ``folder/db``, whose default graph is the union of all."""
    program, port = str(Path(sys.executable).with_name("oxigraph")), free_port()
    serve = [program, "serve-read-only" if read_only else "serve", "--location", "db"]
    bound = ["--union-default-graph", "--bind", f"127.0.0.1:{port}"]
    with running([*serve, *bound], folder, port):
        yield port


@contextmanager
def virtuoso(folder: Path, statements: str = "") -> Iterator[int]:
    """The port of Virtuoso's web server, after ``statements`` were told it in its own SQL."""
    if shutil.which("virtuoso-t") is None:
        reason = "virtuoso-t is not installed (Debian: virtuoso-opensource-7-bin)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(INI.format(sql=sql, http=http, folder=folder))
    with running(["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"], folder, http):
        if statements:
            isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={statements}"]
            done = subprocess.run(isql, capture_output=True, text=True, check=True, timeout=60)
            assert "Error" not in done.stderr + done.stdout, done.stdout + done.stderr
        yield http


Start = Callable[..., AbstractContextManager[int]]


@pytest.fixture(scope="session")
def start_oxigraph() -> Start:
    return oxigraph


@pytest.fixture(scope="session")
def start_virtuoso() -> Start:
    return virtuoso
