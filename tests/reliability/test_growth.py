"""Ordinary designs stay cheap: counted in nodes and gates, which do not depend on the machine."""

import pytest
from tests.reliability.designs import stage

from infra_design.analyze.journeys import analyze_journey
from infra_design.analyze.reliability import Budget, Prepared, normal, prepare
from infra_design.analyze.reliability.solution import Cases, Drawn
from infra_design.analyze.structure import stage_structure
from infra_design.model.stage import Stage

TIERS = """
    components:
      user: {{kind: browser, uses: haproxy}}
      lb: {{kind: server, instances: {n}}}
      web: {{kind: server, instances: {n}}}
      db-server: {{kind: server, instances: {n}}}
      haproxy: {{host: lb, uses: nginx, min-available: {k}}}
      nginx: {{host: web, uses: mysql, min-available: {k}}}
      mysql: {{host: db-server, mode: active-active, min-available: {k}}}
"""
NEIGHBORS = """
    components:
      user: {{kind: browser, uses: nginx}}
      web: {{kind: server, instances: {n}}}
      nginx: {{host: web, uses: app}}
      app: {{kind: application-server, host: web, uses: mysql}}
      mysql: {{host: web, mode: active-active, min-available: 2}}
"""
ZONES = """
    components:
      az-a: {{kind: availability-zone}}
      az-b: {{kind: availability-zone}}
      az-c: {{kind: availability-zone}}
      user: {{kind: browser, uses: web}}
      web: {{kind: web-server, instances: {n}, in: [az-a, az-b, az-c], uses: app, min-available: {k}}}
      app: {{kind: application-server, instances: {n}, in: [az-a, az-b, az-c], min-available: {k}}}
"""


def prepared(found: Stage, budget: Budget | None = None) -> Prepared:
    return prepare(stage_structure(found).of(found.journeys[0].id), budget, failing=True)


@pytest.mark.parametrize("k", [1, 25])
def test_tiers_come_apart(k: int) -> None:
    """Every member of a tier needs the whole next tier, and still no diagram is needed."""
    assert prepared(stage(TIERS.format(n=50, k=k))).solved == {}


def test_neighbors_need_diagrams_that_grow_with_their_number() -> None:
    sizes = []
    for n in (20, 200):
        (how,) = prepared(stage(NEIGHBORS.format(n=n))).solved.values()
        assert isinstance(how, Drawn)
        sizes.append(len(how.diagram.level))
    assert sizes[1] < 11 * sizes[0]
    assert sizes[1] < 200 * 60


def test_zones_with_large_groups_are_settled_first() -> None:
    found = stage(ZONES.format(n=60, k=30))
    (how,) = prepared(found).solved.values()
    assert isinstance(how, Cases)
    assert len(how.cases) == 8
    assert all(not case.solved for case in how.cases)


def test_zones_with_large_groups_by_hand() -> None:
    """Two of three zones down take 40 of 60; one zone and 11 more are too many; so are 31 of all."""
    found = stage(ZONES.format(n=60, k=30))
    result = analyze_journey(found, found.journeys[0], 3)
    assert result.cut_sets == (("az-a", "az-b"), ("az-a", "az-c"), ("az-b", "az-c"))


def test_services_in_a_circle_collapse() -> None:
    """Forty services of three copies that use their two neighbors both ways: each group once, and once all."""
    n = 40
    uses = [f"[s{(number + 1) % n}, s{(number - 1) % n}]" for number in range(n)]
    lines = [f"  s{number}: {{kind: service, instances: 3, uses: {uses[number]}}}" for number in range(n)]
    found = stage("\n".join(["components:", "  user: {kind: browser, uses: s0}", *lines]))
    form = normal(stage_structure(found).of(found.journeys[0].id))
    assert len(form.gates) == n + 1
