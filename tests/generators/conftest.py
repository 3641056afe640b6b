"""The demonstration site, published by each generator, each once."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.generators.reading import read_site
from tests.site.demo import configured, copy_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.generators.reading import Reading

GENERATORS = ("mkdocs", "properdocs", "zensical")
PATIENCE = 300
"""Seconds."""


def run(folder: Path, *command: str) -> str:
    """Run a command of a Python package, which must succeed, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def publish(folder: Path, generator: str) -> Path:
    """Build strictly, as the documentation says for that generator."""
    if generator == "zensical":
        run(folder, "infra_design.adapters.cli", "build")
        run(folder, "zensical", "build", "--strict", "--clean")
    else:
        run(folder, generator, "build", "--strict", "--config-file", "mkdocs.yml")
    return folder / "site"


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> dict[str, Path]:
    """The folder of each generator's site, built from the same files."""
    found = {}
    for generator in GENERATORS:
        folder = tmp_path_factory.mktemp(generator)
        copy_demo(folder, checkout)
        with_literate_nav(folder)
        found[generator] = publish(folder, generator)
    return found


@pytest.fixture(scope="session")
def pages(sites: dict[str, Path]) -> dict[str, dict[str, Reading]]:
    """Each generator's pages by address."""
    return {generator: read_site(folder) for generator, folder in sites.items()}


def with_literate_nav(folder: Path) -> None:
    """The plugin that fills a folder named in `nav`, which Zensical has built in."""
    path = folder / "mkdocs.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count("\n  - infra-design\n") == 1
    path.write_text(text.replace("\n  - infra-design\n", "\n  - infra-design\n  - literate-nav\n"), encoding="utf-8")
    configured(folder, exclude_docs="SUMMARY.md\n")
