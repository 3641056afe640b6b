"""DNS record bypasses the failover.

The record of a hostname that visitors use leads to one member of a group, to one of two load balancers, or to a
backend behind one, so that the others get nothing to do.

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
from infra_design.analyze.routing import served
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import entry_names, evidence
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity
from infra_design.model.stage import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component, Connection

GROUP = "DNS"
SEVERITY = Severity.HIGH
BALANCER = "load-balancer"


def find(facts: Facts) -> Iterator[Found]:
    """Hostnames of clients that lead to some members of a group only, past a load balancer, or to one of two."""
    entries = [(name, facts.connections[ident]) for name, ident in entry_names(facts.stage)]
    entries = [one for one in entries if _of_client(facts, one[1])]
    for name, connection in entries:
        for component in dict.fromkeys(target.component for target in connection.targets):
            yield from _entry(facts, connection, facts.components[component], name)
            yield from _idle(facts, connection, facts.components[component], name)


def _of_client(facts: Facts, connection: Connection) -> bool:
    return facts.components[connection.source].kind.category is Category.CLIENT


def _entry(facts: Facts, connection: Connection, component: Component, name: str) -> Iterator[Found]:
    balancers = _in_front(facts, component, name)
    reached, left = _shares(facts, connection, component)
    if balancers:
        front = words.listed(balancers)
        message = f"{name} leads past the load balancer {front}, straight to {component.id} behind it."
        yield _found(component, connection, name, message, f"Let the record of {name} lead to {balancers[0]}.")
    elif left and not _reached_whole(facts, component):
        message = (
            f"{name} leads only to {words.listed(reached)}: nobody who asks for it gets to {words.listed(left)}."
        )
        yield _found(component, connection, name, message, _remedy(facts, component))


def _found(component: Component, connection: Connection, name: str, message: str, remedy: str) -> Found:
    records = [target.record for target in connection.targets if target.record]
    reached = sorted({one for target in connection.targets for one in target.members})
    way = Evidence(EvidenceKind.PATH, f"{connection.source} asks for {name}.", tuple(reached), (connection.id,))
    return Found(
        subjects=(component.id, name),
        message=message,
        remedy=remedy,
        mark=records[0].spec.mark if records else connection.mark,
        evidence=(*evidence(*records), way),
        connections=(connection.id,),
        cause=name,
    )


def _shares(facts: Facts, connection: Connection, component: Component) -> tuple[list[str], list[str]]:
    """Members, or nodes of the cluster that they run on, to which the records lead, and those that are left out.

    A primary alone is no gap: who writes must get there, and nowhere else.
    """
    targets = [target for target in connection.targets if target.component == component.id]
    if all(target.node for target in targets):
        reached = {target.node for target in targets}
        every = {node for ident in component.instances for node in _nodes(facts, ident)}
    else:
        reached = {one for target in targets for one in target.members}
        every = set(component.instances)
    if component.mode == "primary-replica" and component.active in reached:
        return sorted(reached), []
    return sorted(reached), sorted(every - reached)


def _nodes(facts: Facts, ident: str) -> Iterator[str]:
    for host in facts.instances[ident].hosts:
        if facts.component(host).kind.category is Category.CLUSTER:
            yield from facts.instances[host].hosts


def _reached_whole(facts: Facts, component: Component) -> bool:
    """Clients get to all of it by another name or way, and this one is for a member on purpose."""
    connections = [one for one in facts.incoming.get(component.id, ()) if _of_client(facts, one)]
    return any(not _shares(facts, one, component)[1] for one in connections)


def _idle(facts: Facts, connection: Connection, component: Component, name: str) -> Iterator[Found]:
    """Load balancers that do the same work as the one that is reached, and that nothing leads to."""
    behind = _behind(facts, component)
    for other in facts.of(Category.SOFTWARE):
        spare = other.kind.id == component.kind.id == BALANCER and other is not component
        if spare and behind & _behind(facts, other) and not facts.incoming.get(other.id):
            message = f"Nothing leads to the load balancer {other.id}: who asks for {name} gets to {component.id}."
            remedy = f"Add a record of {name} for {other.id}, or give both an address that moves over."
            yield _found(other, connection, name, message, remedy)


def _behind(facts: Facts, component: Component) -> set[str]:
    return {target.component for one in facts.outgoing.get(component.id, ()) for target in one.targets}


def _in_front(facts: Facts, component: Component, name: str) -> list[str]:
    """Load balancers that pass requests for this name on to the component."""
    request = Request((), component.id, "", hostname=name)
    ways = served(facts.incoming.get(component.id, ()), request)
    sources = dict.fromkeys(one.source for one in ways)
    return [source for source in sources if facts.components[source].kind.id == BALANCER]


def _remedy(facts: Facts, component: Component) -> str:
    groups = (facts.components[ident] for ident in (component.id, *component.hosts) if ident in facts.components)
    address = next((group.address[0] for group in groups if group.address and len(group.instances) > 1), "")
    if address:
        return f"Let the record lead to the group's virtual address {address}, which moves over when a member fails."
    return f"Let the record lead to all of {component.id}, or give the group a virtual address and lead to that."
