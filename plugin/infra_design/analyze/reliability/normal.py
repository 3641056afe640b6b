"""Circular and repetitive structures in normal form: acyclic, equal gates once, common parts taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.reliability.budget import Budget, BudgetExceededError
from infra_design.analyze.reliability.builder import TRUE, Builder
from infra_design.analyze.reliability.structure import Gate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from infra_design.analyze.reliability.structure import Structure


def normal(structure: Structure, budget: Budget | None = None) -> Structure:
    """The same function in normal form: no circles, equal gates once, gates after their inputs.

    Raises:
        BudgetExceededError: the circles are too entangled to be resolved within the budget.
    """
    return _Normalizer(structure, budget).run()


def components(roots: Iterable[int], inputs: Callable[[int], Iterable[int]]) -> list[list[int]]:
    """Strongly connected components of what `roots` lead to, each after those that it leads to (Tarjan 1972).

    Args:
        roots: nodes to start from.
        inputs: where each node leads.
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    open_nodes: list[int] = []
    found: list[list[int]] = []
    closed: set[int] = set()
    for root in roots:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        path = [(root, iter(inputs(root)))]
        while path:
            node, rest = path[-1]
            for child in rest:
                if child not in index:
                    index[child] = low[child] = len(index)
                    open_nodes.append(child)
                    path.append((child, iter(inputs(child))))
                    break
                if child not in closed and index[child] < low[node]:
                    low[node] = index[child]
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    component = _pop_until(open_nodes, node)
                    closed.update(component)
                    found.append(component)
    return found


def _pop_until(stack: list[int], node: int) -> list[int]:
    component = []
    while True:
        component.append(stack.pop())
        if component[-1] == node:
            return component


class _Normalizer:
    """State of one normalization.

    Attributes:
        gates: of the structure; those in circles are rewritten, and new ones are added.
        became: node of the structure → node of the result.
        same: node → the node that stands for it, where a circle made several equal.
    """

    def __init__(self, structure: Structure, budget: Budget | None) -> None:
        self.structure = structure
        self.budget = budget or Budget()
        self.events = len(structure.events)
        self.gates = list(structure.gates)
        self.builder = Builder(self.events, self.budget)
        self.became: dict[int, int] = {}
        self.same: dict[int, int] = {}
        self.steps = 0

    def run(self) -> Structure:
        top = self.structure.top
        if top >= self.events:
            for component in components([top], self._gates_of):
                if self._circular(component):
                    self._resolve(component)
                else:
                    self.became[component[0]] = self._build(component[0])
        return self.builder.structure(self.structure.events, self.became.get(top, top))

    def _inputs(self, node: int) -> tuple[int, ...]:
        inputs = self.gates[node - self.events].inputs
        return tuple([self.same.get(child, child) for child in inputs]) if self.same else inputs

    def _gates_of(self, node: int) -> Iterable[int]:
        events = self.events
        return [child for child in self._inputs(node) if child >= events]

    def _circular(self, component: Sequence[int]) -> bool:
        return len(component) > 1 or component[0] in self._inputs(component[0])

    def _within(self, part: Collection[int]) -> list[list[int]]:
        return components(sorted(part), lambda node: [child for child in self._inputs(node) if child in part])

    def _build(self, node: int) -> int:
        became = self.became
        least = self.gates[node - self.events].least
        return self.builder.gate(least, [became.get(child, child) for child in self._inputs(node)])

    def _build_all(self, order: Iterable[int]) -> None:
        for node in order:
            self.became[node] = self._build(node)

    def _resolve(self, component: list[int]) -> None:
        """Gates that use each other in a circle: made simpler as they stand, then what is left is iterated."""
        part = {*component, *(new for node in component for new in self._taken_out(node))}
        self._merge(part)
        for found in self._within({self.same.get(node, node) for node in part}):
            if self._circular(found):
                self._iterate(*self._opened(found))
            else:
                self._build_all(found)
        self.became.update((node, self.became[self.same[node]]) for node in component if node in self.same)

    def _taken_out(self, node: int) -> list[int]:
        """Take out of a group's members what they have in common: what each of them needs, the group needs.

        Returns:
            The gates that are new.
        """
        least, inputs = self.gates[node - self.events]
        if not 1 <= least <= len(inputs) or len(inputs) == 1 or not all(map(self._all_of, inputs)):
            return []
        common = set(self._inputs(inputs[0])).intersection(*map(self._inputs, inputs[1:]))
        if not common:
            return []
        first = self.events + len(self.gates)
        for member in inputs:
            rest = tuple([child for child in self._inputs(member) if child not in common])
            self.gates.append(Gate(len(rest), rest))
        self.gates.append(Gate(least, tuple(range(first, first + len(inputs)))))
        self.gates[node - self.events] = Gate(len(common) + 1, (*sorted(common), first + len(inputs)))
        return list(range(first, first + len(inputs) + 1))

    def _all_of(self, node: int) -> bool:
        return node >= self.events and self.gates[node - self.events].least == len(self._inputs(node))

    def _one_of(self, node: int) -> bool:
        return self.gates[node - self.events].least == 1

    def _merge(self, part: set[int]) -> None:
        """Settle circles of one kind: all that need each other are one; any that suffice for each other are true."""
        for found in self._circles(part, self._all_of):
            inputs = {child for node in found for child in self._inputs(node)}.difference(found)
            self.gates[found[0] - self.events] = Gate(len(inputs), tuple(sorted(inputs)))
            self.same.update((node, found[0]) for node in found[1:])
        for found in self._circles({node for node in part if node not in self.same}, self._one_of):
            for node in found:
                self.gates[node - self.events] = Gate(0, ())

    def _circles(self, part: Collection[int], kind: Callable[[int], bool]) -> list[list[int]]:
        """Circles within a part that consist of one kind of gates only."""
        alike = {node for node in part if kind(node)}
        return [found for found in self._within(alike) if self._circular(found)]

    def _iterate(self, cut: Sequence[int], order: Sequence[int]) -> None:
        """The greatest fixpoint: the cut nodes start true and fall.

        For each state of the events the values of the cut nodes only fall, and they stop falling when a round leaves
        them as they are; so as many rounds as there are cut nodes are enough. Usually two are, because equal
        functions become equal nodes.
        """
        for node in cut:
            self.became[node] = TRUE
        for _ in cut:
            self._build_all(order)
            values = [self._build(node) for node in cut]
            if values == [self.became[node] for node in cut]:
                return
            self.became.update(zip(cut, values, strict=True))
            self._count(len(order))
        self._build_all(order)

    def _opened(self, component: Sequence[int]) -> tuple[list[int], list[int]]:
        """Nodes whose removal leaves no circle in a component, and the others in an order, inputs first.

        The node with most connections in both directions goes first: usually a group that many members use.
        """
        cut: list[int] = []
        pending = [list(component)]
        while pending:
            part = set(pending.pop())
            self._count(len(part))
            hub = self._hub(part)
            cut.append(hub)
            part.remove(hub)
            pending += [found for found in self._within(part) if self._circular(found)]
        rest = set(component).difference(cut)
        return sorted(cut), [node for found in self._within(rest) for node in found]

    def _hub(self, part: set[int]) -> int:
        into = dict.fromkeys(sorted(part), 0)
        out = dict.fromkeys(into, 0)
        for node in into:
            for child in self._inputs(node):
                if child in part:
                    into[child] += 1
                    out[node] += 1
        return max(into, key=lambda node: (into[node] * out[node], -node))

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self.budget.gates:
            raise BudgetExceededError("gates in circles", self.budget.gates)
