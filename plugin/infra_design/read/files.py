"""Reading files, only within the folder that they belong to."""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from infra_design.model.source import Mark
from infra_design.read.reading import INVISIBLE, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from infra_design.read.reading import Reading

LARGEST = 1_000_000
"""Bytes of one file."""

ENDINGS = (".yml", ".yaml")
"""Of stage files; zone files have any other."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder whose files may be read.

    Attributes:
        root: the project's folder.
        name: of the folder, relative to the project's, with forward slashes.
        top: the folder that no path may leave: this one, or one that it is in.
    """

    root: Path
    name: str
    top: str

    @classmethod
    def at(cls, root: Path, name: str) -> Folder:
        """A folder that no path may leave."""
        plain = PurePosixPath(name.replace("\\", "/")).as_posix()
        return cls(root, plain, plain)

    def below(self, name: str) -> Folder:
        """A folder in this one."""
        return Folder(self.root, self.shown(name), self.top)

    def shown(self, name: str) -> str:
        """A file's path relative to the project's folder, as a person would type it; what is no text becomes `�`."""
        path = os.path.normpath(PurePosixPath(self.name) / name).replace(os.sep, "/")
        return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.root / self.name

    def exists(self) -> bool:
        """Whether it is there, and no link leads out of the project to it."""
        real, top = self.path.resolve(), (self.root / self.top).resolve()
        home = self.root.resolve()
        honest = top.is_relative_to(home) or str(top) == os.path.normpath(home / self.top)
        return honest and real.is_relative_to(top) and real.is_dir() and os.access(real, os.R_OK | os.X_OK)

    def names(self, *endings: str) -> Iterator[str]:
        """Names of its visible files with one of these endings; without endings, of its visible folders."""
        for path in self.path.iterdir():
            if not path.name.startswith(".") and (path.suffix in endings if endings else path.is_dir()):
                yield path.name

    def read(self, name: str) -> bytes:
        """The content of a file.

        Raises:
            Mistake: it is not there, is no file, is too large, or is not in the folder.
        """
        path = self.path / name
        try:
            if not path.resolve().is_relative_to((self.root / self.top).resolve()):
                hint = f"only files in '{self.top}' are read"
                raise Mistake(f"'{name}' leads out of the folder", hint, "outside-folder")
            if not path.is_file():
                raise Mistake(f"there is no file '{name}'", "", "no-file")
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "no such path"
            raise Mistake(f"'{name}' cannot be read: {reason}", "", "unreadable-file") from None
        if len(data) > LARGEST:
            raise Mistake(f"'{name}' has more than {LARGEST:,} bytes", "", "too-large")
        return data

    def text(self, name: str, reading: Reading) -> str | None:
        """The text of a file without its byte order mark, or None after reporting why it cannot be read."""
        mark = Mark(self.shown(name), 1, 1)
        try:
            return decoded(self.read(name), mark.file, reading)
        except Mistake as mistake:
            reading.tell(mark, mistake)
            return None


def decoded(data: bytes, file: str, reading: Reading) -> str | None:
    """A file's text without its byte order mark, lines ending alike, or None after reporting what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        reading.report(Mark(file, 1, 1), "the file is UTF-16", "save it as UTF-8", "encoding")
        return None
    try:
        text = _alike(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        mark = _end(_alike(data[: error.start].decode("utf-8-sig")), file)
        byte = error.object[error.start]
        reading.report(mark, f"the byte 0x{byte:02x} is not UTF-8", "save the file as UTF-8", "encoding")
        return None
    if odd := INVISIBLE.search(text):
        reading.invisible(_end(text[: odd.start()], file), odd[0])
        return None
    return text


def _end(text: str, file: str) -> Mark:
    """The place behind the beginning of a file's text."""
    return Mark(file, text.count("\n") + 1, len(text) - text.rfind("\n"))


def _alike(text: str) -> str:
    """The same text with one kind of line end, whatever the machine it was written on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
