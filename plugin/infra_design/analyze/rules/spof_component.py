"""A component is a single point of failure.

Something that is neither a machine nor a load balancer is a single point of failure by itself: a program on a
cluster, a router, a store that several machines share.

*Why it matters*

Redundant machines around a single part are only as good as that part. It's often the thing that nobody draws twice:
the switch, the shared file storage, the one scheduler.

*Example*

    title: One router
    components:
      visitor: {kind: browser, uses: router}
      router: {kind: router, uses: nginx}  # finding
      web: {kind: server, instances: 2}
      nginx: {host: web}

*Instead*

    title: Two routers, one of which is enough
    components:
      visitor: {kind: browser, uses: router}
      router: {kind: router, instances: 2, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.cuts import evidence
from infra_design.analyze.facts import several
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Reliability"
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """Cuts of one that no other rule reports."""
    for point in facts.points("spof-component"):
        yield Found(
            subjects=(point.subject,),
            cause=point.cause,
            message=f"If {point.name} fails, {words.hardship(point.journeys)}: {_because(point.component)}.",
            remedy=_remedy(point.component),
            mark=facts.mark(point.subject),
            evidence=evidence(facts, point),
            journeys=tuple(journey.id for journey in point.journeys),
        )


def _because(component: Component) -> str:
    if not several(component):
        return "there is only one, and nothing stands in for it"
    if component.min_read > 1 or component.min_write > 1:
        count = max(component.min_read, component.min_write)
        return f"{count} of {len(component.instances)} {component.id} must work"
    return "no other one takes over by itself"


def _remedy(component: Component) -> str:
    if component.kind.category is Category.STORE and not several(component):
        return f"Keep a second member of {component.id} elsewhere: `instances: 2` with `failover: automatic`."
    if several(component):
        return f"Let another {component.id} take over by itself (`failover: automatic`), or add one to spare."
    return f"Run a second {component.id} (`instances: 2`), in another place, with whatever uses it knowing both."
