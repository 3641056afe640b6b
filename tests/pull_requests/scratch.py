"""A repository with a base and a pull request, as a code host hands it to a workflow."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from click.testing import CliRunner
from tests.pull_requests.conftest import PLAIN
from tests.pull_requests.workflow import Rehearsal, programs

from infra_design.adapters.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NUMBER = 42
RUN = 7_000_000_001
FORK = 99
PIP = """\
#!/bin/bash
# The network is not there: what would be installed is, and the file that names it must be.
if test "$1 $2 $3 $4" = "-m pip install --requirement"; then exec test -s "$5"; fi
if test "$1 $2 $3 $4 $5" = "-m pip install --quiet --requirement"; then exec test -s "$6"; fi
exec python3 "$@"
"""
_AUTHOR = ("-c", "user.name=author", "-c", "user.email=author@example.com", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *_AUTHOR, "-c", "protocol.file.allow=always", *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, env=PLAIN)
    return done.stdout.strip()


@dataclass
class Scratch:
    """A repository that `infra-design init` has begun, and its pull request."""

    folder: Path
    below: str = "."

    @property
    def origin(self) -> Path:
        return self.folder / "origin"

    @property
    def project(self) -> Path:
        return self.origin / self.below

    def begin(self, *arguments: str) -> None:
        """The default branch: what `init` writes, committed."""
        self.project.mkdir(parents=True)
        git(self.origin, "init", "--quiet", "--initial-branch=main")
        result = CliRunner().invoke(main, ["-C", str(self.project), "init", *arguments], catch_exceptions=False)
        assert result.exit_code == 0
        self.commit("begin")

    def commit(self, message: str) -> None:
        git(self.origin, "add", ".")
        git(self.origin, "commit", "--quiet", "-m", message)

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        path = self.project / name
        text = path.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text)

    def propose(self, files: Mapping[str, str] | None = None) -> str:
        """What is edited now becomes the pull request; its head."""
        git(self.origin, "checkout", "--quiet", "-b", "change")
        for name, text in (files or {}).items():
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            (self.project / name).write_text(text)
        self.commit("change")
        head = git(self.origin, "rev-parse", "HEAD")
        git(self.origin, "checkout", "--quiet", "main")
        git(self.origin, "merge", "--quiet", "--no-ff", "-m", "merge", "change")
        git(self.origin, "update-ref", f"refs/pull/{NUMBER}/merge", "HEAD")
        git(self.origin, "reset", "--quiet", "--hard", "HEAD^1")
        return head

    def checked_out(self, ref: str = f"refs/pull/{NUMBER}/merge") -> Path:
        """As actions/checkout does with `fetch-depth: 2`."""
        target = self.folder / "checkout"
        target.mkdir()
        git(target, "init", "--quiet")
        git(target, "fetch", "--quiet", "--depth=2", self.origin.as_uri(), ref)
        git(target, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        return target

    def preview(self, event: str = "pull_request", only: tuple[str, ...] = ()) -> Rehearsal:
        """The first workflow, run in a checkout of the pull request, or of the default branch."""
        change = event == "pull_request"
        temp = self.folder / "temp"
        temp.mkdir()
        checkout = self.checked_out() if change else self.checked_out("refs/heads/main")
        known = {
            "github.event_name == 'pull_request'": str(change).lower(),
            "github.event.pull_request.number": str(NUMBER) if change else "",
            **{f"steps.diff.outputs.{name}": "" for name in ("status",)},
        }
        path = checkout / ".github/workflows/infra-design.yml"
        job = _Live(path, checkout, temp, known, programs(self.folder / "programs", {"python": PIP}))
        job.run(only)
        return job


class _Live(Rehearsal):
    def _value(self, expression: str) -> str:
        return self.outputs[expression] if expression in self.outputs else super()._value(expression)
