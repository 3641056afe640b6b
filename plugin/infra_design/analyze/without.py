"""A stage with less in it, to see what a part is good for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category, Tier
from infra_design.model.stage import Encryption, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component, Connection, Instance, Journey, Request, Stage, Target


@dataclass(frozen=True, slots=True)
class Less:
    """A stage with less in it.

    Attributes:
        stage: what is left; where something that only passes requests on is gone, what used it uses what was behind.
        gone: ids of components and instances that are not in it.
        broken: journeys that cannot do without what is gone; they are not in `stage`.
    """

    stage: Stage
    gone: frozenset[str]
    broken: tuple[Journey, ...]


def without(facts: Facts, idents: Iterable[str]) -> Less:
    """A stage without some components or instances, and without what stands on them or is for nothing else."""
    gone = _falling(facts, frozenset(idents))
    connections = {found.id: found for one in facts.stage.connections for found in _connection(facts, one, gone)}
    broken = tuple(journey for journey in facts.stage.journeys if _needs(facts, journey, gone, connections))
    journeys = (one for one in facts.stage.journeys if one not in broken)
    components = {one.id: _component(facts, one, gone) for one in facts.components.values() if one.id not in gone}
    instances = {
        one.id: _instance(one, components[one.component], gone)
        for one in facts.instances.values()
        if one.id not in gone
    }
    stage = replace(
        facts.stage,
        components=components,
        instances=instances,
        connections=tuple(connections.values()),
        journeys=tuple(_journey(journey, connections, gone) for journey in journeys),
        carries={
            machine: tuple(ident for ident in carried if ident not in gone)
            for machine, carried in facts.stage.carries.items()
            if machine not in gone
        },
    )
    return Less(stage, gone, broken)


def _falling(facts: Facts, idents: frozenset[str]) -> frozenset[str]:
    """What is taken out, its instances, what stands on nothing else, and what has nobody left to talk to."""
    chosen = {one for ident in idents for one in _copies(facts, ident)}
    falls: dict[str, bool] = {}
    gone = {ident for ident in facts.instances if _falls(facts, ident, chosen, falls)} | chosen
    gone |= {one.id for one in facts.components.values() if gone.issuperset(one.instances)}
    for component in facts.of(Category.AGENT):
        targets = {target.component for one in facts.outgoing.get(component.id, ()) for target in one.targets}
        if targets and targets <= gone:
            gone |= {component.id, *component.instances}
    return frozenset(gone)


def _falls(facts: Facts, ident: str, chosen: set[str], known: dict[str, bool]) -> bool:
    if ident not in known:
        known[ident] = ident in chosen
        hosts = facts.instances[ident].hosts
        known[ident] |= bool(hosts) and all(_falls(facts, host, chosen, known) for host in hosts)
    return known[ident]


def _copies(facts: Facts, ident: str) -> Iterator[str]:
    yield ident
    if ident in facts.components:
        yield from facts.components[ident].instances


def _component(facts: Facts, component: Component, gone: frozenset[str]) -> Component:
    instances = tuple(ident for ident in component.instances if ident not in gone)
    return replace(
        component,
        instances=instances,
        active=component.active if component.active not in gone else instances[0],
        min_read=min(component.min_read, len(instances)),
        min_write=min(component.min_write, len(instances)),
        hosts=tuple(ident for ident in component.hosts if ident not in gone),
        places=tuple(ident for ident in component.places if ident not in gone),
        covers=tuple(ident for ident in component.covers if ident not in gone),
        tls_names=tuple(name for name in component.tls_names if name not in _lost_names(facts, component, gone)),
    )


def _lost_names(facts: Facts, component: Component, gone: frozenset[str]) -> set[str]:
    """Hostnames of certificates that the component held and that are gone."""
    certificates = [one for one in facts.of(Category.CERTIFICATE) if component.id in (*one.hosts, *one.covers)]
    kept = {name for one in certificates if one.id not in gone for name in one.covers_names}
    return {name for one in facts.of(Category.CERTIFICATE) if one.id in gone for name in one.covers_names} - kept


def _instance(instance: Instance, component: Component, gone: frozenset[str]) -> Instance:
    left = tuple(tuple(one for one in places if one not in gone) for places in instance.places)
    return replace(
        instance,
        role=Role.SINGLE if len(component.instances) == 1 else _role(instance, component),
        hosts=tuple(host for host in instance.hosts if host not in gone),
        places=tuple(places for places in left if places),
    )


def _role(instance: Instance, component: Component) -> Role:
    leading = instance.id == component.active
    if component.mode == "primary-replica":
        return Role.PRIMARY if leading else Role.REPLICA
    return Role.PASSIVE if component.mode == "active-passive" and not leading else Role.ACTIVE


def _connection(facts: Facts, connection: Connection, gone: frozenset[str]) -> Iterator[Connection]:
    if connection.source in gone:
        return
    if not connection.targets:  # a name that leads nowhere, which it does without anything
        yield connection
        return
    targets = tuple(_targets(facts, connection, gone))
    if not targets or (connection.replication and len(targets[0].members) == 1):
        return
    neighbors = {
        source: tuple(member for member in members if member not in gone)
        for source, members in connection.neighbors.items()
        if source not in gone
    }
    bare = connection.tls_end and _loses_certificate(facts, connection, gone) and not connection.stated
    yield replace(
        connection,
        targets=targets,
        neighbors=neighbors if targets[0].component == connection.target else {},
        dns_servers=tuple(server for server in connection.dns_servers if server not in gone),
        protocol="http" if bare and connection.protocol == "https" else connection.protocol,
        port=None if bare else connection.port,
        encryption=Encryption.CLEAR if bare else connection.encryption,
        tls_end="" if bare else connection.tls_end,
    )


def _loses_certificate(facts: Facts, connection: Connection, gone: frozenset[str]) -> bool:
    if connection.tls_end in gone:
        return True
    end = facts.components[connection.tls_end]
    return bool(end.tls_names) and set(end.tls_names) <= _lost_names(facts, end, gone)


def _targets(facts: Facts, connection: Connection, gone: frozenset[str]) -> Iterator[Target]:
    """Where a connection leads now: what is left of its targets, else what was behind them."""
    left = [replace(one, members=tuple(m for m in one.members if m not in gone)) for one in connection.targets]
    remaining = [one for one in left if one.members and one.node not in gone]
    if remaining:
        yield from remaining
        return
    from_client = facts.components[connection.source].kind.category is Category.CLIENT
    for target in connection.targets:
        for behind in _behind(facts, target.component, gone):
            # Without something that distributes, the client's one address is the address of one instance.
            single = from_client and not facts.components[behind.component].address
            members = behind.members[:1] if single else behind.members
            yield replace(behind, members=members, whole=behind.whole and not single)


def _behind(facts: Facts, ident: str, gone: frozenset[str], depth: int = 0) -> Iterator[Target]:
    """What a component that only passes requests on passes them to."""
    if not _passes_on(facts.components[ident]) or depth > len(facts.components):
        return
    for connection in facts.outgoing.get(ident, ()):
        for target in connection.targets if connection.needed and not connection.routes else ():
            members = tuple(member for member in target.members if member not in gone)
            if members:
                yield replace(target, members=members)
            else:
                yield from _behind(facts, target.component, gone, depth + 1)


def _passes_on(component: Component) -> bool:
    return component.kind.tier is Tier.TRAFFIC or component.kind.id == "cache"


def _needs(facts: Facts, journey: Journey, gone: frozenset[str], connections: dict[str, Connection]) -> bool:
    """On the journey's way, a connection to what is gone leads nowhere now, or nobody reads what was written."""
    unread = (one for one in journey.requests if one.reader and connections.keys().isdisjoint(one.chain))
    if journey.client in gone or any(unread):
        return True
    way = (connection for connection in facts.ways(journey).values() if connection.source not in gone)
    return any(connection.id not in connections for connection in way)


def _journey(journey: Journey, connections: dict[str, Connection], gone: frozenset[str]) -> Journey:
    return replace(journey, requests=tuple(_request(request, connections, gone) for request in journey.requests))


def _request(request: Request, connections: dict[str, Connection], gone: frozenset[str]) -> Request:
    chain = tuple(ident for ident in request.chain if ident in connections)
    if request.start in gone and chain:
        request = replace(request, start=connections[chain[0]].source)
    if chain == request.chain and not request.reader and chain:
        return replace(request, target=connections[chain[-1]].target)
    return replace(request, chain=chain)
