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
        queue: deque[str] = deque()
        for connection, ends in _walk(facts, request):
            for component in ends:
                found.setdefault(component, connection)
                queue.append(component)
        seen = {request.start, *queue}
        while queue:
            for connection in needed(facts, queue.popleft(), request):
                for target in connection.targets:
                    if target.component not in seen:
                        seen.add(target.component)
                        found.setdefault(target.component, connection)
                        queue.append(target.component)
    return found


def _walk(facts: Facts, request: Request) -> Iterator[tuple[Connection, tuple[str, ...]]]:
    """The connections of a request's chain, each with the components that it leads on to, also against its arrow."""
    current: tuple[str, ...] = (request.start,)
    for ident in request.chain:
        connection = facts.connections[ident]
        along = connection.source in current
        current = tuple(target.component for target in connection.targets) if along else (connection.source,)
        yield connection, current


def trace(found: Mapping[str, Connection], client: str, component: str) -> tuple[Connection, ...]:
    """The connections that lead to a component, from the client on."""
    way: list[Connection] = []
    while component != client and component in found and len(way) <= len(found):
        connection = found[component]
        way.append(connection)
        leads_here = any(target.component == component for target in connection.targets)
        component = connection.source if leads_here else connection.target
    return tuple(reversed(way))


def steps(way: tuple[Connection, ...]) -> tuple[tuple[str, ...], str]:
    """The components along a way, and how to show it: `app → queue ← worker → db`, where the worker reads."""
    here = way[0].source
    passed, shown = [here], here
    for connection in way:
        along = connection.source == here
        here = connection.target if along else connection.source
        passed.append(here)
        shown += f" {'→' if along else '←'} {here}"
    return tuple(passed), shown


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
    request = journey.requests[0]
    found: dict[tuple[str, tuple[str, ...]], Entry] = {}
    queue: deque[tuple[Connection, tuple[Component, ...]]] = deque(
        (facts.connections[ident], ()) for ident in request.chain[:1]
    )
    seen = set(request.chain[:1])
    while queue:
        connection, passed = queue.popleft()
        for target in connection.targets:
            component = facts.components[target.component]
            if not skip(component):
                found.setdefault((component.id, target.members), Entry(component, target.members, connection, passed))
                continue
            for further in needed(facts, component.id, request):
                if further.id not in seen:
                    seen.add(further.id)
                    queue.append((further, (*passed, component)))
    return tuple(found.values())
