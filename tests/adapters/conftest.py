from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from tests.adapters.projects import ONE, TWO, Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project(tmp_path)
    project.write({"designs/0-one.yml": ONE, "designs/1-two.yml": TWO, "docs/index.md": "# Home\n"})
    yield project
    logging.getLogger("mkdocs").handlers.clear()
