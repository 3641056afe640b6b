"""Maps: those with fixed keys, and those from names to things of one shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from infra_design.read.reading import Mistake, clip
from infra_design.read.shape import Json, Shape, or_null
from infra_design.read.traps import key_trap
from infra_design.read.tree import Entry, Mapping, Node, Scalar, is_empty, is_null

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Mark
    from infra_design.read.reading import Reading

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
OWN_KEY = "x-"
"""Keys that begin so are the writer's own and are ignored."""


@dataclass(frozen=True, slots=True)
class Key(Generic[T_co]):
    """One key of a map, with everything that is said about it anywhere.

    Attributes:
        about: Markdown, one or more sentences.
        example: a written value, as JSON.
        required: must be there once everything is merged.
        inherited: whether a stage takes it over from the stage it extends.
        instead: what people write who do not know the key.
    """

    name: str
    shape: Shape[T_co]
    about: str
    example: object
    required: bool = False
    inherited: bool = True
    instead: str = ""

    def schema(self, catalog: Catalog) -> Json:
        """JSON Schema of its values, with its description."""
        return {**or_null(self.shape.schema(catalog)), "description": self.about, "examples": [self.example]}


class Values:
    """What was read from a map with fixed keys; ask with the key."""

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
    """A map with fixed keys.

    Args:
        noun: what such a map is called: "component".
        keys: in the order in which they are printed.
    """

    nests = True

    def __init__(self, noun: str, *keys: Key[Any]) -> None:
        self.noun = noun
        self.keys = {key.name: key for key in keys}

    def read(self, entry: Entry, reading: Reading) -> Values | None:
        """The values of all keys that are written."""
        node = entry.value
        if is_empty(node):
            node = Mapping({}, node.mark)
        if not isinstance(node, Mapping):
            what = f"{self.noun} '{clip(entry.name)}' must be a map of its keys"
            hint = f"is it the key '{entry.name}', indented too little?" if entry.name in self.keys else ""
            reading.report(node.mark, what, hint, "wrong-type")
            return None
        found = {}
        for below in node.entries.values():
            value = self._value(below, node, reading)
            if value is not None:
                found[below.name] = value
        self._require(node, entry.key, reading)
        return Values(found)

    def _value(self, entry: Entry, node: Mapping, reading: Reading) -> object:
        key = self.keys.get(entry.name)
        if key:
            skip = key.shape.unwritten(entry.value, reading)
            return None if skip else cast("object", key.shape.read(entry, reading))
        if not entry.name.startswith(OWN_KEY):
            article = "an" if self.noun[0] in "aeiou" else "a"
            what = f"unknown key '{clip(entry.name)}' in {article} {self.noun}"
            hint = key_trap(entry, node) or self._meant(entry.name) or reading.suggest(entry.name, self.keys)
            reading.report(entry.key.mark, what, hint, "unknown-key")
        return None

    def _meant(self, name: str) -> str:
        plain = name.lower().replace("_", "-")
        meant = next((key.name for key in self.keys.values() if plain in (key.name, *key.instead.split())), "")
        return f"did you mean '{meant}'?" if meant else ""

    def _require(self, node: Mapping, key: Scalar, reading: Reading) -> None:
        for name in self.keys:
            if self.keys[name].required and reading.whole and name not in node.entries:
                reading.report(key.mark, f"{self.noun} '{clip(key.text)}' without '{name}'", "", "missing-key")

    def spell(self, entry: Entry) -> Mapping:
        """Long forms, in the order in which keys are printed."""
        given = entry.value.entries if isinstance(entry.value, Mapping) else {}
        spelled = _spelled((given[name], key.shape) for name, key in self.keys.items() if name in given)
        return _like(entry.value, spelled)

    def schema(self, catalog: Catalog) -> Json:
        """Every key with its description; no others but `x-…`."""
        return {
            "type": ["object", "null"],
            "properties": {key.name: key.schema(catalog) for key in self.keys.values()},
            "patternProperties": {f"^{OWN_KEY}": {}},
            "additionalProperties": False,
        }


def _spelled(entries: Iterable[tuple[Entry, Shape[Any]]]) -> dict[str, Entry]:
    """Long forms by key; nulls stay, and empty values that cannot be maps go."""
    spelled = {}
    for entry, shape in entries:
        if is_null(entry.value):
            spelled[entry.name] = entry
        elif shape.nests or not is_empty(entry.value):
            spelled[entry.name] = Entry(entry.key, shape.spell(entry))
    return spelled


def _like(node: Node, entries: dict[str, Entry]) -> Mapping:
    return Mapping(entries, node.mark, whole=isinstance(node, Mapping) and node.whole)


class Noun(Shape[T]):
    """A map with fixed keys that is made into a noun of the model.

    Args:
        keys: what may be written.
        build: makes the noun from its entry and its values; reports what the keys one by one cannot see.
    """

    nests = True

    def __init__(self, keys: Keys, build: Callable[[Entry, Values, Reading], T]) -> None:
        self.keys, self.build = keys, build

    def read(self, entry: Entry, reading: Reading) -> T | None:
        """The noun."""
        values = self.keys.read(entry, reading)
        return None if values is None else self.build(entry, values, reading)

    def spell(self, entry: Entry) -> Mapping:
        """The long form of its keys."""
        return self.keys.spell(entry)

    def schema(self, catalog: Catalog) -> Json:
        """The schema of its keys."""
        return self.keys.schema(catalog)


class Table(Shape["dict[str, T]"]):
    """A map from names to values of one shape.

    Args:
        noun: what an entry is called: "component".
        name: grammar of the names; gives the canonical name or raises Mistake.
        shape: of the values.
        pattern: of the names, for the schema; empty: any.
    """

    nests = True

    def __init__(self, noun: str, name: Callable[[str], str], shape: Shape[T], pattern: str = "") -> None:
        self.noun, self.name, self.shape, self.pattern = noun, name, shape, pattern

    def read(self, entry: Entry, reading: Reading) -> dict[str, T] | None:
        """The values by canonical name."""
        node = entry.value
        if is_empty(node):
            return {}
        if not isinstance(node, Mapping):
            what = f"'{clip(entry.name)}' must be a map, {self.noun} by {self.noun}"
            reading.report(node.mark, what, "", "wrong-type")
            return None
        places: dict[str, Mark] = {}
        found = {}
        for below in node.entries.values():
            name = self._name(below, node, places, reading)
            if name is None or self.shape.unwritten(below.value, reading):
                continue
            value = self.shape.read(Entry(Scalar(name, below.key.mark), below.value), reading)
            if value is not None:
                found[name] = value
        return found

    def _name(self, entry: Entry, node: Mapping, places: dict[str, Mark], reading: Reading) -> str | None:
        try:
            name = self.name(entry.name)
        except Mistake as mistake:
            reading.report(entry.key.mark, mistake.what, key_trap(entry, node) or mistake.hint, mistake.code)
            return None
        if name in places:
            hint = f"it is on line {places[name].line} already"
            reading.report(entry.key.mark, f"duplicate {self.noun} '{clip(name)}'", hint, "duplicate-key")
            return None
        places[name] = entry.key.mark
        return name

    def spell(self, entry: Entry) -> Mapping:
        """Long forms by canonical name."""
        given = entry.value.entries.values() if isinstance(entry.value, Mapping) else ()
        named = (Entry(Scalar(self.name(below.name), below.key.mark), below.value) for below in given)
        return _like(entry.value, _spelled((below, self.shape) for below in named))

    def schema(self, catalog: Catalog) -> Json:
        """Any names, or those of the pattern."""
        value = or_null(self.shape.schema(catalog))
        if not self.pattern:
            return {"type": ["object", "null"], "additionalProperties": value}
        return {"type": ["object", "null"], "patternProperties": {self.pattern: value}, "additionalProperties": False}


class Mixed(Shape["tuple[Values, dict[str, T]]"]):
    """A map from names to values of one shape, with some fixed keys among them.

    Args:
        keys: the fixed ones.
        table: the others, given the name under which the map stands.
        hint: what to write where something else than a map stands.
        own: whether keys that begin with `x-` are the writer's own; otherwise they are names.
    """

    nests = True

    def __init__(self, keys: Keys, table: Callable[[str], Table[T]], hint: str, *, own: bool = True) -> None:
        self.keys, self.table, self.hint, self.own = keys, table, hint, own

    def read(self, entry: Entry, reading: Reading) -> tuple[Values, dict[str, T]] | None:
        """The values of the fixed keys, and the others by canonical name."""
        if not isinstance(entry.value, Mapping) and not is_empty(entry.value):
            what = f"{self.keys.noun} '{clip(entry.name)}' must be a map"
            reading.report(entry.value.mark, what, self.hint, "wrong-type")
            return None
        fixed, named = self._parts(entry)
        return self.keys.read(fixed, reading) or Values({}), self.table(entry.name).read(named, reading) or {}

    def _parts(self, entry: Entry) -> tuple[Entry, Entry]:
        """The same entry twice, once with the fixed keys and once with the others."""
        node = entry.value if isinstance(entry.value, Mapping) else Mapping({}, entry.value.mark)
        fixed = {name: below for name, below in node.entries.items() if self._is_fixed(name)}
        named = {name: below for name, below in node.entries.items() if name not in fixed}
        return Entry(entry.key, replace(node, entries=fixed)), Entry(entry.key, replace(node, entries=named))

    def _is_fixed(self, name: str) -> bool:
        return name in self.keys.keys or (self.own and name.startswith(OWN_KEY))

    def spell(self, entry: Entry) -> Mapping:
        """Long forms, the fixed keys first."""
        fixed, named = self._parts(entry)
        return _like(entry.value, self.keys.spell(fixed).entries | self.table(entry.name).spell(named).entries)

    def schema(self, catalog: Catalog) -> Json:
        """The fixed keys by name, the others by pattern."""
        fixed, named = self.keys.schema(catalog), self.table("").schema(catalog)
        own = fixed["patternProperties"] if self.own else {}
        return {**fixed, "patternProperties": {**own, **named["patternProperties"]}}
