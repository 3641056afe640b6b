"""Which connections a request takes: those without `for`, and those whose `for` it matches (format.md section 5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra_design.model.stage import Connection, Request, Stage

PORTS = re.compile(r"(\d+)(?:-(\d+))?(?:/\w+)?")


def leads_outside(stage: Stage, connection: Connection) -> bool:
    """A component asks for a hostname that is in no zone of the stage: the design says nothing of what answers.

    Not so for a client, whose requests are what the design is about.
    """
    name = connection.hostname
    client = stage.components[connection.source].kind.category is Category.CLIENT
    if not name or connection.targets or client:
        return False
    return not any(name == zone or name.endswith(f".{zone}") for zone in stage.zones)


def served(connections: Iterable[Connection], request: Request) -> list[Connection]:
    """Connections of one component that a request takes.

    A hostname or port of `for` matches or doesn't; of the paths that match, the longest among all connections of the
    component wins.
    """
    lengths = [(connection, _length(connection.routes, request)) for connection in connections]
    longest = max([length for _, length in lengths if length is not None], default=0)
    return [connection for connection, length in lengths if _taken(connection.routes, request, length, longest)]


def _taken(routes: Sequence[str], request: Request, length: int | None, longest: int) -> bool:
    if not routes:
        return True
    if length is not None and length == longest:
        return True
    return any(_matches(route, request) for route in routes if not route.startswith("/"))


def _length(routes: Iterable[str], request: Request) -> int | None:
    """The length of the longest path among `for` that the request begins with; None: no path matches."""
    stems = [route.rstrip("/") for route in routes if route.startswith("/")]
    return max([len(stem) for stem in stems if _under(request.path, stem)], default=None)


def _under(path: str, stem: str) -> bool:
    """`/api` and `/api/users` are under `/api`, `/apiary` is not."""
    return path == stem or path.startswith(f"{stem}/") or (not stem and path.startswith("/"))


def _matches(route: str, request: Request) -> bool:
    ports = PORTS.fullmatch(route)
    if ports:
        first = int(ports[1])
        return request.port is not None and first <= request.port <= int(ports[2] or first)
    if route.startswith("*."):
        return request.hostname.partition(".")[2] == route[2:]
    return request.hostname == route
