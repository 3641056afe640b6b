"""Decision diagrams of monotone functions: reduced, ordered, without recursion (Bryant 1986, Rauzy 1993)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.reliability.budget import BudgetExceededError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra_design.analyze.reliability.modules import Module

FALSE = 0
TRUE = 1
BOTTOM = 1 << 60
"""Level of the two leaves, below every variable."""


class Diagram:
    """A store of nodes "if the variable at `level` then `high` else `low`".

    Node 0 is false, node 1 is true. A function is a node; equal functions are the same node. Levels are asked from 0
    upwards.
    """

    __slots__ = ("_both", "_either", "_known", "_limit", "high", "level", "low")

    def __init__(self, limit: int) -> None:
        self.level = [BOTTOM, BOTTOM]
        self.low = [FALSE, TRUE]
        self.high = [FALSE, TRUE]
        self._limit = limit
        self._known: dict[tuple[int, int, int], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._either: dict[tuple[int, int], int] = {}

    def node(self, level: int, low: int, high: int) -> int:
        """If the variable at `level` then `high` else `low`."""
        if low == high:
            return low
        key = (level, low, high)
        found = self._known.get(key)
        if found is None:
            found = len(self.level)
            if found > self._limit:
                raise BudgetExceededError("nodes of a decision diagram", self._limit)
            self._known[key] = found
            self.level.append(level)
            self.low.append(low)
            self.high.append(high)
        return found

    def both(self, first: int, second: int) -> int:
        """First and second."""
        return self._combined(first, second, FALSE, self._both)

    def either(self, first: int, second: int) -> int:
        """First or second."""
        return self._combined(first, second, TRUE, self._either)

    def below(self, root: int) -> list[int]:
        """Nodes that a function consists of, leaves left out, each before those that it leads to."""
        seen = {FALSE, TRUE, root}
        stack = [root]
        while stack:
            node = stack.pop()
            for child in (self.low[node], self.high[node]):
                if child not in seen:
                    seen.add(child)
                    stack.append(child)
        return sorted(seen - {FALSE, TRUE}, key=self.level.__getitem__)

    def levels(self, root: int) -> set[int]:
        """Levels of the variables that a function depends on: of a reduced diagram, all that occur in it."""
        return {self.level[node] for node in self.below(root)}

    def at_least(self, least: int, nodes: Iterable[int]) -> int:
        """At least so many of the nodes, deepest first, so that each step only walks what it adds."""
        ordered = sorted(nodes, key=self.level.__getitem__, reverse=True)
        row = [TRUE] + [FALSE] * least
        for done, node in enumerate(ordered):
            missing = least - (len(ordered) - done - 1)
            for k in range(min(least, done + 1), max(0, missing - 1), -1):
                row[k] = self.either(self.both(node, row[k - 1]), row[k])
        return row[least]

    def _combined(self, first: int, second: int, absorbing: int, memo: dict[tuple[int, int], int]) -> int:
        """And (absorbing: false) or or (absorbing: true) of two functions, on a stack of our own."""
        level, low, high = self.level, self.low, self.high
        neutral = 1 - absorbing
        stack = [(first, second)]
        results: list[int] = []
        pending: list[tuple[tuple[int, int], int]] = []
        while stack:
            f, g = stack.pop()
            if f < 0:
                key, at = pending.pop()
                one = results.pop()
                memo[key] = results[-1] = self.node(at, results[-1], one)
                continue
            if f == g or f == absorbing or g == neutral:  # noqa: PLR1714, SIM109 — the innermost loop, no tuples
                results.append(f)
                continue
            if f == neutral or g == absorbing:
                results.append(g)
                continue
            key = (f, g) if f < g else (g, f)
            known = memo.get(key)
            if known is not None:
                results.append(known)
                continue
            above, beside = level[f], level[g]
            stack.append((-1, 0))
            if above < beside:
                pending.append((key, above))
                stack.append((high[f], g))
                stack.append((low[f], g))
            elif above > beside:
                pending.append((key, beside))
                stack.append((f, high[g]))
                stack.append((f, low[g]))
            else:
                pending.append((key, above))
                stack.append((high[f], high[g]))
                stack.append((low[f], low[g]))
        return results[0]


def draw(module: Module, order: Sequence[int], limit: int) -> tuple[Diagram, int]:
    """The diagram of a module whose inputs are asked in this order, and its root.

    Raises:
        BudgetExceededError: it takes more nodes than `limit`.
    """
    diagram = Diagram(limit)
    level = {place: depth for depth, place in enumerate(order)}
    nodes = [diagram.node(level[place], FALSE, TRUE) for place in range(len(module.inputs))]
    for least, inputs in module.gates:
        children = [nodes[child] for child in inputs]
        nodes.append(_gate(diagram, least, children))
    return diagram, nodes[-1]


def _gate(diagram: Diagram, least: int, children: list[int]) -> int:
    if 1 < least < len(children):
        return diagram.at_least(least, children)
    combine, result = (diagram.either, FALSE) if least == 1 else (diagram.both, TRUE)
    for child in sorted(children, key=diagram.level.__getitem__, reverse=True):
        result = combine(child, result)
    return result
