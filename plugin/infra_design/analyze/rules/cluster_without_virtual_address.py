"""Active-passive load balancers without a shared address.

Of two load balancers one is active and one passive, and they have no address in common: visitors go on asking the
address of the one that failed.

*Why it matters*

The passive load balancer is ready and nobody comes. Taking over means answering at the address that the world
knows; a virtual address (VRRP, keepalived, a floating or elastic IP), or DNS that fails over, does that.

*Example*

    title: Two addresses
    components:
      visitor: {kind: browser, uses: haproxy}
      lb:  # finding
        kind: server
        mode: active-passive
        failover: automatic
        instances: {lb-a: {address: 8.8.8.8}, lb-b: {address: 8.8.4.4}}
      haproxy: {host: lb}

*Instead*

    title: One address for both
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server, instances: 2, mode: active-passive, failover: automatic, address: 8.8.8.8}
      haproxy: {host: lb}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.facts import several
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Reliability"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Active-passive load balancers whose members have addresses, and none together."""
    for component in facts.of(Category.SOFTWARE):
        if component.kind.id != "load-balancer" or not _stands_by(component) or _follows_in_dns(facts, component):
            continue
        group = _machines(facts, component)
        own = {ident: facts.addresses(ident) for ident in component.instances}
        if not component.address and not group.address and all(own.values()):
            named = words.listed(f"{ident} at {words.listed(own[ident])}" for ident in own)
            yield Found(
                subjects=(group.id,),
                message=(
                    f"The load balancers of {group.id} have no address in common ({named}): when {component.active} "
                    "fails, visitors still ask its address."
                ),
                remedy=f"Give the pair one `address` that moves with the active one, on {group.id}.",
                mark=group.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"Addresses: {named}.", component.instances),),
            )


def _stands_by(component: Component) -> bool:
    return several(component) and component.mode == "active-passive" and not component.managed


def _machines(facts: Facts, component: Component) -> Component:
    """The group of machines that the load balancers stand on, one on each; else the load balancers."""
    hosts = {facts.component(host).id for ident in component.instances for host in facts.instances[ident].hosts}
    return facts.components[hosts.pop()] if len(hosts) == 1 else component


def _follows_in_dns(facts: Facts, component: Component) -> bool:
    """Records with failover roles lead to it, so that the name moves instead of the address."""
    return any(
        target.failover and target.component == component.id
        for connection in facts.incoming.get(component.id, ())
        for target in connection.targets
    )
