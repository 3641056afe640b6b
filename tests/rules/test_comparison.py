"""A stage against the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra_design.analyze import words
from infra_design.model.analysis import Change

if TYPE_CHECKING:
    from conftest import Tell, Told
    from infra_design.model.analysis import Comparison

BEFORE = """\
# 0-before.yml
title: Before
components:
  visitor: {kind: browser, uses: www.foobar.com}
  web: {kind: server, address: 34.117.59.81, cost: 40, availability: 99%}
  nginx: {host: web, uses: mysql}
  mysql: {host: web, version: 8.0}
dns:
  foobar.com:
    www: {A: web, ttl: 300}
---
"""


def compared(told: Told) -> Comparison:
    found = told.stages[-1].comparison
    assert found
    return found


def test_the_first_stage_has_none(tell: Tell) -> None:
    assert tell(BEFORE.removesuffix("---\n")).stages[0].comparison is None


def test_the_same_again_differs_in_nothing(tell: Tell) -> None:
    found = compared(tell(BEFORE + "# 1-after.yml\ntitle: After\nextends: 0-before\n"))
    assert (found.differences, found.opened, found.closed, found.worse, found.better) == ((), (), (), (), ())


def test_each_kind_of_difference(tell: Tell) -> None:
    found = compared(
        tell(
            BEFORE
            + """\
# 1-after.yml
title: After
extends: 0-before
components:
  web: {address: 34.117.59.82}
  nginx: {uses: {mysql: optional}}
  mysql: {version: 8.4}
  redis: {host: web}
dns:
  foobar.com:
    www: {ttl: 60}
    shop: {A: web}
"""
        )
    )
    assert [(one.subject, one.id, one.change, one.details) for one in found.differences] == [
        ("component", "web", Change.CHANGED, ("address: 34.117.59.81 → 34.117.59.82",)),
        ("component", "mysql", Change.CHANGED, ("version: 8.0 → 8.4",)),
        ("component", "redis", Change.ADDED, ()),
        ("connection", "nginx->mysql", Change.CHANGED, ("optional: no → yes",)),
        (
            "record",
            "www.foobar.com A",
            Change.CHANGED,
            ("value: 34.117.59.81 (web) → 34.117.59.82 (web)", "TTL: 300 s → 60 s"),
        ),
        ("record", "shop.foobar.com A", Change.ADDED, ()),
        ("journey", "visitor-writes-www.foobar.com", Change.REMOVED, ()),
    ]


def test_removal(tell: Tell) -> None:
    found = compared(
        tell(
            BEFORE
            + """\
# 1-after.yml
title: After
extends: 0-before
components:
  nginx: {uses: null}
  mysql: null
"""
        )
    )
    assert [(one.subject, one.id) for one in found.differences if one.change is Change.REMOVED] == [
        ("component", "mysql"),
        ("connection", "nginx->mysql"),
        ("journey", "visitor-writes-www.foobar.com"),
    ]
    assert {one.id for one in found.closed} >= {"no-backup@mysql", "no-replica@mysql", "colocated-tiers@web"}


def test_worse_is_said_with_figures(tell: Tell) -> None:
    """A server of 98 % instead of 99 %: with Nginx at 99.95 % and MySQL at 99.9 %, 98.85 % becomes 97.85 %."""
    found = compared(
        tell(
            BEFORE
            + """\
# 1-after.yml
title: After
extends: 0-before
components:
  web: {availability: 98%}
  nginx: {availability: 99.95%}
  mysql: {availability: 99.9%}
"""
        )
    )
    assert found.worse[0].startswith("The availability of reading www.foobar.com falls from 98.85 % to 97.85 %: ")
    assert "7.8 days of downtime a year instead of 4.2 days" in found.worse[0]


def test_cost(tell: Tell) -> None:
    told = tell(BEFORE + "# 1-after.yml\ntitle: After\nextends: 0-before\ncomponents:\n  web: {instances: 2}\n")
    assert [stage.cost for stage in told.stages] == [40, 80]
    assert "It costs 80 a month instead of 40." in compared(told).worse


def test_no_cost_is_not_a_cost_of_nothing(tell: Tell) -> None:
    told = tell("title: A\ncomponents:\n  web: {kind: server}\n")
    assert told.stages[0].cost is None


@pytest.mark.parametrize(
    ("fractions", "texts"),
    [
        ((0.995,), ("99.50 %",)),
        ((1.0,), ("100.00 %",)),
        ((0.99999,), ("99.999 %",)),
        ((0.999999,), ("99.9999 %",)),
        ((0.99861, 0.99859), ("99.861 %", "99.859 %")),
        ((0.99, 0.99), ("99.00 %", "99.00 %")),
        ((0.0,), ("0.00 %",)),
    ],
)
def test_percent_tells_apart(fractions: tuple[float, ...], texts: tuple[str, ...]) -> None:
    assert words.percent(*fractions) == texts


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (8766 * 0.0011, "9.6 hours"),
        (8766 * 0.005, "44 hours"),
        (8766 * 0.01, "3.7 days"),
        (8766 * 0.00005, "26 minutes"),
        (0.01, "36 seconds"),
        (0.0, "0 seconds"),
        (8766.0, "365 days"),
    ],
)
def test_hours(hours: float, text: str) -> None:
    assert words.hours(hours) == text


def test_lists() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b"], "or") == "a or b"
    assert words.listed("abcd") == "a, b, c and d"
    assert words.listed("abcdef") == "a, b, c and 3 more"


def test_an_issue_that_stays_may_become_more_severe_or_less(tell: Tell) -> None:
    told = tell(
        """\
# 0-one.yml
title: One
rules: {no-monitoring: low, no-https: high}
components:
  visitor: {kind: browser, uses: nginx}
  web: {kind: server}
  nginx: {host: web}
---
# 1-two.yml
title: Graded anew
extends: 0-one
rules: {no-monitoring: high, no-https: low}
"""
    )
    comparison = told.stages[1].comparison
    assert comparison
    assert (comparison.opened, comparison.closed) == ((), ())
    assert [(one.rule, one.severity, was) for one, was in comparison.worsened] == [("no-monitoring", "high", "low")]
    assert [(one.rule, one.severity, was) for one, was in comparison.eased] == [("no-https", "low", "high")]
    assert comparison.worse == ("The stage makes 1 issue more severe.",)
    assert comparison.better == ("The stage makes 1 issue less severe.",)
