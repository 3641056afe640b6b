"""Whether tiers carry their peak with one member less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Tell

CASES = [
    # count, mode, capacity of each, peak → found
    (2, "active-active", 300, 500, True),  # 600 together, 300 without one
    (3, "active-active", 300, 500, False),  # 600 without one
    (3, "active-active", 300, 600, False),  # exactly enough is enough
    (3, "active-active", 300, 601, True),
    (1, "active-active", 300, 200, False),  # a single one is another rule's
    (1, "active-active", 300, 301, True),  # unless it is too small even when it is up
    (2, "active-passive", 300, 200, False),  # one serves at a time, and either of them can
    (2, "active-passive", 300, 301, True),
]


def text(components: str, top: str = "peak-load: 500") -> str:
    lines = "\n".join(f"  {line.strip()}" for line in components.strip().splitlines())
    return f"title: A design\n{top}\ncomponents:\n{lines}\n"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_headroom(case: tuple[int, str, int, int, bool], tell: Tell) -> None:
    count, mode, capacity, peak, found = case
    told = tell(
        text(
            f"""
            visitor: {{kind: browser, uses: lb}}
            lb: {{kind: load-balancer, managed: true, uses: nginx}}
            web: {{kind: server, instances: {count}}}
            nginx: {{host: web, mode: {mode}, failover: automatic, capacity: {capacity}}}
            """,
            f"peak-load: {peak}",
        )
    )
    assert bool(told.ids("no-headroom")) is found


def test_the_largest_is_the_one_that_fails(tell: Tell) -> None:
    """400 and 200: without the larger one 200 are left for a peak of 250."""
    told = tell(
        text(
            """
            visitor: {kind: browser, uses: lb}
            lb: {kind: load-balancer, managed: true, uses: web}
            web: {kind: web-server, instances: {web-a: {capacity: 400}, web-b: {capacity: 200}}}
            """,
            "peak-load: 250",
        )
    )
    finding = told.one("no-headroom")
    assert "peak of 250 requests a second, the other carries only 200" in finding.message
    assert "Run 3 of web (now 2)" in finding.remedy


def test_unknown_capacity_is_silent(tell: Tell) -> None:
    told = tell(
        text(
            """
            visitor: {kind: browser, uses: lb}
            lb: {kind: load-balancer, managed: true, uses: web}
            web: {kind: web-server, instances: {web-a: {capacity: 400}, web-b: {}}}
            """
        )
    )
    assert not told.ids("no-headroom")


PEAKS = """
journeys:
  shop: {from: visitor, to: shop, peak-load: 300}
  search: {from: visitor, to: search, peak-load: 300}
"""


def test_peaks_of_journeys_add_up_where_they_meet(tell: Tell) -> None:
    """The load balancer gets 600, each service 300 of it."""
    told = tell(
        text(
            """
            visitor: {kind: browser, uses: {shop: {}, search: {}}}
            shop: {kind: service, instances: 2, capacity: 300, uses: db}
            search: {kind: service, instances: 2, capacity: 300, uses: db}
            db: {kind: database, instances: 2, capacity: 590}
            """,
            "",
        )
        + PEAKS
    )
    assert told.ids("no-headroom") == ["no-headroom@db"]
    assert "peak of 600" in told.one("no-headroom").message


def test_availability_target(tell: Tell) -> None:
    """99.5 % and 99.9 % in series are 99.4 %: 0.995 · 0.999 = 0.994005, 2.2 days a year instead of 8.8 hours."""
    told = tell(
        text(
            """
            visitor: {kind: browser, uses: app}
            web: {kind: server, availability: 99.5%}
            app: {kind: service, host: web, availability: 99.9%}
            """,
            "",
        )
        + "journeys:\n  visit: {from: visitor, to: app, target: 99.9%}\n"
    )
    finding = told.one("availability-below-target")
    assert finding.message == (
        "“Visit” is available 99.40 % of the time and should be 99.90 %: "
        "2.2 days of downtime a year instead of 8.8 hours at most."
    )
    weakest, alone = finding.evidence[1:]
    assert weakest.instances == ("web", "app")
    assert alone.text == "web alone, at 99.50 %, is already below the target."


def test_unknown_availability_is_silent(tell: Tell) -> None:
    told = tell(
        text(
            """
            visitor: {kind: browser, uses: app}
            app: {kind: service}
            """,
            "",
        )
        + "journeys:\n  visit: {from: visitor, to: app, target: 99%}\n"
    )
    assert not told.ids("availability-below-target")


def test_how_much_each_tier_is_used(tell: Tell) -> None:
    """300 of 800 at the load balancer, 300 of 2 · 200 behind it; without one of those 200 are left for 300."""
    told = tell(
        text(
            """
            visitor: {kind: browser, uses: lb}
            lb: {kind: load-balancer, capacity: 800, uses: web}
            web: {kind: web-server, instances: 2, capacity: 200}
            """,
            "peak-load: 300",
        )
    )
    lb, web = told.stages[-1].loads
    assert (lb.component, lb.utilization, lb.spared, lb.bottleneck) == ("lb", 0.375, 0, False)
    assert (web.component, web.utilization, web.spared, web.bottleneck) == ("web", 0.75, 200, True)
    assert not web.carries_a_failure
    assert told.ids("no-headroom") == ["no-headroom@web"]
