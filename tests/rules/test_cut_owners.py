"""Each cut of one is reported once, by the first rule of format.md section 9 that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Tell, Told

OWNERS = (
    "spof-write-primary",
    "provider-dependency",
    "spof-load-balancer",
    "spof-server",
    "spof-shared-dependency",
    "spof-component",
)

DESIGNS = {
    "a machine, and what runs on it is its evidence": (
        """
        visitor: {kind: browser, uses: nginx}
        web: {kind: server}
        nginx: {host: web, uses: app}
        app: {kind: application-server, host: web}
        """,
        {"spof-server@web"},
    ),
    "a container on a machine is evidence as well": (
        """
        visitor: {kind: browser, uses: nginx}
        web: {kind: server}
        box: {kind: container, host: web}
        nginx: {host: box}
        """,
        {"spof-server@web"},
    ),
    "a machine of load balancers, with what guards and watches it": (
        """
        visitor: {kind: browser, uses: haproxy}
        lb: {kind: server}
        haproxy: {host: lb, uses: app}
        firewall: {host: lb, allow: [80 from internet]}
        agent: {kind: monitoring-agent, host: lb}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web}
        """,
        {"spof-load-balancer@lb"},
    ),
    "a load balancer that shares a machine is a server's": (
        """
        visitor: {kind: browser, uses: haproxy}
        lb: {kind: server}
        haproxy: {host: lb, uses: app}
        redis: {host: lb}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web, uses: {redis: optional}}
        """,
        {"spof-server@lb"},
    ),
    "a load balancer by itself": (
        """
        visitor: {kind: browser, uses: haproxy}
        haproxy: {uses: app}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web}
        """,
        {"spof-load-balancer@haproxy"},
    ),
    "a managed load balancer is the provider's": (
        """
        visitor: {kind: browser, uses: lb}
        lb: {kind: load-balancer, managed: true, uses: app}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web}
        """,
        {"provider-dependency@lb"},
    ),
    "the primary of several, besides the machine that it stands on": (
        """
        visitor: {kind: browser, uses: app}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web, uses: mysql}
        db: {kind: server, instances: 2}
        mysql: {host: db, mode: primary-replica}
        """,
        {"spof-server@db-01", "spof-write-primary@mysql@db-01"},
    ),
    "a managed primary of several, if its failover is manual": (
        """
        visitor: {kind: browser, uses: app}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web, uses: mysql}
        mysql: {managed: true, instances: 2, mode: primary-replica, failover: manual}
        """,
        {"spof-write-primary@mysql-01"},
    ),
    "no cut where a replica takes over": (
        """
        visitor: {kind: browser, uses: app}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web, uses: mysql}
        db: {kind: server, instances: 2}
        mysql: {host: db, mode: primary-replica, failover: automatic}
        """,
        set(),
    ),
    "a place": (
        """
        visitor: {kind: browser, uses: app}
        zone: {kind: availability-zone}
        web: {kind: server, instances: 2, in: zone}
        app: {kind: application-server, host: web}
        """,
        {"spof-shared-dependency@zone"},
    ),
    "a network never fails": (
        """
        visitor: {kind: browser, uses: app}
        lan: {kind: network}
        web: {kind: server, instances: 2, in: lan}
        app: {kind: application-server, host: web}
        """,
        set(),
    ),
    "anything else": (
        """
        visitor: {kind: browser, uses: router}
        router: {kind: router, uses: app}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web, uses: nfs}
        nfs: {kind: file-storage}
        """,
        {"spof-component@router", "spof-component@nfs"},
    ),
    "every member of a group that needs them all is one finding": (
        """
        visitor: {kind: browser, uses: app}
        web: {kind: server, instances: 2, min-available: 2}
        app: {kind: application-server, host: web}
        """,
        {"spof-server@web"},
    ),
    "one of several is named by itself": (
        """
        visitor: {kind: browser, uses: app}
        web: {kind: server, instances: 3}
        app: {kind: application-server, host: web, mode: active-passive}
        """,
        {"spof-server@web-01"},
    ),
    "what is optional is no cut": (
        """
        visitor: {kind: browser, uses: app}
        web: {kind: server, instances: 2}
        app: {kind: application-server, host: web, uses: {redis: optional}}
        redis:
        """,
        set(),
    ),
}


def owners(told: Told) -> set[str]:
    return {one.id for one in told.findings if one.rule in OWNERS}


def component_lines(text: str) -> str:
    return "title: A design\ncomponents:\n" + "\n".join(f"  {line.strip()}" for line in text.strip().splitlines())


@pytest.mark.parametrize("name", DESIGNS)
def test_owner(name: str, tell: Tell) -> None:
    text, expected = DESIGNS[name]
    assert owners(tell(component_lines(text))) == expected


def test_evidence_names_what_the_journey_needs(tell: Tell) -> None:
    told = tell(component_lines(DESIGNS["a machine of load balancers, with what guards and watches it"][0]))
    evidence = {one.kind: one.instances for one in told.one("spof-load-balancer").evidence}
    assert evidence["cut"] == ("lb",)
    assert evidence["takes-down"] == ("haproxy",)


def test_a_machine_says_that_a_group_on_it_goes_down_as_a_whole(tell: Tell) -> None:
    told = tell(
        component_lines(
            """
            visitor: {kind: browser, uses: lb}
            lb: {kind: load-balancer, managed: true, uses: app}
            web: {kind: server}
            app: {kind: application-server, host: web, instances: 2}
            """
        )
    )
    (takes_down,) = (one for one in told.one("spof-server").evidence if one.kind == "takes-down")
    assert takes_down.instances == ("app-01", "app-02")


def test_one_finding_speaks_of_all_journeys_that_it_stops(tell: Tell) -> None:
    told = tell(
        component_lines(
            """
            visitor: {kind: browser, uses: shop}
            staff: {kind: browser, uses: office}
            web: {kind: server}
            shop: {kind: application-server, host: web, listens: 8001}
            office: {kind: application-server, host: web, listens: 8002}
            """
        )
    )
    finding = told.one("spof-server")
    assert finding.journeys == tuple(journey.id for journey in told.stage().journeys)
    assert finding.message.startswith("If web fails, nobody can use shop or office: ")


def test_declared_journeys_are_named(tell: Tell) -> None:
    told = tell(
        component_lines(
            """
            visitor: {kind: browser, uses: app}
            web: {kind: server}
            app: {kind: application-server, host: web}
            """
        )
        + "\njourneys:\n  order: {from: visitor, to: app, title: Place an order}\n"
    )
    assert told.one("spof-server").message.startswith("If web fails, the journey “Place an order” fails: ")
