"""Designs of these tests: read, resolved and analyzed from text."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from infra_design.analyze import analyze_system
from infra_design.model.settings import Settings
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.analysis import StageAnalysis
    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Problem
    from infra_design.model.stage import Stage, System

HERE = Path(__file__).parent
COMPONENTS = """
components:
  web: {kind: server, address: 34.1.1.1}
  nginx: {host: web}
  mail: {kind: server, address: [34.1.1.2, "2600::2"]}
  postfix: {host: mail}
"""
"""Stands below the zones of a test, so that lines count from the zones."""


@functools.cache
def catalog() -> Catalog:
    found, problems = read_catalog(HERE, "")
    assert not problems
    return found


def resolved(root: Path, files: Mapping[str, str]) -> tuple[System | None, list[str]]:
    """The system in the designs folder, and all mistakes as they are printed."""
    folder = root / "designs"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    design, problems = read_design(root, "designs", catalog())
    if problems:
        return None, shown(problems)
    system, problems = resolve_system(design.systems[0], catalog())
    return system, shown(problems)


def shown(problems: tuple[Problem, ...]) -> list[str]:
    return [str(problem) for problem in problems]


def system_of(root: Path, files: Mapping[str, str]) -> System:
    system, problems = resolved(root, files)
    assert problems == []
    assert system is not None
    return system


def stage_of(root: Path, zones: str, more: str = "", **files: str) -> Stage:
    """One stage with these zones, and more components."""
    lines = "".join(f"  {line}\n" for line in more.splitlines())
    return system_of(root, {"0.yml": zones + COMPONENTS + lines, **files}).stages[0]


def analyses(system: System) -> tuple[StageAnalysis, ...]:
    return analyze_system(system, catalog(), Settings()).stages
