"""Places in files: the line with a caret, the path in the repository, an identity that outlives both."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from infra_design.adapters.cli.formats import stage_name

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.finding import Finding
    from infra_design.model.source import Mark, Problem

WIDTH = 140
"""Characters of a line that are shown."""
LARGEST = 1_000_000
"""Bytes of a file beyond which no line of it is shown."""
_WORD = re.compile(r"[\w.*@:/-]+")


@dataclass(slots=True)
class Lines:
    """The lines of a project's files, each file read once."""

    folder: Path
    _read: dict[str, list[str]] = field(default_factory=dict)

    def pointed(self, mark: Mark) -> tuple[str, str]:
        """The line of a mark, and a caret under every character of the word there; empty if it cannot be read."""
        lines = self._lines(mark.file)
        if not 1 <= mark.line <= len(lines):
            return "", ""
        line = "".join(one if one.isprintable() else " " for one in lines[mark.line - 1])[:WIDTH].rstrip()
        before = line[: mark.column - 1]
        word = _WORD.match(line, mark.column - 1)
        carets = "^" * max(1, _columns(word[0].rstrip(":")) if word else 1)
        return line, " " * _columns(before) + carets if mark.column <= WIDTH else ""

    def _lines(self, file: str) -> list[str]:
        if file not in self._read:
            self._read[file] = _lines(self.folder / file)
        return self._read[file]


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > LARGEST:
            return []
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []


def _columns(text: str) -> int:
    """Cells of a terminal that a text takes."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(one) in "WF") for one in text)


def repository_path(folder: Path, file: str) -> str:
    """A file's path in the repository that the project's folder lies in; in the project's folder if there is none."""
    here = folder.resolve()
    root = next((one for one in (here, *here.parents) if (one / ".git").exists()), here)
    return posixpath.normpath(posixpath.join(here.relative_to(root).as_posix(), file))


def fingerprint(system: str, finding: Finding) -> str:
    """What stays the same while a finding stays, wherever it moves in its file: 64 hexadecimal digits."""
    return _digest(stage_name(system, finding.stage), finding.id)


def problem_fingerprint(problem: Problem) -> str:
    """The same for a mistake."""
    return _digest(problem.mark.file, problem.code, problem.what)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
