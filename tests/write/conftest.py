"""What the tests of the pages share: sites written from designs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.write.shown import Pages, write

from infra_design.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@pytest.fixture(scope="session")
def story(checkout: Path) -> Pages:
    """The canonical story's pages."""
    return Pages(write(checkout, Settings()))


@pytest.fixture
def pages(tmp_path: Path) -> Callable[..., Pages]:
    """Writes the pages of design files given by name; settings by keyword."""

    def pages(files: Mapping[str, str] | str, **settings: str) -> Pages:
        for name, text in ({"0-a.yml": files} if isinstance(files, str) else files).items():
            path = tmp_path / "designs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return Pages(write(tmp_path, Settings(**settings)))

    return pages
