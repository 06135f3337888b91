"""What a client may ask of the server."""

from dataclasses import dataclass

from kg import query


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one query (seconds, rows), of a request (bytes) and of queries at once."""

    seconds: float = query.SECONDS
    rows: int = query.ROWS
    body: int = 1_000_000
    queries: int = 4
