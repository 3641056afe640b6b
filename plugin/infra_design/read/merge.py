"""JSON Merge Patch (RFC 7396) on located trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.read.reading import clip
from infra_design.read.tree import Entry, Mapping, Node, is_null

if TYPE_CHECKING:
    from infra_design.read.reading import Reading


def merge(base: Node | None, patch: Node, reading: Reading) -> Node:
    """What a value becomes when a patch is applied to it.

    A map adds and changes, null removes, anything else replaces — also a map that stands for shorthand. Removing
    what is not there, which RFC 7396 allows, is reported.
    """
    if not isinstance(patch, Mapping) or patch.whole:
        return patch
    merged = dict(base.entries) if isinstance(base, Mapping) else {}
    for name, entry in patch.entries.items():
        old = merged.get(name)
        if not is_null(entry.value):
            merged[name] = Entry(entry.key, merge(old.value if old else None, entry.value, reading))
        elif old:
            del merged[name]
        else:
            what = f"there is no '{clip(name)}' here to remove"
            reading.report(entry.value.mark, what, reading.suggest(name, merged), "nothing-to-remove")
    return Mapping(merged, patch.mark, patch.flow)
