"""Who can reach what (format.md section 8): each row is pencilled from declared connections and `allow`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Tell, Told

SITE = """\
title: A site
components:
  visitor: {kind: browser, uses: {haproxy: "https:443"}}
  lb: {kind: server}
  haproxy: {host: lb, uses: nginx}
  web: {kind: server, instances: 2}
  nginx: {host: web, uses: {db: mysql}}
  db: {kind: database, product: mysql, listens: [3306, 22]}
"""


def rows(told: Told) -> dict[tuple[str, str, str], tuple[tuple[str, ...], str, bool]]:
    """(source, target, port) → (firewalls, encryption, declared)."""
    found = {}
    for row in told.stages[-1].reach:
        key = (row.source, row.target, str(row.port))
        assert key not in found
        found[key] = (row.firewalls, row.encryption.value, bool(row.connections))
    return found


def test_declared_connections_without_firewalls(tell: Tell) -> None:
    assert rows(tell(SITE)) == {
        ("internet", "haproxy", "443"): ((), "encrypted", True),
        ("haproxy", "nginx", "80"): ((), "clear", True),
        ("nginx", "db", "3306"): ((), "clear", True),
    }


def test_a_firewall_stands_on_the_way_and_opens_more_than_is_used(tell: Tell) -> None:
    """Port 22 of the database is open to the whole internet, and no connection says so."""
    told = tell(
        SITE
        + """\
  fw-lb: {kind: firewall, host: lb, allow: [443 from internet, 8443 from any]}
  fw-db: {kind: firewall, covers: db, allow: [3306 from web, 22 from any, 3306 from 203.0.113.0/24]}
"""
    )
    assert rows(told) == {
        ("internet", "haproxy", "443"): (("fw-lb",), "encrypted", True),
        ("internet", "db", "22"): (("fw-db",), "unknown", False),
        ("haproxy", "nginx", "80"): ((), "clear", True),
        ("nginx", "db", "3306"): (("fw-db",), "clear", True),
        ("203.0.113.0/24", "db", "3306"): (("fw-db",), "unknown", False),
    }
    assert "database-exposed@db" in told.ids()  # the rule and the table agree


def test_both_firewalls_must_let_it_in(tell: Tell) -> None:
    """The inner firewall opens SSH to the internet, the outer one doesn't."""
    outer = "  outer: {kind: firewall, covers: db, allow: [3306 from web]}\n"
    inner = "  inner: {kind: firewall, covers: db, allow: [3306 from web, 22 from internet]}\n"
    assert ("internet", "db", "22") not in rows(tell(SITE + outer + inner))


def test_each_listed_id_is_guarded_as_a_whole(tell: Tell) -> None:
    """`covers: [web, db]` names two wholes: traffic from one to the other comes past it."""
    told = tell(SITE + "  fw: {kind: firewall, covers: [web, db], allow: [80 from lb, 3306 from web]}\n")
    assert rows(told)["nginx", "db", "3306"][0] == ("fw",)


def test_inside_what_a_firewall_covers_it_is_not_on_the_way(tell: Tell) -> None:
    inside = SITE.replace("instances: 2}", "instances: 2, in: net}").replace(
        "mysql, listens", "mysql, in: net, listens"
    )
    told = tell(inside + "  net: {kind: network}\n  fw: {kind: firewall, covers: net, allow: [80 from lb]}\n")
    assert rows(told)["nginx", "db", "3306"][0] == ()
    assert rows(told)["haproxy", "nginx", "80"][0] == ("fw",)


def test_what_is_denied_says_by_whom(tell: Tell) -> None:
    told = tell(SITE + "  fw: {kind: firewall, covers: db, allow: [3306 from lb]}\n")
    (denied,) = (row for row in told.stages[-1].reach if row.denied)
    assert (denied.source, denied.target, denied.denied) == ("nginx", "db", "fw")
    assert told.ids("connection-blocked") == ["connection-blocked@db,nginx"]


def test_places_reach_what_is_outside_of_them(tell: Tell) -> None:
    """Both zones are in the region; web-01 is in az-a, the database in az-b."""
    told = tell(
        """\
title: Two zones
components:
  region: {kind: region}
  az-a: {kind: availability-zone, in: region}
  az-b: {kind: availability-zone, in: region}
  visitor: {kind: browser, uses: {web: "http:80"}}
  web: {kind: web-server, in: az-a, uses: db}
  db: {kind: database, product: mysql, in: az-b}
"""
    )
    assert list(rows(told)) == [
        ("internet", "web", "80"),
        ("az-a", "db", "3306"),
        ("web", "db", "3306"),
    ]


def test_forwarders_are_passed_and_named(tell: Tell) -> None:
    told = tell(
        """\
title: A firewall at the edge
components:
  visitor: {kind: browser, uses: {edge: "https:443"}}
  edge: {kind: firewall, uses: {web: "https:443"}, allow: [443 from internet]}
  web: {kind: web-server}
"""
    )
    assert rows(told)["internet", "web", "443"] == (("edge",), "encrypted", True)


def test_too_many_entries_are_cut_and_it_is_said(tell: Tell) -> None:
    """300 entries, each before 100 instances with two ports: 60,000 looks."""
    entries = ", ".join(f"{port} from internet" for port in range(30000, 30300))
    told = tell(
        "title: Many\ncomponents:\n  web: {kind: web-server, instances: 100}\n"
        f"  fw: {{kind: firewall, covers: web, allow: [{entries}]}}\n"
    )
    assert not told.stages[-1].reach_complete
    assert told.stages[-1].reach == ()
