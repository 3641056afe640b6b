"""What rules may ask about a stage; everything is computed when first asked for, and once."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from infra_design.analyze import cuts, firewalls, load, paths, reach, reachability
from infra_design.analyze.zones import Zones
from infra_design.model.catalog import Category, Tier
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra_design.analyze.firewalls import Refusal
    from infra_design.model.analysis import JourneyResult
    from infra_design.model.catalog import Catalog
    from infra_design.model.source import Mark
    from infra_design.model.stage import Component, Connection, Instance, Journey, Resolution, Stage

PASSED_OVER = frozenset({Category.GUARD, Category.CERTIFICATE, Category.AGENT, Category.MONITORING, Category.BACKUP})
"""What stands on a machine without being its work."""

TIERS = (Tier.WEB, Tier.APPLICATION, Tier.DATA)


class Facts:
    """A stage and what follows from it.

    Attributes:
        stage, catalog: as resolved.
        results: what the engine says of each journey, in the order of `stage.journeys`.
    """

    def __init__(self, stage: Stage, catalog: Catalog, results: tuple[JourneyResult, ...]) -> None:
        self.stage = stage
        self.catalog = catalog
        self.results = results
        self.components = stage.components
        self.instances = stage.instances
        self._standing: dict[str, frozenset[str]] = {}
        self._crossing: dict[str, tuple[str, ...]] = {}
        self._ways: dict[str, Mapping[str, Connection]] = {}

    # What there is

    def component(self, ident: str) -> Component:
        """The component with this id, or that an instance with this id is a copy of."""
        found = self.instances.get(ident)
        return self.components[found.component if found else ident]

    def of(self, *categories: Category) -> tuple[Component, ...]:
        """Components of these categories, in the order of the file."""
        return tuple(found for category in categories for found in self._by_category[category])

    @cached_property
    def _by_category(self) -> Mapping[Category, list[Component]]:
        found = defaultdict(list)
        for component in self.components.values():
            found[component.kind.category].append(component)
        return found

    def copies(self, component: Component) -> tuple[Instance, ...]:
        """A component's instances."""
        return tuple(self.instances[ident] for ident in component.instances)

    def subjects(self, idents: Iterable[str]) -> tuple[str, ...]:
        """Instances, named by their component where all of its instances are among them; sorted."""
        chosen = set(idents)
        return tuple(
            sorted(
                {
                    component.id if chosen.issuperset(component.instances) else ident
                    for ident in chosen
                    for component in [self.component(ident)]
                }
            )
        )

    def mark(self, ident: str) -> Mark:
        """Where a component or an instance is written."""
        found = self.instances.get(ident) or self.components.get(ident)
        return found.mark if found else self.stage.spec.mark

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Instance id → its place in the file."""
        return {ident: place for place, ident in enumerate(self.instances)}

    # What stands where

    def standing(self, ident: str) -> frozenset[str]:
        """Ids of everything that an instance or component stands on or in, machine and place, itself included."""
        if ident not in self._standing:
            self._standing[ident] = frozenset({ident})  # a guard against circles, which the resolver refuses
            self._standing[ident] = frozenset(self._foundations(ident))
        return self._standing[ident]

    def _foundations(self, ident: str) -> Iterator[str]:
        yield ident
        found = self.instances.get(ident)
        if found is None:
            component = self.components.get(ident)
            below = (*component.hosts, *component.places) if component else ()
        else:
            below = (*found.hosts, *(place for places in found.places for place in places))
            yield found.component
        for one in below:
            yield from self.standing(one)

    @cached_property
    def machines(self) -> tuple[Instance, ...]:
        """Machines that stand on no other one, that are the authors' own to run, and that carry more than clients."""
        return tuple(
            machine
            for component in self.of(Category.MACHINE)
            if not component.managed
            for machine in self.copies(component)
            if machine.machine == machine.id and not self._carries_only(machine, Category.CLIENT)
        )

    def _carries_only(self, machine: Instance, category: Category) -> bool:
        carried = self.stage.carries.get(machine.id, ())
        return bool(carried) and all(self.component(ident).kind.category is category for ident in carried)

    def work(self, machine: str) -> tuple[Instance, ...]:
        """What stands on a machine, other machines, firewalls, certificates, agents, monitoring and backups aside."""
        return tuple(
            self.instances[ident]
            for ident in self.stage.carries.get(machine, ())
            if self.component(ident).kind.category not in PASSED_OVER | {Category.MACHINE}
        )

    def serves(self, machine: str) -> bool:
        """Something on a machine is on the way of a journey; without any journey it is taken to be."""
        return not self.journeys or any(one.component in self._on_ways for one in self.work(machine))

    @cached_property
    def _on_ways(self) -> frozenset[str]:
        return frozenset(component for journey in self.journeys for component in self.ways(journey))

    def tiers(self, machine: str) -> Mapping[Tier, tuple[Instance, ...]]:
        """What of the web, application and data tiers stands on a machine; caches hold no data of their own."""
        found: dict[Tier, list[Instance]] = {}
        for instance in self.work(machine):
            component = self.components[instance.component]
            tier = component.kind.tier
            if tier in TIERS and (tier is not Tier.DATA or keeps_data(component)):
                found.setdefault(tier, []).append(instance)
        return {tier: tuple(found[tier]) for tier in TIERS if tier in found}

    def settled(self, ident: str) -> frozenset[str]:
        """Places that an instance is in and cannot leave: its own and those of what it stands on."""
        found: set[str] = set()
        instance = self.instances[ident]
        for places in instance.places:
            if len(places) == 1:
                found |= {places[0], *self.settled(places[0])}
        for host in instance.hosts if len(instance.hosts) == 1 else ():
            found |= self.settled(host)
        return frozenset(found)

    def addresses(self, ident: str) -> tuple[str, ...]:
        """Addresses of an instance and of what it stands on, without those that a whole group shares."""
        own = (address for one in sorted(self.standing(ident)) if one in self.instances for address in self._own(one))
        return tuple(dict.fromkeys(own))

    def _own(self, ident: str) -> tuple[str, ...]:
        shared = self.component(ident).address if several(self.component(ident)) else ()
        return tuple(address for address in self.instances[ident].address if address not in shared)

    def wire(self, ident: str) -> str:
        """What an instance's traffic leaves when it goes to the network: mostly its machine."""
        return self.instances[ident].ground or ident

    # What leads where

    @cached_property
    def connections(self) -> Mapping[str, Connection]:
        """Connections by id."""
        return {connection.id: connection for connection in self.stage.connections}

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Connection, ...]]:
        """Component id → connections that it makes, replication aside."""
        found: dict[str, list[Connection]] = {}
        for connection in self.stage.connections:
            if not connection.replication:
                found.setdefault(connection.source, []).append(connection)
        return {source: tuple(found[source]) for source in found}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Connection, ...]]:
        """Component id → connections that lead to it, replication aside."""
        found: dict[str, dict[str, Connection]] = {}
        for connection in self.stage.connections:
            for target in () if connection.replication else connection.targets:
                found.setdefault(target.component, {})[connection.id] = connection
        return {target: tuple(found[target].values()) for target in found}

    def crosses(self, connection: Connection) -> tuple[str, ...]:
        """Instances that a connection reaches over the network, from a machine other than theirs."""
        if connection.id not in self._crossing:
            self._crossing[connection.id] = tuple(self._crosses(connection))
        return self._crossing[connection.id]

    def _crosses(self, connection: Connection) -> Iterator[str]:
        callers = (one for one in self.components[connection.source].instances if one not in connection.neighbors)
        origins = {self.wire(ident) for ident in callers}
        reached = dict.fromkeys(ident for target in connection.targets for ident in target.members)
        local = origins if len(origins) == 1 else set()
        return (ident for ident in reached if origins and self.wire(ident) not in local)

    def clear(self, connection: Connection) -> tuple[str, ...]:
        """Instances that a connection reaches over the network in clear text."""
        return self.crosses(connection) if connection.encryption is Encryption.CLEAR else ()

    @cached_property
    def zones(self) -> Zones:
        """The DNS zones, with the records as written."""
        return Zones(self.stage)

    @cached_property
    def resolutions(self) -> Mapping[str, Resolution]:
        """Hostname → how it becomes components."""
        return {resolution.hostname: resolution for resolution in self.stage.resolutions}

    def path(self, journey: Journey, component: str) -> tuple[Connection, ...]:
        """The connections by which a journey gets to a component, from the client on; empty: it does not."""
        return paths.trace(self.ways(journey), journey.client, component)

    def ways(self, journey: Journey) -> Mapping[str, Connection]:
        """For each component that a journey gets to: the connection by which it first does, nearest to the client."""
        if journey.id not in self._ways:
            self._ways[journey.id] = paths.ways(self, journey)
        return self._ways[journey.id]

    @property
    def journeys(self) -> tuple[Journey, ...]:
        """Journeys that work with everything up; of the others there is nothing more to say."""
        return tuple(result.journey for result in self.results if result.works)

    def entries(self, journey: Journey, skip: Callable[[Component], bool]) -> tuple[paths.Entry, ...]:
        """What a journey meets first; where that is to be skipped, what comes behind it."""
        return paths.entries(self, journey, skip)

    @cached_property
    def balanced(self) -> tuple[tuple[Component, tuple[Component, ...]], ...]:
        """Load balancers that choose among several instances, and the groups that they do it for.

        On a cluster it is the cluster that spreads requests over what is well.
        """
        found = []
        for component in self.of(Category.SOFTWARE):
            if component.kind.id == "load-balancer":
                onward = (one for one in self.outgoing.get(component.id, ()) if one.needed)
                behind = {one.component: self.components[one.component] for to in onward for one in to.targets}
                groups = tuple(one for one in behind.values() if self._is_chosen_from(one))
                if groups:
                    found.append((component, groups))
        return tuple(found)

    def _is_chosen_from(self, group: Component) -> bool:
        return several(group) and group.mode == "active-active" and not self.on_cluster(group)

    def on_cluster(self, component: Component) -> bool:
        """It runs somewhere on a cluster, which starts and replaces its copies."""
        below = (self.components[ident] for ident in self.standing(component.id) if ident in self.components)
        return any(one.kind.category is Category.CLUSTER for one in below)

    @cached_property
    def cost(self) -> float | None:
        """Per month, of everything whose cost is stated; None: nothing is."""
        stated = [instance.cost for instance in self.instances.values() if instance.cost is not None]
        return sum(stated) if stated else None

    @cached_property
    def loads(self) -> tuple[load.Load, ...]:
        """Tiers of known capacity under a stated peak."""
        return load.loads(self)

    def of_store(self, component: Component) -> bool:
        """Only other stores use it, so that the data in it is theirs."""
        users = [self.components[one.source].kind.category for one in self.incoming.get(component.id, ())]
        return bool(users) and all(category is Category.STORE for category in users)

    # What fails, and what guards

    @cached_property
    def single_points(self) -> tuple[cuts.SinglePoint, ...]:
        """Each cut of one, once, with the rule that reports it (format.md section 9)."""
        return cuts.single_points(self)

    def points(self, rule: str) -> tuple[cuts.SinglePoint, ...]:
        """The cuts of one that a rule reports."""
        return tuple(point for point in self.single_points if point.rule == rule)

    @cached_property
    def exposures(self) -> tuple[reach.Exposure, ...]:
        """What clients on the internet reach by declared connections."""
        return reach.exposures(self)

    @cached_property
    def firewalls(self) -> firewalls.Firewalls:
        """Which firewalls guard what."""
        return firewalls.Firewalls(self)

    @cached_property
    def refusals(self) -> Mapping[str, Refusal]:
        """Connection id → the first firewall that doesn't let it in."""
        found = (
            (one.id, self.firewalls.refuses(one)) for one in (self.stage.connections if self.firewalls.all else ())
        )
        return {ident: refusal for ident, refusal in found if refusal}

    @cached_property
    def reach(self) -> reachability.Reachability:
        """Who can reach what, on which port, past which firewalls."""
        return reachability.reachability(self)

    @cached_property
    def watched(self) -> Mapping[str, tuple[Component, ...]]:
        """Machine instance id → the agents and monitoring that watch it, machines that nothing watches included."""
        return reach.watched(self)

    def backups(self, component: Component) -> tuple[Component, ...]:
        """Backups that take care of a store."""
        return reach.backups(self, component)


def keeps_data(component: Component) -> bool:
    """It is a store, and what is in it exists nowhere else."""
    return component.kind.category is Category.STORE and component.kind.id != "cache"


def several(component: Component) -> bool:
    """It has more than one instance."""
    return len(component.instances) > 1
