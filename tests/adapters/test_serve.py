"""A live preview: `mkdocs serve` in a process of its own, designs edited under it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest
from tests.adapters.projects import TWO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.adapters.projects import Project

PATIENCE = 90.0
"""Seconds to wait for anything at most."""
QUIET = 2.5
"""Seconds in which nothing more happens before it counts as done."""
BUILDING = "Building documentation"


class Preview:
    """A running `mkdocs serve`."""

    def __init__(self, project: Project) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        project.configure()
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{self.port}"],
            cwd=project.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"},
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines += iter(self.process.stderr.readline, "")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.reader.join(timeout=PATIENCE)
        if self.process.stderr:
            self.process.stderr.close()

    @property
    def builds(self) -> int:
        return sum(BUILDING in line for line in self.lines)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as response:
            text: str = response.read().decode()
            return text

    def until(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server has ended:\n" + "".join(self.lines)
            try:
                if holds():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        pytest.fail(f"not within {PATIENCE} seconds: {what}\n" + "".join(self.lines))

    def shows(self, path: str, text: str) -> None:
        self.until(lambda: text in self.get(path), f"{text!r} at {path}")

    def calm(self) -> int:
        """Wait until nothing is built any more, and say how often it was built."""
        before = -1
        deadline = time.monotonic() + PATIENCE
        while before != self.builds and time.monotonic() < deadline:
            before = self.builds
            time.sleep(QUIET)
        return self.builds


@pytest.fixture
def preview(project: Project) -> Iterator[Callable[[], Preview]]:
    started: list[Preview] = []

    def start() -> Preview:
        started.append(Preview(project))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def test_an_edit_is_shown_after_one_or_two_builds(project: Project, preview: Callable[[], Preview]) -> None:
    server = preview()
    server.shows("infrastructure/1-two/", "Two servers")
    before = server.calm()
    project.write({"designs/1-two.yml": TWO.replace("Two servers", "A pair of servers")})
    server.shows("infrastructure/1-two/", "A pair of servers")
    assert before + 1 <= server.calm() <= before + 2


def test_a_mistake_stands_on_the_page_and_the_server_lives_on(
    project: Project, preview: Callable[[], Preview]
) -> None:
    server = preview()
    server.shows("infrastructure/1-two/", "Two servers")
    project.write({"designs/1-two.yml": TWO.replace("uses: nginx", "uses: ngnix")})
    server.shows("infrastructure/1-two/", "unknown component")
    html = server.get("infrastructure/1-two/")
    assert "designs/1-two.yml:5:29" in html
    assert "did you mean" in html
    assert "haproxy: &#123;host: lb, uses: ngnix" in html
    assert "Two servers" in html
    assert any("WARNING" in line and "designs/1-two.yml:5:" in line for line in server.lines)
    assert not any("Traceback" in line for line in server.lines)
    project.write({"designs/1-two.yml": TWO.replace("Two servers", "Mended servers")})
    server.shows("infrastructure/1-two/", "Mended servers")
    assert "did you mean" not in server.get("infrastructure/1-two/")


def test_a_mistake_at_the_start_stands_on_the_page_too(project: Project, preview: Callable[[], Preview]) -> None:
    project.write({"designs/1-two.yml": TWO.replace("uses: nginx", "uses: ngnix")})
    server = preview()
    server.shows("infrastructure/1-two/", "unknown component")
    server.shows("infrastructure/", "unknown component")
    project.write({"designs/1-two.yml": TWO})
    server.shows("infrastructure/1-two/", "<svg")


def test_a_new_stage_gets_its_page(project: Project, preview: Callable[[], Preview]) -> None:
    server = preview()
    server.shows("infrastructure/1-two/", "Two servers")
    project.write(
        {"designs/2-three.yml": "title: Three of them\nextends: 1-two\ncomponents: {web: {instances: 3}}\n"}
    )
    server.shows("infrastructure/2-three/", "Three of them")


def test_the_sites_own_catalog_is_watched(project: Project, preview: Callable[[], Preview]) -> None:
    project.options["catalog"] = "catalog"
    project.write({"catalog/products/nginx.yml": "nginx: {title: Our proxy}\n"})
    server = preview()
    server.shows("infrastructure/1-two/", "Our proxy")
    project.write({"catalog/products/nginx.yml": "nginx: {title: Their proxy}\n"})
    server.shows("infrastructure/1-two/", "Their proxy")
