"""A component is connected with nothing.

A component uses nothing and is used by nothing, stands on nothing and carries nothing.

*Why it matters*

Either it isn't needed, or the design leaves out what connects it, and whatever is computed here leaves it out as
well.

*Example*

    title: What is the cache for?
    components:
      web: {kind: server}
      nginx: {host: web}
      redis:  # finding

*Instead*

    title: The cache is used
    components:
      web: {kind: server}
      nginx: {host: web, uses: redis}
      redis:
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Design hygiene"
SEVERITY = Severity.LOW


def find(facts: Facts) -> Iterator[Found]:
    """Components in no relation to any other."""
    related = _pointed_at(facts)
    for component in facts.components.values() if len(facts.components) > 1 else ():
        if component.id not in related and not _points(component):
            yield Found(
                subjects=(component.id,),
                message=f"{component.id} is connected with nothing: nothing uses it, and it stands on nothing.",
                remedy=f"Say what uses {component.id} or where it stands, or leave it out.",
                mark=component.mark,
                evidence=(
                    Evidence(EvidenceKind.FACT, f"No connection leads to {component.id}.", component.instances),
                ),
            )


def _points(component: Component) -> bool:
    return bool(component.hosts or component.places or component.covers or component.covers_names)


def _pointed_at(facts: Facts) -> frozenset[str]:
    """Components at either end of a connection, under or around others, or looked after."""
    found = {connection.source for connection in facts.stage.connections if not connection.replication}
    found |= set(facts.incoming)
    for component in facts.components.values():
        found |= {facts.component(ident).id for ident in (*component.hosts, *component.places)}
        found |= {facts.component(ident).id for ident in component.covers}
    found |= {ident for connection in facts.stage.connections for ident in connection.dns_servers}
    return frozenset(found)
