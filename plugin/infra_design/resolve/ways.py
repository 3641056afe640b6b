"""Shortest ways along connections."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from infra_design.model.stage import Connection

    Allowed: TypeAlias = Callable[[Connection], bool]
    Rank: TypeAlias = Callable[[Connection], tuple[bool, ...]]

_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A step of a way: along a connection, or against it, from a queue to what reads it.

    Attributes:
        to: a component's id, or a hostname.
    """

    connection: Connection
    to: str
    against: bool = False


class Graph:
    """Components and hostnames, with the connections between them, replication aside."""

    def __init__(self, connections: Iterable[Connection], queues: Iterable[str]) -> None:
        self._edges: dict[str, list[Edge]] = {}
        self._readers: dict[str, list[Edge]] = {ident: [] for ident in queues}
        for connection in connections:
            if not connection.replication:
                self._edges.setdefault(connection.source, []).extend(_forward(connection))
            if connection.target in self._readers and connection.access != "write":
                self._readers[connection.target].append(Edge(connection, connection.source, against=True))

    def shortest(self, start: str, goal: str, allowed: Allowed, *, through_queues: bool) -> list[tuple[str, ...]]:
        """The shortest ways from one component to another, as the nodes on them; not more than two.

        Args:
            start: a component's id.
            goal: a component's id, or a hostname.
            allowed: which connections may be on the way.
            through_queues: whether a way may go on from a queue or stream to what reads it.
        """
        before: dict[str, list[str]] = {start: []}
        level = [start]
        while level and goal not in before:
            reached: dict[str, dict[str, None]] = {}
            for node in level:
                for edge in self._leaving(node, through_queues=through_queues):
                    if edge.to not in before and allowed(edge.connection):
                        reached.setdefault(edge.to, {})[node] = None
            before.update((node, list(came_from)) for node, came_from in reached.items())
            level = list(reached)
        return _ways(before, start, goal) if goal in before else []

    def edges(self, nodes: Sequence[str], allowed: Allowed, rank: Rank) -> tuple[Edge, ...]:
        """The connections along a way; of several between the same two the one of lowest rank, forward ones first."""
        return tuple(
            min(
                (
                    edge
                    for edge in self._leaving(node, through_queues=True)
                    if edge.to == to and allowed(edge.connection)
                ),
                key=lambda edge: (edge.against, *rank(edge.connection)),
            )
            for node, to in pairwise(nodes)
        )

    def _leaving(self, node: str, *, through_queues: bool) -> Iterator[Edge]:
        yield from self._edges.get(node, ())
        if through_queues:
            yield from self._readers.get(node, ())


def _forward(connection: Connection) -> Iterator[Edge]:
    yield from (Edge(connection, target.component) for target in connection.targets)
    if connection.hostname:
        yield Edge(connection, connection.hostname)


def _ways(before: Mapping[str, Sequence[str]], start: str, goal: str) -> list[tuple[str, ...]]:
    """The ways back, two of them at most."""
    found: list[tuple[str, ...]] = []
    stack: list[tuple[str, ...]] = [(goal,)]
    while stack and len(found) < _SEVERAL:
        way = stack.pop()
        if way[0] == start:
            found.append(way)
        stack.extend((node, *way) for node in reversed(before[way[0]]))
    return found
