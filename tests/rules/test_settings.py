"""Rules that a site or a stage ignores or grades otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import settings_mistakes
from infra_design.model.settings import Settings

if TYPE_CHECKING:
    from conftest import Tell

DESIGN = """\
title: A server
components:
  visitor: {kind: browser, uses: nginx}
  web: {kind: server}
  nginx: {host: web}
"""


def test_a_site_ignores_one_rule_only(tell: Tell) -> None:
    told = tell(DESIGN, Settings(rules={"spof-server": "ignore"}))
    assert not told.ids("spof-server")
    assert told.ids("no-monitoring")


def test_a_group_by_either_spelling(tell: Tell) -> None:
    told = tell(DESIGN, Settings(rules={"Reliability": "low", "operations": "ignore"}))
    assert told.one("spof-server").severity == "low"
    assert not told.ids("no-monitoring")


def test_a_rule_says_more_than_its_group(tell: Tell) -> None:
    told = tell(DESIGN, Settings(rules={"reliability": "ignore", "spof-server": "medium"}))
    assert told.one("spof-server").severity == "medium"


def test_a_stage_says_more_than_the_site(tell: Tell) -> None:
    told = tell(DESIGN + "rules: {spof-server: low}\n", Settings(rules={"spof-server": "ignore"}))
    assert told.one("spof-server").severity == "low"
    assert not told.ids("stale-setting")


def test_a_setting_of_a_stage_that_finds_nothing_is_told(tell: Tell) -> None:
    told = tell(DESIGN + "rules:\n  no-backup: ignore\n")
    finding = told.one("stale-setting")
    assert finding.subjects == ("no-backup",)
    assert (finding.mark.line, finding.mark.file) == (7, "designs/0-stage.yml")


def test_a_setting_that_names_no_rule_has_a_hint(tell: Tell) -> None:
    told = tell(DESIGN + "rules:\n  no-montoring: ignore\n")
    assert told.one("stale-setting").message == (
        "No rule and no group of rules is called 'no-montoring' (did you mean 'no-monitoring'?)."
    )


def test_an_inherited_setting_that_finds_nothing_lapses(tell: Tell) -> None:
    told = tell(
        "# 0-a.yml\n"
        + DESIGN
        + """\
rules:
  cannot-scale-out: ignore
---
# 1-b.yml
title: Two
extends: 0-a
components:
  visitor: {uses: lb}
  lb: {kind: load-balancer, managed: true, uses: nginx}
  web: {instances: 2}
"""
    )
    assert not told.ids("stale-setting", 0)
    assert not told.ids("stale-setting", 1)
    assert not told.ids("cannot-scale-out", 0)


def test_mistakes_of_a_site() -> None:
    assert settings_mistakes({"spof-server": "low", "Design hygiene": "ignore", "dns": "info"}) == ()
    assert settings_mistakes({"spof-sever": "low"}) == (
        "no rule and no group of rules is called 'spof-sever' (did you mean 'spof-server'?)",
    )
    assert settings_mistakes({"tls": "harmless"}) == (
        "'harmless' is no severity for 'tls' (one of ignore, usual, error, high, medium, low, info)",
    )


def test_a_group_is_selected_and_a_rule_of_it_is_not(tell: Tell) -> None:
    chosen = {"all": "ignore", "reliability": "usual", "spof-server": "ignore", "no-monitoring": "low"}
    told = tell(
        DESIGN.replace("{host: web}", "{host: web, uses: mysql}\n  mysql: {host: web}"), Settings(rules=chosen)
    )
    assert {one.rule for one in told.findings} == {"no-monitoring"}
    assert told.one("no-monitoring").severity == "low"


def test_a_stage_can_take_a_rule_as_it_usually_is(tell: Tell) -> None:
    told = tell(DESIGN + "rules: {spof-server: usual}\n", Settings(rules={"all": "info"}))
    assert told.one("spof-server").severity == "high"
    assert told.one("no-monitoring").severity == "info"
    assert not told.ids("stale-setting")


def test_settings_may_speak_of_all_rules() -> None:
    assert settings_mistakes({"all": "ignore", "reliability": "usual"}) == ()
    assert settings_mistakes({"al": "off"}) == (
        "no rule and no group of rules is called 'al' (did you mean 'all'?)",
        "'off' is no severity for 'al' (one of ignore, usual, error, high, medium, low, info)",
    )
