"""Files for continuous integration: which there are, and where in a repository they belong."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

from infra_design.adapters.cli.init.generators import MKDOCS, generator_of
from infra_design.adapters.cli.init.templates import text
from infra_design.adapters.site_file import SITE_FILES, read_site_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from infra_design.adapters.cli.init.generators import Generator

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
    generator = generator_of(project)
    requirements = next(
        (name for name in (REQUIREMENTS, *_OTHERS) if _names(project / name, generator)), REQUIREMENTS
    )
    found: dict[Path, str] = {}
    notes: list[str] = []
    if requirements == REQUIREMENTS and not (project / REQUIREMENTS).exists():
        found[project / REQUIREMENTS] = generator.requirements()
    elif "mkdocs-infra-design" not in (project / requirements).read_text(encoding="utf-8", errors="replace"):
        notes.append(f"Add mkdocs-infra-design to {requirements}.")
    for host in dict.fromkeys(hosts):
        for place, content in _of_host(host, generator).items():
            fitted = generator.fitted(_placed(content, below, requirements, _site(project)))
            found[root / place] = fitted.replace("[main, master]", f"[{_default_branch(root)}]")
    if "gitlab" in hosts:
        notes += _gitlab(root, found)
    return found, notes


def repository(project: Path) -> Path:
    """The folder that holds `.git`, at the project or above it; the project where there is none."""
    return next((folder for folder in (project, *project.parents) if (folder / ".git").exists()), project)


def is_checked(project: Path) -> bool:
    """Ours already checks changes there, on GitHub or GitLab."""
    root = repository(project)
    return any(
        (root / place).is_file() for place in (f".github/workflows/{_WORKFLOWS[0]}", ".gitlab/infra-design.yml")
    )


def _default_branch(root: Path) -> str:
    """The branch that the remote says is its default; the usual names where it is not known."""
    head = root / ".git/refs/remotes/origin/HEAD"
    name = (
        head.read_text(encoding="utf-8").strip().removeprefix("ref: refs/remotes/origin/") if head.is_file() else ""
    )
    return _scalar(name) if name and name not in {"main", "master"} else "main, master"


def _of_host(host: str, generator: Generator) -> dict[str, str]:
    if host == "github":
        return {f".github/workflows/{name}": text(f"ci/github/{name}") for name in _WORKFLOWS}
    if host == "gitlab":
        return {".gitlab/infra-design.yml": text("ci/gitlab/infra-design.yml")}
    if host == "readthedocs":
        name = "readthedocs.yaml" if generator is MKDOCS else "commands.yaml"
        return {".readthedocs.yaml": text(f"ci/readthedocs/{name}")}
    return {"netlify.toml": text("ci/netlify/netlify.toml")}


def _gitlab(root: Path, found: dict[Path, str]) -> list[str]:
    """GitLab reads one file: ours if there is none, else theirs must include ours."""
    theirs = root / ".gitlab-ci.yml"
    if not theirs.exists():
        found[theirs] = _INCLUDE
    elif ".gitlab/infra-design.yml" not in theirs.read_text(encoding="utf-8", errors="replace"):
        return [f"Add to .gitlab-ci.yml:\n\n{_INCLUDE}"]
    return []


def _placed(content: str, below: str, requirements: str, site: str) -> str:
    """The file for a project in a folder of the repository, with its own requirements."""
    if below != ".":
        content = content.replace("cd . &&", f"cd {shlex.quote(below)} &&")
        content = content.replace("working-directory: .", f"working-directory: {_scalar(below)}")
        content = content.replace("PROJECT: .", f"PROJECT: {_scalar(below)}")
        content = content.replace('base = "."', f"base = {json.dumps(below)}")
    prefix = "" if below == "." else f"{below}/"
    content = content.replace("configuration: mkdocs.yml", f"configuration: {_scalar(prefix + site)}")
    content = content.replace(f"requirements: {REQUIREMENTS}", f"requirements: {_scalar(prefix + requirements)}")
    return content.replace(REQUIREMENTS, requirements)


def _scalar(value: str) -> str:
    """A path in YAML: as it is where it surely is a string."""
    return value if _SIMPLE.fullmatch(value) else json.dumps(value)


def _site(project: Path) -> str:
    return read_site_file(project).name or SITE_FILES[0]


def _names(path: Path, generator: Generator) -> bool:
    """A file of requirements names the generator, or a theme or plugin of it."""
    return path.is_file() and generator.name in path.read_text(encoding="utf-8", errors="replace")
