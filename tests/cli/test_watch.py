"""`check --watch` looks again after each edit, until somebody interrupts it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra_design.adapters import watching

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]

COMMAND = Path(sys.executable).parent / "infra-design"
PATIENCE = 20


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes one edit at each pause, without waiting, and interrupts when there are no more."""

    def edits(*waiting: Callable[[], object]) -> None:
        left = list(waiting)

        def rounds(_paths: object) -> object:
            for edit in left:
                edit()
                yield ()
            raise KeyboardInterrupt

        monkeypatch.setattr(watching, "edits", rounds)

    return edits


def test_each_edit_is_checked_and_the_last_code_is_given(run: Run, folder: Path, edits: Callable[..., None]) -> None:
    stage = folder / "designs/0-one.yml"
    good = stage.read_text()
    edits(lambda: stage.write_text("components:\n  web: {kin: server}\n"), lambda: stage.write_text(good))
    result = run("check", "--watch", "--fail-on", "never")
    assert result.exit_code == 0
    assert result.stdout.count("findings: ") == 2
    assert result.stderr.count("unknown key 'kin'") == 1
    assert result.stderr.count("Waiting for edits") == 3
    edits(lambda: stage.write_text("components:\n  web: {kin: server}\n"))
    assert run("check", "--watch").exit_code == 2
    stage.write_text(good)
    edits()
    assert run("check", "--watch").exit_code == 1


def test_a_mistake_in_the_options_of_the_site_does_not_end_it(
    run: Run, folder: Path, edits: Callable[..., None]
) -> None:
    site = folder / "mkdocs.yml"
    edits(
        lambda: site.write_text("plugins:\n  - infra-design: {fail_on: nonsense}\n"),
        lambda: site.write_text("plugins:\n  - infra-design: {fail_on: never}\n"),
    )
    result = run("check", "--watch")
    assert result.exit_code == 0
    assert "expected one of never" in result.stderr
    assert run("check", "--watch", "--baseline", "x.json", "--update-baseline").exit_code == 2


def test_a_real_edit_and_a_real_interrupt(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    with out.open("w") as stream:
        process = subprocess.Popen([COMMAND, "check", "--watch"], cwd=folder, stdout=stream, stderr=subprocess.STDOUT)
        try:
            until(lambda: "Waiting" in out.read_text())
            (folder / "designs/0-one.yml").write_text("title: Empty\ncomponents: {web: {kind: server}}\n")
            until(lambda: out.read_text().count("Waiting") == 2)
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) in {0, 1}
        finally:
            process.kill()
            process.wait()
    assert "\x1b" not in out.read_text()  # no terminal: no screen is cleared, and there is no color
    assert "Traceback" not in out.read_text()


def until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.05)
