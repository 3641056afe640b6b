"""What firewalls guard and let in (format.md section 8), as the network rules use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Tell, Told

NETWORK = (
    "no-firewall",
    "firewall-gap",
    "connection-blocked",
    "broad-allow",
    "admin-port-open",
    "database-exposed",
    "load-balancer-bypass",
)

BASE = """\
title: A design
components:
  visitor: {kind: browser, uses: nginx}
  web: {kind: server, instances: 2}
  nginx: {host: web, uses: mysql}
  db: {kind: server, instances: 2}
  mysql: {host: db, mode: primary-replica, failover: automatic}
"""


def network(told: Told) -> list[str]:
    return sorted(one.id for one in told.findings if one.rule in NETWORK)


STANDING = {
    "none": ("", ["no-firewall@web"]),
    "on some machines": ("fw: {kind: firewall, host: web, allow: [80 from internet]}", ["firewall-gap@db"]),
    "on one machine of two": (
        "fw: {kind: firewall, host: web-01, allow: [80 from internet]}",
        ["firewall-gap@db", "no-firewall@web-02"],
    ),
    "around instead of on it": (
        "fw: {kind: firewall, covers: web, allow: [80 from internet]}",
        ["firewall-gap@db"],
    ),
    "around a group as a whole, which talks freely inside": (
        "fw: {kind: firewall, covers: [web, db], allow: [80 from internet, 3306 from web]}",
        [],
    ),
    "everywhere, and what it lets in is not said": ("fw: {kind: firewall, host: [web, db]}", []),
}


@pytest.mark.parametrize("name", STANDING)
def test_where_firewalls_stand(name: str, tell: Tell) -> None:
    line, expected = STANDING[name]
    assert network(tell(BASE + f"  {line}\n")) == expected


LETS_IN = {
    "80 from internet, 3306 from web, 3306 from db": [],
    # one that stands on each machine guards it from its own group as well
    "80 from internet, 3306 from web": ["connection-blocked@mysql"],
    "": ["connection-blocked@mysql", "connection-blocked@mysql,nginx", "connection-blocked@nginx,visitor"],
    "any from any": ["admin-port-open@fw", "database-exposed@mysql"],
    "80 from internet, 3307 from web, 3306 from db": ["broad-allow@fw", "connection-blocked@mysql,nginx"],
    "80 from internet, 3306/udp from web, 3306 from db": ["broad-allow@fw", "connection-blocked@mysql,nginx"],
    "80 from internet, 3300-3310 from web, 3306 from db": [],
    "80 from internet, 3306 from nginx, 3306 from mysql": [],
    "80 from internet, 3306 from web, 3306 from db, 9000 from web": ["broad-allow@fw"],
    "80 from internet, 8443 from any, 3306 from web, 3306 from db": ["broad-allow@fw"],
    "80 from internet, 22 from any, 3306 from web, 3306 from db": ["admin-port-open@fw"],
    "80 from internet, 22 from 0.0.0.0/0, 3306 from web, 3306 from db": ["admin-port-open@fw"],
    "80 from internet, 22 from 198.51.100.7, 3306 from web, 3306 from db": [],
    "80 from internet, 3306 from any": ["admin-port-open@fw", "database-exposed@mysql"],
}


@pytest.mark.parametrize("allow", LETS_IN)
def test_what_firewalls_let_in(allow: str, tell: Tell) -> None:
    told = tell(BASE + f"  fw: {{kind: firewall, host: [web, db], allow: [{allow}]}}\n")
    assert network(told) == LETS_IN[allow]


def test_a_firewall_that_passes_on_guards_what_is_behind(tell: Tell) -> None:
    told = tell(
        """\
title: A perimeter
components:
  visitor: {kind: browser, uses: edge}
  edge: {kind: firewall, uses: nginx, allow: [80 from internet]}
  web: {kind: server}
  nginx: {host: web}
"""
    )
    assert network(told) == []


def test_what_a_forwarder_passes_on_comes_from_whoever_came_to_it(tell: Tell) -> None:
    told = tell(
        """\
title: A router before the firewall
components:
  visitor: {kind: browser, uses: router}
  router: {kind: router, uses: nginx}
  web: {kind: server, in: lan}
  lan: {kind: network}
  nginx: {host: web}
  fw: {kind: firewall, host: web, allow: [80 from internet]}
"""
    )
    assert network(told) == []


def test_a_client_in_a_place_is_not_on_the_internet(tell: Tell) -> None:
    told = tell(
        """\
title: In the office
components:
  office: {kind: network}
  staff: {kind: browser, in: office, uses: nginx}
  web: {kind: server, in: office}
  nginx: {host: web}
  fw: {kind: firewall, host: web, allow: [80 from office]}
"""
    )
    assert network(told) == []
    assert not told.ids("no-https")


def test_a_provider_comes_over_the_internet(tell: Tell) -> None:
    told = tell(
        """\
title: Behind a content delivery network
components:
  visitor: {kind: browser, uses: cdn}
  cdn: {uses: {nginx: https}}
  web: {kind: server, instances: 2, in: vpc}
  vpc: {kind: network}
  nginx: {host: web}
  fw: {kind: firewall, host: web, allow: [443 from internet]}
"""
    )
    assert network(told) == []


def test_two_firewalls_must_both_open_a_port(tell: Tell) -> None:
    told = tell(
        """\
title: Two around it
components:
  app: {kind: application-server, host: web, uses: mysql}
  web: {kind: server, in: lan}
  lan: {kind: network}
  db: {kind: server, in: lan}
  mysql: {host: db}
  host-fw: {kind: firewall, host: db, allow: [any from any]}
  lan-fw: {kind: firewall, covers: lan, allow: [443 from internet]}
"""
    )
    assert "database-exposed@mysql" not in network(told)


def test_mail_servers_are_there_for_strangers(tell: Tell) -> None:
    told = tell(
        """\
title: Mail
components:
  sender: {kind: client, uses: {mail: smtp}}
  mx: {kind: server}
  mail: {kind: mail-server, host: mx}
  fw: {kind: firewall, host: mx, allow: [25 from internet, 993 from internet, 8080 from internet]}
"""
    )
    assert [evidence.text for evidence in told.one("broad-allow").evidence] == ["8080 from internet"]


@pytest.mark.parametrize(
    ("address", "open_"),
    [("8.8.4.4", True), ("203.0.113.9", True), ("10.0.0.4", False), ("192.168.1.4", False), ("100.64.0.4", False)],
)
def test_backends_with_public_addresses(address: str, open_: bool, tell: Tell) -> None:  # noqa: FBT001 — a column
    told = tell(
        f"""\
title: Around the load balancer
components:
  visitor: {{kind: browser, uses: haproxy}}
  lb: {{kind: server}}
  haproxy: {{host: lb, uses: nginx}}
  web: {{kind: server, address: {address}}}
  nginx: {{host: web}}
"""
    )
    assert bool(told.ids("load-balancer-bypass")) is open_


@pytest.mark.parametrize(("allow", "open_"), [("80 from lb", False), ("80 from internet", True)])
def test_a_backend_is_as_open_as_its_firewall(allow: str, open_: bool, tell: Tell) -> None:  # noqa: FBT001 — a column
    told = tell(
        f"""\
title: A public address behind a firewall
components:
  visitor: {{kind: browser, uses: haproxy}}
  lb: {{kind: server}}
  haproxy: {{host: lb, uses: nginx}}
  web: {{kind: server, address: 8.8.4.4}}
  nginx: {{host: web}}
  fw-lb: {{kind: firewall, host: lb, allow: [80 from internet]}}
  fw-web: {{kind: firewall, host: web, allow: [{allow}]}}
"""
    )
    assert bool(told.ids("load-balancer-bypass")) is open_
