"""Stages from YAML, through reader and resolver."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import TYPE_CHECKING

from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog
    from infra_design.model.stage import Stage

ROOT = Path(__file__).parents[2]


@cache
def catalog() -> Catalog:
    return read_catalog(ROOT, "")[0]


def stages(root: Path) -> tuple[Stage, ...]:
    """The stages of the one system of a project; there must be no mistake."""
    spec, problems = read_design(root, "designs", catalog())
    assert not problems
    system, problems = resolve_system(spec.systems[0], catalog())
    assert not problems
    return system.stages


@cache
def story() -> tuple[Stage, ...]:
    """The canonical story."""
    return stages(ROOT)


def stage(text: str) -> Stage:
    """One stage."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "designs"
        folder.mkdir()
        (folder / "0-test.yml").write_text(dedent(text), encoding="utf-8")
        return stages(Path(name))[0]
