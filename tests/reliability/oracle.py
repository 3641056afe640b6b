"""format.md section 7, word by word, for one set of failed units at a time. Slow, and not one line from the engine.

"An instance works when it is up, what it is hosted on works, the places it is in leave it one, and each needed
connection finds its target working." Everything is taken to work, then what does not is taken away, until nothing
changes any more: the greatest fixpoint.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.stage import Component, Connection, Instance, Journey, Request, Stage, Target


class Oracle:
    """One request of a journey, with some units failed."""

    def __init__(
        self, stage: Stage, journey: Journey, request: Request, failed: frozenset[str], before: Oracle | None = None
    ) -> None:
        self.stage = stage
        self.journey = journey
        self.request = request
        self.failed = failed
        self.before = before or self
        self.on_the_way = {ident for step in journey.requests for ident in step.chain}
        self.working = dict.fromkeys(stage.instances, True)
        while True:
            new = {ident: self.works(one) for ident, one in stage.instances.items()}
            if new == self.working:
                break
            self.working = new

    def works(self, instance: Instance) -> bool:
        if instance.component == self.journey.client:
            return True
        owner = self.stage.components[instance.component]
        if instance.fails and instance.id in self.failed:
            return False
        hosts = [self.working[host] for host in instance.hosts]
        if owner.kind.category is Category.CLUSTER and hosts:
            if sum(hosts) < (owner.min_write if self.writing else owner.min_read):
                return False
        elif not all(hosts):
            return False
        if not all(any(self.working[place] for place in places) for places in instance.places):
            return False
        return all(self.finds(connection, instance.id) for connection in self.needed(owner.id))

    @property
    def writing(self) -> bool:
        return self.journey.access == "write"

    def needed(self, source: str) -> Iterator[Connection]:
        outgoing = [one for one in self.stage.connections if one.source == source and not one.replication]
        for connection in outgoing:
            if connection.id in self.on_the_way:
                yield connection
            elif connection.needed and (self.writing or connection.access != "write"):
                rivals = [one for one in outgoing if one.needed and (self.writing or one.access != "write")]
                if self.matches(connection, rivals):
                    yield connection

    def matches(self, connection: Connection, rivals: list[Connection]) -> bool:
        """`for`: a hostname, a port, or the longest path that the request's path begins with."""
        if not connection.routes:
            return True
        longest = max(
            (len(route) for one in rivals for route in one.routes if self.begins(route)),
            default=0,
        )
        for route in connection.routes:
            if self.begins(route) and len(route) == longest:
                return True
            if route in (self.request.hostname, str(self.request.port)):
                return True
        return False

    def begins(self, route: str) -> bool:
        return route in ("/", self.request.path) or self.request.path.startswith(route + "/")

    def finds(self, connection: Connection, source: str) -> bool:
        if connection.dns_servers and not any(
            self.group(self.stage.components[server], writing=False) for server in connection.dns_servers
        ):
            return False
        if source in connection.neighbors:
            return any(self.working[one] for one in connection.neighbors[source])
        if not connection.targets:
            zones = self.stage.zones
            known = [zone for zone in zones if ("." + connection.hostname).endswith("." + zone)]
            return self.component(source_of(self.stage, source)).kind.category is not Category.CLIENT and not known
        return any(self.target(connection, target) for target in connection.targets)

    def target(self, connection: Connection, target: Target) -> bool:
        if target.node and not self.working[target.node]:
            return False
        component = self.stage.components[target.component]
        writing = self.writing and connection.access in ("write", "read-write")
        if target.whole:
            return self.group(component, writing=writing)
        if not writing:
            return any(self.working[member] for member in target.members)
        return any(self.working[member] and self.accepts(component, connection, member) for member in target.members)

    def accepts(self, component: Component, connection: Connection, member: str) -> bool:
        """A replica accepts writes only when it may become the primary, which the connection reaches too."""
        if component.mode != "primary-replica" or member == component.active:
            return True
        reached = [one for target in connection.targets for one in target.members]
        return component.failover == "automatic" and component.active in reached

    def group(self, component: Component, *, writing: bool) -> bool:
        members = [self.working[one] for one in component.instances]
        enough = sum(members) >= (component.min_write if writing else component.min_read)
        leader = self.working[component.active] or component.failover == "automatic"
        if component.mode == "active-passive" or (component.mode == "primary-replica" and writing):
            return enough and leader
        return enough

    def holds(self) -> bool:
        """What it starts at works, as the step before saw it; it finds what it leads to; readers work."""
        current = self.request.start
        held = current == self.journey.client or self.before.group(self.component(current), writing=self.writing)
        for number, connection in enumerate(map(self.stage.connection, self.request.chain)):
            if connection.source != current:
                held = held and self.group(self.component(connection.source), writing=self.writing)
                current = connection.source
            else:
                instances = self.component(current).instances
                held = held and (number > 0 or any(self.finds(connection, one) for one in instances))
                current = connection.targets[0].component
        return held

    def component(self, ident: str) -> Component:
        return self.stage.components[ident]


def source_of(stage: Stage, instance: str) -> str:
    return stage.instances[instance].component


def journey_works(stage: Stage, journey: Journey, failed: frozenset[str]) -> bool:
    before = None
    held = True
    for request in journey.requests:
        before = Oracle(stage, journey, request, failed, before)
        held = held and before.holds()
    return held


def breaking(stage: Stage, journey: Journey) -> list[frozenset[str]]:
    """All sets of failed units that break the journey."""
    units = sorted(one.id for one in stage.instances.values() if one.fails)
    return [
        failed
        for size in range(len(units) + 1)
        for failed in map(frozenset, combinations(units, size))
        if not journey_works(stage, journey, failed)
    ]


def minimal(sets: list[frozenset[str]]) -> list[tuple[str, ...]]:
    found: list[frozenset[str]] = []
    for candidate in sorted(sets, key=len):
        if not any(smaller <= candidate for smaller in found):
            found.append(candidate)
    return sorted((tuple(sorted(one)) for one in found), key=lambda one: (len(one), one))


def unavailability(sets: list[frozenset[str]], availability: Mapping[str, float]) -> float:
    total = 0.0
    for failed in sets:
        weight = 1.0
        for unit, value in availability.items():
            weight *= 1 - value if unit in failed else value
        total += weight
    return total
