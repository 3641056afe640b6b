"""Stages to draw, and drawings to look into."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

from infra_design.draw import draw_stage
from infra_design.model.analysis import StageAnalysis
from infra_design.read import read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Stage

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
UGLY = sorted(path.stem for path in HERE.glob("ugly/*.yml"))


def resolved(root: Path, designs: str, catalog: Catalog, *, fails: bool = True) -> list[Stage]:
    """All stages of a folder; none if there are mistakes and `fails` is False."""
    spec, problems = read_design(root, designs, catalog)
    stages: list[Stage] = []
    for system_spec in () if problems else spec.systems:
        system, problems = resolve_system(system_spec, catalog)
        stages += system.stages
    assert not (problems and fails), "\n".join(map(str, problems))
    return [] if problems else stages


def drawn(stage: Stage, catalog: Catalog, *findings: Finding) -> Drawing:
    return draw_stage(stage, StageAnalysis(stage.id, findings, ()), catalog)


def parsed(drawing: Drawing) -> Element:
    """The SVG as a tree; fails if it is not well-formed."""
    return fromstring(drawing.svg)  # noqa: S314 — our own output


def named(drawing: Drawing, attribute: str) -> set[str]:
    """All words in an attribute, whichever element it is at."""
    return {word for element in parsed(drawing).iter() for word in (element.get(attribute) or "").split()}


def missing(stage: Stage, drawing: Drawing) -> set[str]:
    """Components, instances and connections that the picture does not show."""
    return (
        set(stage.components) - named(drawing, "data-component")
        | set(stage.instances) - named(drawing, "data-instance")
        | {connection.id for connection in stage.connections} - named(drawing, "data-connection")
    )
