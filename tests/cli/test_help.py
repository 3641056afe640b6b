"""`--help` is read by people who look for an example to copy."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from infra_design.adapters.cli import COMMANDS, main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


def examples(*command: str) -> list[str]:
    """The lines under `Examples:`, up to the empty line."""
    text = CliRunner().invoke(main, [*command, "--help"], catch_exceptions=False).stdout
    assert "\\b" not in text
    assert "\b" not in text
    block = text.partition("  Examples:\n")[2].partition("\n\n")[0]
    return [line.strip() for line in block.splitlines()]


@pytest.mark.parametrize("command", [(), *((name,) for name in sorted(COMMANDS))])
def test_each_example_is_a_line_that_begins_with_the_command(command: tuple[str, ...]) -> None:
    lines = examples(*command)
    assert lines
    assert all(line.startswith(" ".join(("infra-design", *command))) for line in lines)


@pytest.mark.parametrize("line", [line for name in sorted(COMMANDS) for line in examples(name)])
def test_each_example_has_only_options_that_there_are(line: str) -> None:
    _, name, *arguments = shlex.split(re.split(" [<>] ", line)[0])
    command = main.get_command(click.Context(main), name)
    assert command is not None
    command.make_context(name, [one.replace("$(date +%s)", "1") for one in arguments])


def test_a_mistyped_command_gets_the_one_that_was_meant(run: Callable[..., Result]) -> None:
    result = run("chek")
    assert result.exit_code == 2
    assert "No such command 'chek' (did you mean 'check'?)." in result.stderr
    assert run("xyzzy").stderr.endswith("No such command 'xyzzy'.\n")


def test_a_folder_without_stages_is_not_called_clean(run: Callable[..., Result], folder: Path) -> None:
    (folder / "designs/0-one.yml").unlink()
    result = run("check")
    assert result.exit_code == 2
    assert "designs:1:1: there are no stages here (write one, or let `infra-design init` do it)" in result.output
