"""What the pages on pull requests and editors say is so: every command runs, every name is there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml
from tests.adapters.test_documentation import blocks
from tests.pull_requests.scratch import NUMBER, Scratch, git
from tests.pull_requests.test_rehearsal import ONE_CACHE, STAGE

from infra_design.adapters.cli.init.templates import FOLDER

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

OPENS = 1
"""Exit code of a diff with what opens an issue of severity high."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout of a pull request that adds a cache, with a site."""
    scratch = Scratch(tmp_path)
    scratch.begin("--template", "three-tier")
    scratch.edit(STAGE, *ONE_CACHE)
    scratch.propose()
    git(scratch.origin, "checkout", "--quiet", "--detach", f"refs/pull/{NUMBER}/merge")
    return scratch.origin


@pytest.mark.parametrize("page", ["pull-requests.md", "editors.md"])
def test_every_command_does_what_it_is_there_for(page: str, folder: Path, checkout: Path, run: Run) -> None:
    lines = [
        line.removeprefix("$ ")
        for block in blocks(checkout / "docs" / page, "console")
        for line in block.splitlines()
        if line
    ]
    assert lines
    for line in lines:
        done = run("bash", "-c", line, cwd=folder, status=OPENS if line.startswith("infra-design diff") else 0)
        target = line.partition(" > ")[2]
        assert (folder / target).read_text() if target else done.stdout + done.stderr or "mkdocs" in line


def test_the_files_of_every_host_are_named(checkout: Path) -> None:
    text = (checkout / "docs/pull-requests.md").read_text()
    for name in (".github/workflows/infra-design.yml", ".github/workflows/infra-design-comment.yml"):
        assert f"| `{name}` |" in text
    for name in (".gitlab/infra-design.yml", ".gitlab-ci.yml", ".readthedocs.yaml", "netlify.toml"):
        assert f"`{name}`" in text
    jobs = yaml.safe_load((FOLDER / "ci/gitlab/infra-design.yml").read_text())
    assert all(f"`{name}`" in text for name in jobs if not name.startswith("."))
    assert "`INFRA_DESIGN_TOKEN`" in text


def test_the_hooks_that_are_named_are_there_with_their_options(checkout: Path) -> None:
    hooks = yaml.safe_load((checkout / ".pre-commit-hooks.yaml").read_text())
    (shown,) = (block for block in blocks(checkout / "docs/editors.md", "yaml") if "repos:" in block)
    (repository,) = yaml.safe_load(shown)["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in hooks]


def test_settings_of_editors_name_the_schema_that_init_writes(checkout: Path) -> None:
    text = (checkout / "docs/editors.md").read_text()
    (settings,) = blocks(checkout / "docs/editors.md", "json")
    ((schema, pattern),) = json.loads(settings)["yaml.schemas"].items()
    assert schema == "./infra-design.schema.json"
    assert re.search(rf"\['{re.escape(schema)}'\] = '{re.escape(pattern)}'", text)
