"""Stages to draw, written as YAML like a user's."""

from __future__ import annotations

from functools import partial
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from tests.draw.drawings import HERE, ROOT, drawn, resolved

from infra_design.read import read_catalog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from infra_design.model.catalog import Catalog
    from infra_design.model.drawing import Drawing
    from infra_design.model.stage import Stage


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    found, problems = read_catalog(ROOT, "")
    assert not problems
    return found


@pytest.fixture(scope="session")
def canonical(catalog: Catalog) -> dict[str, Stage]:
    return {stage.id[0]: stage for stage in resolved(ROOT, "designs", catalog) if not stage.system}


@pytest.fixture(scope="session")
def ugly(catalog: Catalog) -> dict[str, Stage]:
    return {stage.id: stage for stage in resolved(HERE, "ugly", catalog)}


@pytest.fixture
def stage_of(tmp_path: Path, catalog: Catalog) -> Callable[[str], Stage]:
    def make(text: str) -> Stage:
        folder = tmp_path / "designs"
        folder.mkdir(exist_ok=True)
        (folder / "stage.yml").write_text(dedent(text), "utf-8")
        return resolved(tmp_path, "designs", catalog)[0]

    return make


@pytest.fixture
def draw(catalog: Catalog) -> Callable[..., Drawing]:
    return lambda stage, *findings: partial(drawn, stage, catalog)(*findings)
