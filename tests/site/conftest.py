from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.site.demo import build, copy_demo, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """The demonstration site as `make build` makes it."""
    folder = tmp_path_factory.mktemp("demo")
    copy_demo(folder, checkout)
    build(folder)
    return folder / "site"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the demonstration site is served."""
    with served(site) as url:
        yield url
