"""The primary is a single point of failure for writes.

Of several members only the primary accepts writes, and nothing takes its place by itself. Reading goes on from the
replicas; writing stops until somebody makes one of them the new primary.

*Why it matters*

Replicas look like redundancy, and for reading they are. Orders, comments and logins are writes. With manual
failover they stay down until a person is awake, has understood what happened, and has promoted a replica.

*Example*

    title: Nobody takes over for the primary
    components:
      visitor: {kind: browser, uses: app}
      web: {kind: server, instances: 2}
      app: {kind: application-server, host: web, uses: mysql}
      mysql: {host: web, mode: primary-replica}  # finding

*Instead*

    title: A replica takes over by itself
    components:
      visitor: {kind: browser, uses: app}
      web: {kind: server, instances: 2}
      app: {kind: application-server, host: web, uses: mysql}
      mysql: {host: web, mode: primary-replica, failover: automatic}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.cuts import evidence
from infra_design.analyze.rule import Found
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Reliability"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Primaries that are a cut of one."""
    for point in facts.points("spof-write-primary"):
        component = point.component
        writes = all("write" in journey.access for journey in point.journeys)
        only = f"it is the only member of {component.id} that accepts writes, and no replica takes over by itself"
        goes_on = "; reading goes on" if writes and component.min_read < len(component.instances) else ""
        yield Found(
            subjects=(point.subject,),
            cause=point.cause,
            message=f"If {point.name} fails, {words.hardship(point.journeys)}: {only}{goes_on}.",
            remedy=f"Let a replica of {component.id} become the primary by itself: `failover: automatic`.",
            mark=component.spec.marks.get("mode", component.mark),
            evidence=evidence(facts, point),
            journeys=tuple(journey.id for journey in point.journeys),
        )
