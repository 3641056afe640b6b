"""The hooks for pre-commit, run by pre-commit itself; only what installs them (PyPI) is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.pull_requests.scratch import git
from tests.pull_requests.test_init import init

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

IDS = ("infra-design-check", "infra-design-format")


@pytest.fixture
def hooks(checkout: Path) -> list[dict[str, Any]]:
    return yaml.safe_load((checkout / ".pre-commit-hooks.yaml").read_text())


@pytest.fixture
def folder(tmp_path: Path, hooks: list[dict[str, Any]]) -> Path:
    """A repository with a design and both hooks."""
    folder = tmp_path / "repository"
    folder.mkdir()
    init(folder, "--template", "patroni")
    git(folder, "init", "--quiet", "--initial-branch=main")
    configure(folder, hooks)
    return folder


def configure(folder: Path, hooks: list[dict[str, Any]], **changes: object) -> None:
    local = [{**hook, "language": "system", **changes} for hook in hooks]
    config = {"repos": [{"repo": "local", "hooks": local}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(folder, "add", ".")


def test_the_definition_is_valid(run: Run, checkout: Path, hooks: list[dict[str, Any]]) -> None:
    run("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml", cwd=checkout)
    assert tuple(hook["id"] for hook in hooks) == IDS
    assert {hook["language"] for hook in hooks} == {"python"}


def test_what_is_well_passes(run: Run, folder: Path) -> None:
    done = run("pre-commit", "run", "--all-files", cwd=folder)
    assert [line.endswith("Passed") for line in done.stdout.splitlines()] == [True, True]


def test_a_mistake_fails_on_its_line(run: Run, folder: Path) -> None:
    path = folder / "designs/0-patroni.yml"
    path.write_text(path.read_text().replace("uses: haproxy", "uses: haproxi"))
    git(folder, "add", ".")
    done = run("pre-commit", "run", cwd=folder, status=1)
    assert re.search(r"designs/0-patroni\.yml:\d+:\d+: .*haproxi", done.stdout)


def test_all_stages_are_checked_when_one_is_committed(run: Run, folder: Path) -> None:
    git(folder, "commit", "--quiet", "-m", "begin")
    (folder / "designs/1-next.yml").write_text(
        "title: Next\nextends: 0-patroni\ncomponents:\n  office: {title: Office}\n"
    )
    (folder / "designs/2-last.yml").write_text(
        "title: Last\nextends: 1-next\ncomponents:\n  x: {kind: server, in: nowhere}\n"
    )
    git(folder, "add", "designs/2-last.yml", "designs/1-next.yml")
    git(folder, "commit", "--quiet", "-m", "next")
    path = folder / "designs/0-patroni.yml"
    path.write_text(path.read_text() + "\n# a remark\n")
    git(folder, "add", ".")
    done = run("pre-commit", "run", "infra-design-check", cwd=folder, status=1)
    assert "designs/2-last.yml" in done.stdout


def test_other_files_start_neither(run: Run, folder: Path) -> None:
    git(folder, "commit", "--quiet", "-m", "begin")
    for name in ("README.md", "values.yml", "designs.yml", "docs/designs.md", "designs/picture.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("a: b\n")
    git(folder, "add", ".")
    done = run("pre-commit", "run", cwd=folder)
    assert all("Skipped" in line for line in done.stdout.splitlines())


def test_options_of_the_site_start_the_check(run: Run, folder: Path) -> None:
    git(folder, "commit", "--quiet", "-m", "begin")
    path = folder / "mkdocs.yml"
    path.write_text(path.read_text().replace("- infra-design", "- infra-design: {fail_on: medium}"))
    git(folder, "add", ".")
    done = run("pre-commit", "run", cwd=folder, status=1)
    assert "single-write-database@postgresql" in done.stdout
    assert "format" not in done.stdout.partition("Skipped")[2]


def test_a_file_in_another_form_is_named_and_with_empty_args_brought_there(
    run: Run, folder: Path, hooks: list[dict[str, Any]]
) -> None:
    path = folder / "designs/0-patroni.yml"
    formed = path.read_text()
    path.write_text(formed.replace("uses: haproxy", "uses:   haproxy"))
    git(folder, "add", ".")
    done = run("pre-commit", "run", "infra-design-format", cwd=folder, status=1)
    assert "designs/0-patroni.yml" in done.stdout
    assert path.read_text() != formed
    configure(folder, hooks, args=[])
    done = run("pre-commit", "run", "infra-design-format", cwd=folder, status=1)
    assert "files were modified by this hook" in done.stdout
    assert path.read_text() == formed
