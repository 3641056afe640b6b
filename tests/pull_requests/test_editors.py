"""The language server that editors run, with a project as `infra-design init` leaves it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from tests.adapters.test_documentation import blocks
from tests.pull_requests.test_init import init

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Ask = Callable[[Path, str], dict[str, Any]]

pytestmark = pytest.mark.xdist_group("yaml-language-server")
STAGE = "designs/0-one-server.yml"
MISTAKE = "    adress: 203.0.113.7"


@pytest.fixture(scope="module")
def ask(from_npm: Callable[[str], Path]) -> Ask:
    folder = from_npm("yaml-language-server")

    def ask(project: Path, settings: str) -> dict[str, Any]:
        command = ["node", "ask.mjs", str(project), STAGE, settings]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=60)
        return json.loads(done.stdout)

    return ask


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a mistake: `adress`."""
    init(tmp_path, "--template", "single-server")
    path = tmp_path / STAGE
    path.write_text(path.read_text().replace("    kind: server\n", f"    kind: server\n{MISTAKE}\n"))
    return tmp_path


def helps(project: Path, told: dict[str, Any]) -> bool:
    """It underlines the mistake on its line, offers keys of components, and explains them."""
    line = 1 + (project / STAGE).read_text().split("\n").index(MISTAKE)
    return (
        told["mistakes"] == [[line, "Property adress is not allowed."]]
        and {"kind", "product", "instances", "health-check"} <= set(told["offered"])
        and "What it runs on" in told["explained"]
    )


def test_the_first_line_of_a_stage_is_enough(ask: Ask, project: Path) -> None:
    assert helps(project, ask(project, "{}"))


def test_without_it_the_settings_of_the_documentation_are(ask: Ask, project: Path, checkout: Path) -> None:
    path = project / STAGE
    path.write_text(path.read_text().partition("\n")[2])
    assert not helps(project, ask(project, "{}"))
    (settings,) = blocks(checkout / "docs/editors.md", "json")
    assert helps(project, ask(project, json.dumps({"schemas": json.loads(settings)["yaml.schemas"]})))
