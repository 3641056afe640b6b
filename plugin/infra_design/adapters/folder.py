"""A folder of our own on disk: written only where bytes differ, whole or not at all, without leftovers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def write_if_changed(path: Path, content: bytes) -> bool:
    """Make a file hold these bytes, and say whether it did not before.

    The file is replaced at once, so that whoever reads it meanwhile sees the old content or the new.

    Raises:
        OSError: the file cannot be written.
    """
    if _holds(path, content):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return True


def remove_others(folder: Path, keep: Iterable[Path]) -> None:
    """Remove every file below a folder but those to keep, and the folders that are left empty.

    Links are removed and never followed.
    """
    kept = set(keep)
    for parent, folders, files in os.walk(folder, topdown=False):
        here = Path(parent)
        for path in (here / name for name in (*files, *folders)):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in kept:
                path.unlink(missing_ok=True)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
