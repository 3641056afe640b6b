"""Stages from YAML text, resolved."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from infra_design.model.settings import Settings
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Problem
    from infra_design.model.stage import Stage, System


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The catalog as it ships."""
    found, problems = read_catalog(tmp_path_factory.mktemp("nothing"), Settings().catalog)
    assert not problems
    return found


@pytest.fixture
def resolved(tmp_path: Path, catalog: Catalog) -> Callable[..., tuple[System, tuple[Problem, ...]]]:
    """Read and resolve stages; each text is a file 0.yml, 1.yml … of one system."""

    def resolve(*texts: str) -> tuple[System, tuple[Problem, ...]]:
        folder = tmp_path / "designs"
        folder.mkdir(exist_ok=True)
        for number, text in enumerate(texts):
            (folder / f"{number}.yml").write_text(dedent(text), encoding="utf-8")
        design, problems = read_design(tmp_path, "designs", catalog)
        assert problems == ()
        return resolve_system(design.systems[0], catalog)

    return resolve


@pytest.fixture
def story(resolved: Callable[..., tuple[System, tuple[Problem, ...]]]) -> Callable[..., tuple[Stage, ...]]:
    """Stages that have no mistake."""

    def resolve(*texts: str) -> tuple[Stage, ...]:
        system, problems = resolved(*texts)
        assert [str(problem) for problem in problems] == []
        return system.stages

    return resolve


@pytest.fixture
def stage(story: Callable[..., tuple[Stage, ...]]) -> Callable[[str], Stage]:
    """One stage that has no mistake."""
    return lambda text: story(text)[0]


@pytest.fixture
def mistakes(resolved: Callable[..., tuple[System, tuple[Problem, ...]]]) -> Callable[..., list[str]]:
    """The mistakes of stages, as people see them."""
    return lambda *texts: [str(problem) for problem in resolved(*texts)[1]]
