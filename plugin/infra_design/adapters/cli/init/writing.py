"""Files that come into being together: all of them or none, and none that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.adapters.folder import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class ThereError(Exception):
    """Files that would be written are there, and say something else."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(paths)
        super().__init__(", ".join(path.as_posix() for path in self.paths))


def write_together(new: Mapping[Path, str], edited: Mapping[Path, str]) -> list[Path]:
    """Write files that are not there, then edit some that are; return what was written, new ones first.

    Raises:
        ThereError: new files are there with another content. Nothing was written.
        OSError: something cannot be written. What was written before is gone again.
    """
    if there := [path for path, text in new.items() if _taken(path) and not _holds(path, text)]:
        raise ThereError(sorted(there))
    missing = {path: text for path, text in sorted(new.items()) if not _taken(path)}
    folders = sorted({folder for path in missing for folder in path.parents if not folder.exists()})
    made: list[Path] = []
    before = {path: path.read_bytes() for path in edited}
    try:
        for path, text in missing.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                made.append(path)
                file.write(text.encode())
        changed = [path for path, text in edited.items() if write_if_changed(path, text.encode())]
    except OSError:
        _undo(made, folders, before)
        raise
    return [*made, *changed]


def _undo(made: Iterable[Path], folders: list[Path], before: Mapping[Path, bytes]) -> None:
    for path, content in before.items():
        write_if_changed(path, content)
    for path in made:
        path.unlink(missing_ok=True)
    for folder in reversed(folders):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _taken(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False
