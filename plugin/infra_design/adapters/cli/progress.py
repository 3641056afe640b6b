"""A sign of life while something takes longer than a moment, for people at a terminal."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event

MOMENT = 1.0
"""Seconds after which it shows."""
BEAT = 0.5
CLEAR = "\r\x1b[K"
"""To the beginning of the line, which is emptied."""


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on standard error what is being done and for how long, from the first second on, and take it away again.

    Nothing is said where standard error is no terminal, or one that cannot take a line back.

    Args:
        what: "Reading the designs".
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from threading import Event, Thread  # noqa: PLC0415 — only where somebody watches

    done = Event()
    thread = Thread(target=_beat, args=(what, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(what: str, done: Event) -> None:
    waited = MOMENT
    if done.wait(MOMENT):
        return
    while True:
        sys.stderr.write(f"{CLEAR}{what} … {waited:.0f} s")
        sys.stderr.flush()
        if done.wait(BEAT):
            break
        waited += BEAT
    sys.stderr.write(CLEAR)
    sys.stderr.flush()
