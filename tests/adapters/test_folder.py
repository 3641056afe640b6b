from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra_design.adapters.folder import remove_others, write_if_changed


def test_a_file_is_written_once_and_again_only_when_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.md"
    assert write_if_changed(path, b"one")
    os.utime(path, ns=(0, 0))
    assert not write_if_changed(path, b"one")
    assert path.stat().st_mtime_ns == 0
    assert write_if_changed(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["b.md"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_if_changed(tmp_path / "a.md", b"one")
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_kept_remains(tmp_path: Path) -> None:
    for name in ("keep.md", "old.md", "a/keep.md", "a/old.md", "gone/deep/old.md"):
        write_if_changed(tmp_path / name, b"x")
    remove_others(tmp_path, [tmp_path / "keep.md", tmp_path / "a" / "keep.md", tmp_path / "missing.md"])
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert left == ["a", "a/keep.md", "keep.md"]


def test_links_are_removed_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write_if_changed(outside / "precious", b"x")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    remove_others(folder, [])
    assert not (folder / "link").exists()
    assert (outside / "precious").read_bytes() == b"x"
