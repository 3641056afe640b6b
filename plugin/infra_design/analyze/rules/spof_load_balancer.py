"""The load balancer is a single point of failure.

A load balancer, or a machine that carries only load balancers, is a single point of failure. The servers behind it
back each other up, and nothing backs up what stands before them.

*Why it matters*

A load balancer is added to survive the failure of a server. A single one moves the problem: all servers may be
well, and nobody reaches them.

*Example*

    title: One load balancer
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server}  # finding
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web}

*Instead*

    title: A second load balancer takes over
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server, instances: 2, mode: active-passive, failover: automatic, address: 8.8.8.8}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.cuts import evidence
from infra_design.analyze.facts import several
from infra_design.analyze.rule import Found
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.cuts import SinglePoint
    from infra_design.analyze.facts import Facts

GROUP = "Reliability"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Load balancers, and machines that carry only those, that are a cut of one."""
    for point in facts.points("spof-load-balancer"):
        passes = words.listed(point.takes_down) + f" on {point.subject}" if point.takes_down else "it"
        yield Found(
            subjects=(point.subject,),
            cause=point.cause,
            message=f"If {point.name} fails, {words.hardship(point.journeys)}: each request passes through {passes}.",
            remedy=_remedy(facts, point),
            mark=facts.mark(point.subject),
            evidence=evidence(facts, point),
            journeys=tuple(journey.id for journey in point.journeys),
        )


def _remedy(facts: Facts, point: SinglePoint) -> str:
    if several(point.component):
        return (
            f"Let the other {point.component.id} take over by itself (`failover: automatic`), "
            "at an address that moves with it."
        )
    pair = "`instances: 2, mode: active-passive, failover: automatic`"
    address = "" if point.component.address else " and one `address` for the pair"
    where = "" if not facts.instances[point.instances[0]].hosts else ", on machines of their own"
    return f"Give {point.component.id} a partner that takes over: {pair}{address}{where}."
