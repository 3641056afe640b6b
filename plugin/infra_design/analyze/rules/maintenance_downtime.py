"""Maintenance means downtime.

Restarting, upgrading or replacing one part stops a journey, because nothing serves in its place meanwhile. The
finding is high where visitors arrive and low further behind, where a stop can be short and planned.

*Why it matters*

Systems are changed more often than they break: security updates, new versions of the application, a bigger disk.
Where each of these means downtime, they get put off, or done at night.

*Example*

    title: One web server to restart
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}  # finding
      nginx: {host: web, uses: mysql}
      db: {kind: server}  # finding
      mysql: {host: db}

*Instead*

    title: One after the other
    components:
      visitor: {kind: browser, uses: lb}
      lb: {kind: load-balancer, managed: true, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web, uses: mysql}
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica, failover: automatic}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.cuts import leads
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.cuts import SinglePoint
    from infra_design.analyze.facts import Facts

GROUP = "Operations"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Cuts of one that their owners must restart some day."""
    entries = _entries(facts)
    machines = frozenset(ident for point in facts.points("spof-server") for ident in point.instances)
    for point in facts.single_points:
        if _is_seldom_touched(facts, point) or _stands_on(facts, point, machines):
            continue
        at_entry = not entries.isdisjoint((*point.instances, *point.takes_down))
        yield Found(
            subjects=(point.subject,),
            message=_message(point),
            remedy=_remedy(point),
            mark=facts.mark(point.subject),
            severity=SEVERITY if at_entry else Severity.LOW,
            evidence=(Evidence(EvidenceKind.CUT, _evidence(point), (*point.instances, *point.takes_down)),),
            journeys=tuple(journey.id for journey in point.journeys),
            cause=point.cause,
        )


def _entries(facts: Facts) -> frozenset[str]:
    """Instances at which journeys arrive, a provider's own aside."""
    return frozenset(
        ident
        for journey in facts.journeys
        for entry in facts.entries(journey, lambda component: component.managed)
        for ident in entry.members
    )


def _stands_on(facts: Facts, point: SinglePoint, machines: frozenset[str]) -> bool:
    """It is the primary on a machine that has a finding of its own."""
    return point.rule == "spof-write-primary" and any(facts.standing(one) & machines for one in point.instances)


def _is_seldom_touched(facts: Facts, point: SinglePoint) -> bool:
    """It is a place, or a provider's; or a cluster starts its next copy before it stops the last, data aside."""
    if point.rule == "spof-shared-dependency" or point.component.managed:
        return True
    return facts.on_cluster(point.component) and point.component.kind.category is not Category.STORE


def _message(point: SinglePoint) -> str:
    parts = f", or {words.listed(point.takes_down, 'or')} on it," if point.takes_down else ""
    return f"While {point.name}{parts} is restarted or upgraded, {words.hardship(point.journeys)}."


def _evidence(point: SinglePoint) -> str:
    return f"Nothing serves in the place of {point.name} meanwhile: {words.stopping(point.journeys)}."


def _remedy(point: SinglePoint) -> str:
    if point.only_leaders or any(leads(point.component, ident) for ident in point.instances):
        return "Switch over to another one before the work and back after it; automatic failover makes that one step."
    return f"Run two of {point.component.id}, and take them out of service one at a time."
