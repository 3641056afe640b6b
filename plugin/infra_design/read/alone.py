"""One file by itself: whether it has mistakes, and whether another one says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.source import Mark
from infra_design.read import stage as keys
from infra_design.read.files import LARGEST, decoded
from infra_design.read.parse import parse
from infra_design.read.reading import Reading
from infra_design.read.tree import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Problem


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
