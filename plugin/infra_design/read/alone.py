"""One file by itself: its mistakes, whether another one says the same, and YAML that is no design."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from infra_design.model.catalog import Catalog
from infra_design.model.source import Mark
from infra_design.read import stage as keys
from infra_design.read.files import LARGEST, decoded
from infra_design.read.parse import parse
from infra_design.read.reading import Reading
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infra_design.model.source import Problem

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | None"
"""What YAML holds, texts and numbers as they are written."""
_NOTHING = Catalog({}, {}, {}, {}, {})
MERGE = "<<"


def read_alone(data: bytes, file: str, catalog: Catalog, *, system: bool = False) -> tuple[str, tuple[Problem, ...]]:
    """The text of a stage's file, or of a system's, and its mistakes; what it extends or includes is not looked at.

    Args:
        data: the file's bytes.
        file: its name in messages.
        catalog: kinds, protocols and icons that it may name.
        system: it is a system's file.
    """
    reading = Reading(catalog)
    mark = Mark(file, 1, 1)
    if len(data) > LARGEST:
        reading.report(mark, f"more than {LARGEST:,} bytes", "", "too-large")
        return "", tuple(reading.problems)
    text = decoded(data, file, reading)
    node = None if text is None else parse(text, file, reading)
    if node is not None:
        (keys.SYSTEM if system else keys.STAGE).read(Entry(Scalar(file, mark), node), reading)
    return text or "", tuple(sorted(set(reading.problems)))


def same_content(one: str, other: str, catalog: Catalog) -> bool:
    """Whether two YAML texts say the same, wherever and in whatever order their keys stand."""
    trees = [parse(text, "", Reading(catalog)) for text in (one, other)]
    return None not in trees and _said(trees[0]) == _said(trees[1])


def _said(node: Node | None) -> object:
    if isinstance(node, Mapping):
        return {_said(entry.key): _said(entry.value) for entry in node.entries.values()}
    if isinstance(node, Sequence):
        return [_said(item) for item in node.items]
    return node and (node.text, node.plain)


def read_tree(data: bytes, file: str) -> tuple[Plain, tuple[Problem, ...]]:
    """What a YAML file of another tool holds, its aliases and merge keys resolved, and its mistakes.

    The limits are those of designs, with aliases counted as what they stand for.
    """
    reading = Reading(_NOTHING)
    if len(data) > LARGEST:
        reading.report(Mark(file, 1, 1), f"more than {LARGEST:,} bytes", "", "too-large")
        return None, tuple(reading.problems)
    text = decoded(data, file, reading)
    node = None if text is None else parse(text, file, reading)
    return (None if node is None or reading.problems else _plain(node)), tuple(sorted(set(reading.problems)))


def _plain(node: Node) -> Plain:
    if isinstance(node, Mapping):
        own = {name: _plain(entry.value) for name, entry in node.entries.items() if name != MERGE}
        if MERGE not in node.entries:
            return own
        return {**_merged(node.entries[MERGE].value), **own}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return None if node.null or node.empty else node.text


def _merged(node: Node) -> dict[str, Plain]:
    """The maps that a merge key names; the first one that has a key gives it."""
    found: dict[str, Plain] = {}
    for one in reversed(node.items) if isinstance(node, Sequence) else (node,):
        below = _plain(one)
        found |= below if isinstance(below, dict) else {}
    return found
