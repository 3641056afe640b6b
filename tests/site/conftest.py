from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.site.demo import build, copy_demo, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Iterator[tuple[Path, str]]:
    """The demonstration site, served where its `site_url` says it is, without which navigation is not instant."""
    folder = tmp_path_factory.mktemp("demo")
    copy_demo(folder, checkout)
    with served(folder / "site") as url:
        build(folder, SITE_URL=url)
        yield folder / "site", url


@pytest.fixture(scope="session")
def site(demo: tuple[Path, str]) -> Path:
    """The folder of the demonstration site."""
    return demo[0]


@pytest.fixture(scope="session")
def address(demo: tuple[Path, str]) -> str:
    """Where the demonstration site is served."""
    return demo[1]
