"""From a resolved stage to a monotone structure: what must work for a journey to work (format.md section 7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from infra_design.analyze.reliability import Gate, Structure
from infra_design.analyze.routing import leads_outside, served
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from infra_design.model.stage import Component, Connection, Instance, Journey, Request, Stage, Target

Meaning: TypeAlias = "tuple[Literal['instance', 'group', 'writing', 'connection', 'journey', 'part'], str]"
"""What a gate stands for: an instance works, a group works, it works for writing, a connection finds its target
working, a journey works; a part of one of these. With the id of it."""

PART: Meaning = ("part", "")


@dataclass(frozen=True, slots=True)
class JourneyNodes:
    """Where a journey is in a stage's structure.

    Attributes:
        top: the node that is true when the journey works.
        works: instance id → the node that is true when the instance works, as far as this journey needs it.
    """

    top: int
    works: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StageStructure:
    """What must work for each journey of a stage. Circular where components use each other.

    Attributes:
        units: failure units, which are the events: true is "up".
        gates: nodes after those of the units, as in `Structure`.
        meanings: what each gate stands for.
        stands: instance id → the node that is true when it is up itself, and so is all that it stands on and in.
        journeys: by journey id.
    """

    units: tuple[str, ...]
    gates: tuple[Gate, ...]
    meanings: tuple[Meaning, ...]
    stands: Mapping[str, int]
    journeys: Mapping[str, JourneyNodes]

    def of(self, journey: str) -> Structure:
        """The structure of one journey."""
        return Structure(self.units, self.gates, self.journeys[journey].top)

    def meaning(self, node: int) -> Meaning:
        """What a node stands for; a unit for its instance."""
        units = len(self.units)
        return ("instance", self.units[node]) if node < units else self.meanings[node - units]


def stage_structure(stage: Stage, journeys: Iterable[Journey] | None = None) -> StageStructure:
    """The structure of a stage, for its own journeys or for others.

    Each instance, group and connection becomes a gate, shared by all that need it, so that the size grows with the
    number of instances and connections, however many members use however many members.
    """
    return _Compiler(stage).run(stage.journeys if journeys is None else journeys)


class _Compiler:
    """The gates of one stage, as they come to be."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units = {ident: place for place, ident in enumerate(_failing(stage))}
        self.gates: list[Gate] = []
        self.meanings: list[Meaning] = []
        self.connections = {connection.id: connection for connection in stage.connections}
        self.outgoing: dict[str, list[Connection]] = defaultdict(list)
        for connection in stage.connections:
            if not connection.replication:
                self.outgoing[connection.source].append(connection)
        self.above = _above(stage)
        self.standing = _Context(self, "", writes=False, needed={})
        self.contexts: dict[object, _Context] = {}

    def run(self, journeys: Iterable[Journey]) -> StageStructure:
        found = {journey.id: self.journey(journey) for journey in journeys}
        stands = {ident: self.standing.works(ident) for ident in self.stage.instances}
        self.standing.finish()
        return StageStructure(tuple(self.units), tuple(self.gates), tuple(self.meanings), stands, found)

    def add(self, least: int, inputs: Sequence[int], meaning: Meaning) -> int:
        """A new gate."""
        self.gates.append(Gate(least, tuple(inputs)))
        self.meanings.append(meaning)
        return len(self.units) + len(self.gates) - 1

    def journey(self, journey: Journey) -> JourneyNodes:
        contexts = [self._context(journey, request) for request in journey.requests]
        parts: list[int] = []
        for request, context, before in zip(journey.requests, contexts, (None, *contexts), strict=False):
            parts += _request(journey, request, context, before)
        top = self.add(len(parts), parts, ("journey", journey.id))
        works: dict[str, int] = {}
        for context in reversed(contexts):
            context.finish()
            works |= context.instances
        return JourneyNodes(top, dict(sorted(works.items())))

    def _context(self, journey: Journey, request: Request) -> _Context:
        """The view of a request: journeys that need the same connections for the same access share it."""
        forced = {ident for other in journey.requests for ident in other.chain}
        writes = journey.access != "read"
        needed = {
            source: connections
            for source, outgoing in self.outgoing.items()
            if (connections := _needed(outgoing, request, forced, writes=writes)) and source != journey.client
        }
        key = (journey.client, writes, tuple(c.id for connections in needed.values() for c in connections))
        if key not in self.contexts:
            self.contexts[key] = _Context(self, journey.client, writes=writes, needed=needed)
        return self.contexts[key]


def _failing(stage: Stage) -> Iterable[str]:
    return (ident for ident, instance in stage.instances.items() if instance.fails)


def _above(stage: Stage) -> dict[str, set[str]]:
    """Instance id → what stands directly on it or in it."""
    above: dict[str, set[str]] = defaultdict(set)
    for instance in stage.instances.values():
        for below in (*instance.hosts, *(place for places in instance.places for place in places)):
            above[below].add(instance.id)
    return above


def _counts_writes(component: Component) -> bool:
    """A cluster that needs more hosts for writing than for reading."""
    return component.kind.category is Category.CLUSTER and component.min_write != component.min_read


def _needed(
    outgoing: Iterable[Connection], request: Request, forced: Collection[str], *, writes: bool
) -> tuple[Connection, ...]:
    """Connections of one component that a request needs: those on its way, and those that serve it."""
    usual = [connection for connection in outgoing if connection.needed and (writes or connection.access != "write")]
    serving = {connection.id for connection in served(usual, request)}
    return tuple(connection for connection in outgoing if connection.id in serving or connection.id in forced)


class _Context:
    """Gates as one kind of request sees them: which connections are needed, and whether it writes.

    A gate gets its number when it is first asked for, and its inputs later, by `finish`: that way circles need no
    care, and no recursion runs deep.
    """

    def __init__(
        self, compiler: _Compiler, client: str, *, writes: bool, needed: Mapping[str, tuple[Connection, ...]]
    ) -> None:
        self.compiler = compiler
        self.stage = compiler.stage
        self.client = client
        self.writes = writes
        self.needed = needed
        self.apart = self._apart()
        self.instances: dict[str, int] = {}
        self.groups: dict[tuple[str, bool], int] = {}
        self.connections: dict[str, int] = {}
        self.unfinished: list[str] = []

    def finish(self) -> None:
        """Fill in the inputs of the gates that have been asked for, and of those that they ask for."""
        while self.unfinished:
            ident = self.unfinished.pop()
            place = self.instances[ident] - len(self.compiler.units)
            self.compiler.gates[place] = self._instance(self.stage.instances[ident])

    def _apart(self) -> set[str]:
        """Instances that work in other ways than in other contexts: they, or what they stand on or in, need more."""
        found = {
            instance
            for ident, component in self.stage.components.items()
            if ident in self.needed or ident == self.client or (self.writes and _counts_writes(component))
            for instance in component.instances
        }
        stack = list(found)
        while stack:
            fresh = self.compiler.above.get(stack.pop(), set()) - found
            found |= fresh
            stack += fresh
        return found

    def works(self, ident: str) -> int:
        """The node of an instance: it works.

        What needs no connection, down to what it stands on and in, is the same in every context.
        """
        node = self.instances.get(ident)
        if node is None:
            shared = self.compiler.standing
            if self is not shared and ident not in self.apart:
                node = shared.works(ident)
            else:
                node = self.compiler.add(0, (), ("instance", ident))
                self.unfinished.append(ident)
            self.instances[ident] = node
        return node

    def _instance(self, instance: Instance) -> Gate:
        """Up, what it is hosted on works, its places leave it one, and needed connections find their targets."""
        if instance.component == self.client:
            return Gate(0, ())
        own = self.compiler.units.get(instance.id)
        inputs = [] if own is None else [own]
        inputs += self._hosts(instance)
        inputs += [self.any_of(places) for places in instance.places]
        inputs += [self.found(connection, instance.id) for connection in self.needed.get(instance.component, ())]
        return Gate(len(inputs), tuple(inputs))

    def _hosts(self, instance: Instance) -> list[int]:
        """A cluster needs so many of its hosts, anything else all that it stands on."""
        hosts = [self.works(host) for host in instance.hosts]
        component = self.stage.components[instance.component]
        if hosts and component.kind.category is Category.CLUSTER:
            return [self.compiler.add(_least(component, writes=self.writes), hosts, PART)]
        return hosts

    def found(self, connection: Connection, source: str) -> int:
        """The node of a connection as one instance sees it: it finds its target working."""
        neighbors = connection.neighbors.get(source)
        if neighbors is None:
            return self.connection(connection)
        return self._reached(connection, [self.works(neighbor) for neighbor in neighbors], PART)

    def connection(self, connection: Connection) -> int:
        """The node of a connection: it finds its target working."""
        node = self.connections.get(connection.id)
        if node is None:
            ways = self._ways(connection, writes=self.writes and connection.access != "read")
            node = self._reached(connection, ways, ("connection", connection.id))
            self.connections[connection.id] = node
        return node

    def _reached(self, connection: Connection, ways: Sequence[int], meaning: Meaning) -> int:
        """One of the ways works, and where a name leads there, one of its zone's servers does."""
        if not connection.dns_servers:
            return self.compiler.add(1, ways, meaning)
        names = self.one_of([self.group(server, writes=False) for server in connection.dns_servers])
        return self.compiler.add(2, (names, self.one_of(ways)), meaning)

    def _ways(self, connection: Connection, *, writes: bool) -> list[int]:
        """One node for each target; what lies outside of the stage is taken as working."""
        if leads_outside(self.stage, connection):
            return [self.compiler.add(0, (), PART)]
        members = {member for target in connection.targets for member in target.members}
        return [self._target(target, members, writes=writes) for target in connection.targets]

    def _target(self, target: Target, members: Collection[str], *, writes: bool) -> int:
        """A target at a node's own address needs that node too."""
        way = self._members(target, members, writes=writes)
        return self.compiler.add(2, (way, self.works(target.node)), PART) if target.node else way

    def _members(self, target: Target, members: Collection[str], *, writes: bool) -> int:
        """The group, or one of the members; writing needs one that accepts it, as far as `members` reach."""
        component = self.stage.components[target.component]
        if target.whole:
            return self.group(component.id, writes=writes)
        if not writes or component.mode != "primary-replica":
            return self.any_of(target.members)
        if component.failover == "automatic":
            accepting = target.members if component.active in members else ()
        else:
            accepting = tuple(member for member in target.members if member == component.active)
        return self.compiler.add(1, [self.works(member) for member in accepting], ("writing", component.id))

    def left(self, connection: Connection) -> int:
        """A component is left by a connection: for one of its instances it finds its target working."""
        if not connection.neighbors:
            return self.connection(connection)
        sources = self.stage.components[connection.source].instances
        return self.one_of([self.found(connection, source) for source in sources])

    def any_of(self, idents: Iterable[str]) -> int:
        """One of these instances works."""
        return self.one_of([self.works(ident) for ident in idents])

    def one_of(self, nodes: Sequence[int]) -> int:
        """One of these nodes is true."""
        return nodes[0] if len(nodes) == 1 else self.compiler.add(1, nodes, PART)

    def group(self, ident: str, *, writes: bool) -> int:
        """The node of a group: enough members work, among them the active or primary one where it is needed."""
        node = self.groups.get((ident, writes))
        if node is None:
            component = self.stage.components[ident]
            node = self._group(component, _least(component, writes=writes), writes=writes)
            self.groups[ident, writes] = node
        return node

    def _group(self, component: Component, least: int, *, writes: bool) -> int:
        """Enough members; where one leads, that one and enough of the others."""
        meaning: Meaning = ("writing" if writes else "group", component.id)
        if not _one_leads(component, writes=writes):
            return self.compiler.add(least, [self.works(member) for member in component.instances], meaning)
        leader = self.works(component.active)
        if least <= 1:
            return self.compiler.add(1, (leader,), meaning)
        others = [self.works(member) for member in component.instances if member != component.active]
        return self.compiler.add(2, (leader, self.compiler.add(least - 1, others, PART)), meaning)


def _least(component: Component, *, writes: bool) -> int:
    return component.min_write if writes else component.min_read


def _one_leads(component: Component, *, writes: bool) -> bool:
    """The group works only if the active or primary member does."""
    if component.failover == "automatic":
        return False
    return component.mode == "active-passive" or (component.mode == "primary-replica" and writes)


def _request(journey: Journey, request: Request, context: _Context, before: _Context | None) -> list[int]:
    """What must hold for one step of a journey.

    The connection that it starts with finds its target working; everything behind follows from that, because what is
    on the way needs the next connection of the way. Where it starts at what the step before led to, that must work as
    the step before saw it. What is reached against an arrow must work, because it reads what was written.
    """
    if not request.chain:
        return [context.group(request.target, writes=context.writes)]
    connections = [context.compiler.connections[ident] for ident in request.chain]
    parts = []
    if request.start != journey.client:
        parts.append((before or context).group(request.start, writes=context.writes))
    if connections[0].source == request.start:
        parts.append(context.left(connections[0]))
    current = request.start
    for connection in connections:
        against = connection.source != current
        if against:
            parts.append(context.group(connection.source, writes=context.writes))
        current = connection.source if against else connection.target
    return parts
