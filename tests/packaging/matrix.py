"""Install the wheel in real environments: each Python that is here, the lowest versions and the newest.

`python -m tests.packaging.matrix` builds the wheel, has uv install it with what it requires from the registry, and
in each environment checks, renders and publishes the demonstration site, without `dot`. With the lowest versions, the
tests of what stands on other packages run as well.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT
from tests.packaging.packages import pack

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
BESIDE = "mkdocs-material"
TESTS_NEED = ("hypothesis", "jsonschema", "pillow", "pytest", "pytest-xdist", "pymdown-extensions")
CORE = ("tests/read", "tests/write/test_text.py", "tests/dns/test_export.py")
"""Tests of what stands on other packages; the rest is our own code, or needs the newest click to be tested."""
PATIENCE = 900


class FailedError(Exception):
    """A command of an environment failed; the message has what it said."""


@dataclass(frozen=True)
class Environment:
    """One environment, and the copy of the demonstration site that it publishes."""

    name: str
    folder: Path
    project: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin/python"

    def run(self, *command: str, folder: Path | None = None) -> str:
        """Run a module of this environment, which sees nothing of any other, and no `dot`."""
        keep = {name: value for name, value in os.environ.items() if name in {"HOME", "LANG", "TMPDIR"}}
        environment = {
            **keep,
            "PATH": "",
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": "1767225600",
            "CI": "true",
        }
        return succeed([str(self.python), "-m", *command], folder or self.project, environment)


def succeed(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    if done.returncode:
        raise FailedError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def uv(*arguments: str) -> str:
    return succeed(["uv", *arguments, "--quiet"], ROOT, {**os.environ, "VIRTUAL_ENV": ""})


def interpreter(version: str) -> str | None:
    """Path of an interpreter that is on this machine already; none is downloaded."""
    command = ["uv", "python", "find", "--no-python-downloads", "--no-project", version]
    known = [os.environ["PATH"], *map(str, sorted(Path.home().glob(".pyenv/versions/*/bin")))]
    environment = {**os.environ, "PATH": os.pathsep.join(known), "VIRTUAL_ENV": ""}
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def prepare(name: str, python: str, folder: Path) -> Environment:
    environment = Environment(name, folder / name / "env", folder / name / "project")
    uv("venv", "--python", python, str(environment.folder))
    for part in ("docs", "designs"):
        shutil.copytree(ROOT / part, environment.project / part)
    shutil.copy(ROOT / "mkdocs.yml", environment.project)
    return environment


def newest(environment: Environment, wheel: Path) -> None:
    uv("pip", "install", "--python", str(environment.python), str(wheel), BESIDE)


def lowest(environment: Environment, wheel: Path) -> None:
    """What we require in the lowest versions that we allow; what that requires, in the newest."""
    target = ("pip", "install", "--python", str(environment.python))
    uv(*target, "--resolution", "lowest-direct", "--requirements", "pyproject.toml", "--extra", "mkdocs")
    uv(*target, "--no-deps", str(wheel))
    uv(*target, BESIDE, *TESTS_NEED)


def publish(environment: Environment) -> str:
    """Check, draw and publish, and give a digest of every page and diagram of ours."""
    environment.run("infra_design.adapters.cli", "check", "--fail-on", "never")
    environment.run("infra_design.adapters.cli", "render", "1-distributed", "--output", "stage.svg")
    environment.run("infra_design.adapters.cli", "build", "--output", "pages")
    environment.run("mkdocs", "build", "--strict", "--quiet")
    digest = hashlib.sha256()
    for path in sorted([environment.project / "stage.svg", *(environment.project / "pages").rglob("*")]):
        if path.is_file():
            digest.update(path.relative_to(environment.project).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def core_tests(environment: Environment) -> str:
    """Run the tests of the core on the installed wheel, and give their last line."""
    folder = environment.folder.parent / "core"
    for part in ("tests", "designs", "docs"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "mkdocs.yml", "README.md"):
        shutil.copy(ROOT / name, folder)
    arguments = ("pytest", "-q", "-n2", "-m", "not browser", "-p", "no:cacheprovider", *CORE)
    return environment.run(*arguments, folder=folder).strip().splitlines()[-1]


def main() -> int:
    digests, failed = set(), False
    with TemporaryDirectory(prefix="infra-design-") as name:
        folder = Path(name)
        wheel = pack(ROOT, folder / "dist").wheel
        here = {version: python for version in PYTHONS if (python := interpreter(version))}
        wanted = [(f"{version}-newest", python, newest) for version, python in here.items()]
        wanted.append((f"{next(iter(here))}-lowest", next(iter(here.values())), lowest))
        for title, python, install in wanted:
            begun = time.monotonic()
            try:
                environment = prepare(title, python, folder)
                install(environment, wheel)
                digest = publish(environment)
                said = core_tests(environment) if install is lowest else ""
            except FailedError as error:
                print(f"{title}: failed\n{error}")
                failed = True
                continue
            digests.add(digest)
            print(f"{title}: the same pages ({digest}), {time.monotonic() - begun:.0f} s {said}".rstrip(), flush=True)
    for version in PYTHONS:
        if version not in here:
            print(f"{version}: not on this machine")
    if len(digests) > 1:
        print("pages differ between environments")
    return int(failed or len(digests) != 1)


if __name__ == "__main__":
    sys.exit(main())
