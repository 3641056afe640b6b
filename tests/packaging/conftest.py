from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.packaging.packages import Packages, pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Packages:
    """Both packages, built once."""
    return pack(checkout, tmp_path_factory.mktemp("dist"))
