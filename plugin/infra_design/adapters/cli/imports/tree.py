"""A YAML file of another tool, with its aliases and merge keys, within the limits that designs have."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from infra_design.adapters.cli.imports.sketch import ImportRefusedError
from infra_design.read import read_tree

if TYPE_CHECKING:
    from infra_design.adapters.cli.imports.values import Table


def read_yaml(data: bytes, name: str) -> Table:
    """The map that a file holds; texts stay as they are written, so that `22:22` is no number.

    Raises:
        ImportRefusedError: it is no YAML, no map, or too large.
    """
    content, problems = read_tree(data, name)
    if problems:
        raise ImportRefusedError("\n".join(str(problem) for problem in problems[:10]))
    if not isinstance(content, dict):
        raise ImportRefusedError(f"{name} holds no map")
    return cast("Table", content)
