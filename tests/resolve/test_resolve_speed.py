"""Resolving is fast, and its cost grows with the instances and no faster."""

from __future__ import annotations

import gc
from time import process_time

import pytest

from infra_design.resolve import resolve_system

FLEET = """
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      az: {kind: availability-zone, instances: 3}
      lb: {kind: server, instances: 2, address: 8.8.8.8, mode: active-passive}
      haproxy: {host: lb, uses: {web: 80}}
      web: {kind: server, instances: %d, in: az}
      nginx: {host: web, uses: app}
      app: {kind: application-server, host: web, uses: [code, mysql, redis]}
      code: {kind: codebase, host: web}
      mysql: {instances: 3}
      redis: {kind: cache}
      certificate: {host: haproxy, covers: www.foobar.com}
      agent: {kind: monitoring-agent, host: [web, lb]}
    dns: {foobar.com: {www: {A: lb}}}
"""


@pytest.fixture
def seconds(resolved, catalog):
    """CPU time of resolving a text, reading not counted, the best of a few."""

    def measure(text, tries=3):
        system, problems = resolved(text)
        assert problems == ()
        spent = []
        for _ in range(tries):
            gc.collect()
            began = process_time()
            resolve_system(system.spec, catalog)
            spent.append(process_time() - began)
        return min(spent)

    return measure


def test_an_ordinary_stage_takes_a_moment(seconds):
    assert seconds(FLEET % 2, tries=10) < 0.01


def test_cost_grows_with_the_instances(seconds):
    """Ten times the instances may cost fifteen times the time, on a busy machine; squared it would be a hundred."""
    small, large = seconds(FLEET % 200, tries=5), seconds(FLEET % 2_000)
    assert large < 15 * small


def test_members_of_a_group_are_listed_once(resolved):
    system, _ = resolved(FLEET % 1_000)
    stage = system.stages[0]
    members = [target.members for link in stage.connections for target in link.targets if target.component == "nginx"]
    assert all(one is stage.components["nginx"].instances for one in members)


@pytest.mark.parametrize(
    "text",
    [
        # a chain of connections, and journeys from end to end
        "components:\n  c0: {kind: browser, uses: c1}\n"
        + "".join(f"  c{n}: {{kind: service, uses: c{n + 1}}}\n" for n in range(1, 400))
        + "  c400: {kind: service}\njourneys:\n"
        + "".join(f"  j{n}: {{from: c0, to: c{n}}}\n" for n in range(1, 401)),
        # a ladder, which has as many ways as powers of two
        "components:\n  a0: {kind: browser, uses: [b0, c0]}\n"
        + "".join(
            f"  b{n}: {{kind: service, uses: [b{n + 1}, c{n + 1}]}}\n"
            f"  c{n}: {{kind: service, uses: [b{n + 1}, c{n + 1}]}}\n"
            for n in range(100)
        )
        + "  b100: {kind: service, uses: mysql}\n  c100: {kind: service}\n  mysql: {}\n"
        + "journeys:\n  j: {from: a0, to: [b0, b1]}\n",
        # a long chain of names, and a wide fan of records
        "components:\n  me: {kind: browser, uses: n0.foobar.com}\n  nginx: {address: 8.8.8.8}\ndns:\n  foobar.com:\n"
        + "".join(f"    n{n}: {{CNAME: n{n + 1}}}\n" for n in range(500))
        + "    n500: {A: nginx}\n",
        # everything on one machine
        "components:\n  box: {kind: server}\n"
        + "".join(f"  s{n}: {{kind: service, host: box, instances: 20, uses: s{n + 1}}}\n" for n in range(300))
        + "  s300: {kind: service, host: box}\n",
    ],
    ids=["chain", "ladder", "names", "crowd"],
)
def test_odd_shapes_take_no_longer(seconds, text):
    assert seconds(text, tries=1) < 1


def test_there_is_an_end_to_it(resolved, monkeypatch):
    """Whatever a stranger writes, it is refused before it takes long."""
    monkeypatch.setattr("infra_design.resolve.report.MOST_STEPS", 1_000)
    links = "".join(f"  c{n}: {{kind: service, uses: c{n + 1}}}\n" for n in range(100))
    steps = "".join(f"  j{n}: {{from: c{n}, to: c100}}\n" for n in range(100))
    system, problems = resolved(f"components:\n{links}  c100: {{kind: service}}\njourneys:\n{steps}")
    assert [str(problem) for problem in problems] == [
        "designs/0.yml:1:1: the stage is too large, or too entangled, to be resolved (split it into several systems)"
    ]
    assert system.stages[0].components == {}


def test_stages_that_pass_on_many_things_come_to_an_end_together(resolved, monkeypatch):
    """Of three stages with two instances each, five are allowed: the third is one too many, and told so."""
    monkeypatch.setattr("infra_design.resolve.stage.MOST_INSTANCES", 5)
    stages = ["components: {a: {kind: service, instances: 2}}", "extends: '0'", "extends: '1'", "extends: '2'"]
    system, problems = resolved(*stages)
    assert [str(problem) for problem in problems] == [
        "designs/2.yml:1:1: more than 5 instances in all stages of the system up to this one (split it into several)"
    ]
    assert [stage.id for stage in system.stages] == ["0", "1", "2"]
