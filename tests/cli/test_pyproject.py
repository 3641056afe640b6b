"""Options in `pyproject.toml`, which hold where the site says nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


def rules(result: Result) -> set[str]:
    return {one["rule"] for one in json.loads(result.stdout)["findings"]}


def test_rules_are_selected_ignored_and_graded(folder: Path, run: Callable[..., Result]) -> None:
    (folder / "pyproject.toml").write_text(
        '[tool.infra-design]\nfail_on = "never"\n'
        '[tool.infra-design.rules]\nall = "ignore"\nreliability = "usual"\nno-https = "low"\n'
    )
    told = run("check", "--format", "json")
    assert told.exit_code == 0
    assert rules(told) == {"spof-server", "no-https"}


def test_the_site_says_more_and_the_command_line_most(folder: Path, run: Callable[..., Result]) -> None:
    (folder / "pyproject.toml").write_text('[tool.infra-design]\nfail_on = "never"\ndesigns = "nowhere"\n')
    (folder / "mkdocs.yml").write_text("plugins: [{infra-design: {designs: designs}}]\n")
    assert run("check").exit_code == 0
    assert run("check", "--fail-on", "high").exit_code == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.infra-design]\nfail-on = 1\n", "pyproject.toml: no option 'fail-on' in [tool.infra-design]"),
        ("[tool.infra-design\n", "pyproject.toml: Expected ']' at the end of a table declaration"),
        ('[tool.infra-design]\nfail_on = "often"\n', "fail_on: expected one of never, error"),
    ],
)
def test_mistakes_are_told(text: str, message: str, folder: Path, run: Callable[..., Result]) -> None:
    (folder / "pyproject.toml").write_text(text)
    told = run("check")
    assert told.exit_code == 2
    assert message in told.stderr


@pytest.mark.parametrize(
    "text", ["", "[tool.ruff]\n", "no toml at all, and none of our business", "tool = 'infra-design'\n"]
)
def test_files_that_do_not_speak_of_us_are_no_matter(text: str, folder: Path, run: Callable[..., Result]) -> None:
    (folder / "pyproject.toml").write_text(text)
    assert run("check").exit_code == 1
