"""Circular and repetitive structures in normal form: acyclic, equal gates once, common parts taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.reliability.builder import TRUE, Builder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from infra_design.analyze.reliability.budget import Budget
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
    """State of one normalization: which node of the result each gate of the structure has become."""

    def __init__(self, structure: Structure, budget: Budget | None) -> None:
        self.structure = structure
        self.events = len(structure.events)
        self.builder = Builder(self.events, budget)
        self.became: dict[int, int] = {}

    def run(self) -> Structure:
        top = self.structure.top
        if top >= self.events:
            for component in components([top], self._gates_of):
                self._resolve(component)
        return self.builder.structure(self.structure.events, self.became.get(top, top))

    def _inputs(self, node: int) -> tuple[int, ...]:
        return self.structure.gates[node - self.events].inputs

    def _gates_of(self, node: int) -> Iterable[int]:
        events = self.events
        return [child for child in self._inputs(node) if child >= events]

    def _build(self, node: int) -> int:
        least, inputs = self.structure.gates[node - self.events]
        became = self.became
        return self.builder.gate(least, [became.get(child, child) for child in inputs])

    def _resolve(self, component: list[int]) -> None:
        if len(component) == 1 and component[0] not in self._inputs(component[0]):
            self.became[component[0]] = self._build(component[0])
        else:
            self._iterate(*self._opened(component))

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
        self._build_all(order)

    def _build_all(self, order: Iterable[int]) -> None:
        for node in order:
            self.became[node] = self._build(node)

    def _opened(self, component: Sequence[int]) -> tuple[list[int], list[int]]:
        """Nodes whose removal leaves no circle in a component, and the others in an order, inputs first.

        The node with most connections in both directions goes first: usually a group that many members use.
        """
        cut: list[int] = []
        order: list[int] = []
        pending = [list(component)]
        while pending:
            part = set(pending.pop())
            hub = self._hub(part)
            cut.append(hub)
            part.remove(hub)
            pending += [found for found in self._within(part) if self._circular(found)]
        rest = set(component).difference(cut)
        for found in self._within(rest):
            order += found
        return sorted(cut), order

    def _within(self, part: set[int]) -> list[list[int]]:
        return components(sorted(part), lambda node: [child for child in self._inputs(node) if child in part])

    def _circular(self, component: Sequence[int]) -> bool:
        return len(component) > 1 or component[0] in self._inputs(component[0])

    def _hub(self, part: set[int]) -> int:
        into = dict.fromkeys(sorted(part), 0)
        out = dict.fromkeys(into, 0)
        for node in into:
            for child in self._inputs(node):
                if child in part:
                    into[child] += 1
                    out[node] += 1
        return max(into, key=lambda node: (into[node] * out[node], -node))
