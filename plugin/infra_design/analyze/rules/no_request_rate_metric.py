"""The request rate is not measured.

The web tier is monitored, and none of the products that do it measures requests, as far as the catalog knows.

*Why it matters*

Queries per second (QPS) is what a website's load is measured in: without it nobody can say whether a slow day was a
busy day, or how much room is left before the next campaign.

*Example*

    title: Only asked whether it is up
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}  # finding
      watch: {product: uptimerobot, kind: monitoring, covers: web}

*Instead*

    title: Requests are counted
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
      agent: {kind: monitoring-agent, product: sumo-logic, host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category, Tier
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Operations"
SEVERITY = Severity.LOW


def find(facts: Facts) -> Iterator[Found]:
    """Web servers whose monitors are all known not to measure requests."""
    for component in facts.of(Category.SOFTWARE):
        eyes = _eyes(facts, component) if component.kind.tier is Tier.WEB else ()
        if eyes and all(eye.product and eye.product.measures_requests is False for eye in eyes):
            names = words.listed(eye.product_name for eye in eyes)
            yield Found(
                subjects=(component.id,),
                message=f"{component.id} is watched by {names}, which doesn't measure how many requests it gets.",
                remedy=f"Count them where they arrive: let an agent read the log or status page of {component.id}.",
                mark=component.mark,
                evidence=(
                    Evidence(
                        EvidenceKind.FACT,
                        f"{names}: no figure for requests.",
                        tuple(ident for eye in eyes for ident in eye.instances),
                    ),
                ),
            )


def _eyes(facts: Facts, component: Component) -> tuple[Component, ...]:
    """Who watches any of its machines; what an agent reports to says more about figures than the agent does."""
    machines = {instance.machine for instance in facts.copies(component)}
    eyes = {eye.id: eye for machine in sorted(machines) for eye in facts.watched.get(machine, ())}
    behind = {
        target.component: facts.components[target.component]
        for eye in eyes.values()
        for connection in facts.outgoing.get(eye.id, ())
        for target in connection.targets
        if facts.components[target.component].kind.category is Category.MONITORING
    }
    return tuple((eyes | behind).values())
