"""Places in design files, and mistakes found at them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A position in a file.

    Attributes:
        file: path with forward slashes, relative to the project's folder, as a person would type it.
        line: line, counted from 1.
        column: column in characters, counted from 1.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake in a design that keeps it from being read.

    Attributes:
        mark: where.
        what: what is wrong, in lower case, without a full stop: "unknown component 'ngnix'".
        hint: what would mend it, or empty: "did you mean 'nginx'?".
        code: stable name of the kind of mistake: "unknown-component".
    """

    mark: Mark
    what: str
    hint: str = ""
    code: str = ""

    def __str__(self) -> str:
        return f"{self.mark}: {self.what}" + (f" ({self.hint})" if self.hint else "")
