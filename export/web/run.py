"""Running the server."""

import logging
import socket
from collections.abc import Callable

import uvicorn
from h11 import LocalProtocolError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect

from kg.errors import ParkgraphError

LONGEST = 262_144
"""Bytes of a request's line and headers: the address of a thing with a very long name fits."""


class _Server(uvicorn.Server):
    """A server that tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def _is_fault(record: logging.LogRecord) -> bool:
    """Whether an error is one of ours: a client may break off or speak no HTTP as it likes."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, ClientDisconnect | LocalProtocolError)


def run(app: Starlette, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` is given the address, with the port that 0 became.

    Raises :class:`ParkgraphError` when the address can't be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise ParkgraphError(
            f"{host}:{port}: {error.strerror}; choose another with --host and --port"
        ) from error
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    log = logging.getLogger("uvicorn.error")
    log.setLevel(logging.ERROR)
    log.addFilter(_is_fault)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_keep_alive=15,
        limit_concurrency=400,
        h11_max_incomplete_event_size=LONGEST,
        ws="none",
    )
    with listening:
        _Server(config, lambda: ready(address)).run([listening])
