"""The canonical story computes what it must and nothing else; its texts and records change nothing of that."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra_design.analyze import analyze_system, rule_infos
from infra_design.model.settings import Settings
from infra_design.read import read_catalog, read_design
from infra_design.resolve import resolve_system

if TYPE_CHECKING:
    from infra_design.model.analysis import JourneyResult, StageAnalysis
    from infra_design.model.spec import StageSpec
    from infra_design.model.stage import Stage

ROOT = Path(__file__).parents[2]
SHIPPED = "designs"
BARE = "tests/catalog/bare-story"
"""The story as the format gives it, without any text."""

STAGES = range(5)
BESIDE_THE_STORY = {"no-health-check"}
"""What the format's own example leaves open and the shipped story states."""

MUST = [
    [
        *("spof-server@web", "maintenance-downtime@web", "cannot-scale-out@nginx", "no-https@www.foobar.com"),
        *("no-firewall@web", "no-monitoring@web", "no-backup@mysql", "colocated-tiers@web"),
    ],
    [
        *("spof-load-balancer@lb", "spof-write-primary@mysql@web-01", "spof-server@web-01", "no-firewall@lb"),
        *("no-https@www.foobar.com", "no-monitoring@lb,web", "plaintext-internal-connection@mysql"),
    ],
    [
        *("tls-terminated-at-load-balancer@haproxy", "single-write-database@mysql", "identical-servers@web"),
        *("homogeneous-fleet@app,mysql,nginx", "spof-load-balancer@lb", "spof-write-primary@mysql@web-01"),
    ],
    ["spof-server@web", "spof-server@app-server", "spof-server@db-server", "tls-terminated-at-load-balancer@haproxy"],
    ["spof-write-primary@mysql@db-server-01", "single-write-database@mysql", "no-backup@mysql"],
]
MUST_NOT = [
    {"spof-load-balancer", "tls-terminated-at-load-balancer", "spof-write-primary", "single-write-database"},
    {"cannot-scale-out", "spof-component"},
    {"no-firewall", "no-https", "no-monitoring", "cannot-scale-out", "firewall-gap", "monitoring-gap"},
    {"spof-load-balancer", "colocated-tiers", "spof-write-primary", "no-firewall", "no-https", "no-monitoring"},
    {"spof-load-balancer", "colocated-tiers", "no-replica", "no-firewall", "no-https", "no-monitoring"},
]


@cache
def _story(folder: str) -> tuple[tuple[StageSpec, Stage, StageAnalysis], ...]:
    catalog, problems = read_catalog(ROOT, "")
    assert problems == ()
    design, problems = read_design(ROOT, folder, catalog)
    assert problems == ()
    system, problems = resolve_system(design.systems[0], catalog)
    assert problems == ()
    analysis = analyze_system(system, catalog, Settings())
    return tuple(zip(design.systems[0].stages, system.stages, analysis.stages, strict=True))


@cache
def _dns_rules() -> frozenset[str]:
    return frozenset(rule.id for rule in rule_infos().values() if rule.group == "DNS")


def _findings(folder: str, number: int) -> set[str]:
    return {finding.id for finding in _story(folder)[number][2].findings}


def _journey(number: int, access: str) -> JourneyResult:
    return next(result for result in _story(SHIPPED)[number][2].journeys if result.journey.access == access)


def _availability(number: int, access: str) -> float:
    availability = _journey(number, access).availability
    assert availability is not None
    return availability


@pytest.mark.parametrize("number", STAGES)
def test_each_stage_computes_what_it_must(number: int) -> None:
    assert set(MUST[number]) - _findings(SHIPPED, number) == set()


@pytest.mark.parametrize("number", STAGES)
def test_and_not_what_it_must_not(number: int) -> None:
    assert {ident for ident in _findings(SHIPPED, number) if ident.partition("@")[0] in MUST_NOT[number]} == set()


@pytest.mark.parametrize("number", STAGES)
def test_texts_and_records_change_no_issue(number: int) -> None:
    aside = _dns_rules() | BESIDE_THE_STORY
    shipped, bare = (
        {ident for ident in _findings(folder, number) if ident.partition("@")[0] not in aside}
        for folder in (SHIPPED, BARE)
    )
    assert shipped == bare


@pytest.mark.parametrize("number", STAGES)
def test_structure_is_that_of_the_format(number: int) -> None:
    _, shipped, _ = _story(SHIPPED)[number]
    _, bare, _ = _story(BARE)[number]
    assert shipped.components.keys() == bare.components.keys()
    for ident, component in bare.components.items():
        mine = shipped.components[ident]
        assert (mine.kind.id, mine.instances, mine.hosts) == (component.kind.id, component.instances, component.hosts)
        assert (mine.mode, mine.failover, mine.listens) == (component.mode, component.failover, component.listens)
    assert [connection.id for connection in shipped.connections] == [connection.id for connection in bare.connections]
    for one, other in zip(_story(SHIPPED)[number][2].journeys, _story(BARE)[number][2].journeys, strict=True):
        assert one.cut_sets == other.cut_sets


@pytest.mark.parametrize("number", STAGES)
def test_the_zone_raises_no_issue_but_the_borrowed_address(number: int) -> None:
    rules = {ident.partition("@")[0] for ident in _findings(SHIPPED, number)}
    assert rules & _dns_rules() == {"invalid-address"}


def test_stage_0_is_the_product_of_its_parts() -> None:
    server, nginx, application, code, mysql = 0.995, 0.9995, 0.999, 0.9995, 0.999
    assert _availability(0, "read") == pytest.approx(server * nginx * application * code * mysql)


def test_stage_3_is_the_product_of_its_tiers() -> None:
    load_balancers = 1 - (1 - 0.995 * 0.9995) ** 2
    tiers = (0.995 * 0.9995) * (0.995 * 0.999 * 0.9995) * (0.995 * 0.999)
    assert _availability(3, "read") == pytest.approx(load_balancers * tiers)


@pytest.mark.parametrize("access", ["read", "write"])
def test_the_literal_scale_up_is_a_step_back(access: str) -> None:
    assert _availability(3, access) < _availability(2, access)
    assert _availability(4, access) > _availability(2, access)


def test_in_the_end_reading_has_no_single_point_of_failure_and_writing_has_the_primary() -> None:
    assert _journey(4, "read").single_points == ()
    assert set(_journey(4, "write").single_points) == {"db-server-01", "mysql@db-server-01"}


@pytest.mark.parametrize("number", STAGES)
def test_texts_are_all_there(number: int) -> None:
    spec, _, _ = _story(SHIPPED)[number]
    assert spec.title
    assert spec.summary
    assert spec.explain
    assert spec.status
    assert spec.resources
    added = set(spec.components) - (set(_story(SHIPPED)[number - 1][0].components) if number else set())
    assert [ident for ident in sorted(added) if not spec.components[ident].why] == []


def test_every_firewall_says_what_it_is_for() -> None:
    for number in (2, 3, 4):
        spec, _, _ = _story(SHIPPED)[number]
        texts = [spec.components[f"firewall-{which}"].explain for which in (1, 2, 3)]
        assert all(texts)
        assert len(set(texts)) == 3


def test_the_zone_shows_the_main_types_of_record() -> None:
    for spec, _, _ in _story(SHIPPED):
        types = {record.type for record in spec.zones["foobar.com"].records}
        assert {"A", "CNAME", "MX", "TXT", "NS"} <= types
    www = [record for record in _story(SHIPPED)[0][0].zones["foobar.com"].records if record.owner == "www.foobar.com"]
    assert [(record.type, record.value, record.ttl) for record in www] == [("A", "web", 300)]
