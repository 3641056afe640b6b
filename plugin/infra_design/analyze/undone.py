"""A stage with one change taken back, where that is more telling than taking a part out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.analyze.facts import Facts
from infra_design.analyze.without import Less, without
from infra_design.model.catalog import Category
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.stage import Component, Connection, Instance, Stage


def moved_back(before: Facts, now: Facts, machine: Component) -> Less | None:
    """A stage without a new machine, what it carries being where it was before; None where that cannot be."""
    carried = {one.component for ident in machine.instances for one in now.work(ident)}
    homes = {ident: _homes(before, now, ident, machine) for ident in carried}
    if not homes or not all(homes.values()):
        return None
    stage = _rehosted(now, homes)
    return without(Facts(stage, now.catalog, ()), (machine.id,))


def _homes(before: Facts, now: Facts, ident: str, machine: Component) -> tuple[str, ...]:
    """Instances of machines on which a component was before, and that are still there."""
    old = before.components.get(ident)
    hosts = {before.component(host).id: None for host in old.hosts} if old else {}
    kept = [now.components[host] for host in hosts if host in now.components and host != machine.id]
    return tuple(one for host in kept if host.kind.category is Category.MACHINE for one in host.instances)


def _rehosted(facts: Facts, homes: Mapping[str, tuple[str, ...]]) -> Stage:
    """A stage with components on other machines, dealt over them."""
    instances = dict(facts.instances)
    components = dict(facts.components)
    for ident, machines in homes.items():
        component = components[ident]
        hosts = dict.fromkeys(instances[one].component for one in machines)
        components[ident] = replace(component, hosts=tuple(hosts))
        for place, copy in enumerate(component.instances):
            home = machines[place % len(machines)]
            instances[copy] = replace(
                instances[copy], hosts=(home,), machine=instances[home].machine, ground=instances[home].ground
            )
    stage = replace(
        facts.stage,
        components=components,
        instances=instances,
        carries={
            machine: tuple(one.id for one in instances.values() if one.machine == machine and one.id != machine)
            for machine in facts.stage.carries
        },
    )
    connections = (
        _closer(one, stage) if homes.keys() & {one.source, one.target} else one for one in stage.connections
    )
    return replace(stage, connections=tuple(connections))


def _closer(connection: Connection, stage: Stage) -> Connection:
    """A connection whose ends moved: neighbors are used first, and nothing is said of traffic inside a machine."""
    target = stage.components[connection.target]
    sources = [stage.instances[ident] for ident in stage.components[connection.source].instances]
    members = [stage.instances[ident] for one in connection.targets for ident in one.members]
    any_serves = target.mode == "active-active" and max(target.min_read, target.min_write) == 1
    neighbors = {one.id: found for one in sources if any_serves and (found := _beside(one, members))}
    apart = any(not one.machine or one.machine != other.machine for one in sources for other in members)
    inside = not apart or len(neighbors) == len(sources)
    clear = connection.encryption is not Encryption.ENCRYPTED
    return replace(
        connection, neighbors=neighbors, encryption=Encryption.LOCAL if inside and clear else connection.encryption
    )


def _beside(instance: Instance, members: list[Instance]) -> tuple[str, ...]:
    return tuple(one.id for one in members if instance.machine and one.machine == instance.machine)


def by_hand_again(before: Facts, now: Facts, component: Component) -> Less | None:
    """A stage in which a group, and what runs one on each of it, fails over as it did before; None: it still does."""
    old = before.components[component.id]
    if (old.mode, old.failover) == (component.mode, component.failover) or len(component.instances) == 1:
        return None
    alike = (component.mode, component.failover)
    changed = {
        ident: replace(one, mode=old.mode, failover=old.failover)
        for ident, one in now.components.items()
        if ident == component.id or (component.id in one.hosts and (one.mode, one.failover) == alike)
    }
    stage = replace(now.stage, components={**now.components, **changed})
    return Less(stage, frozenset(), ())


def clear_again(before: Facts, now: Facts, connection: Connection) -> Less | None:
    """A stage in which a connection is in clear text as it was before; None: it wasn't."""
    old = before.connections.get(connection.id)
    was_clear = old is not None and old.encryption is Encryption.CLEAR
    if old is None or not was_clear or connection.encryption is not Encryption.ENCRYPTED:
        return None
    plain = replace(connection, protocol=old.protocol, encryption=Encryption.CLEAR, tls_end="")
    connections = tuple(plain if one is connection else one for one in now.stage.connections)
    return Less(replace(now.stage, connections=connections), frozenset(), ())
