"""What people see at a terminal, and programs elsewhere."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from infra_design.adapters.cli import main, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]

COMMAND = str(Path(sys.executable).parent / "infra-design")
SLOW = """
import sys, time
from infra_design.adapters.cli import progress
progress.MOMENT, progress.BEAT = 0.05, 0.05
with progress.working("Counting sheep"):
    time.sleep({})
print("done")
"""


def at_a_terminal(*command: str, **environment: str) -> str:
    """What a terminal gets of a command, standard error included."""
    master, slave = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "TERM"}}
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env={**env, "TERM": "xterm", **environment}
    )
    os.close(slave)
    seen = b""
    while select.select([master], [], [], 30)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        seen += part
    process.wait(30)
    os.close(master)
    return seen.decode()


@pytest.mark.parametrize(
    ("options", "environment", "colored"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ],
)
def test_color_is_for_terminals_that_want_it(
    folder: Path,
    options: tuple[str, ...],
    environment: dict[str, str],
    colored: bool,  # noqa: FBT001
) -> None:
    shown = at_a_terminal(COMMAND, "-C", str(folder), *options, "check", **environment)
    assert ("\x1b[" in shown) is colored
    assert "spof-server@web" in shown


def test_no_color_in_a_pipe_unless_asked_for(folder: Path) -> None:
    runner = CliRunner()
    assert "\x1b" not in runner.invoke(main, ["-C", str(folder), "check"]).stdout
    assert "\x1b" in runner.invoke(main, ["-C", str(folder), "--color", "always", "check"], color=True).stdout


def test_what_takes_longer_shows_that_it_lives_and_leaves_nothing() -> None:
    shown = at_a_terminal(sys.executable, "-c", SLOW.format("0.3"))
    assert "Counting sheep … " in shown
    assert shown.endswith(f"{progress.CLEAR}done\r\n")
    assert "Counting" not in at_a_terminal(sys.executable, "-c", SLOW.format("0"))
    assert "Counting" not in at_a_terminal(sys.executable, "-c", SLOW.format("0.3"), TERM="dumb")
    piped = subprocess.run([sys.executable, "-c", SLOW.format("0.3")], capture_output=True, text=True, check=True)
    assert (piped.stdout, piped.stderr) == ("done\n", "")
