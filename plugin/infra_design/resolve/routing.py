"""Which requests a connection with `for` is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.stage import Connection


class Asked(NamedTuple):
    """What a request is for: a hostname or empty, a path, a port or None."""

    hostname: str = ""
    path: str = "/"
    port: int | None = None


def matching(connections: Iterable[Connection], asked: Asked) -> list[Connection]:
    """Those of one component's connections that a request takes; of several that match its path the longest."""
    chosen: list[Connection] = []
    by_path: list[tuple[int, Connection]] = []
    for connection in connections:
        if not connection.routes or any(exactly(route, asked) for route in connection.routes):
            chosen.append(connection)
        else:
            by_path.append((_length(connection, asked.path), connection))
    longest = max((length for length, _ in by_path), default=-1)
    return chosen + [connection for length, connection in by_path if length == longest >= 0]


def asked_path(connection: Connection) -> str:
    """A path that takes a connection, or empty if it takes any."""
    return next((route for route in connection.routes if route.startswith("/")), "")


def asked_by(connection: Connection) -> Asked:
    """What a client's connection asks for."""
    return Asked(
        connection.hostname, asked_path(connection) or "/", connection.port.first if connection.port else None
    )


def exactly(route: str, asked: Asked) -> bool:
    """Whether a route that is no path is for a request."""
    return not route.startswith("/") and route in {asked.hostname, str(asked.port)}


def _length(connection: Connection, path: str) -> int:
    """Length of the longest of a connection's paths that a path is, or is below; -1 for none."""
    stems = (route.rstrip("/") for route in connection.routes if route.startswith("/"))
    return max((len(stem) for stem in stems if f"{path.rstrip('/')}/".startswith(f"{stem}/")), default=-1)
