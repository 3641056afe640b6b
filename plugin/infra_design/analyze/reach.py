"""Who can reach what, what guards it, and what looks after it."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component, Connection

FORWARDERS = frozenset({"firewall", "waf", "router", "switch", "nat-gateway"})
"""Kinds that, where they use something, pass on what comes to them."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """A component that clients on the internet reach by a declared connection.

    Attributes:
        members: its instances that are reached.
        connection: the connection that leads to it; through forwarders, the last one.
        origin: the client's own connection, which has the hostname.
        passed: forwarders on the way, in order.
    """

    component: Component
    members: tuple[str, ...]
    connection: Connection
    origin: Connection
    passed: tuple[Component, ...]


def exposures(facts: Facts) -> tuple[Exposure, ...]:
    """What clients on the internet reach, in the order of the file."""
    return tuple(
        exposure
        for client in facts.of(Category.CLIENT)
        if on_internet(facts, client.id)
        for connection in facts.outgoing.get(client.id, ())
        for exposure in _behind(facts, connection)
    )


def on_internet(facts: Facts, ident: str) -> bool:
    """What is in no place, a client above all, is on the internet."""
    return not any(
        facts.components[one].kind.category is Category.PLACE
        for one in facts.standing(ident)
        if one in facts.components
    )


def _behind(facts: Facts, origin: Connection) -> Iterator[Exposure]:
    queue: deque[tuple[Connection, tuple[Component, ...]]] = deque([(origin, ())])
    seen = {origin.id}
    while queue:
        connection, passed = queue.popleft()
        for target in connection.targets:
            component = facts.components[target.component]
            onward = facts.outgoing.get(component.id, ()) if component.kind.id in FORWARDERS else ()
            if not onward:
                yield Exposure(component, target.members, connection, origin, passed)
            for further in onward:
                if further.id not in seen:
                    seen.add(further.id)
                    queue.append((further, (*passed, component)))


def watched(facts: Facts) -> Mapping[str, tuple[Component, ...]]:
    """Machine instance id → the agents and monitoring that watch it or something on it."""
    eyes: dict[str, dict[str, Component]] = defaultdict(dict)
    watchers = facts.of(Category.AGENT, Category.MONITORING)
    for watcher in watchers:
        for ident in _in_sight(facts, watcher):
            eyes[ident][watcher.id] = watcher
    found = {}
    for machine in facts.machines:
        seen: dict[str, Component] = {}
        for ident in (machine.id, *facts.stage.carries.get(machine.id, ())):
            for one in facts.standing(ident):
                seen |= eyes.get(one, {})
        found[machine.id] = tuple(one for one in watchers if one.id in seen)
    return found


def _in_sight(facts: Facts, watcher: Component) -> Iterator[str]:
    yield from watcher.covers
    if watcher.kind.category is Category.AGENT:
        for one in (one for instance in facts.copies(watcher) for one in facts.standing(instance.id)):
            if facts.component(one).kind.category in {Category.MACHINE, Category.CLUSTER}:
                yield one
    else:
        for connection in facts.outgoing.get(watcher.id, ()):
            yield from (target.component for target in connection.targets)


def backups(facts: Facts, component: Component) -> tuple[Component, ...]:
    """Backups that cover a store or what it stands on, or that it is connected with."""
    standing = frozenset().union(*(facts.standing(ident) for ident in component.instances), {component.id})
    return tuple(
        backup
        for backup in facts.of(Category.BACKUP)
        if standing.intersection(backup.covers)
        or any(connection.target == backup.id for connection in facts.outgoing.get(component.id, ()))
        or any(connection.target == component.id for connection in facts.outgoing.get(backup.id, ()))
    )
