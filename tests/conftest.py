"""What tests of several rooms share: the checkout, projects in scratch folders, and a browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from tests.site.demo import build, copy_demo, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of this repository."""
    return ROOT


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Where there is none, tests are skipped at a desk and fail in continuous integration."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = "no Chromium on this machine (Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Iterator[tuple[Path, str]]:
    """The demonstration site, served where its `site_url` says it is, without which navigation is not instant.

    Tests that use it are marked `xdist_group("browser")`, so that one worker builds it, once.
    """
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
