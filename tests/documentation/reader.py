"""A reader who does what a page says: writes its files, types its commands, and compares what comes."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.documentation.blocks import Block

PROMPT = "$ "
ENVIRONMENT = re.compile(r"python3 -m venv |source |deactivate$")
"""Commands that make an environment: the tests run in one."""
ASK = "echo $?"
"""What follows a command that is to fail."""
FOUND = 1
"""What `infra-design` exits with when it has found something, which the page shows."""
REMOTE = "git@github.com:you/our-infrastructure.git"
"""Where the tutorial publishes to; here it is a folder beside the reader's."""
PATIENCE = 30.0
"""Seconds to wait for a preview."""


@dataclass
class Reader:
    """Somebody with a page and an empty folder.

    Attributes:
        folder: where files are written and commands run.
        code: the exit code of the last command.
        did: the commands so far.
    """

    folder: Path
    code: int = 0
    did: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home.mkdir()
        (self.home / ".gitconfig").write_text(f'[url "{self.remote}"]\ninsteadOf = {REMOTE}\n', "utf-8")
        subprocess.run(["git", "init", "--quiet", "--bare", self.remote], check=True, env=self._environment())

    @property
    def remote(self) -> Path:
        """Where the reader publishes to."""
        return self.folder.parent / f"{self.folder.name}.git"

    @property
    def home(self) -> Path:
        """The reader's home folder."""
        return self.folder.parent / f"{self.folder.name}-home"

    def follow(self, block: Block) -> None:
        """Write the file that a block is titled with, or type what stands in a console block."""
        if block.language == "console":
            typed = commands(block.text)
            for (command, shown), (after, _) in zip(typed, [*typed[1:], ("", "")], strict=True):
                self.check(command, shown, block)
                told = f"line {block.line}: `{command}` exits with {self.code}"
                assert self.code in (0, FOUND if shown else 0) or after == ASK, told
        elif "/" in block.title or "." in block.title:
            path = self.folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")

    def check(self, command: str, shown: str, block: Block) -> None:
        """Run a command and compare: `…` stands for any text, on a line of its own for any lines."""
        came = self.run(command)
        told = f"line {block.line}: `{command}` says\n{came}\nand the page\n{shown}"
        assert re.fullmatch(pattern(shown), came), told

    def run(self, command: str) -> str:
        """What a command prints."""
        self.did.append(command)
        self.code = 0 if command != ASK else self.code
        if ENVIRONMENT.match(command):
            return ""
        if command.startswith("make "):  # needs the checkout
            return ""
        if command.startswith("pip install"):
            return _installed(command)
        if command == "mkdocs serve":
            return self._preview()
        done = subprocess.run(
            ["bash", "-c", f"(exit {self.code}); {command}"],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        self.code = done.returncode
        return done.stdout

    def _preview(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--strict", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                page = _fetch(f"http://127.0.0.1:{port}/infrastructure/", process)
            finally:
                process.terminate()
        assert "<svg" in page or "infra-" in page
        return ""

    def _environment(self) -> dict[str, str]:
        here = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
        return {
            **here,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
            "NO_MKDOCS_2_WARNING": "1",
            "NO_COLOR": "1",
            "SOURCE_DATE_EPOCH": "1800000000",
            **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }


def commands(text: str) -> list[tuple[str, str]]:
    """Commands of a console block with what is shown below each."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith(PROMPT):
            found.append((line.removeprefix(PROMPT), []))
        else:
            found[-1][1].append(line)
    return [(command, "".join(f"{line}\n" for line in shown)) for command, shown in found]


def pattern(shown: str) -> str:
    """A regular expression of what is shown; a command under which nothing is shown may say anything."""
    if not shown:
        return r"(?s:.*)"
    lines = [r"(?:.*\n)*?" if line.strip() == "…" else _line(line) for line in shown.splitlines()]
    return "".join(lines)


def _line(line: str) -> str:
    return ".*?".join(map(re.escape, line.split("…"))) + r" *\n"


def _installed(command: str) -> str:
    for name in command.split()[2:]:
        assert version(name)
    return ""


def _fetch(address: str, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 — loopback
                return str(answer.read(), "utf-8")
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing at {address}")
