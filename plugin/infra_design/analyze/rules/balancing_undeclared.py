"""The balancing algorithm is not stated.

A load balancer passes requests on to several instances, and the design doesn't say by which algorithm.

*Why it matters*

Round robin, least connections and hashing behave differently when one server is slow, or when a visitor must come
back to the same one. Who reads the design should know which it is.

*Example*

    title: By some algorithm
    components:
      lb: {kind: server}
      haproxy: {host: lb, uses: nginx}  # finding
      web: {kind: server, instances: 2}
      nginx: {host: web}

*Instead*

    title: Round robin
    components:
      lb: {kind: server}
      haproxy: {host: lb, uses: nginx, algorithm: round-robin}
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

GROUP = "Capacity"
SEVERITY = Severity.LOW


def find(facts: Facts) -> Iterator[Found]:
    """Load balancers over several instances without an algorithm."""
    for component, backends in facts.balanced:
        if not component.spec.algorithm and not component.managed:
            reached = tuple(ident for backend in backends for ident in backend.instances)
            yield Found(
                subjects=(component.id,),
                message=f"{component.id} spreads requests over {words.listed(reached)}, and by what rule isn't said.",
                remedy=f"Say it: `algorithm: round-robin` (or least-connections, …) on {component.id}.",
                mark=component.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"No `algorithm` on {component.id}.", component.instances),),
            )
