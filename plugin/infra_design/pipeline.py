"""The whole program on one screen: read, resolve, analyze, draw, write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.analyze import analyze_system
from infra_design.draw import draw_stage
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system
from infra_design.write import write_site

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.analysis import SystemAnalysis
    from infra_design.model.catalog import Catalog
    from infra_design.model.settings import Settings
    from infra_design.model.site import Site
    from infra_design.model.source import Problem
    from infra_design.model.stage import System


@dataclass(frozen=True, slots=True)
class Design:
    """Everything known of a designs folder: systems resolved and analyzed, in the same order."""

    catalog: Catalog
    systems: tuple[System, ...]
    analyses: tuple[SystemAnalysis, ...]


class DesignError(Exception):
    """The design has mistakes; `problems` are all of them, sorted by place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(root: Path, settings: Settings) -> Design:
    """Read, resolve and analyze the designs of a project.

    Args:
        root: the project's folder; `settings` name folders relative to it, and so do places in messages.
        settings: what the site asks for.

    Raises:
        DesignError: with all mistakes of all files at once.
    """
    catalog, problems = read_catalog(root, settings.catalog)
    spec, found = read_design(root, settings.designs, catalog)
    problems += found
    systems = []
    for system_spec in spec.systems:
        system, found = resolve_system(system_spec, catalog)
        systems.append(system)
        problems += found
    if problems:
        raise DesignError(tuple(sorted(set(problems))))
    analyses = tuple(analyze_system(system, catalog, settings) for system in systems)
    return Design(catalog, tuple(systems), analyses)


def build(design: Design, settings: Settings) -> Site:
    """Draw every stage and write every page."""
    drawings = {
        (system.id, stage.id): draw_stage(stage, analysis, design.catalog)
        for system, analyses in zip(design.systems, design.analyses, strict=True)
        for stage, analysis in zip(system.stages, analyses.stages, strict=True)
    }
    return write_site(design.systems, design.analyses, drawings, design.catalog, settings)
