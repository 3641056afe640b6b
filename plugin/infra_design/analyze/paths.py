"""How journeys get from the client to what they need."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.analyze.routing import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component, Connection, Journey, Request


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of ours that a journey meets first.

    Attributes:
        component: it.
        members: its instances that the way leads to, any of which will do.
        connection: the connection that leads there.
        passed: what was skipped on the way, in order.
    """

    component: Component
    members: tuple[str, ...]
    connection: Connection
    passed: tuple[Component, ...]


def ways(facts: Facts, journey: Journey) -> Mapping[str, Connection]:
    """For each component that a journey gets to: the connection by which it first does, nearest to the client."""
    found: dict[str, Connection] = {}
    for request in journey.requests:
        queue = deque([request.start])
        for ident in request.chain:
            connection = facts.connections[ident]
            for component in _ends(connection, request):
                found.setdefault(component, connection)
                queue.append(component)
        seen = set(queue)
        while queue:
            for connection in needed(facts, queue.popleft(), request):
                for target in connection.targets:
                    if target.component not in seen:
                        seen.add(target.component)
                        found.setdefault(target.component, connection)
                        queue.append(target.component)
    return found


def _ends(connection: Connection, request: Request) -> Iterator[str]:
    if request.reader:
        yield connection.source
    else:
        yield from (target.component for target in connection.targets)


def trace(found: Mapping[str, Connection], client: str, component: str) -> tuple[Connection, ...]:
    """The connections that lead to a component, from the client on."""
    way: list[Connection] = []
    while component != client and component in found and len(way) <= len(found):
        connection = found[component]
        way.append(connection)
        leads_here = any(target.component == component for target in connection.targets)
        component = connection.source if leads_here else connection.target
    return tuple(reversed(way))


def needed(facts: Facts, component: str, request: Request) -> Iterator[Connection]:
    """The connections that a component needs to serve a request."""
    outgoing = facts.outgoing.get(component, ())
    taken = {connection.id for connection in served(outgoing, request)}
    for connection in outgoing:
        wanted = connection.needed and not connection.optional and connection.id in taken
        if wanted or connection.id in request.chain:
            yield connection


def entries(facts: Facts, journey: Journey, skip: Callable[[Component], bool]) -> tuple[Entry, ...]:
    """What a journey meets first; where that is to be skipped, what comes behind it."""
    found: dict[tuple[str, tuple[str, ...]], Entry] = {}
    for request in journey.requests[:1]:
        queue: deque[tuple[str, tuple[Component, ...]]] = deque([(request.start, ())])
        seen = {request.start}
        while queue:
            source, passed = queue.popleft()
            for connection in needed(facts, source, request):
                for target in connection.targets:
                    component = facts.components[target.component]
                    if not skip(component):
                        entry = Entry(component, target.members, connection, passed)
                        found.setdefault((component.id, target.members), entry)
                    elif component.id not in seen:
                        seen.add(component.id)
                        queue.append((component.id, (*passed, component)))
    return tuple(found.values())
