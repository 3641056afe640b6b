"""Shells complete commands and options, as the documentation says."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from infra_design.adapters.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def completed(words: str, number: int) -> set[str]:
    environment = {"_INFRA_DESIGN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(number)}
    result = CliRunner(env=environment).invoke(main, prog_name="infra-design")
    return {line.partition(",")[2] for line in result.stdout.splitlines()}


def test_commands_options_and_their_values_are_completed() -> None:
    assert completed("infra-design d", 1) == {"diff", "dns-check"}
    assert completed("infra-design check --upd", 2) == {"--update-baseline"}
    assert completed("infra-design check --format s", 3) == {"sarif"}


def test_stages_and_rules_are_completed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "designs/system.yml").write_text("title: It\n")
    monkeypatch.chdir(folder)
    assert completed("infra-design render 0", 2) == {"0-one"}
    assert completed("infra-design diff ", 2) == {"0-one"}
    assert {"spof-server", "spof-component"} <= completed("infra-design explain spof", 2)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_documented_line_gives_a_script_for_the_shell(checkout: Path, shell: str) -> None:
    text = (checkout / "docs/command-line.md").read_text()
    assert re.search(rf"_INFRA_DESIGN_COMPLETE={shell}_source infra-design", text)
    environment = {"_INFRA_DESIGN_COMPLETE": f"{shell}_source"}
    script = CliRunner(env=environment).invoke(main, prog_name="infra-design").stdout
    assert "infra-design" in script
    if shell == "bash" and shutil.which("bash"):
        subprocess.run(["bash", "-n"], input=script, check=True, text=True)
