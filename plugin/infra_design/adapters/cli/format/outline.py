"""A YAML file as it is written: blocks, flow collections and text, with every comment and empty line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(slots=True)
class Comment:
    """A comment.

    Attributes:
        alone: nothing else is on its line.
        blank: an empty line stands before it.
    """

    text: str
    index: int
    line: int
    column: int
    alone: bool
    blank: bool


@dataclass(slots=True)
class Leaf:
    """Text, or an alias, as written.

    Attributes:
        lines: of the source; the first one from where it begins.
        style: `|`, `>`, `'`, `"`, or empty for plain text.
        base: column of the block that it stands in: what an indentation indicator counts from.
    """

    lines: list[str]
    style: str = ""
    base: int = 0

    @property
    def empty(self) -> bool:
        """Nothing is written."""
        return self.lines == [""]

    @property
    def block(self) -> bool:
        """It is a block of text, with a header."""
        return self.style in {"|", ">"}

    @property
    def keeps(self) -> bool:
        """Empty lines at its end belong to it."""
        return self.block and "+" in self.lines[0].partition("#")[0]


@dataclass(slots=True)
class Flow:
    """A map in braces or a list in brackets.

    Attributes:
        pairs: key and value; items of a list have no key.
        source: how it is written, for one that holds comments or text over several lines.
        kept: it has to stay as it is written.
    """

    mapping: bool
    anchor: str
    pairs: list[tuple[Node | None, Node]]
    source: Leaf
    kept: bool = False


@dataclass(slots=True)
class Entry:
    """A key with its value in a block, or an item of a list.

    Attributes:
        key: as written; empty: an item of a list.
        lead: comments above.
        note: comment behind the value, or behind the key of a block.
        blank: an empty line stands before it, its comments apart.
    """

    key: str
    value: Node
    lead: list[Comment] = field(default_factory=list)
    note: str = ""
    blank: bool = False


@dataclass(slots=True)
class Block:
    """A map or list, one entry a line.

    Attributes:
        tail: comments below the last entry that belong to it.
    """

    mapping: bool
    anchor: str
    entries: list[Entry]
    tail: list[Comment] = field(default_factory=list)


Node: TypeAlias = Leaf | Flow | Block


@dataclass(slots=True)
class Document:
    """A whole file.

    Attributes:
        head: lines that stay on top: directives, what tells an editor the schema, comments about the whole file.
        comments: the text of each, in order.
        anchors: some value has a name that others refer to, so that entries have to stay in order.
    """

    head: list[str]
    root: Node
    tail: list[Comment]
    comments: tuple[str, ...]
    anchors: bool
