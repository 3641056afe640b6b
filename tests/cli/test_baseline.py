"""An old system starts today: only what is new fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "baseline.json"


def ids(result: Result) -> set[str]:
    return {one["id"] for one in json.loads(result.stdout)["findings"]}


def test_what_the_baseline_knows_fails_nothing_wherever_it_moves(run: Run, folder: Path, file: Path) -> None:
    assert run("check").exit_code == 1
    assert run("check", "--baseline", str(file), "--update-baseline").exit_code == 0
    path = folder / "designs/0-one.yml"
    path.write_text("# moved\n" + path.read_text())
    again = run("check", "--baseline", str(file))
    assert again.exit_code == 0
    assert again.stdout.startswith("No findings (and ")


def test_what_is_new_fails(run: Run, folder: Path, file: Path) -> None:
    run("check", "--baseline", str(file), "--update-baseline")
    path = folder / "designs/0-one.yml"
    path.write_text(
        path.read_text().replace("uses: mysql}", "uses: redis}\n  redis: {host: db}\n  db: {kind: server}")
    )
    after = run("check", "--baseline", str(file), "--format", "json")
    assert after.exit_code == 1
    assert "spof-server@db" in ids(after)
    assert "spof-server@web" not in ids(after)


def test_what_is_gone_is_told_and_taken_out(run: Run, folder: Path, file: Path) -> None:
    run("check", "--baseline", str(file), "--update-baseline")
    path = folder / "designs/0-one.yml"
    path.write_text(
        path.read_text().replace("  mysql: {host: web}", "  mysql: {host: web}\n  backup: {covers: mysql}")
    )
    assert " of the baseline no longer found" in run("check", "--baseline", str(file)).stderr
    run("check", "--baseline", str(file), "--update-baseline")
    assert "no-backup@mysql" not in file.read_text()
    assert run("check", "--baseline", str(file)).stderr == ""


def test_an_update_leaves_alone_what_it_did_not_look_at(run: Run, file: Path) -> None:
    run("check", "--baseline", str(file), "--update-baseline")
    before = file.read_text()
    assert "no-https@www.example.com" in before
    run("check", "--baseline", str(file), "--update-baseline", "--select", "reliability")
    assert file.read_text() == before
    assert run("check", "--baseline", str(file), "--select", "no-https").stderr == ""


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{}", '{"version": 2, "findings": {}}', '{"version": 1, "findings": 3}']
)
def test_a_file_that_is_no_baseline_is_said_to_be_none(run: Run, file: Path, content: str | None) -> None:
    if content is not None:
        file.write_text(content)
    result = run("check", "--baseline", str(file))
    assert result.exit_code == 2
    assert "baseline" in result.stderr


def test_rules_are_selected_and_ignored_by_name_or_group(run: Run) -> None:
    everything = ids(run("check", "--format", "json"))
    selected = ids(run("check", "--format", "json", "--select", "reliability", "--select", "no-https"))
    assert {"spof-server@web", "no-https@www.example.com"} <= selected < everything
    rest = ids(run("check", "--format", "json", "--ignore", "reliability,no-https"))
    assert rest | selected == everything
    assert not rest & selected
    wrong = run("check", "--select", "no-http")
    assert (wrong.exit_code, "did you mean 'no-https'?" in wrong.stderr) == (2, True)
    assert run("check", "--update-baseline").exit_code == 2
