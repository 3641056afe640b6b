"""A first stage, on its way to being written: components in the words of a design, and what a person must decide."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.adapters.cli.imports.values import Table, Value

RESERVED = frozenset({"any", "internet"})
LONGEST_ID = 55
"""Leaves room for the numbers of instances."""
MOST_COMPONENTS = 2000
_PLAIN = re.compile(r"[A-Za-z0-9/.$][A-Za-z0-9/.$_@%+*()=-]*(?:(?: |:)[A-Za-z0-9/.$_@%+*()=-]+)*")
_NUMBERED = re.compile(r"(.+)-[0-9]{2,}")
_TYPED = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


class ImportRefusedError(Exception):
    """The file cannot be imported; the message says why, and what would help."""


@dataclass(slots=True)
class Part:
    """A component.

    Attributes:
        keys: as in a design's file, but for `uses`.
        uses: what it connects to → words such as `https:443 read`, empty for the defaults, or a map for more.
        notes: sentences for the person who reads the result.
    """

    id: str
    keys: Table = field(default_factory=dict)
    uses: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sketch:
    """A stage.

    Attributes:
        parts: by id, in the order in which they are written.
        zones: `dns`, as in a design's file.
        notes: sentences about all of it.
    """

    title: str
    parts: dict[str, Part] = field(default_factory=dict)
    zones: dict[str, Table] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)
    """What stands before the number in ids such as `web-01`."""

    def add(self, name: str, **keys: Value) -> Part:
        """A new component, with an id as near to a name as can be."""
        if len(self.parts) >= MOST_COMPONENTS:
            raise ImportRefusedError(f"more than {MOST_COMPONENTS:,} components")
        part = Part(self.name(name), {key.replace("_", "-"): value for key, value in keys.items() if value})
        self.parts[part.id] = part
        return part

    def name(self, name: str) -> str:
        """An id as near to a name as can be, that no other component has, nor an instance of one."""
        plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_ID].strip("-")
        plain = plain if plain[:1].isalpha() and plain.isascii() else f"c-{plain}".strip("-")
        found, number = plain, 2
        while found in self.ids or found in RESERVED or self._numbered(found):
            found, number = f"{plain}-{number if number < 10 else f'n{number}'}", number + 1  # noqa: PLR2004 — `web-10` is an instance
        self.ids.add(found)
        if numbered := _NUMBERED.fullmatch(found):
            self.bases.add(numbered[1])
        return found

    def _numbered(self, ident: str) -> bool:
        """It may be an instance of another component, as `web-01` of `web`, or the reverse."""
        numbered = _NUMBERED.fullmatch(ident)
        return ident in self.bases or (numbered is not None and numbered[1] in self.ids)


def written(sketch: Sketch) -> str:
    """The stage's file."""
    lines = [*_notes(sketch.notes, "")]
    lines += [f"title: {_text(sketch.title)}", "components:"]
    for part in sketch.parts.values():
        lines += [*_notes(part.notes, "  "), f"  {part.id}: {_value({**part.keys, **_uses(part)})}".rstrip()]
    if sketch.zones:
        lines.append("dns:")
        for zone, names in sketch.zones.items():
            lines.append(f"  {_text(zone)}:")
            lines += [f"    {_text(name)}: {_value(types)}" for name, types in names.items()]
    return "".join(f"{line}\n" for line in lines)


def _uses(part: Part) -> Table:
    if not part.uses:
        return {}
    if len(part.uses) == 1 and not any(part.uses.values()):
        return {"uses": next(iter(part.uses))}
    return {"uses": {target: words or None for target, words in part.uses.items()}}


def _notes(notes: Iterable[str], indent: str) -> Iterator[str]:
    for note in notes:
        one_line = " ".join("".join(char if char.isprintable() else " " for char in note).split())
        for line in textwrap.wrap(one_line, 116 - len(indent), break_on_hyphens=False):
            yield f"{indent}# {line}"


def _value(value: Value) -> str:
    if isinstance(value, dict):
        if not value:
            return ""
        return (
            "{"
            + ", ".join(
                f"{_text(key)}: {_value(one)}" if one is not None else _text(key) for key, one in value.items()
            )
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    """A text, in quotes where it would read as something else without."""
    import json  # noqa: PLC0415 — for few texts

    clean = "".join(char if char.isprintable() else " " for char in value)
    if _PLAIN.fullmatch(clean) and clean.lower() not in _TYPED:
        return clean
    return json.dumps(clean, ensure_ascii=False)
