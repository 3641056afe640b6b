"""DNS record bypasses the failover.

The record of a hostname that visitors use leads to one member of a group, or to a backend of a load balancer, so that
the other members or the load balancer get nothing to do.

*Why it matters*

A second load balancer protects only if visitors can get to it: through a virtual address that moves over, or through
records for both. With one member's address in DNS everybody goes to that one, and its failure is theirs.

*Example*

    title: A second load balancer that nobody asks
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      lb: {kind: server, instances: {lb-01: {address: 8.8.8.8}, lb-02: {address: 8.8.4.4}}}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: lb-01}  # finding

*Instead*

    title: Both are asked
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      lb: {kind: server, instances: {lb-01: {address: 8.8.8.8}, lb-02: {address: 8.8.4.4}}}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: lb}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import entry_names, evidence
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component, Connection

GROUP = "DNS"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Hostnames that lead to some members of a group only, or behind a load balancer."""
    for name, ident in entry_names(facts.stage):
        connection = facts.connections[ident]
        for component in dict.fromkeys(target.component for target in connection.targets):
            yield from _entry(facts, connection, facts.components[component], name)


def _entry(facts: Facts, connection: Connection, component: Component, name: str) -> Iterator[Found]:
    reached = {one for target in connection.targets if target.component == component.id for one in target.members}
    left = [one for one in component.instances if one not in reached]
    balancers = _in_front(facts, component)
    if balancers:
        front = words.listed(balancers)
        message = f"{name} leads past the load balancer {front}, straight to {component.id} behind it."
        remedy = f"Let the record of {name} lead to {balancers[0]}."
    else:
        message = f"{name} leads only to {words.listed(sorted(reached))}: nobody ever gets to {words.listed(left)}."
        remedy = _remedy(facts, component)
    if balancers or left:
        records = [target.record for target in connection.targets if target.record]
        way = Evidence(
            EvidenceKind.PATH, f"{connection.source} asks for {name}.", tuple(sorted(reached)), (connection.id,)
        )
        yield Found(
            subjects=(component.id, name),
            message=message,
            remedy=remedy,
            mark=records[0].spec.mark if records else connection.mark,
            evidence=(*evidence(*records), way),
            connections=(connection.id,),
            cause=name,
        )


def _in_front(facts: Facts, component: Component) -> list[str]:
    """Load balancers that spread requests over this one."""
    sources = (facts.components[one.source] for one in facts.incoming.get(component.id, ()))
    return [one.id for one in sources if one.kind.id == "load-balancer"]


def _remedy(facts: Facts, component: Component) -> str:
    groups = (facts.components[ident] for ident in (component.id, *component.hosts) if ident in facts.components)
    address = next((group.address[0] for group in groups if group.address and len(group.instances) > 1), "")
    if address:
        return f"Let the record lead to the group's virtual address {address}, which moves over when a member fails."
    return f"Let the record lead to all of {component.id}, or give the group a virtual address and lead to that."
