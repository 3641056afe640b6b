"""Waiting for edits by looking again and again, which works on every file system and needs nothing installed."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

INTERVAL = 0.3
"""Seconds between two looks."""
SETTLING = 10
"""Looks, at most, until what is being written counts as written."""
MOST = 20_000
"""Files that are looked at, at most."""


def edits(paths: Iterable[Path], pause: Callable[[float], None] = time.sleep) -> Iterator[tuple[str, ...]]:
    """What was written, made or removed, each time that happens; does not end by itself.

    Args:
        paths: files and folders; they need not exist yet.
        pause: waits for so many seconds.

    Yields:
        Paths of files, sorted: those that differ since the last time.
    """
    watched = tuple(paths)
    before = seen(watched)
    while True:
        pause(INTERVAL)
        now = seen(watched)
        if now == before:
            continue
        now = _settled(watched, now, pause)
        yield tuple(sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name)))
        before = now


def seen(paths: Iterable[Path]) -> Mapping[str, tuple[int, int]]:
    """Time of the last change and size of each file at or below the paths. Links to folders are not followed."""
    found: dict[str, tuple[int, int]] = {}
    for path in paths:
        for name in _files(str(path)):
            if len(found) == MOST:
                return found
            try:
                status = os.stat(name)  # noqa: PTH116 — thousands of files several times a second
            except OSError:
                continue
            found[name] = status.st_mtime_ns, status.st_size
    return found


def _settled(
    paths: tuple[Path, ...], now: Mapping[str, tuple[int, int]], pause: Callable[[float], None]
) -> Mapping[str, tuple[int, int]]:
    """What there is once nothing more is written: editors save in several steps, checkouts file by file."""
    for _ in range(SETTLING):
        pause(INTERVAL / 3)
        before, now = now, seen(paths)
        if now == before:
            break
    return now


def _files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):  # noqa: PTH112 — the same
        yield path
    for parent, folders, files in os.walk(path):
        folders.sort()
        yield from (os.path.join(parent, name) for name in sorted(files))  # noqa: PTH118 — the same
