"""What a query that never ends does to other clients of ``kg serve``, and what requests leave.

``python tests/bench/serve.py STORE [REQUESTS]`` starts the server over the store, prints the
medians of eight clients' look-ups and ASKs (ms), idle and beside such a query, with their ratio,
how the query ended, and the server's memory (MB) before and after REQUESTS (10,000) of all sorts.
"""

import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
import load

RUN = "from kg.cli import main; main()"


def main(store: str, requests: int) -> None:
    command = [sys.executable, "-c", RUN, "--store", store, "serve", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        address = server.stderr.readline().partition(" ")[0].rstrip("/")
        load.main(address, server.pid, requests)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
