"""The journeys of a stage that declares none: what each client does with what it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.stage import Journey, Request
from infra_design.resolve.routing import asked_by, matching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra_design.model.spec import Access
    from infra_design.model.stage import Connection
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.report import Report
    from infra_design.resolve.routing import Asked

_PASSED_ON = frozenset({"cache", "queue", "stream", "directory"})
"""Stores in which a write is not what a user comes for."""


class DefaultJourneys:
    """Per client and target one that reads, or writes if nothing else is done; and one that writes to a store.

    A client that has several connections to one target makes a request by each.
    """

    def __init__(self, inventory: Inventory, connections: Sequence[Connection], report: Report) -> None:
        self._inventory = inventory
        self._report = report
        self._made: dict[str, list[Connection]] = {}
        for connection in connections:
            self._made.setdefault(connection.source, []).append(connection)

    def journeys(self) -> Iterator[Journey]:
        """All of them, in the order of the file; what a client does not need is none."""
        for client in self._inventory.of(Category.CLIENT):
            uses: dict[str, list[Connection]] = {}
            for connection in self._made.get(client.id, ()):
                if not connection.optional and not connection.replication:
                    uses.setdefault(_written_target(connection), []).append(connection)
            for word, connections in uses.items():
                yield from self._journeys(client.title, word, connections)

    def _journeys(self, title: str, word: str, connections: Sequence[Connection]) -> Iterator[Journey]:
        reading = [connection for connection in connections if connection.access != "write"]
        writing = [connection for connection in connections if connection.access != "read"]
        if reading:
            yield _journey(title, word, reading, "read")
            writing = [connection for connection in writing if self._stores(connection)]
        if writing:
            yield _journey(title, word, writing, "write")

    def _stores(self, first: Connection) -> bool:
        """Whether connections that write and match the request lead to something that keeps what is written."""
        asked = asked_by(first)
        seen = {target.component: None for target in first.targets}
        stack = list(seen)
        while stack:
            component = stack.pop()
            if self._keeps(component):
                return True
            for connection in self._writing(component, asked):
                following = [target.component for target in connection.targets if target.component not in seen]
                seen.update(dict.fromkeys(following))
                stack.extend(following)
        return False

    def _writing(self, component: str, asked: Asked) -> Iterator[Connection]:
        made = self._made.get(component, ())
        self._report.spend(1 + len(made))
        for connection in matching(made, asked):
            if connection.needed and connection.access != "read":
                yield connection

    def _keeps(self, component: str) -> bool:
        kind = self._inventory.components[component].kind
        return kind.category is Category.STORE and kind.id not in _PASSED_ON


def _distinct(connections: Sequence[Connection]) -> Iterator[Connection]:
    """A client's connections to one target without HTTP where there is HTTPS for the same requests."""
    secure = {connection.routes for connection in connections if connection.protocol == "https"}
    for connection in connections:
        if connection.protocol != "http" or connection.routes not in secure:
            yield connection


def _written_target(connection: Connection) -> str:
    return connection.id.partition("->")[2].partition("#")[0]


def _journey(client: str, word: str, connections: Sequence[Connection], access: Access) -> Journey:
    first = connections[0]
    return Journey(
        id=f"{first.source}-{access}s-{word}",
        title=f"{client} {access}s {word}",
        client=first.source,
        requests=tuple(_request(connection) for connection in _distinct(connections)),
        access=access,
        mark=first.mark,
    )


def _request(connection: Connection) -> Request:
    asked = asked_by(connection)
    return Request(
        chain=(connection.id,),
        target=connection.target,
        start=connection.source,
        hostname=asked.hostname,
        path=asked.path,
        port=asked.port,
    )
