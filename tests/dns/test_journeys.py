"""What a journey that starts at a hostname depends on: records decide what fails over, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.dns.designs import analyses, system_of

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.model.analysis import StageAnalysis

FRONT = """\
components:
  visitor: {{kind: browser, uses: www.foobar.com}}
  lb: {lb}
  haproxy: {{host: lb, uses: nginx, algorithm: round-robin}}
  web: {{kind: server, instances: 2}}
  nginx: {{host: web}}
  {more}
dns:
  foobar.com:
    {zone}
"""
TWO = "{kind: server, instances: {lb-01: {address: 34.2.2.1}, lb-02: {address: 34.2.2.2}}}"


def analyzed(root: Path, zone: str, lb: str = TWO, more: str = "") -> StageAnalysis:
    return analyses(system_of(root, {"0.yml": FRONT.format(lb=lb, zone=zone, more=more)}))[0]


def cuts(analysis: StageAnalysis) -> set[tuple[str, ...]]:
    """Minimal cut sets of the one journey, but for those of the web servers behind, which are the same everywhere."""
    (result,) = analysis.journeys
    assert result.works
    return {cut for cut in result.cut_sets if not any("web-" in unit for unit in cut)}


def ids(analysis: StageAnalysis, *rules: str) -> list[str]:
    return sorted(finding.id for finding in analysis.findings if finding.rule in rules)


SPOF = ("spof-server", "spof-load-balancer", "spof-component")
ONE_BY_ONE = {("lb-01",), ("haproxy@lb-01",)}
PAIRS = {(one, other) for one in ("haproxy@lb-01", "lb-01") for other in ("haproxy@lb-02", "lb-02")}


def sides(found: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    return {tuple(sorted(cut)) for cut in found}


@pytest.mark.parametrize(
    "zone",
    [
        "www: {A: lb}",
        "www: {A: [lb-01, lb-02]}",
        "www: {A: [34.2.2.1, 34.2.2.2]}",
        "www: {A: [{value: lb-01, failover: primary}, {value: lb-02, failover: secondary}]}",
        "www: {A: [{value: lb-01, weight: 9}, {value: lb-02, weight: 1}]}",
        "www: {CNAME: entry}\n    entry: {A: lb}",
        "www: {CNAME: [{value: a, weight: 1}, {value: b, weight: 1}]}\n    a: {A: lb-01}\n    b: {A: lb-02}",
        "'*': {A: lb}",
        "foobar.com: {A: lb}\n    www: {ALIAS: foobar.com}",
    ],
)
def test_records_for_both_survive_the_loss_of_either(tmp_path: Path, zone: str) -> None:
    analysis = analyzed(tmp_path, zone)
    assert sides(cuts(analysis)) == sides(PAIRS)
    assert ids(analysis, *SPOF, "record-bypasses-virtual-address") == []


@pytest.mark.parametrize("zone", ["www: {A: lb-01}", "www: {A: 34.2.2.1}", "www: {CNAME: a}\n    a: {A: lb-01}"])
def test_a_second_load_balancer_that_no_record_leads_to_protects_nothing(tmp_path: Path, zone: str) -> None:
    analysis = analyzed(tmp_path, zone)
    assert cuts(analysis) == ONE_BY_ONE
    assert ids(analysis, *SPOF) == ["spof-load-balancer@lb-01"]
    (finding,) = (one for one in analysis.findings if one.rule == "record-bypasses-virtual-address")
    assert finding.subjects == ("haproxy", "www.foobar.com")
    assert "leads only to haproxy@lb-01" in finding.message
    assert "haproxy@lb-02" in finding.message


VIRTUAL = "{kind: server, instances: 2, address: 34.2.2.1, mode: active-passive, failover: %s}"


def test_a_virtual_address_moves_over_if_that_is_automatic(tmp_path: Path) -> None:
    automatic = analyzed(tmp_path, "www: {A: lb}", VIRTUAL % "automatic")
    assert sides(cuts(automatic)) == sides(PAIRS)
    assert ids(automatic, *SPOF, "record-bypasses-virtual-address") == []
    manual = analyzed(tmp_path, "www: {A: lb}", VIRTUAL % "manual")
    assert cuts(manual) == ONE_BY_ONE
    assert ids(manual, *SPOF) == ["spof-load-balancer@lb-01"]


def test_a_virtual_address_that_the_record_passes_by(tmp_path: Path) -> None:
    virtual = (
        "{kind: server, address: 34.2.2.9, mode: active-passive, failover: automatic,"
        " instances: {lb-01: {address: 34.2.2.1}, lb-02: {address: 34.2.2.2}}}"
    )
    assert ids(analyzed(tmp_path, "www: {A: lb}", virtual), *SPOF, "record-bypasses-virtual-address") == []
    past = analyzed(tmp_path, "www: {A: lb-01}", virtual)
    assert cuts(past) == ONE_BY_ONE
    (finding,) = (one for one in past.findings if one.rule == "record-bypasses-virtual-address")
    assert "34.2.2.9" in finding.remedy


def test_a_second_load_balancer_of_its_own_name_needs_a_record_too(tmp_path: Path) -> None:
    one = "{kind: server, address: 34.2.2.1}"
    more = "spare: {kind: server, address: 34.2.2.2}\n  traefik: {kind: load-balancer, host: spare, uses: nginx}"
    without = analyzed(tmp_path, "www: {A: lb}", one, more)
    (finding,) = (found for found in without.findings if found.rule == "record-bypasses-virtual-address")
    assert finding.subjects == ("traefik", "www.foobar.com")
    assert (
        finding.message == "Nothing leads to the load balancer traefik: who asks for www.foobar.com gets to haproxy."
    )
    assert ids(without, *SPOF) == ["spof-load-balancer@lb"]
    both = analyzed(tmp_path, "www: {A: [lb, spare]}", one, more)
    assert ids(both, *SPOF, "record-bypasses-virtual-address") == []


def test_a_record_past_the_load_balancer(tmp_path: Path) -> None:
    more = "other: {kind: browser, uses: direct.foobar.com}"
    addresses = "www: {A: lb}\n    direct: {A: 34.3.3.1}"
    lb = TWO
    text = FRONT.format(lb=lb, zone=addresses, more=more).replace(
        "web: {kind: server, instances: 2}",
        "web: {kind: server, instances: {web-01: {address: 34.3.3.1}, web-02: {address: 34.3.3.2}}}",
    )
    (analysis,) = analyses(system_of(tmp_path, {"0.yml": text}))
    (finding,) = (one for one in analysis.findings if one.rule == "record-bypasses-virtual-address")
    assert finding.subjects == ("direct.foobar.com", "nginx")
    assert "past the load balancer haproxy" in finding.message


def test_names_for_members_on_purpose_are_no_gap(tmp_path: Path) -> None:
    more = "admin: {kind: browser, uses: [lb-01.foobar.com, lb-02.foobar.com]}"
    zone = "www: {A: lb}\n    lb-01: {A: lb-01}\n    lb-02: {A: lb-02}"
    assert ids(analyzed(tmp_path, zone, more=more), "record-bypasses-virtual-address") == []


def test_a_primary_is_where_writers_must_get_to(tmp_path: Path) -> None:
    text = """\
components:
  app: {kind: mobile-app, uses: {db.foobar.com: mysql}}
  box: {kind: server, instances: {box-01: {address: 34.2.2.1}, box-02: {address: 34.2.2.2}}}
  mysql: {host: box, mode: primary-replica}
dns:
  foobar.com:
    db: {A: box-01}
"""
    (analysis,) = analyses(system_of(tmp_path, {"0.yml": text}))
    assert ids(analysis, "record-bypasses-virtual-address") == []


def test_one_node_of_a_cluster_is_one_member(tmp_path: Path) -> None:
    text = """\
components:
  visitor: {{kind: browser, uses: www.foobar.com}}
  node: {{kind: server, instances: {{node-01: {{address: 34.2.2.1}}, node-02: {{address: 34.2.2.2}}}}}}
  kubernetes: {{host: node}}
  nginx: {{host: kubernetes}}
dns: {{foobar.com: {{www: {{A: {value}}}}}}}
"""
    (one,) = analyses(system_of(tmp_path, {"0.yml": text.format(value="node-01")}))
    (finding,) = (found for found in one.findings if found.rule == "record-bypasses-virtual-address")
    assert "leads only to node-01: nobody who asks for it gets to node-02" in finding.message
    (both,) = analyses(system_of(tmp_path, {"0.yml": text.format(value="[node-01, node-02]")}))
    assert ids(both, "record-bypasses-virtual-address") == []


@pytest.mark.parametrize(("servers", "wanted"), [(1, {("ns1",)}), (2, {("ns1", "ns2")})])
def test_name_servers_of_the_zone_can_fail(tmp_path: Path, servers: int, wanted: set[tuple[str, ...]]) -> None:
    more = "\n  ".join(f"ns{number}: {{kind: dns-server, covers: foobar.com}}" for number in range(1, servers + 1))
    found = cuts(analyzed(tmp_path, "www: {A: lb}", more=more))
    assert {cut for cut in found if "ns1" in cut} == wanted
    assert sides(found - wanted) == sides(PAIRS)


FAILOVER = """\
www:
      ttl: {ttl}
      A:
        - {{value: lb-01, failover: primary}}
        - {{value: lb-02, failover: secondary}}"""


@pytest.mark.parametrize(
    ("ttl", "recovery", "late"), [(300, "60s", True), (60, "60s", False), (61, "1m", True), (3600, "", False)]
)
def test_a_ttl_longer_than_recovery_is_how_long_visitors_wait(
    tmp_path: Path, ttl: int, recovery: str, *, late: bool
) -> None:
    lb = TWO.replace("{kind: server,", f"{{kind: server, recovery: {recovery},") if recovery else TWO
    analysis = analyzed(tmp_path, FAILOVER.format(ttl=ttl), lb)
    found = [one for one in analysis.findings if one.rule == "ttl-exceeds-failover"]
    assert bool(found) == late
    for finding in found:
        assert f"recovers in 60 s, but resolvers remember its records for {ttl} s" in finding.message


def test_the_ttl_of_an_alias_that_takes_turns_counts(tmp_path: Path) -> None:
    lb = TWO.replace("{kind: server,", "{kind: server, recovery: 60s,")
    zone = (
        "www: {ttl: 1h, CNAME: [{value: a, failover: primary}, {value: b, failover: secondary}]}\n"
        "    a: {A: lb-01, ttl: 30}\n    b: {A: lb-02, ttl: 30}"
    )
    (finding,) = (one for one in analyzed(tmp_path, zone, lb).findings if one.rule == "ttl-exceeds-failover")
    assert "3600 s" in finding.message
    assert finding.mark.line == 10


def test_clients_that_hold_both_addresses_need_no_short_ttl(tmp_path: Path) -> None:
    lb = TWO.replace("{kind: server,", "{kind: server, recovery: 60s,")
    assert ids(analyzed(tmp_path, "www: {A: lb, ttl: 86400}", lb), "ttl-exceeds-failover") == []


def test_mail_takes_the_next_exchange(tmp_path: Path) -> None:
    text = """\
components:
  sender: {kind: mail-server, uses: {foobar.com: smtp}}
  mx1: {kind: server, address: 34.2.2.1}
  mx2: {kind: server, address: 34.2.2.2}
  postfix: {host: [mx1, mx2]}
journeys:
  mail: {from: sender, to: foobar.com, access: write}
dns:
  foobar.com:
    foobar.com: {MX: [10 mx1, 20 mx2]}
    mx1: {A: mx1}
    mx2: {A: mx2}
"""
    (analysis,) = analyses(system_of(tmp_path, {"0.yml": text}))
    (result,) = analysis.journeys
    assert result.works
    assert sides(set(result.cut_sets)) == sides(
        {(one, other) for one in ("mx1", "postfix@mx1") for other in ("mx2", "postfix@mx2")}
    )


@pytest.mark.parametrize("zone", ["www: {CNAME: www}", "www: {A: 34.9.9.9}", "api: {A: lb}", "www: {CNAME: gone}"])
def test_a_hostname_that_leads_nowhere_breaks_the_journey(tmp_path: Path, zone: str) -> None:
    (result,) = analyzed(tmp_path, zone).journeys
    assert not result.works


def test_stage_four_of_the_story_with_one_address_forgotten(tmp_path: Path) -> None:
    """The story's redundant stage keeps its virtual address; lead past it, and the finding says so."""
    text = FRONT.format(lb=VIRTUAL % "automatic", zone="www: {A: lb}", more="")
    own = "components:\n  lb: {instances: {lb-01: {address: 34.2.2.7}}}\n"
    later = f"extends: '0'\n{own}dns: {{foobar.com: {{www: {{A: lb-01}}}}}}\n"
    first, second = analyses(system_of(tmp_path, {"0.yml": text, "1.yml": later}))
    assert ids(first, "record-bypasses-virtual-address") == []
    assert second.comparison is not None
    assert "record-bypasses-virtual-address@haproxy,www.foobar.com" in {one.id for one in second.comparison.opened}
