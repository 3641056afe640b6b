"""In which order a decision diagram asks about its inputs: those close in the structure, close together."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra_design.analyze.reliability.modules import Module
    from infra_design.analyze.reliability.structure import Gate


def local_order(module: Module, small: int) -> list[int]:
    """Inputs of a module as a depth-first walk meets them, small gates completed as soon as they are touched.

    The usual depth-first order (Bouissou 1996 compares such orders) meets all databases, then all web servers; where
    each web server shares a machine with a database, the diagram then has to remember the state of all machines.
    Once an input is placed, gates above it with at most `small` inputs below are therefore visited at once, which
    keeps together what stands on one machine.

    Args:
        module: what to order.
        small: 0 for the usual depth-first order.

    Returns:
        Places in `module.inputs`, first asked first.
    """
    return _Walk(len(module.inputs), module.gates, small).run()


def level_order(module: Module) -> list[int]:
    """Inputs of a module as a breadth-first walk meets them: what is equally deep, close together.

    Right for networks, where each column of nodes depends on the whole column before it.
    """
    inputs = len(module.inputs)
    queue = deque([inputs + len(module.gates) - 1])
    seen = set(queue)
    placed = []
    while queue:
        node = queue.popleft()
        if node < inputs:
            placed.append(node)
            continue
        for child in module.gates[node - inputs].inputs:
            if child not in seen:
                seen.add(child)
                queue.append(child)
    return placed


class _Walk:
    """State of one walk."""

    def __init__(self, inputs: int, gates: Sequence[Gate], small: int) -> None:
        self.inputs = inputs
        self.gates = gates
        self.seen = [False] * (inputs + len(gates))
        self.placed: list[int] = []
        self.close: list[list[int]] = [[] for _ in range(inputs + len(gates))]
        sizes = [1] * inputs
        for place, gate in enumerate(gates):
            sizes.append(sum([sizes[node] for node in gate.inputs]))
            if sizes[-1] <= small:
                for node in gate.inputs:
                    self.close[node].append(inputs + place)
        self.sizes = sizes

    def run(self) -> list[int]:
        stack = [self.inputs + len(self.gates) - 1]
        while stack:
            node = stack.pop()
            if node < 0:
                stack += [gate for gate in reversed(self.close[~node]) if not self.seen[gate]]
            elif not self.seen[node]:
                self._visit(node, stack)
        return self.placed

    def _visit(self, node: int, stack: list[int]) -> None:
        self.seen[node] = True
        stack.append(~node)
        if node < self.inputs:
            self.placed.append(node)
        else:
            children = self.gates[node - self.inputs].inputs
            stack += sorted(children, key=self.sizes.__getitem__, reverse=True)
