"""A change to a stage, as its author would write it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Tree: TypeAlias = "str | int | bool | tuple[Tree, ...] | Mapping[str, Tree] | None"
"""A value of a patch; None removes."""

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9/._-]| (?=[A-Za-z0-9]))*")
_TYPED = re.compile(r"(?i)null|true|false|[-+.0-9e_:x]+")
_BLOCK_LEVELS = 2


def components(changes: Mapping[str, Tree]) -> Mapping[str, Tree]:
    """A patch of components, by id."""
    return {"components": changes}


def joined(patches: Iterable[Mapping[str, Tree]]) -> Mapping[str, Tree]:
    """Several patches as one; what a later one says of a value holds."""
    whole: dict[str, Tree] = {}
    for patch in patches:
        for name, value in patch.items():
            old = whole.get(name)
            both = isinstance(old, dict) and isinstance(value, dict)
            whole[name] = joined((old, value)) if both else value  # type: ignore[arg-type]  # both are maps
    return whole


def yaml_text(patch: Mapping[str, Tree]) -> str:
    """A patch as YAML: a component, or a zone, a line."""
    return "".join(f"{line}\n" for line in _lines(patch, 0))


def _lines(patch: Mapping[str, Tree], level: int) -> Iterable[str]:
    for name, value in patch.items():
        lead = f"{'  ' * level}{_scalar(name)}:"
        if isinstance(value, dict) and level + 1 < _BLOCK_LEVELS:
            yield lead
            yield from _lines(value, level + 1)
        else:
            yield f"{lead} {_flow(value)}"


def _flow(value: Tree) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(name)}: {_flow(below)}" for name, below in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    return _scalar(str(value))


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and not _TYPED.fullmatch(text)
    if plain:
        return text
    single = '"' in text and "'" not in text and text.isprintable()
    return f"'{text}'" if single else json.dumps(text, ensure_ascii=False)
