"""Stages to draw, and drawings to look into."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

from infra_design.read import read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage

ROOT = Path(__file__).parents[2]


def resolved(root: Path, designs: str, catalog: Catalog) -> list[Stage]:
    spec, problems = read_design(root, designs, catalog)
    assert not problems, "\n".join(map(str, problems))
    stages: list[Stage] = []
    for system_spec in spec.systems:
        system, problems = resolve_system(system_spec, catalog)
        assert not problems, "\n".join(map(str, problems))
        stages += system.stages
    return stages


def parsed(drawing: Drawing) -> Element:
    """The SVG as a tree; fails if it is not well-formed."""
    return fromstring(drawing.svg)  # noqa: S314 — our own output
