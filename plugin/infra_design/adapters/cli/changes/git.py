"""Files of a git revision, read from the object store: the working tree is neither read nor touched."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PLAIN_FILES = frozenset({"100644", "100755"})
"""Modes of files; links and submodules are left out."""
MOST_FILES = 20_000
MOST_BYTES = 100_000_000
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the repository that a folder lies in.

    Attributes:
        prefix: the folder's path in the repository, empty or ending in a slash.
    """

    folder: Path
    commit: str
    prefix: str

    def write(self, paths: Iterable[str], target: Path) -> int:
        """Write the files at or below paths, given from the repository's root; return how many there were.

        Raises:
            click.UsageError: they are too many or too large.
        """
        listed = _git(self.folder, "ls-tree", "-r", "-z", "-l", "--full-tree", self.commit, "--", *paths)
        entries = [_entry(line) for line in listed.decode(errors="surrogateescape").split("\0") if line]
        files = [(name, path, size) for mode, name, path, size in entries if mode in PLAIN_FILES and _inside(path)]
        if len(files) > MOST_FILES or sum(size for _, _, size in files) > MOST_BYTES:
            raise click.UsageError(f"{self.commit[:12]}: too many or too large files to compare")
        for name, path, _ in files:
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_git(self.folder, "cat-file", "blob", name))
        return len(files)


def revision(folder: Path, name: str) -> Revision | None:
    """The commit that a name stands for; None if there is none, or no repository."""
    try:
        commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        prefix = _git(folder, "rev-parse", "--show-prefix")
    except (OSError, subprocess.SubprocessError):
        return None
    return Revision(folder, commit.decode().strip(), prefix.decode(errors="surrogateescape").removesuffix("\n"))


def _entry(line: str) -> tuple[str, str, str, int]:
    """`MODE TYPE NAME SIZE<tab>PATH`."""
    facts, _, path = line.partition("\t")
    mode, _, name, size = facts.split()
    return mode, name, path, int(size) if size.isdigit() else 0


def _inside(path: str) -> bool:
    """A path that stays below the folder it is written to, whatever a forged tree says."""
    return not path.startswith("/") and "\\" not in path and not {"", ".", ".."} & set(path.split("/"))


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints. None of the commands used here runs a hook, a filter or a fetch."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "--literal-pathspecs", *arguments]
    return subprocess.run(  # noqa: S603 — no shell; revisions come after --end-of-options, paths after --
        command, cwd=folder, env=environment, capture_output=True, check=True, timeout=SECONDS
    ).stdout
