"""Our catalog, read once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra_design.read import read_catalog

if TYPE_CHECKING:
    from infra_design.model.catalog import Catalog

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    catalog, problems = read_catalog(ROOT, "")
    assert problems == ()
    return catalog
