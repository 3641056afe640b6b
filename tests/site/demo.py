"""The demonstration site, built once, served from loopback, looked at with a real browser."""

from __future__ import annotations

import http.server
import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes on to another page before this one has come is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, handler: Callable[..., Quiet] = Quiet) -> Iterator[str]:
    """A folder on a free port of loopback."""
    with Server(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def copy_demo(target: Path, checkout: Path) -> None:
    """What the demonstration site is made from."""
    for folder in ("docs", "designs"):
        shutil.copytree(checkout / folder, target / folder)
    shutil.copy(checkout / "mkdocs.yml", target)


def build(folder: Path, generator: str = "mkdocs", **environment: str) -> None:
    """`mkdocs build --strict` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", generator, "build", "--strict", "--config-file", "mkdocs.yml"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr


def configured(folder: Path, **changes: object) -> None:
    """Change `mkdocs.yml` of a copy; what it holds of MkDocs' own tags is not among the changes."""
    path = folder / "mkdocs.yml"
    path.write_text(path.read_text() + "\n" + yaml.safe_dump(changes))


class Watched:
    """A page of the browser, and everything that went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url, address))

    def _request(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.outside.append(url)


@contextmanager
def watched(browser: Browser, address: str, viewport: dict[str, int], scheme: str) -> Iterator[Watched]:
    """A page in a fresh window that forgets everything; nothing may go wrong on it."""
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    try:
        seen = Watched(context.new_page(), address)
        yield seen
        assert seen.errors == [], seen.errors
        assert seen.outside == [], seen.outside
    finally:
        context.close()
