"""Shapes: what may be written at a place, said once.

A shape reads a written value into a typed one and reports every mistake in it, spells shorthand out, and describes
itself as JSON Schema. The checks, the schema and the reference of keys all come from here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from infra_design.read.reading import Mistake
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence, is_empty, is_null, items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Mark
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


@dataclass(frozen=True, slots=True)
class Word(Shape[T]):
    """One scalar with a grammar.

    Attributes:
        noun: what is expected, with an article: "a port".
        parse: the grammar; raises Mistake.
        json: JSON Schema, or a function of the catalog.
        typed: numbers and booleans must be written as such; otherwise any scalar is taken as written.
    """

    noun: str
    parse: Callable[[Scalar, Reading], T]
    json: Json | Callable[[Catalog], Json]

    def read(self, entry: Entry, reading: Reading) -> T | None:
        node = entry.value
        if not isinstance(node, Scalar) or node.empty or node.null:
            reading.report(node.mark, *unexpected(entry, self.noun), "wrong-type")
            return None
        try:
            return self.parse(node, reading)
        except Mistake as mistake:
            reading.tell(node.mark, mistake)
            return None

    def schema(self, catalog: Catalog) -> Json:
        return self.json(catalog) if callable(self.json) else self.json


def unexpected(entry: Entry, noun: str) -> tuple[str, str]:
    """What to say, and hint, where something of another type stands."""
    found = "nothing"
    hint = ""
    if isinstance(entry.value, Mapping):
        found, hint = "a map", "text with ': ' in it needs quotes"
    elif isinstance(entry.value, Sequence):
        found, hint = "a list", "text that begins with '[' needs quotes"
    elif entry.value.null:
        found, hint = "null", "null removes what the extended stage wrote; it cannot stand in a list"
    elif not entry.value.empty:
        found = f"'{clip(entry.value.text)}'"
    if "text" not in noun and not isinstance(entry.value, Scalar):
        hint = ""
    return f"'{clip(entry.name)}' must be {noun}, not {found}", hint


def clip(text: str, most: int = 60) -> str:
    """Text short enough for a message, on one line, and printable."""
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[: most + 1])
    return line if len(line) <= most else line[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class Listed(Shape[tuple[T, ...]]):
    """One value, or a list of them."""

    item: Shape[T]
    unique: bool = True

    def read(self, entry: Entry, reading: Reading) -> tuple[T, ...] | None:
        if isinstance(entry.value, Mapping):
            reading.report(
                entry.value.mark, f"'{clip(entry.name)}' must be one value or a list, not a map", "", "wrong-type"
            )
            return None
        name = entry.key.text
        found: list[T] = []
        for item in items(entry.value):
            value = self.item.read(Entry(Scalar(name, item.key.mark), item.value), reading)
            if value is None:
                continue
            if self.unique and value in found:
                reading.report(item.value.mark, f"'{clip(name)}' lists the same twice", code="duplicate-value")
            found.append(value)
        return tuple(found)

    def spell(self, entry: Entry) -> Node:
        node = entry.value
        return node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else node

    def schema(self, catalog: Catalog) -> Json:
        one = self.item.schema(catalog)
        return {"anyOf": [one, {"type": "array", "items": one}]}


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """One key of a map, with everything that is said about it anywhere.

    Attributes:
        about: Markdown, one or more sentences.
        example: a written value, as JSON.
        inherited: whether a stage takes it over from the stage it extends.
    """

    name: str
    shape: Shape[T]
    about: str
    example: object = None
    required: bool = False
    inherited: bool = True


class Values:
    """What was read from a map with fixed keys; ask with `values(KEY)`."""

    __slots__ = ("_found",)

    def __init__(self, found: dict[str, object]) -> None:
        self._found = found

    def __call__(self, key: Key[T]) -> T | None:
        """The value of a key, or None if it was not written."""
        return cast("T | None", self._found.get(key.name))

    def get(self, key: Key[T], default: T) -> T:
        """The value of a key, or a default if it was not written."""
        return cast("T", self._found.get(key.name, default))


class Keys(Shape[Values]):
    """A map with fixed keys; keys that begin with `x-` are the writer's own and are ignored.

    Args:
        noun: what such a map is called: "component".
        keys: in the order in which they are printed.
    """

    nests = True

    def __init__(self, noun: str, *keys: Key[Any]) -> None:
        self.noun = noun
        self.keys = {key.name: key for key in keys}

    def read(self, entry: Entry, reading: Reading) -> Values | None:
        node = entry.value
        if is_empty(node):
            node = Mapping({}, node.mark)
        if not isinstance(node, Mapping):
            reading.report(node.mark, f"{self.noun} '{clip(entry.name)}' must be a map of its keys", "", "wrong-type")
            return None
        found = {}
        for below in node.entries.values():
            value = self._value(below, node, reading)
            if value is not None:
                found[below.name] = value
        self._require(node, entry.key.mark, reading)
        return Values(found)

    def _value(self, entry: Entry, node: Mapping, reading: Reading) -> object:
        key = self.keys.get(entry.name)
        if key is None:
            if not entry.name.startswith("x-"):
                reading.report(entry.key.mark, *self._unknown(entry, node, reading), "unknown-key")
            return None
        if unwritten(entry.value, key.shape, reading):
            return None
        return cast("object", key.shape.read(entry, reading))

    def _unknown(self, entry: Entry, node: Mapping, reading: Reading) -> tuple[str, str]:
        what = f"unknown key '{clip(entry.name)}' in a {self.noun}"
        return what, key_hint(entry, node) or reading.suggest(entry.name, self.keys)

    def _require(self, node: Mapping, mark: Mark, reading: Reading) -> None:
        for key in self.keys.values():
            if key.required and reading.whole and key.name not in node.entries:
                reading.report(mark, f"{self.noun} without '{key.name}'", f"add '{key.name}:'", "missing-key")

    def spell(self, entry: Entry) -> Mapping:
        if not isinstance(entry.value, Mapping):
            return Mapping({}, entry.value.mark)
        given = entry.value.entries
        known = (given[name] for name in self.keys if name in given)
        spelled = spell_entries(((below, self.keys[below.name].shape) for below in known))
        return Mapping(spelled, entry.value.mark, whole=entry.value.whole)

    def schema(self, catalog: Catalog) -> Json:
        return {
            "type": ["object", "null"],
            "properties": {key.name: describe(key, catalog) for key in self.keys.values()},
            "patternProperties": {"^x-": {}},
            "additionalProperties": False,
        }


def unwritten(node: Node, shape: Shape[Any], reading: Reading) -> bool:
    """Whether a value is to be skipped: an empty one that cannot be a map, or the null of a patch."""
    return (is_empty(node) and not shape.nests) or (is_null(node) and not reading.whole)


def spell_entries(entries: Iterable[tuple[Entry, Shape[Any]]]) -> dict[str, Entry]:
    """Long forms by key; nulls stay, and empty values that cannot be maps go."""
    spelled = {}
    for entry, shape in entries:
        if is_null(entry.value):
            spelled[entry.name] = entry
        elif shape.nests or not is_empty(entry.value):
            spelled[entry.name] = Entry(entry.key, shape.spell(entry))
    return spelled


def key_hint(entry: Entry, node: Mapping) -> str:
    """Which trap made a key that nobody meant, or empty."""
    if entry.name == "<<":
        return "merge keys are not read; use 'extends', or write the keys out"
    if not is_empty(entry.value) or not node.flow:
        return ""
    name, colon, _ = entry.name.partition(":")
    if colon and name.isidentifier():
        return f"a space is missing after '{name}:'"
    if " " in entry.name or list(node.entries).index(entry.name) > 0:
        return "a comma ends a value within { }; put text with a comma in quotes"
    return ""


def describe(key: Key[Any], catalog: Catalog) -> Json:
    """JSON Schema of a key, with its description; null removes, and an empty value is "with all defaults"."""
    schema = or_null(key.shape.schema(catalog))
    schema["description"] = key.about
    if key.example is not None:
        schema["examples"] = [key.example]
    return schema


def or_null(schema: Json) -> Json:
    """The same schema, null allowed."""
    if "null" in schema.get("type", ()):
        return dict(schema)
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


class Table(Shape[dict[str, T]]):
    """A map from names to values of one shape.

    Args:
        noun: what an entry is called: "component".
        name: grammar of the names; raises Mistake; returns the name in its canonical form.
        shape: of the values.
        pattern: of the names, for the schema.
    """

    nests = True

    def __init__(self, noun: str, name: Callable[[str], str], shape: Shape[T], pattern: str = "") -> None:
        self.noun, self.name, self.shape, self.pattern = noun, name, shape, pattern

    def read(self, entry: Entry, reading: Reading) -> dict[str, T] | None:
        if is_empty(entry.value):
            return {}
        if not isinstance(entry.value, Mapping):
            what = f"'{clip(entry.name)}' must be a map from {self.noun}s to what they are"
            reading.report(entry.value.mark, what, "", "wrong-type")
            return None
        found: dict[str, T] = {}
        for below in entry.value.entries.values():
            name = self._name(below, entry.value, reading)
            if name is None or unwritten(below.value, self.shape, reading):
                continue
            if name in found:
                reading.report(below.key.mark, f"{self.noun} '{clip(name)}' is here twice", code="duplicate-key")
            value = self.shape.read(Entry(Scalar(name, below.key.mark), below.value), reading)
            if value is not None:
                found[name] = value
        return found

    def _name(self, entry: Entry, node: Mapping, reading: Reading) -> str | None:
        try:
            return self.name(entry.name)
        except Mistake as mistake:
            reading.report(entry.key.mark, mistake.what, key_hint(entry, node) or mistake.hint, mistake.code)
            return None

    def spell(self, entry: Entry) -> Mapping:
        if not isinstance(entry.value, Mapping):
            return Mapping({}, entry.value.mark)
        named = (Entry(Scalar(self.name(e.name), e.key.mark), e.value) for e in entry.value.entries.values())
        spelled = spell_entries((below, self.shape) for below in named)
        return Mapping(spelled, entry.value.mark, whole=entry.value.whole)

    def schema(self, catalog: Catalog) -> Json:
        value = or_null(self.shape.schema(catalog))
        if not self.pattern:
            return {"type": ["object", "null"], "additionalProperties": value}
        return {"type": ["object", "null"], "patternProperties": {self.pattern: value}, "additionalProperties": False}


class Noun(Shape[T]):
    """A map with fixed keys that is made into a noun of the model.

    Args:
        keys: what may be written.
        build: makes the noun from its key, its place and its values; may report what the keys alone cannot see.
    """

    nests = True

    def __init__(self, keys: Keys, build: Callable[[Entry, Values, Reading], T]) -> None:
        self.keys, self.build = keys, build

    def read(self, entry: Entry, reading: Reading) -> T | None:
        values = self.keys.read(entry, reading)
        return None if values is None else self.build(entry, values, reading)

    def spell(self, entry: Entry) -> Mapping:
        return self.keys.spell(entry)

    def schema(self, catalog: Catalog) -> Json:
        return self.keys.schema(catalog)
