"""A place is a single point of failure.

A rack, an availability zone, a data center or a region is a single point of failure: whatever a journey needs is in
it, and goes down with it.

*Why it matters*

Machines in one place share its power, its cooling, its network and its accidents. Copies protect against the
failure of one of them, and not against the failure of what they share.

*Example*

    title: Everything in one zone
    components:
      visitor: {kind: browser, uses: lb}
      zone-a: {kind: availability-zone}  # finding
      lb: {kind: load-balancer, managed: true, uses: nginx}
      web: {kind: server, instances: 2, in: zone-a}
      nginx: {host: web}

*Instead*

    title: Dealt over two zones
    components:
      visitor: {kind: browser, uses: lb}
      zone-a: {kind: availability-zone}
      zone-b: {kind: availability-zone}
      lb: {kind: load-balancer, managed: true, uses: nginx}
      web: {kind: server, instances: 2, in: [zone-a, zone-b]}
      nginx: {host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.cuts import evidence
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.cuts import SinglePoint
    from infra_design.analyze.facts import Facts

GROUP = "Reliability"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Places that are a cut of one."""
    for point in facts.points("spof-shared-dependency"):
        kind = point.component.kind.title.lower()
        names = _directly_inside(facts, point)
        inside = words.listed(names)
        because = f": {inside} {words.verb(names, 'is', 'are')} only there" if inside else ""
        yield Found(
            subjects=(point.subject,),
            message=f"If the {kind} {point.name} fails, {words.hardship(point.journeys)}{because}.",
            remedy=f"Spread {inside or 'what it holds'} over a second {kind}: `in: [{point.subject}, …]`.",
            mark=facts.mark(point.subject),
            evidence=evidence(facts, point),
            journeys=tuple(journey.id for journey in point.journeys),
        )


def _directly_inside(facts: Facts, point: SinglePoint) -> tuple[str, ...]:
    """What is lost with a place, but for what stands on something else that is, and places within it."""
    lost = set(point.takes_down)
    return facts.subjects(
        ident
        for ident in lost
        if facts.component(ident).kind.category is not Category.PLACE
        and not lost.intersection(facts.instances[ident].hosts)
    )
