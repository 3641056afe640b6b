"""Journeys: what users do end to end, as declared, or one per client and target."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.stage import Journey, Request
from infra_design.resolve.report import item, place
from infra_design.resolve.routing import Asked, matching
from infra_design.resolve.ways import Edge, Graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra_design.model.source import Mark
    from infra_design.model.spec import Access, JourneySpec
    from infra_design.model.stage import Connection
    from infra_design.resolve.hostnames import Hostnames
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.report import Report

_PASSED_THROUGH = frozenset({"queue", "stream"})
_KEEP_NO_WRITES = frozenset({"cache", "queue", "stream", "directory"})
_STEP = re.compile(r"(?P<word>[^:/]+)(?::(?P<port>[0-9]+)[^/]*)?(?P<path>/.*)?")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of `to`: an id or a hostname, what is asked of it, and where it is written."""

    word: str
    asked: Asked
    mark: Mark
    has_path: bool


class Journeys:
    """Finds the way of each journey."""

    def __init__(
        self, inventory: Inventory, connections: Sequence[Connection], hostnames: Hostnames, report: Report
    ) -> None:
        self._inventory = inventory
        self._hostnames = hostnames
        self._report = report
        self._made: dict[str, list[Connection]] = {}
        for connection in connections:
            self._made.setdefault(connection.source, []).append(connection)
        queues = (ident for ident, found in inventory.components.items() if found.kind.id in _PASSED_THROUGH)
        self._graph = Graph(connections, queues)

    # As declared

    def declared(self, specs: Iterable[JourneySpec]) -> Iterator[Journey]:
        """The journeys that are written, without those that are a mistake."""
        for spec in specs:
            client = self._client(spec)
            requests = tuple(self._requests(spec, client)) if client else ()
            if requests:
                yield Journey(
                    id=spec.id,
                    title=spec.title or _readable(spec.id),
                    client=client,
                    requests=requests,
                    access=spec.access or "read",
                    mark=spec.mark,
                    spec=spec,
                    target=spec.target,
                    peak_load=spec.peak_load,
                    declared=True,
                )

    def _client(self, spec: JourneySpec) -> str:
        found = self._inventory.names.look_up(place(spec, "from"), spec.source, self._report) if spec.source else None
        return found.component if found else ""

    def _requests(self, spec: JourneySpec, client: str) -> Iterator[Request]:
        before = client
        for index, word in enumerate(spec.to):
            step = self._step(word, item(spec, "to", index))
            goal = self._goal(step, client)
            if not goal:
                continue
            edges = self._own(client, step, goal, spec.access) or self._chain(spec, before, goal, step)
            if not edges:
                continue
            start = client if edges[0].connection.source == client and not edges[0].against else before
            yield from _legs(edges, start, step)
            before = edges[-1].to if "." not in edges[-1].to else edges[-1].connection.target

    def _step(self, word: str, mark: Mark) -> _Step:
        match = _STEP.fullmatch(word)
        if match is None:
            return _Step(word, Asked(), mark, has_path=False)
        name, path, port = match["word"], match["path"] or "/", match["port"]
        hostname = name if "." in name else ""
        return _Step(name, Asked(hostname, path, int(port) if port else None), mark, has_path=bool(match["path"]))

    def _goal(self, step: _Step, client: str) -> str:
        """Where a step leads: a component id; the hostname itself where something uses it; empty: a mistake."""
        if not step.asked.hostname:
            found = self._inventory.names.look_up(step.mark, step.word, self._report)
            if found and found.component == client:
                self._report.add(step.mark, f"'{step.word}' is where the journey is from", code="no-way")
                return ""
            return found.component if found else ""
        return step.word

    def _own(self, client: str, step: _Step, goal: str, access: Access | None) -> tuple[Edge, ...]:
        """The client's own connection to a step."""
        own = [
            connection
            for connection in self._made.get(client, ())
            if connection.hostname == goal or any(target.component == goal for target in connection.targets)
        ]
        if not own:
            return ()
        best = min(own, key=lambda connection: _rank(connection, step.asked, access))
        return (Edge(best, goal if "." not in goal else best.target or goal),)

    def _chain(self, spec: JourneySpec, before: str, goal: str, step: _Step) -> tuple[Edge, ...]:
        """The shortest chain from the step before, else through what reads it; a mistake unless there is just one."""
        reading = (spec.access or "read") == "read"

        def not_write_only(connection: Connection) -> bool:
            return connection.access != "write"

        def any_access(_: Connection) -> bool:
            return True

        goals = self._goals(goal)
        for through_queues in (False, True):
            for allowed in (not_write_only, any_access) if reading else (any_access,):
                ways = [
                    way
                    for one in goals
                    for way in self._graph.shortest(before, one, through_queues=through_queues, allowed=allowed)
                ]
                least = min(map(len, ways), default=0)
                ways = [way for way in ways if len(way) == least]
                if len(ways) > 1:
                    shown = ", or ".join(" → ".join(way) for way in ways[:2])
                    what = f"two ways from '{before}' to '{step.word}' are equally short: {shown}"
                    self._report.add(step.mark, what, "name a step between them", code="ambiguous-way")
                    return ()
                if ways:
                    return self._graph.edges(ways[0], allowed, partial(_rank, asked=step.asked, access=spec.access))
        what = f"no way from '{before}' to '{step.word}'"
        self._report.add(step.mark, what, f"connect them with `uses`, beginning at '{before}'", code="no-way")
        return ()

    def _goals(self, goal: str) -> tuple[str, ...]:
        """A hostname stands for itself, where a component uses it, else for what it leads to."""
        if "." not in goal:
            return (goal,)
        if any(connection.hostname == goal for made in self._made.values() for connection in made):
            return (goal,)
        entries = self._hostnames.look_up(goal).entries
        found = filter(None, (self._inventory.names.find(entry.owner) for entry in entries))
        return tuple(dict.fromkeys(one.component for one in found)) or (goal,)

    # By default

    def default(self) -> Iterator[Journey]:
        """Per client and target: one that reads, or writes if nothing else is done; and one that writes to a store."""
        for client in self._inventory.of(Category.CLIENT):
            uses: dict[str, list[Connection]] = {}
            for connection in self._made.get(client.id, ()):
                if not connection.optional and not connection.replication:
                    uses.setdefault(_written_target(connection), []).append(connection)
            for word, connections in uses.items():
                yield from self._defaults(client.title, word, connections)

    def _defaults(self, title: str, word: str, connections: Sequence[Connection]) -> Iterator[Journey]:
        reading = [connection for connection in connections if connection.access != "write"]
        if reading:
            yield _default(title, word, min(reading, key=_usual), "read")
        writing = [connection for connection in connections if connection.access != "read"]
        storing = [connection for connection in writing if not reading or self._stores(connection)]
        if storing:
            yield _default(title, word, min(storing, key=_usual), "write")

    def _stores(self, first: Connection) -> bool:
        """Whether connections that write and match the request lead to something that keeps what is written."""
        asked = _asked(first)
        seen = {target.component for target in first.targets}
        stack = list(seen)
        while stack:
            component = stack.pop()
            if self._keeps(component):
                return True
            writing = (found for found in self._made.get(component, ()) if found.needed and found.access != "read")
            for connection in matching(writing, asked):
                following = {target.component for target in connection.targets} - seen
                seen |= following
                stack.extend(sorted(following))
        return False

    def _keeps(self, component: str) -> bool:
        kind = self._inventory.components[component].kind
        return kind.category is Category.STORE and kind.id not in _KEEP_NO_WRITES


def _legs(edges: Sequence[Edge], start: str, step: _Step) -> Iterator[Request]:
    """A chain as requests: one, or several where it goes through queues, whose readers come of their own accord."""
    chain: list[Edge] = []
    for edge in edges:
        if edge.against:
            if chain:
                yield _request(chain, start, step)
            yield replace(_request([edge], edge.connection.target, step), reader=True)
            chain, start = [], edge.to
        else:
            chain.append(edge)
    if chain:
        yield _request(chain, start, step)


def _request(chain: Sequence[Edge], start: str, step: _Step) -> Request:
    first, last = chain[0].connection, chain[-1]
    path = step.asked.path if step.has_path else next(filter(None, (_path(edge.connection) for edge in chain)), "/")
    port = step.asked.port or (first.port.first if first.port else None)
    return Request(
        chain=tuple(edge.connection.id for edge in chain),
        target=last.connection.target if "." in last.to else last.to,
        start=start,
        hostname=step.asked.hostname or first.hostname,
        path=path,
        port=port,
    )


def _path(connection: Connection) -> str:
    return next((route for route in connection.routes if route.startswith("/")), "")


def _rank(connection: Connection, asked: Asked, access: Access | None) -> tuple[bool, bool, bool]:
    """Of several connections between the same two: one that fits the request and the access, and is not optional."""
    other = "read" if access == "write" else "write"
    return not matching([connection], asked), connection.access == other, connection.optional


def _usual(connection: Connection) -> tuple[bool, bool]:
    """Of a client's connections to one target: one for all requests, encrypted if there is such."""
    return bool(connection.routes), connection.protocol != "https"


def _written_target(connection: Connection) -> str:
    return connection.id.partition("->")[2].partition("#")[0]


def _asked(connection: Connection) -> Asked:
    return Asked(connection.hostname, _path(connection) or "/", connection.port.first if connection.port else None)


def _default(client: str, word: str, connection: Connection, access: Access) -> Journey:
    asked = _asked(connection)
    request = Request(
        chain=(connection.id,),
        target=connection.target,
        start=connection.source,
        hostname=asked.hostname,
        path=asked.path,
        port=asked.port,
    )
    return Journey(
        id=f"{connection.source}-{access}s-{word}",
        title=f"{client} {access}s {word}",
        client=connection.source,
        requests=(request,),
        access=access,
        mark=connection.mark,
    )


def _readable(ident: str) -> str:
    words = ident.replace("-", " ")
    return words[:1].upper() + words[1:]
