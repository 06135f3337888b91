"""How the work of a regular expression grows with its text."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from attacks import Attack

_SUSPECT = 0.004  # seconds of one core: below it, a text of _FIRST characters is no attack
_ENOUGH = 0.05
_DOUBTFUL = 2.5  # times the work of half the text
_FIRST, _LARGEST = 2_000, 64_000
_LIMIT = 10.0
SUPERLINEAR = 3.0
"""A factor above it is no noise of a factor of two."""


class EndlessError(Exception):
    """A match that did not end in any sensible time."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise :class:`EndlessError` when what is inside takes more of the processor than that."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise EndlessError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def text_of(attack: Attack, size: int) -> str:
    head, pump, tail = attack
    return head + pump * (size // len(pump)) + tail


def seconds(pattern: re.Pattern[Any], how: str, text: str) -> float:
    """Return what a method takes of the processor; all matches are asked for."""
    given = text if isinstance(pattern.pattern, str) else text.encode("utf-8")
    method = getattr(pattern, how)
    start = time.process_time()
    try:
        with limited(_LIMIT):
            for _ in method(given) if how == "finditer" else [method(given)]:
                pass
    except EndlessError:
        return float("inf")
    return time.process_time() - start


def growth(pattern: re.Pattern[Any], how: str, attack: Attack) -> float | None:
    """Return by what factor the work grows when the text is doubled, or nothing when it is light.

    The text is doubled until there is something to be measured; infinite stands for no end.
    """
    size = _FIRST
    taken = seconds(pattern, how, text_of(attack, size))
    if taken < _SUSPECT:
        return None
    while taken < _ENOUGH and size < _LARGEST:
        size *= 2
        taken = seconds(pattern, how, text_of(attack, size))
    if taken < _ENOUGH:
        return None
    if taken == float("inf"):
        return taken
    half = min(seconds(pattern, how, text_of(attack, size // 2)) for _ in range(2))
    if taken > _DOUBTFUL * half:  # once more: whoever else is at work on the machine may be why
        whole = text_of(attack, size)
        taken = min(taken, *(seconds(pattern, how, whole) for _ in range(3)))
    return taken / half
