"""The designs that the documentation shows, read and drawn."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner
from tests.documentation.blocks import blocks

from infra_design.adapters.cli import main
from infra_design.model.settings import Settings
from infra_design.pipeline import Design, load

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
    with written(files) as folder:
        return read(folder, catalog=catalog)


def findings(design: Design) -> dict[str, tuple[Finding, ...]]:
    """What was found, by stage."""
    return {
        stage.id: analysis.findings
        for system, analyses in zip(design.systems, design.analyses, strict=True)
        for stage, analysis in zip(system.stages, analyses.stages, strict=True)
    }


def drawn(root: Path, designs: str = "designs", catalog: str = "") -> Iterator[tuple[str, str]]:
    """Each stage's name and its diagram, as `infra-design render` writes it."""
    before = ["-C", str(root), "--designs", designs, "--catalog", catalog, "render"]
    for name in findings(read(root, designs, catalog)):
        result = CliRunner().invoke(main, [*before, name, "--format", "svg"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        yield name, result.stdout


@contextmanager
def written(files: Mapping[str, str]) -> Iterator[Path]:
    """A folder with files, by path."""
    with tempfile.TemporaryDirectory() as name:
        for path, text in files.items():
            (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / path).write_text(text, "utf-8")
        yield Path(name)


def tutorial() -> dict[str, str]:
    """The tutorial's design files by path, as they are when a reader is through."""
    return {block.title: block.text for block in blocks(DOCS / "tutorial.md") if block.title.startswith("designs/")}


def readme() -> dict[str, str]:
    """The design in the README."""
    return {block.title: block.text for block in blocks(ROOT / "README.md") if block.title.startswith("designs/")}


def diagrams() -> Iterator[tuple[Path, str]]:
    """Every diagram that is a file of the documentation, with its path."""
    for name, svg in drawn(ROOT, GALLERY):
        yield DOCS / f"images/gallery/{name}.svg", svg
    with written(tutorial()) as folder:
        for name, svg in drawn(folder):
            yield DOCS / f"images/tutorial/{name}.svg", svg
