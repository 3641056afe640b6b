"""Files of ours on disk: written only where bytes differ, whole or not at all, without leftovers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST = ".infra-design.json"
"""In a folder that holds files of others as well: which of them are ours."""
VERSION = 1


class ManifestError(ValueError):
    """What should list our files cannot be read; the message begins with its path."""


def write_if_changed(path: Path, content: bytes) -> bool:
    """Make a file hold these bytes, and say whether it did not before.

    The file is replaced at once, so that whoever reads it meanwhile sees the old content or the new.

    Raises:
        OSError: the file cannot be written.
    """
    if holds(path, content):
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


def write_where_asked(path: Path, content: bytes) -> None:
    """Write to the place that a person names: to where a link leads, and straight into what is no file, as a device.

    Raises:
        OSError: the file cannot be written.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
    else:
        write_if_changed(path.resolve(), content)


def manifest(folder: Path) -> tuple[str, ...]:
    """What earlier runs wrote, relative to the folder; nothing outside of it, whatever the file says.

    Raises:
        ManifestError: there is such a file, and it cannot be read.
    """
    path = folder / MANIFEST
    if not path.exists():
        return ()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        names = [str(name) for name in content["files"]] if content["version"] == VERSION else []
        root = folder.resolve()
        return tuple(name for name in names if (root / name).resolve().is_relative_to(root))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise ManifestError(f"{path}: not a list of files that infra-design wrote") from None


def write_manifest(folder: Path, names: Iterable[str]) -> None:
    """List what is ours now.

    Raises:
        OSError: the file cannot be written.
    """
    listed = json.dumps({"version": VERSION, "files": sorted(names)}, indent=2, ensure_ascii=False)
    write_if_changed(folder / MANIFEST, f"{listed}\n".encode())


def remove(folder: Path, name: str) -> None:
    """Remove a file, and the folders below `folder` that it leaves empty."""
    path = folder / name
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()


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


def holds(path: Path, content: bytes) -> bool:
    """Whether a file has these bytes."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
