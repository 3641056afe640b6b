"""Files for continuous integration: which there are, and where in a repository they belong."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from typing import TYPE_CHECKING

from infra_design.adapters.cli.init.templates import text
from infra_design.adapters.site_file import SITE_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HOSTS = ("github", "gitlab", "readthedocs", "netlify")
REQUIREMENTS = "requirements-docs.txt"
_OTHERS = ("docs/requirements.txt", "requirements.txt")
_INCLUDE = "include:\n  - local: .gitlab/infra-design.yml\n"
_SIMPLE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
_WORKFLOWS = ("infra-design.yml", "infra-design-comment.yml")


def files(hosts: Iterable[str], project: Path) -> tuple[dict[Path, str], list[str]]:
    """Files by path, and what a person must do besides.

    Args:
        hosts: some of `HOSTS`.
        project: the folder with `mkdocs.yml`; it may lie below the repository's root, where these files belong.
    """
    root = repository(project)
    below = project.relative_to(root).as_posix()
    requirements = next((name for name in (REQUIREMENTS, *_OTHERS) if _names_mkdocs(project / name)), REQUIREMENTS)
    found: dict[Path, str] = {}
    notes: list[str] = []
    if requirements == REQUIREMENTS and not (project / REQUIREMENTS).exists():
        found[project / REQUIREMENTS] = _requirements()
    elif "mkdocs-infra-design" not in (project / requirements).read_text(encoding="utf-8", errors="replace"):
        notes.append(f"Add mkdocs-infra-design[mkdocs] to {requirements}.")
    for host in dict.fromkeys(hosts):
        for place, content in _of_host(host).items():
            found[root / place] = _fitted(content, below, requirements, _site(project)).replace(
                "branches: [main, master]", f"branches: [{_default_branch(root)}]"
            )
    if "gitlab" in hosts:
        notes += _gitlab(root, found)
    return found, notes


def repository(project: Path) -> Path:
    """The folder that holds `.git`, at the project or above it; the project where there is none."""
    return next((folder for folder in (project, *project.parents) if (folder / ".git").exists()), project)


def _default_branch(root: Path) -> str:
    """The branch that the remote says is its default; the usual names where it is not known."""
    head = root / ".git/refs/remotes/origin/HEAD"
    name = (
        head.read_text(encoding="utf-8").strip().removeprefix("ref: refs/remotes/origin/") if head.is_file() else ""
    )
    return _scalar(name) if name and name not in {"main", "master"} else "main, master"


def _of_host(host: str) -> dict[str, str]:
    if host == "github":
        return {f".github/workflows/{name}": text(f"ci/github/{name}") for name in _WORKFLOWS}
    if host == "gitlab":
        return {".gitlab/infra-design.yml": text("ci/gitlab/infra-design.yml")}
    if host == "readthedocs":
        return {".readthedocs.yaml": text("ci/readthedocs/readthedocs.yaml")}
    return {"netlify.toml": text("ci/netlify/netlify.toml")}


def _gitlab(root: Path, found: dict[Path, str]) -> list[str]:
    """GitLab reads one file: ours if there is none, else theirs must include ours."""
    theirs = root / ".gitlab-ci.yml"
    if not theirs.exists():
        found[theirs] = _INCLUDE
    elif ".gitlab/infra-design.yml" not in theirs.read_text(encoding="utf-8", errors="replace"):
        return [f"Add to .gitlab-ci.yml:\n\n{_INCLUDE}"]
    return []


def _fitted(content: str, below: str, requirements: str, site: str) -> str:
    """The file for a project in a folder of the repository, with its own requirements and generator."""
    if below != ".":
        content = content.replace("working-directory: .", f"working-directory: {_scalar(below)}")
        content = content.replace("PROJECT: .", f"PROJECT: {_scalar(below)}")
        content = content.replace('base = "."', f"base = {json.dumps(below)}")
    prefix = "" if below == "." else f"{below}/"
    content = content.replace("configuration: mkdocs.yml", f"configuration: {_scalar(prefix + site)}")
    content = content.replace(f"requirements: {REQUIREMENTS}", f"requirements: {_scalar(prefix + requirements)}")
    content = content.replace(REQUIREMENTS, requirements)
    return content.replace("mkdocs build", "properdocs build") if site.startswith("properdocs") else content


def _scalar(value: str) -> str:
    """A path in YAML: as it is where it surely is a string."""
    return value if _SIMPLE.fullmatch(value) else json.dumps(value)


def _site(project: Path) -> str:
    return next((name for name in SITE_FILES if (project / name).is_file()), SITE_FILES[0])


def _names_mkdocs(path: Path) -> bool:
    return path.is_file() and "mkdocs" in path.read_text(encoding="utf-8", errors="replace")


def _requirements() -> str:
    ours = f"mkdocs-infra-design[mkdocs]~={version('mkdocs-infra-design')}"
    told = "# What the site is built with. `mkdocs get-deps` names what the themes and plugins of mkdocs.yml need."
    return f"{told}\n{ours}\nmkdocs-material>=9.7,<10\n"
