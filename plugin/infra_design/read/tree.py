"""A YAML document as a tree in which every key and every value knows its place.

Nodes are frozen and may be shared. Scalars keep the text as written (`1.10` stays "1.10"); what YAML 1.2's core
schema takes it for is asked of it, not stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.model.source import Mark

_NULLS = frozenset({"~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as written; `plain` if without quotes and not a block of text."""

    text: str
    mark: Mark
    plain: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing was written, which means "with all defaults"."""
        return self.plain and not self.text

    @property
    def null(self) -> bool:
        """Whether `null` was written, which removes."""
        return self.plain and self.text in _NULLS

    @property
    def boolean(self) -> bool | None:
        """The boolean that was written, or None."""
        return _BOOLEANS.get(self.text) if self.plain else None

    @property
    def number(self) -> bool:
        """Whether a decimal number was written."""
        return self.plain and _NUMBER.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value; items of a list have their index for a key."""

    key: Scalar
    value: Node

    @property
    def name(self) -> str:
        """The key's text."""
        return self.key.text


@dataclass(frozen=True, slots=True)
class Mapping:
    """A map, keys in the order of the file.

    Attributes:
        flow: written in braces.
        whole: stands for a text, number or list that was spelled out, and so replaces what it patches.
        long: is in long form as a whole.
    """

    entries: dict[str, Entry]
    mark: Mark
    flow: bool = False
    whole: bool = False
    long: bool = False


Node: TypeAlias = Scalar | Sequence | Mapping

MOST_NODES = 200_000
"""Of one tree, aliases counted as what they stand for, and long text as several."""

_TEXT_OF_A_NODE = 64


def weight(text: str) -> int:
    """How many nodes a scalar counts as."""
    return 1 + len(text) // _TEXT_OF_A_NODE


def size(node: Node) -> int:
    """How many nodes a tree counts as."""
    if isinstance(node, Scalar):
        return weight(node.text)
    return 1 + sum(weight(entry.name) + size(entry.value) for entry in children(node))


def is_empty(node: Node) -> bool:
    """Whether nothing was written."""
    return isinstance(node, Scalar) and node.empty


def is_null(node: Node) -> bool:
    """Whether `null` was written."""
    return isinstance(node, Scalar) and node.null


def items(node: Node) -> Iterator[Entry]:
    """The items of a list, or a single value as the only one."""
    nodes = node.items if isinstance(node, Sequence) else (node,)
    for index, item in enumerate(nodes):
        yield Entry(Scalar(str(index), item.mark), item)


def marks(node: Node) -> dict[str, Mark]:
    """The places of all values below a node, by path: "host", "allow.0", "min-available.write"."""
    return dict(_marks(node, ""))


def _marks(node: Node, lead: str) -> Iterator[tuple[str, Mark]]:
    for entry in children(node):
        path = lead + entry.name
        yield path, entry.value.mark
        yield from _marks(entry.value, f"{path}.")


def children(node: Node) -> Iterator[Entry]:
    """What stands directly below a node."""
    if isinstance(node, Mapping):
        yield from node.entries.values()
    elif isinstance(node, Sequence):
        yield from items(node)
