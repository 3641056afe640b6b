from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from infra_design.adapters.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ONE = """\
title: One server
components:
  visitor: {kind: browser, uses: www.example.com}
  web: {kind: server, address: 198.51.100.10}
  nginx: {host: web, uses: mysql}
  mysql: {host: web}
dns:
  example.com:
    www: {A: web}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with one stage, which stands on one server."""
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs/0-one.yml").write_text(ONE)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["-C", str(folder), *arguments], catch_exceptions=False)

    return run
