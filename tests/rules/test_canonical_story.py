"""The oracle of stages.md: what must be computed for the canonical story, and what must not be.

The stages are those of format.md section 1; the expectations are written from stages.md and rules.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.story import STORY

from infra_design.analyze import rule_infos

if TYPE_CHECKING:
    from conftest import Tell, Told


FOUND = {
    "spof-server": {0: "web", 1: "web-01", 2: "web-01", 3: "app-server db-server web", 4: "db-server-01"},
    "spof-load-balancer": {1: "lb", 2: "lb"},
    "spof-write-primary": {1: "mysql@web-01", 2: "mysql@web-01", 4: "mysql@db-server-01"},
    "failover-not-automatic": {1: "mysql", 2: "mysql", 4: "mysql"},
    "homogeneous-fleet": {1: "app,mysql,nginx", 2: "app,mysql,nginx", 3: "haproxy", 4: "app,haproxy,mysql,nginx"},
    "cannot-scale-out": {0: "nginx"},
    "colocated-tiers": {0: "web", 1: "web", 2: "web"},
    "identical-servers": {1: "web", 2: "web"},
    "no-firewall": {0: "web", 1: "lb"},
    "no-segmentation": {0: "web"},
    "no-https": {0: "www.foobar.com", 1: "www.foobar.com"},
    "tls-terminated-at-load-balancer": {2: "haproxy", 3: "haproxy", 4: "haproxy"},
    "plaintext-internal-connection": {1: "mysql", 2: "mysql", 3: "app mysql", 4: "app mysql"},
    "single-write-database": {1: "mysql", 2: "mysql", 4: "mysql"},
    "no-replica": {0: "mysql", 3: "mysql"},
    "no-backup": {0: "mysql", 1: "mysql", 2: "mysql", 3: "mysql", 4: "mysql"},
    "maintenance-downtime": {
        0: "web",
        1: "lb web-01",
        2: "lb web-01",
        3: "app-server db-server web",
        4: "db-server-01",
    },
    "no-monitoring": {0: "web", 1: "lb,web"},
    # "not stated" in any stage; in 0 and 3 it has nothing to choose from
    "no-health-check": {1: "haproxy", 2: "haproxy", 4: "haproxy"},
    # web alone and one database again in 3; replicated with manual failover again in 4
    "issue-regression": {3: "mysql web", 4: "mysql"},
}
"""Rule → stage → subjects of its findings. Rules that aren't here find nothing in any stage."""

LOW = {("maintenance-downtime", "web-01"), ("maintenance-downtime", "db-server-01"), ("no-health-check", "haproxy")}


@pytest.fixture
def story(tell: Tell) -> Told:
    return tell(STORY)


@pytest.mark.parametrize("stage", range(5))
def test_findings(story: Told, stage: int) -> None:
    ours = {info.id for info in rule_infos().values() if info.group != "DNS"}
    found = {one.id for one in story.stages[stage].findings if one.rule in ours}
    expected = {
        f"{rule}@{subjects}" for rule, by_stage in FOUND.items() for subjects in by_stage.get(stage, "").split()
    }
    assert found == expected


@pytest.mark.parametrize("stage", range(5))
def test_severities(story: Told, stage: int) -> None:
    usual = {info.id: info.severity for info in rule_infos().values()}
    for finding in story.stages[stage].findings:
        behind = stage == 3 and finding.rule == "maintenance-downtime"
        low = behind or (finding.rule, *finding.subjects) in LOW
        assert finding.rule == "invalid-address" or finding.severity == ("low" if low else usual[finding.rule])


def test_journeys_of_single_points(story: Told) -> None:
    """From stage 1 on reading survives any server but the load balancer's; in 3 each tier is one; in 4 nothing is."""
    points = ("spof-server", "spof-load-balancer", "spof-write-primary", "spof-component")

    def stops(stage: int, deed: str) -> set[str]:
        return {
            one.id
            for one in story.stages[stage].findings
            if one.rule in points and any(deed in journey for journey in one.journeys)
        }

    assert stops(0, "reads") == stops(0, "writes") == {"spof-server@web"}
    for stage in (1, 2):
        assert stops(stage, "reads") == {"spof-load-balancer@lb"}
        writes = {"spof-load-balancer@lb", "spof-server@web-01", "spof-write-primary@mysql@web-01"}
        assert stops(stage, "writes") == writes
    assert stops(3, "reads") == stops(3, "writes")
    assert stops(3, "reads") == {"spof-server@web", "spof-server@app-server", "spof-server@db-server"}
    assert stops(4, "reads") == set()
    assert stops(4, "writes") == {"spof-server@db-server-01", "spof-write-primary@mysql@db-server-01"}


def test_what_goes_down_with_the_one_server(story: Told) -> None:
    finding = story.one("spof-server", 0)
    (takes_down,) = (one for one in finding.evidence if one.kind == "takes-down")
    assert takes_down.instances == ("nginx", "app", "code", "mysql")
    assert "nobody can read or write to www.foobar.com" in finding.message


def test_the_load_balancer_names_who_passes_through(story: Told) -> None:
    finding = story.one("spof-load-balancer", 1)
    assert finding.message == (
        "If lb fails, nobody can read or write to www.foobar.com: each request passes through haproxy on lb."
    )


def test_evidence_of_the_primary_leads_to_it(story: Told) -> None:
    (path,) = (one for one in story.one("spof-write-primary", 1).evidence if one.kind == "path")
    assert path.connections == ("visitor->www.foobar.com", "haproxy->nginx", "nginx->app", "app->mysql")


def test_the_scaled_up_stage_is_called_worse(story: Told) -> None:
    """Stage 3 taken literally is less available than stage 2, and 4 is more than both."""
    availability = [[result.availability or 0.0 for result in stage.journeys] for stage in story.stages]
    assert all(after < before for before, after in zip(availability[2], availability[3], strict=True))
    assert all(after > before for before, after in zip(availability[2], availability[4], strict=True))
    comparison = story.stages[3].comparison
    assert comparison
    assert any("availability of reading www.foobar.com falls" in sentence for sentence in comparison.worse)
    recovery = story.stages[4].comparison
    assert recovery
    assert "Reading www.foobar.com no longer has a single point of failure." in recovery.better


def test_which_stage_closes_what(story: Told) -> None:
    first = story.stages[0].closed_by
    assert first["cannot-scale-out@nginx"] == "1-distributed"
    assert first["no-https@www.foobar.com"] == "2-secured-and-monitored"
    assert first["no-firewall@web"] == "2-secured-and-monitored"
    assert first["no-monitoring@web"] == "2-secured-and-monitored"
    assert first["colocated-tiers@web"] == "3-scale-up"
    assert "no-backup@mysql" not in first
    assert story.stages[1].closed_by["spof-load-balancer@lb"] == "3-scale-up"


def test_what_each_addition_buys(story: Told) -> None:
    def bought(stage: int) -> dict[str, tuple[str, ...]]:
        comparison = story.stages[stage].comparison
        assert comparison
        return {one.id: one.buys for one in comparison.differences if one.buys}

    second = bought(2)
    assert second["firewall-1"] == ("no-firewall@lb",)
    assert second["firewall-2"] == ("firewall-gap@web-01",)
    assert second["firewall-3"] == ("firewall-gap@web-02",)
    assert second["certificate"] == ("no-https@www.foobar.com",)
    assert second["agent"] == second["sumo"] == ("no-monitoring@lb,web",)
    assert "spof-load-balancer@lb-01" in bought(3)["lb"]
    assert "spof-server@web-01" in bought(4)["web"]


def test_authors_word_comes_first(story: Told) -> None:
    comparison = story.stages[1].comparison
    assert comparison
    (haproxy,) = (one for one in comparison.differences if one.id == "haproxy")
    assert haproxy.why == "One address, and two servers behind it."
