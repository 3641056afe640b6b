"""The designs that the documentation shows, read and drawn."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.documentation.blocks import blocks

from infra_design.draw import draw_stage, self_contained
from infra_design.model.settings import Settings
from infra_design.pipeline import Design, load
from infra_design.write import diagram_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.finding import Finding

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GALLERY = "docs/gallery"
TODAY = "2026-12-01"
"""The day on which waivers in examples are looked at: none has expired."""


def read(root: Path, designs: str = "designs", catalog: str = "") -> Design:
    """A folder of designs."""
    return load(root, Settings(designs=designs, catalog=catalog, today=TODAY))


def read_files(files: Mapping[str, str], catalog: str = "") -> Design:
    """Designs that stand in a page: texts by path.

    Raises:
        DesignError: they have mistakes.
    """
    with tempfile.TemporaryDirectory() as name:
        for path, text in files.items():
            (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / path).write_text(text, "utf-8")
        return read(Path(name), catalog=catalog)


def findings(design: Design) -> dict[str, tuple[Finding, ...]]:
    """What was found, by stage."""
    return {
        stage.id: analysis.findings
        for system, analyses in zip(design.systems, design.analyses, strict=True)
        for stage, analysis in zip(system.stages, analyses.stages, strict=True)
    }


def drawn(design: Design) -> Iterator[tuple[str, str]]:
    """Each stage's name and its diagram as a file."""
    for system, analyses in zip(design.systems, design.analyses, strict=True):
        for stage, analysis in zip(system.stages, analyses.stages, strict=True):
            yield stage.id, self_contained(draw_stage(stage, analysis, design.catalog), diagram_sheet())


def tutorial() -> dict[str, str]:
    """The tutorial's design files by path, as they are when a reader is through."""
    return {block.title: block.text for block in blocks(DOCS / "tutorial.md") if block.title.startswith("designs/")}


def readme() -> dict[str, str]:
    """The design in the README."""
    return {block.title: block.text for block in blocks(ROOT / "README.md") if block.title.startswith("designs/")}


def diagrams() -> Iterator[tuple[Path, str]]:
    """Every diagram that is a file of the documentation, with its path."""
    for folder, design in (("gallery", read(ROOT, GALLERY)), ("tutorial", read_files(tutorial()))):
        for name, svg in drawn(design):
            yield DOCS / "images" / folder / f"{name}.svg", svg
