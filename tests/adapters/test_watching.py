"""Waiting for edits, without waiting: each pause is a step of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra_design.adapters import watching
from infra_design.adapters.watching import INTERVAL, SETTLING, edits, seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class EnoughError(Exception):
    """The script of a test is at its end."""


def told(folder: Path, *steps: Callable[[], object], paths: Iterable[Path] = ()) -> list[list[str]]:
    """What is told when one step happens in each pause, with paths relative to the folder."""
    script = iter(steps)

    def pause(_seconds: float) -> None:
        step = next(script, None)
        if step is None:
            raise EnoughError
        step()

    heard: list[list[str]] = []
    with pytest.raises(EnoughError):
        heard.extend([name.removeprefix(f"{folder}/") for name in names] for names in edits(paths or [folder], pause))
    return heard


def nothing() -> None:
    """Let time pass."""


def test_what_is_written_made_and_removed_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "old.yml").write_text("a")
    (tmp_path / "same.yml").write_text("a")

    def edit() -> None:
        (tmp_path / "deep").mkdir()
        (tmp_path / "deep/new.yml").write_text("b")
        (tmp_path / "old.yml").unlink()

    assert told(tmp_path, nothing, edit, nothing, nothing, nothing) == [["deep/new.yml", "old.yml"]]


def test_what_is_saved_in_steps_is_told_when_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    steps = [lambda text=text: path.write_text(text) for text in ("", "1", "12", "123")]
    assert told(tmp_path, *steps, nothing, nothing) == [["a.yml"]]


def test_what_is_written_without_end_is_told_nevertheless(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    lengths = iter(range(1, 1000))
    write = [lambda: path.write_text("x" * next(lengths))]
    assert len(told(tmp_path, *write * (3 * (SETTLING + 1)))) == 3


def test_a_file_alone_and_one_that_does_not_exist_yet_are_watched(tmp_path: Path) -> None:
    site = tmp_path / "mkdocs.yml"
    (tmp_path / "other").write_text("x")
    steps = [lambda: (tmp_path / "other").write_text("xyz"), nothing, lambda: site.write_text("a"), nothing, nothing]
    assert told(tmp_path, *steps, paths=[site]) == [["mkdocs.yml"]]


def test_links_out_are_not_followed_and_broken_ones_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a").write_text("x")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "outside")
    (folder / "broken").symlink_to(tmp_path / "nowhere")
    assert not [name for name in seen([folder]) if name.endswith("/a")]


def test_no_more_files_are_looked_at_than_are_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        (tmp_path / f"{number}.yml").write_text("x")
    monkeypatch.setattr(watching, "MOST", 4)
    assert [name[-5:] for name in seen([tmp_path])] == ["0.yml", "1.yml", "2.yml", "3.yml"]


def test_time_passes_between_looks(tmp_path: Path) -> None:
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 4:
            raise EnoughError

    with pytest.raises(EnoughError):
        next(edits([tmp_path], pause))
    assert waited == [INTERVAL] * 4
