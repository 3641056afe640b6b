"""How a mistake in a design is shown: the place, what is wrong, what would mend it, and the lines around it."""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from infra_design.model.source import Mark, Problem

AROUND = 2
"""Lines shown before and after the one that is wrong."""
WIDTH = 160
"""Characters of a line that are shown."""
LARGEST = 1_000_000
"""Bytes of a file beyond which no lines of it are shown."""


def excerpt(root: Path, mark: Mark) -> str:
    """The line of a mark with a caret under its column and a few lines around it; empty if they cannot be read."""
    lines = _lines(root.resolve() / mark.file)
    if not 1 <= mark.line <= len(lines):
        return ""
    first, last = max(1, mark.line - AROUND), min(len(lines), mark.line + AROUND)
    gutter = len(str(last))
    shown = []
    for number in range(first, last + 1):
        line = lines[number - 1].replace("\t", " ")[:WIDTH]
        shown.append(f"{number:>{gutter}} | {line}".rstrip())
        if number == mark.line and mark.column <= WIDTH:
            shown.append(f"{'':>{gutter}} | {'':{mark.column - 1}}^")
    return "\n".join(shown)


def as_html(root: Path, problems: Iterable[Problem]) -> str:
    """A block that any theme shows and Markdown leaves alone: no blank lines, everything escaped."""
    return "\n".join(_block(problem, excerpt(root, problem.mark)) for problem in problems)


def _block(problem: Problem, lines: str) -> str:
    hint = f"<p>{_safe(problem.hint)}</p>\n" if problem.hint else ""
    code = f"<pre><code>{_safe(lines)}</code></pre>\n" if lines else ""
    return (
        '<div class="admonition failure infra-design-mistake" role="alert">\n'
        f'<p class="admonition-title">{_safe(f"{problem.mark}: {problem.what}")}</p>\n{hint}{code}</div>'
    )


def _safe(text: str) -> str:
    """Text for an HTML block: on one line each, and nothing in it for a template language to find."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def _lines(path: Path) -> list[str]:
    """Lines of a regular file; none of what a link leads to, which may be a secret or endless."""
    try:
        is_link = os.path.realpath(path) != os.path.abspath(path)  # noqa: PTH100 — Path keeps ".."
        if is_link or not path.is_file() or path.stat().st_size > LARGEST:
            return []
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
