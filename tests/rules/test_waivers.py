"""Findings that are accepted, and acceptances of nothing (format.md section 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra_design.analyze.waivers import matches
from infra_design.model.finding import Finding, Severity
from infra_design.model.settings import Settings
from infra_design.model.source import Mark
from infra_design.model.spec import WaiverSpec

if TYPE_CHECKING:
    from conftest import Tell, Told

HERE = Mark("designs/0-stage.yml", 1, 1)

PAIR = """\
title: Two servers and a primary
components:
  visitor: {kind: browser, uses: app}
  web: {kind: server, instances: 2}
  app: {kind: application-server, host: web, uses: mysql}
  mysql: {host: web, mode: primary-replica}
"""


def accepted(told: Told, stage: int = -1) -> list[str]:
    return sorted(one.id for one in told.stages[stage].findings if one.accepted)


@pytest.mark.parametrize(
    ("pattern", "rule", "subjects", "fits"),
    [
        ("spof-server@web-01", "spof-server", ("web-01",), True),
        ("spof-server@web-02", "spof-server", ("web-01",), False),
        ("spof-server@web", "spof-server", ("web-01",), True),  # a component stands for its instances
        ("spof-server@web-01", "spof-server", ("web",), False),
        ("spof-server@*", "spof-server", ("web-01",), True),
        ("spof-*@web-01", "spof-server", ("web-01",), True),
        ("*@web-*", "spof-server", ("web-01",), True),
        ("*", "spof-server", ("web-01",), True),
        ("spof-server", "spof-server", ("web-01",), True),
        ("spof-write-primary@mysql@web-01", "spof-write-primary", ("mysql@web-01",), True),
        ("spof-write-primary@mysql", "spof-write-primary", ("mysql@web-01",), True),
        ("no-monitoring@app,web", "no-monitoring", ("app", "web"), True),
        ("no-monitoring@web,app", "no-monitoring", ("app", "web"), True),
        ("no-monitoring@web, app", "no-monitoring", ("app", "web"), True),
        ("no-monitoring@web", "no-monitoring", ("app", "web"), False),
        ("no-monitoring@*,*", "no-monitoring", ("app", "web"), True),
        ("no-monitoring@*,web", "no-monitoring", ("app", "web"), True),
        ("no-monitoring@*", "no-monitoring", ("app", "web"), True),
        ("*b@web", "spof-server", ("web",), False),
        ("spof*server@w*b-*1", "spof-server", ("web-01",), True),
        ("spof*spof@web", "spof", ("web",), False),  # the two ends may not share letters
    ],
)
def test_pattern(pattern: str, rule: str, subjects: tuple[str, ...], fits: bool, tell: Tell) -> None:  # noqa: FBT001 — a column
    finding = Finding(rule, Severity.HIGH, "stage", subjects, "", "", HERE)
    assert matches(WaiverSpec(pattern, HERE), finding, tell(PAIR).stage()) is fits


def test_patterns_take_linear_time() -> None:
    finding = Finding("a" * 5000, Severity.HIGH, "stage", ("web",), "", "", HERE)
    assert not matches(WaiverSpec("*a" * 2000 + "b@web", HERE), finding, None)  # type: ignore[arg-type]  # not reached


def test_an_accepted_finding_stays_with_its_waiver(tell: Tell) -> None:
    told = tell(PAIR + "accept:\n  spof-server@web-01: {reason: Planned for spring., owner: ops}\n")
    assert accepted(told) == ["spof-server@web-01"]
    waiver = told.one("spof-server").waiver
    assert waiver
    assert (waiver.reason, waiver.owner) == ("Planned for spring.", "ops")
    assert not told.ids("stale-waiver")


@pytest.mark.parametrize(("today", "holds"), [("2027-03-01", True), ("2027-03-02", False), ("", True)])
def test_the_last_day_still_counts(today: str, holds: bool, tell: Tell) -> None:  # noqa: FBT001 — a column
    text = PAIR + "accept:\n  spof-server@web-01: {reason: Soon., until: 2027-03-01}\n"
    told = tell(text, Settings(today=today))
    assert bool(accepted(told)) is holds
    assert bool(told.ids("stale-waiver")) is not holds


def test_a_waiver_without_a_reason_is_stale_and_holds(tell: Tell) -> None:
    told = tell(PAIR + "accept:\n  spof-server@web-01: {owner: ops}\n")
    assert accepted(told) == ["spof-server@web-01"]
    assert told.one("stale-waiver").message == "The acceptance of spof-server@web-01 gives no reason."


STAGES = (
    "# 0-a.yml\n"
    + PAIR
    + """\
accept:
  spof-server@web-01: {reason: Planned., until: 2027-03-01}
---
# 1-b.yml
title: The replica takes over
extends: 0-a
components:
  mysql: {failover: automatic}
"""
)


def test_an_inherited_waiver_lapses_silently(tell: Tell) -> None:
    told = tell(STAGES)
    assert accepted(told, 0) == ["spof-server@web-01"]
    assert accepted(told, 1) == []
    assert not told.ids("stale-waiver", 0)
    assert not told.ids("stale-waiver", 1)


def test_a_waiver_can_accept_what_the_story_shows(tell: Tell) -> None:
    told = tell(
        """\
# 0-a.yml
title: A server
components:
  visitor: {kind: browser, uses: nginx}
  web: {kind: server}
  nginx: {host: web}
---
# 1-b.yml
title: And a cache
extends: 0-a
components:
  nginx: {uses: {redis: optional}}
  redis: {host: web}
accept:
  addition-unexplained@redis: {reason: Everybody has one.}
"""
    )
    assert "addition-unexplained@redis" in accepted(told)
    assert not told.ids("stale-waiver")
