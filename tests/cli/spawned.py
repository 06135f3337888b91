"""Work for other processes, which find it by this module's name."""

import os
import time

_calls = 0


def count(item: int) -> tuple[int, int, int]:
    """Return the item, the process and how many items it has worked on."""
    global _calls  # noqa: PLW0603 - what a process keeps from one item to the next
    _calls += 1
    return item, os.getpid(), _calls


def killed_by_some(name: str) -> str:
    """Return the name, unless it says to kill the process."""
    if name.startswith("kill"):
        os._exit(9)
    return name


def slow(seconds: float) -> float:
    """Take a while."""
    time.sleep(seconds)
    return seconds


def large(item: int) -> bytes:
    """Return so much that giving it back takes a while."""
    return bytes(60_000_000 + item)
