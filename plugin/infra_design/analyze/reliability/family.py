"""Families of sets as decision diagrams, and the minimal sets of a function (Rauzy 1993, Minato 1993)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.reliability.diagram import BOTTOM, FALSE, TRUE

if TYPE_CHECKING:
    from infra_design.analyze.reliability.diagram import Diagram

NONE = 0
"""The family without any set."""

EMPTY = 1
"""The family whose only set is the empty one."""


class Family:
    """A store of families of sets, as zero-suppressed diagrams: those with the input at `level`, those without.

    Attributes:
        diagram: the functions whose minimal sets are asked for.
    """

    __slots__ = ("_known", "_minimal", "_remaining", "diagram", "high", "level", "low")

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.level = [BOTTOM, BOTTOM]
        self.low = [NONE, EMPTY]
        self.high = [NONE, EMPTY]
        self._known: dict[tuple[int, int, int], int] = {}
        self._minimal: dict[tuple[int, int], int] = {}
        self._remaining: dict[tuple[int, int], int] = {}

    def node(self, level: int, low: int, high: int) -> int:
        """Sets of `low`, and those of `high` with the input at `level` added."""
        if high == NONE:
            return low
        key = (level, low, high)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.level)
            self.level.append(level)
            self.low.append(low)
            self.high.append(high)
        return found

    def minimal(self, function: int, order: int | None) -> int:
        """Minimal sets, up to a size, that make a function of the diagram true.

        Those without the topmost input are those of `low`; those with it are those of `high` that do not make `low`
        true already.
        """
        step = 0 if order is None else 1
        level, low, high = self.diagram.level, self.diagram.low, self.diagram.high
        memo = self._minimal
        root = (function, 1 if order is None else order)
        stack = [root]
        while stack:
            key = stack[-1]
            node, size = key
            if node <= TRUE or size == 0:
                memo[key] = EMPTY if node == TRUE else NONE
                stack.pop()
                continue
            without_key, with_key = (low[node], size), (high[node], size - step)
            rest, added = memo.get(without_key), memo.get(with_key)
            if rest is None or added is None:
                stack += [wanted for wanted in (without_key, with_key) if wanted not in memo]
                continue
            stack.pop()
            memo[key] = self.node(level[node], rest, self._not_making(added, low[node]))
        return memo[root]

    def _not_making(self, family: int, function: int) -> int:
        """Sets of a family that do not make a function true (Rauzy's "without")."""
        memo = self._remaining
        stack = [(family, function)]
        while stack:
            key = stack[-1]
            if key in memo:
                stack.pop()
                continue
            sets, goal = key
            if goal == TRUE or sets == NONE:
                memo[key] = NONE
            elif goal == FALSE or sets == EMPTY:
                memo[key] = sets
            else:
                self._step(key, stack)
                continue
            stack.pop()
        return memo[family, function]

    def _step(self, key: tuple[int, int], stack: list[tuple[int, int]]) -> None:
        """Answer from the two halves if they are known, else ask for them first."""
        sets, goal = key
        at, asked = self.level[sets], self.diagram.level[goal]
        if asked < at:
            halves = [(sets, self.diagram.low[goal])]
        elif asked > at:
            halves = [(self.low[sets], goal), (self.high[sets], goal)]
        else:
            halves = [(self.low[sets], self.diagram.low[goal]), (self.high[sets], self.diagram.high[goal])]
        found = [self._remaining.get(half) for half in halves]
        values = [value for value in found if value is not None]
        if len(values) < len(halves):
            stack += [half for half, value in zip(halves, found, strict=True) if value is None]
        else:
            self._remaining[key] = values[0] if len(values) == 1 else self.node(at, *values)

    def below(self, root: int) -> list[int]:
        """Nodes that a family consists of, leaves left out, each after those that it leads to."""
        seen = {NONE, EMPTY, root}
        stack = [root]
        while stack:
            node = stack.pop()
            fresh = {self.low[node], self.high[node]} - seen
            seen |= fresh
            stack += fresh
        return sorted(seen - {NONE, EMPTY}, key=self.level.__getitem__, reverse=True)
