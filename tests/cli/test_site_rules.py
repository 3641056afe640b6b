"""Rules that a site writes in YAML are rules to every command that speaks of rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

HOUSE = """\
mysql-is-not-ours:
  title: MySQL instead of PostgreSQL
  severity: low
  group: House rules
  when: {product: mysql}
  message: "{id} runs MySQL."
  remedy: Move {id} to PostgreSQL.
  why: We know PostgreSQL best.
"""
SITE = """\
plugins:
  - infra-design:
      catalog: catalog
      rules: {mysql-is-not-ours: high, no-https: low, house-rules: low, mysql-is-our: low}
"""


@pytest.fixture(autouse=True)
def house(folder: Path) -> None:
    (folder / "catalog/rules").mkdir(parents=True)
    (folder / "catalog/rules/house.yml").write_text(HOUSE)
    (folder / "mkdocs.yml").write_text(SITE)


def test_explain(run: Callable[..., Result]) -> None:
    told = run("explain", "mysql-is-not-ours")
    assert told.exit_code == 0
    assert told.output == (
        "mysql-is-not-ours: MySQL instead of PostgreSQL\nHouse rules, usually low\n\n"
        "Why it matters\nWe know PostgreSQL best.\n\n"
    )


def test_explain_guesses_what_was_meant(run: Callable[..., Result]) -> None:
    told = run("explain", "mysql-is-ours")
    assert told.exit_code == 2
    assert "no rule 'mysql-is-ours' (did you mean 'mysql-is-not-ours'?)" in told.stderr


def test_list(run: Callable[..., Result]) -> None:
    assert (
        run("list", "rules", "house").output == "mysql-is-not-ours  low, House rules: MySQL instead of PostgreSQL\n"
    )


@pytest.mark.parametrize("name", ["mysql-is-not-ours", "house-rules"])
def test_check_can_select_and_ignore(run: Callable[..., Result], name: str) -> None:
    def rules(*arguments: str) -> set[str]:
        report = json.loads(run("check", "--format", "json", *arguments).stdout)
        return {one["rule"] for one in report["findings"]}

    assert rules("--select", name) == {"mysql-is-not-ours"}
    assert rules() - rules("--ignore", name) == {"mysql-is-not-ours"}


def test_a_setting_may_name_it_and_a_wrong_one_is_told(run: Callable[..., Result]) -> None:
    told = run("check", "--select", "mysql-is-not-ours")
    assert [line for line in told.stderr.splitlines() if line.startswith("rules:")] == [
        "rules: no rule and no group of rules is called 'mysql-is-our' (did you mean 'mysql-is-not-ours'?)"
    ]
    assert told.exit_code == 1  # graded high by the site, which fails the check


def test_sarif_describes_it(run: Callable[..., Result]) -> None:
    log = json.loads(run("check", "--select", "mysql-is-not-ours", "--format", "sarif").stdout)
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"] == {"text": "MySQL instead of PostgreSQL"}
    assert rule["help"]["text"] == "MySQL instead of PostgreSQL\n\nWhy it matters\n\nWe know PostgreSQL best."
