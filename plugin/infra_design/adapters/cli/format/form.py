"""One file in canonical form."""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

import yaml

from infra_design.adapters.cli.format.layout import lay_out
from infra_design.adapters.cli.format.order import order_at
from infra_design.adapters.cli.format.outlining import UnusualError, comments_of, outline
from infra_design.model.source import Mark, Problem
from infra_design.read import read_alone, same_content

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog

SYSTEM = "system"


def formed(data: bytes, name: str, catalog: Catalog) -> tuple[bytes, tuple[Problem, ...]]:
    """A file's content in canonical form; as it is, and its mistakes, if it has any.

    What comes out is read again: it has every comment and says the same, or the file stays as it is.

    Args:
        data: the content of a stage's or a system's file.
        name: of the file, in messages.
        catalog: kinds, protocols and icons that it may name.
    """
    system = PurePath(name).stem == SYSTEM
    text, problems = read_alone(data, name, catalog, system=system)
    if problems:
        return data, problems
    windows = b"\r\n" in data[: data.find(b"\n") + 1]
    try:
        document = outline(text)
        laid = lay_out(document, partial(order_at, system=system))
    except UnusualError as unusual:
        mark = Mark(name, unusual.line, unusual.column)
        return data, (Problem(mark, f"{unusual} is not laid out", "write it in another way", "unusual-yaml"),)
    except yaml.YAMLError as error:
        return data, (_at(error, name),)
    if sorted(document.comments) != sorted(comments_of(laid)) or not same_content(text, laid, catalog):
        what = "laid out it would not say the same, and stays as it is"
        return data, (Problem(Mark(name, 1, 1), what, "please report this file", "unusual-yaml"),)
    return (laid.replace("\n", "\r\n") if windows else laid).encode(), ()


def _at(error: yaml.YAMLError, name: str) -> Problem:
    """What one YAML parser takes and the other does not."""
    mark = getattr(error, "problem_mark", None)
    place = Mark(name, mark.line + 1, mark.column + 1) if mark else Mark(name, 1, 1)
    what = re.sub(r"\s+", " ", str(getattr(error, "problem", "") or "it cannot be laid out"))
    return Problem(place, f"not YAML to every reader: {what}", "", "unusual-yaml")
