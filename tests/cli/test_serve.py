"""``kg serve`` as a command: it says where it is, answers, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from kg import graph
from kg.model import Article
from kg.store import Store


def kg(*args: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, *args],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder), "KG_TOKEN": ""},
    )


_RUN = "import sys; from kg.cli import main; main(sys.argv[1:])"


def test_it_serves_until_interrupted(tmp_path: Path, xiangcheng: Article) -> None:
    with Store(tmp_path / "g.db") as store:
        graph.add(store, [xiangcheng])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    server = kg("--store", str(tmp_path / "g.db"), "serve", "--port", "0", "--edit", folder=scratch)
    assert server.stderr is not None
    assert server.stderr.readline().startswith("token for corrections: ")
    address = re.match(r"http://127\.0\.0\.1:\d+/", server.stderr.readline())
    assert address is not None
    asked = f"{address[0]}sparql?query=ASK%7B%7D"
    with urllib.request.urlopen(asked, timeout=30) as reply:  # noqa: S310 - ours, over http
        assert b'"boolean":true' in reply.read()
    server.send_signal(signal.SIGINT)
    assert server.wait(30) == 130
    assert list(scratch.glob("kg-serve-*")) == []


def test_what_can_not_be_served_is_said_in_one_line(tmp_path: Path) -> None:
    server = kg("--store", str(tmp_path / "none"), "serve", folder=tmp_path)
    _, said = server.communicate(timeout=30)
    assert server.returncode == 1
    assert said.count("\n") == 1
    assert "kg build" in said
