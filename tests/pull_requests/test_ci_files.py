"""`infra-design init --ci`: where the files go, and how they know the project."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml
from tests.pull_requests.scratch import PIP, git
from tests.pull_requests.test_init import files, init
from tests.pull_requests.workflow import programs

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

WRITTEN = {
    "github": {".github/workflows/infra-design.yml", ".github/workflows/infra-design-comment.yml"},
    "gitlab": {".gitlab-ci.yml", ".gitlab/infra-design.yml"},
    "readthedocs": {".readthedocs.yaml"},
    "netlify": {"netlify.toml"},
}


@pytest.mark.parametrize("host", WRITTEN)
def test_a_host_gets_its_files_and_what_the_site_is_built_with(host: str, tmp_path: Path) -> None:
    result = init(tmp_path, "--ci", host)
    assert result.exit_code == 0
    assert set(files(tmp_path)) == {*WRITTEN[host], "requirements-docs.txt"}
    assert (tmp_path / "requirements-docs.txt").read_text().count("mkdocs-infra-design[mkdocs]~=") == 1


def test_all_hosts_at_once_beside_a_design(tmp_path: Path) -> None:
    hosts = [word for host in WRITTEN for word in ("--ci", host)]
    assert init(tmp_path, "--template", "patroni", *hosts).exit_code == 0
    found = set(files(tmp_path))
    assert found > {"mkdocs.yml", "designs/0-patroni.yml", *(name for names in WRITTEN.values() for name in names)}


def test_in_a_folder_of_a_repository_the_files_go_to_its_root_and_know_the_folder(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    site = tmp_path / "sites/our infra"
    site.mkdir(parents=True)
    hosts = [word for host in WRITTEN for word in ("--ci", host)]
    assert init(site, "--template", "patroni", *hosts).exit_code == 0
    found = {name for name in files(tmp_path) if not name.startswith((".git/", "sites/our infra/designs"))}
    assert found >= {*(name for names in WRITTEN.values() for name in names), "sites/our infra/requirements-docs.txt"}
    workflow = yaml.safe_load((tmp_path / ".github/workflows/infra-design.yml").read_text())
    assert workflow["defaults"]["run"]["working-directory"] == "sites/our infra"
    jobs = yaml.safe_load((tmp_path / ".gitlab/infra-design.yml").read_text())
    assert jobs[".infra-design"]["variables"]["PROJECT"] == "sites/our infra"
    docs = yaml.safe_load((tmp_path / ".readthedocs.yaml").read_text())
    assert docs["mkdocs"]["configuration"] == "sites/our infra/mkdocs.yml"
    assert docs["python"]["install"] == [{"requirements": "sites/our infra/requirements-docs.txt"}]
    assert tomllib.loads((tmp_path / "netlify.toml").read_text())["build"]["base"] == "sites/our infra"


@pytest.mark.parametrize(
    ("name", "branches"), [("trunk", ["trunk"]), ("release: [1]", ["release: [1]"]), ("main", ["main", "master"])]
)
def test_the_default_branch_is_that_of_the_remote(name: str, branches: list[str], tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    head = tmp_path / ".git/refs/remotes/origin/HEAD"
    head.parent.mkdir(parents=True)
    head.write_text(f"ref: refs/remotes/origin/{name}\n")
    init(tmp_path, "--ci", "github")
    workflow = yaml.safe_load((tmp_path / ".github/workflows/infra-design.yml").read_text())
    assert workflow[True]["push"]["branches"] == branches  # `on` of YAML 1.1


def test_requirements_that_are_there_are_used(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("mkdocs-material\n")
    result = init(tmp_path, "--ci", "github", "--ci", "readthedocs")
    assert "Add mkdocs-infra-design to requirements.txt." in result.stdout
    assert "requirements-docs.txt" not in files(tmp_path)
    text = (tmp_path / ".github/workflows/infra-design.yml").read_text()
    assert "pip install --requirement requirements.txt\n" in text
    assert "requirements-docs" not in text + (tmp_path / ".readthedocs.yaml").read_text()


def test_requirements_of_something_else_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("django\n")
    init(tmp_path, "--ci", "netlify")
    assert "requirements-docs.txt" in (tmp_path / "netlify.toml").read_text()


def test_a_pipeline_that_is_there_is_to_include_ours(tmp_path: Path) -> None:
    (tmp_path / ".gitlab-ci.yml").write_text("test:\n  script: [make]\n")
    result = init(tmp_path, "--ci", "gitlab")
    assert "Add to .gitlab-ci.yml:\n\ninclude:\n  - local: .gitlab/infra-design.yml\n" in result.stdout
    assert (tmp_path / ".gitlab-ci.yml").read_text() == "test:\n  script: [make]\n"
    (tmp_path / ".gitlab-ci.yml").write_text("include:\n  - local: .gitlab/infra-design.yml\n")
    assert "Add to" not in init(tmp_path, "--ci", "gitlab").stdout


def test_a_workflow_that_was_changed_is_kept_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / ".github/workflows/infra-design.yml"
    path.parent.mkdir(parents=True)
    path.write_text("name: mine\n")
    assert init(tmp_path, "--ci", "github").exit_code == 1
    assert set(files(tmp_path)) == {".github/workflows/infra-design.yml"}


GENERATORS = {
    "properdocs.yml": ("site_name: A\ntheme: material\n", "properdocs", "properdocs build --strict"),
    "zensical.toml": ('[project]\nsite_name = "A"\n', "zensical", "infra-design build && zensical build --strict"),
}


@pytest.mark.parametrize("name", GENERATORS)
def test_another_generator_builds_its_sites(name: str, tmp_path: Path) -> None:
    config, generator, command = GENERATORS[name]
    (tmp_path / name).write_text(config)
    assert init(tmp_path, *(word for host in WRITTEN for word in ("--ci", host))).exit_code == 0
    found = files(tmp_path)
    assert f"\n{generator}>=" in found["requirements-docs.txt"]
    moved = "mv site" in command or generator == "zensical"
    for file in (
        ".github/workflows/infra-design.yml",
        ".gitlab/infra-design.yml",
        ".readthedocs.yaml",
        "netlify.toml",
    ):
        assert command in found[file]
        assert "mkdocs build" not in found[file].replace(f"{generator} build", "")
        assert (' && mv site "$' in found[file]) is (moved and file != "netlify.toml")
        if file.endswith(("yml", "yaml")):
            yaml.safe_load(found[file])
    run = yaml.safe_load(found[".readthedocs.yaml"])["build"]["jobs"]
    assert run["install"] == ["cd . && pip install --requirement requirements-docs.txt"]


@pytest.mark.parametrize("name", GENERATORS)
def test_what_another_generator_is_told_builds_its_pages(
    name: str, tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    site = tmp_path / "repository/site of mine"
    site.mkdir(parents=True)
    git(tmp_path / "repository", "init", "--quiet")
    config, generator, _ = GENERATORS[name]
    (site / name).write_text(config)
    result = init(site, "--template", "patroni", "--ci", "readthedocs")
    assert f"  {generator} serve " in result.stdout
    if generator == "zensical":  # as the command says
        added = result.stdout.partition("[project]\n")[2].partition("\nNext:")[0]
        (site / name).write_text(config + added)
    if generator == "zensical" or not (site / "docs").exists():
        (site / "docs").mkdir(exist_ok=True)
        (site / "docs/index.md").write_text("# Home\n")
    jobs = yaml.safe_load((tmp_path / "repository/.readthedocs.yaml").read_text())["build"]["jobs"]
    folder = programs(tmp_path / "programs", {"pip": "#!/bin/sh\nexec true\n"})
    output = tmp_path / "output"
    script = "\n".join(f"({line})" for line in (*jobs["install"], *jobs["build"]["html"]))
    setting = f'set -e; export PATH="{folder}:$PATH" READTHEDOCS_OUTPUT="{output}"'
    run("bash", "-c", f"{setting}\n{script}", cwd=tmp_path / "repository")
    assert (output / "html/infrastructure/0-patroni/index.html").is_file()


def test_read_the_docs_and_netlify_build_what_they_are_told(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    site = tmp_path / "site of mine"
    site.mkdir()
    assert init(site, "--template", "patroni", "--ci", "readthedocs", "--ci", "netlify").exit_code == 0
    docs = yaml.safe_load((site / ".readthedocs.yaml").read_text())
    assert (site / docs["mkdocs"]["configuration"]).is_file()
    assert all((site / one["requirements"]).is_file() for one in docs["python"]["install"])
    build = tomllib.loads((site / "netlify.toml").read_text())["build"]
    folder = programs(tmp_path / "programs", {"python": PIP})
    run("bash", "-c", f'PATH="{folder}:$PATH"; {build["command"]}', cwd=site / build["base"])
    assert (site / build["base"] / build["publish"] / "infrastructure/0-patroni/index.html").is_file()
