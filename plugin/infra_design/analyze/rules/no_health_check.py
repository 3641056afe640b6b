"""No health check.

A load balancer over several instances has no health check, or the design doesn't say whether it has one.

*Why it matters*

Without a health check the load balancer goes on sending requests to a server that is down: with two servers, every
other visitor gets an error, and the redundancy that was paid for does nothing.

*Example*

    title: Health checks are off
    components:
      lb: {kind: server}
      haproxy: {host: lb, uses: nginx, health-check: false}  # finding
      web: {kind: server, instances: 2}
      nginx: {host: web}

*Instead*

    title: Health checks are on
    components:
      lb: {kind: server}
      haproxy: {host: lb, uses: nginx, health-check: true}
      web: {kind: server, instances: 2}
      nginx: {host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Operations"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Load balancers over several instances without a stated health check."""
    for component, backends in facts.balanced:
        stated = component.spec.health_check
        if stated or (stated is None and component.managed):
            continue
        reached = tuple(ident for backend in backends for ident in backend.instances)
        yield Found(
            subjects=(component.id,),
            message=_message(component.id, reached, stated=stated is not None),
            remedy=f"Let {component.id} ask each server whether it is well, and say so: `health-check: true`.",
            mark=component.spec.marks.get("health-check", component.mark),
            severity=Severity.LOW if stated is None else SEVERITY,
            evidence=(Evidence(EvidenceKind.FACT, f"{component.id} spreads over {words.listed(reached)}.", reached),),
        )


def _message(name: str, reached: tuple[str, ...], *, stated: bool) -> str:
    if stated:
        return f"{name} doesn't check {words.listed(reached)}: it goes on sending visitors to one that is down."
    return (
        f"Nothing says whether {name} leaves out one of {words.listed(reached)} that is down: redundancy needs that."
    )
