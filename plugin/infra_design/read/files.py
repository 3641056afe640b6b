"""Reading files, only within the folder that they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.source import Mark, Problem

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1_000_000
"""Bytes of one file."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder whose files may be read.

    Attributes:
        root: the project's folder.
        name: relative to it, with forward slashes.
    """

    root: Path
    name: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.root / self.name

    def read(self, name: str) -> str | Problem:
        """The text of a file in the folder, without a byte order mark, or what keeps it from being read."""
        shown = f"{self.name}/{name}" if self.name not in ("", ".") else name
        what, hint = "", ""
        try:
            data = self._bytes(name)
        except OSError as error:
            what = f"cannot be read: {error.strerror or type(error).__name__}"
        except _OutsideError:
            what, hint = (
                "the file is outside the folder",
                f"only files in '{self.name}' are read, and no link leads out of it",
            )
        except _LargeError:
            what = f"the file has more than {LARGEST:,} bytes"
        else:
            return _decode(data, shown)
        return Problem(Mark(shown, 1, 1), what, hint, "unreadable-file")

    def _bytes(self, name: str) -> bytes:
        path = self.path / name
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise _OutsideError
        if not path.is_file():
            raise FileNotFoundError(2, "there is no such file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise _LargeError
        return data


class _OutsideError(Exception):
    """The path leads out of the folder."""


class _LargeError(Exception):
    """The file is larger than anybody writes by hand."""


def _decode(data: bytes, shown: str) -> str | Problem:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(Mark(shown, 1, 1), "the file is UTF-16", "save it as UTF-8", "encoding")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        what = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        return Problem(Mark(shown, line, column), what, "save it as UTF-8", "encoding")
