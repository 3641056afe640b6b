"""Shapes: what may be written at a place, said once.

A shape reads a written value into a typed one and reports every mistake in it, spells shorthand out, and describes
itself as JSON Schema. The checks, the schema and the reference of keys all come from here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from infra_design.read.reading import Mistake, clip
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence, is_empty, is_null, items

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra_design.model.catalog import Catalog
    from infra_design.read.reading import Reading

Json = dict[str, Any]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Shape(ABC, Generic[T_co]):
    """What may be written at a place.

    Attributes:
        nests: whether a map may be written, so that an empty value is an empty map; otherwise it is as good as not
            written.
    """

    nests: bool = False

    @abstractmethod
    def read(self, entry: Entry, reading: Reading) -> T_co | None:
        """The typed value, or None after reporting what is wrong with it."""

    def spell(self, entry: Entry) -> Node:
        """The long form of a value that was read without a mistake."""
        return entry.value

    @abstractmethod
    def schema(self, catalog: Catalog) -> Json:
        """JSON Schema, draft 7, of a written value."""

    def unwritten(self, node: Node, reading: Reading) -> bool:
        """Whether a value is to be skipped: an empty one that cannot be a map, or the null of a patch."""
        return (is_empty(node) and not self.nests) or (is_null(node) and not reading.whole)


class Word(Shape[T]):
    """One scalar with a grammar.

    Args:
        noun: what is expected, with an article: "a port".
        parse: the grammar; raises Mistake.
        json: JSON Schema, or how to make it from a catalog.
    """

    def __init__(
        self, noun: str, parse: Callable[[Scalar, Reading], T], json: Json | Callable[[Catalog], Json]
    ) -> None:
        self.noun, self.parse, self.json = noun, parse, json

    def read(self, entry: Entry, reading: Reading) -> T | None:
        """What the grammar makes of the scalar."""
        node = entry.value
        if not isinstance(node, Scalar) or node.empty or node.null:
            reading.report(node.mark, *_unexpected(entry, self.noun), "wrong-type")
            return None
        try:
            return self.parse(node, reading)
        except Mistake as mistake:
            reading.tell(node.mark, mistake)
            return None

    def schema(self, catalog: Catalog) -> Json:
        """The schema that was given."""
        return self.json(catalog) if callable(self.json) else self.json


def _unexpected(entry: Entry, noun: str) -> tuple[str, str]:
    """What to say, and hint, where something of another type stands."""
    found, hint = "nothing", ""
    if isinstance(entry.value, Mapping):
        found, hint = "a map", "text with ': ' in it, or beginning with '{', needs quotes"
    elif isinstance(entry.value, Sequence):
        found, hint = "a list", "text beginning with '[' or '- ' needs quotes"
    elif entry.value.null:
        return f"'{clip(entry.name)}' lists null", "null removes keys; leave out what the list shall not have"
    return f"'{clip(entry.name)}' must be {noun}, not {found}", hint if "text" in noun else ""


class Listed(Shape[tuple[T, ...]]):
    """One value, or a list of them.

    Args:
        item: the shape of a value.
        unique: whether the same may stand there only once.
    """

    def __init__(self, item: Word[T], *, unique: bool = True) -> None:
        self.item, self.unique = item, unique

    def read(self, entry: Entry, reading: Reading) -> tuple[T, ...] | None:
        """The values in order."""
        if isinstance(entry.value, Mapping):
            what = f"'{clip(entry.name)}' must be {self.item.noun}, or a list of such, not a map"
            reading.report(entry.value.mark, what, "", "wrong-type")
            return None
        found: dict[str | int, T] = {}
        for item in items(entry.value):
            value = self.item.read(Entry(entry.key, item.value), reading)
            name = item.value.text if self.unique and isinstance(item.value, Scalar) else len(found)
            if name in found:
                reading.report(item.value.mark, f"'{clip(str(name))}' is listed twice", "", "duplicate-value")
            elif value is not None:
                found[name] = value
        return tuple(found.values())

    def spell(self, entry: Entry) -> Node:
        """The value alone, if the list has one."""
        node = entry.value
        return node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else node

    def schema(self, catalog: Catalog) -> Json:
        """One, or a list."""
        one = self.item.schema(catalog)
        return {"anyOf": [one, {"type": "array", "items": one}]}


def or_null(schema: Json) -> Json:
    """The same schema, null allowed: it removes, and editors take an empty value for it."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": [*types, *(() if "null" in types else ("null",))]}
