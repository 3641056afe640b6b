"""Failover is not automatic.

A passive member or a replica could take over, but only after a person has made it.

*Why it matters*

The time until somebody notices, wakes up, understands and acts is most of an outage. A stand-in that takes over by
itself turns hours into seconds. (Some teams choose manual failover on purpose, for fear of two primaries; then
accept this.)

*Example*

    title: A replica that must be promoted by hand
    components:
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica}  # finding

*Instead*

    title: A replica that takes over
    components:
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica, failover: automatic}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.facts import several
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Reliability"
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """Groups with a stand-in and manual failover."""
    for component in facts.components.values():
        if not _by_hand(component) or any(_by_hand(facts.component(host)) for host in component.hosts):
            continue
        standing_by = [ident for ident in component.instances if ident != component.active]
        replica = component.mode == "primary-replica"
        one, role = ("the primary", "replica") if replica else ("the active one", "passive one")
        yield Found(
            subjects=(component.id,),
            message=(
                f"If {component.active} fails, {words.listed(standing_by)} could become {one} of {component.id}, "
                f"but {_stated(component)}: it stays down until a person acts."
            ),
            remedy=f"Set up automatic failover and say so (`failover: automatic` on {component.id}), or accept this.",
            mark=component.spec.marks.get("failover", component.spec.marks.get("mode", component.mark)),
            evidence=(
                Evidence(
                    EvidenceKind.FACT,
                    f"{component.active} is {one}; {words.plural(len(standing_by), role)}; failover is manual.",
                    component.instances,
                ),
            ),
            cause=component.active,
        )


def _by_hand(component: Component) -> bool:
    stands_by = several(component) and component.mode != "active-active"
    return stands_by and component.failover == "manual" and not component.managed


def _stated(component: Component) -> str:
    return "failover is manual" if component.spec.failover else "nothing says that it does so by itself"
