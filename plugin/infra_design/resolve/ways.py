"""Shortest ways along connections."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from infra_design.model.stage import Connection

    Rank = tuple[bool, ...]
    Prefer = Callable[[Connection], Rank]


@dataclass(frozen=True, slots=True)
class Edge:
    """A step of a way: along a connection, or against it, from a queue to what reads it."""

    connection: Connection
    to: str
    against: bool = False


class Graph:
    """Components, and hostnames where they have no record, with the connections between them."""

    def __init__(self, connections: Iterable[Connection], queues: Iterable[str]) -> None:
        self._edges: dict[str, list[Edge]] = {}
        self._readers: dict[str, list[Edge]] = {ident: [] for ident in queues}
        for connection in connections:
            if connection.replication:
                continue
            edges = self._edges.setdefault(connection.source, [])
            edges.extend(Edge(connection, target.component) for target in connection.targets)
            if connection.hostname:
                edges.append(Edge(connection, connection.hostname))
            if connection.target in self._readers and connection.access != "write":
                self._readers[connection.target].append(Edge(connection, connection.source, against=True))

    def shortest(
        self, start: str, goal: str, *, through_queues: bool, allowed: Callable[[Connection], bool]
    ) -> list[tuple[str, ...]]:
        """The shortest ways from one component to another, as the nodes on them; two at most, for one is wanted.

        Args:
            start: a component's id.
            goal: a component's id, or a hostname.
            through_queues: whether a way may go on from a queue or stream to what reads it.
            allowed: which connections may be on the way.
        """
        before: dict[str, list[str]] = {start: []}
        level = [start]
        while level and goal not in before:
            reached: dict[str, list[str]] = {}
            for node in level:
                for edge in self._leaving(node, through_queues=through_queues):
                    if (
                        edge.to not in before
                        and allowed(edge.connection)
                        and node not in reached.setdefault(edge.to, [])
                    ):
                        reached[edge.to].append(node)
            before |= reached
            level = list(reached)
        return _ways(before, start, goal) if goal in before else []

    def edges(self, nodes: Sequence[str], allowed: Callable[[Connection], bool], prefer: Prefer) -> tuple[Edge, ...]:
        """The connections along a way; of several between the same two the preferred one."""
        chosen = []
        for node, following in pairwise(nodes):
            edges = [edge for edge in self._leaving(node, through_queues=True) if edge.to == following]
            edges = [edge for edge in edges if allowed(edge.connection)]
            forward = [edge for edge in edges if not edge.against]
            chosen.append(min(forward or edges, key=lambda edge: prefer(edge.connection)))
        return tuple(chosen)

    def _leaving(self, node: str, *, through_queues: bool) -> Iterable[Edge]:
        edges = self._edges.get(node, [])
        return [*edges, *self._readers.get(node, ())] if through_queues else edges


def _ways(before: Mapping[str, Sequence[str]], start: str, goal: str) -> list[tuple[str, ...]]:
    """Two ways back at most."""
    found: list[tuple[str, ...]] = []
    stack: list[tuple[str, ...]] = [(goal,)]
    while stack and len(found) < 2:  # noqa: PLR2004 — a second one is enough to know that there are several
        way = stack.pop()
        if way[0] == start:
            found.append(way)
        stack.extend((node, *way) for node in reversed(before[way[0]]))
    return found
