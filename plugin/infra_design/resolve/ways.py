"""Shortest ways along connections."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from infra_design.model.stage import Connection
    from infra_design.resolve.report import Report

    Allowed: TypeAlias = Callable[[Connection], bool]
    Rank: TypeAlias = Callable[[Connection], tuple[bool, ...]]


class Edge(NamedTuple):
    """A step of a way: along a connection, or against it, from a queue to what reads it.

    Attributes:
        to: a component's id, or a hostname.
    """

    connection: Connection
    to: str
    against: bool = False


class Graph:
    """Components and hostnames, with the connections between them, replication aside."""

    def __init__(self, connections: Iterable[Connection], queues: Iterable[str], report: Report) -> None:
        self._report = report
        self._forward: dict[str, dict[str, list[Edge]]] = {}
        self._against: dict[str, dict[str, list[Edge]]] = {ident: {} for ident in queues}
        self._reached: dict[tuple[str, Allowed, bool], Mapping[str, Sequence[str]]] = {}
        for connection in connections:
            if connection.replication:
                continue
            for to in _ends(connection):
                self._forward.setdefault(connection.source, {}).setdefault(to, []).append(Edge(connection, to))
            if connection.target in self._against and connection.access != "write":
                reader = Edge(connection, connection.source, against=True)
                self._against[connection.target].setdefault(reader.to, []).append(reader)

    def shortest(self, start: str, goal: str, allowed: Allowed, *, through_queues: bool) -> list[tuple[str, ...]]:
        """The shortest ways from one component to another, as the nodes on them; not more than two.

        Args:
            start: a component's id.
            goal: a component's id, or a hostname.
            allowed: which connections may be on the way.
            through_queues: whether a way may go on from a queue or stream to what reads it.
        """
        key = start, allowed, through_queues
        if key not in self._reached:
            self._reached[key] = self._spread(start, allowed, through_queues=through_queues)
        before = self._reached[key]
        return self._ways(before, goal) if goal in before else []

    def _spread(self, start: str, allowed: Allowed, *, through_queues: bool) -> Mapping[str, Sequence[str]]:
        """All that can be reached → the nodes before it on its shortest ways."""
        before: dict[str, list[str]] = {start: []}
        level = [start]
        while level:
            reached: dict[str, list[str]] = {}
            for node in level:
                for to, edges in self._leaving(node, through_queues=through_queues):
                    self._report.spend(len(edges))
                    if to not in before and any(allowed(edge.connection) for edge in edges):
                        reached.setdefault(to, []).append(node)
            before |= reached
            level = list(reached)
        return before

    def edges(self, nodes: Sequence[str], allowed: Allowed, rank: Rank) -> tuple[Edge, ...]:
        """The connections along a way; of several between the same two the one of lowest rank, forward ones first."""
        chosen = []
        for node, to in pairwise(nodes):
            edges = [edge for edge in self._between(node, to) if allowed(edge.connection)]
            several = len(edges) > 1
            chosen.append(
                min(edges, key=lambda edge: (edge.against, *rank(edge.connection))) if several else edges[0]
            )
        return tuple(chosen)

    def _leaving(self, node: str, *, through_queues: bool) -> Iterator[tuple[str, list[Edge]]]:
        yield from self._forward.get(node, {}).items()
        if through_queues:
            yield from self._against.get(node, {}).items()

    def _between(self, node: str, to: str) -> list[Edge]:
        return [*self._forward.get(node, {}).get(to, ()), *self._against.get(node, {}).get(to, ())]

    def _ways(self, before: Mapping[str, Sequence[str]], goal: str) -> list[tuple[str, ...]]:
        """The way back from the goal, and a second one if it forks."""
        first = self._back(before, [goal])
        fork = next((index for index, node in enumerate(first) if len(before[node]) > 1), None)
        if fork is None:
            return [tuple(reversed(first))]
        second = self._back(before, [*first[: fork + 1], before[first[fork]][1]])
        return [tuple(reversed(first)), tuple(reversed(second))]

    def _back(self, before: Mapping[str, Sequence[str]], way: list[str]) -> list[str]:
        while before[way[-1]]:
            way.append(before[way[-1]][0])
        self._report.spend(len(way))
        return way


def _ends(connection: Connection) -> Iterator[str]:
    """Where a connection leads: components, and the hostname by which it does."""
    yield from dict.fromkeys(target.component for target in connection.targets)
    if connection.hostname:
        yield connection.hostname
