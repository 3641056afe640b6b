"""Minimal sets of events that make a structure true: counted without listing them, and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from infra_design.analyze.reliability.budget import BudgetExceededError
from infra_design.analyze.reliability.family import EMPTY, NONE, Family

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra_design.analyze.reliability.modules import Module
    from infra_design.analyze.reliability.solution import Prepared

Events: TypeAlias = "tuple[int, ...]"
Counts: TypeAlias = "list[int]"
"""How many sets of each size, from 0 upwards; no zeros at the end."""


def minimal_sets(prepared: Prepared, order: int | None = None) -> list[tuple[str, ...]]:
    """All minimal sets of events that make the top true: cut sets, if the events are failures.

    Args:
        prepared: the structure.
        order: the largest size to look for; None: all. Up to it the answer is complete.

    Returns:
        Each sorted by name, smaller first, then by name.

    Raises:
        BudgetExceededError: there are more of them than the budget's `sets`.
    """
    return _named(prepared, _Sets(prepared, order).listed())


def minimal_sets_within(prepared: Prepared, order: int) -> tuple[int, list[tuple[str, ...]]]:
    """The minimal sets up to the largest size, at most `order`, at which there are not more than the budget allows.

    Returns:
        That size, and the sets as `minimal_sets` gives them.
    """
    sets = _Sets(prepared, order)
    fits = order
    while sum(sets.counts()[: fits + 1]) > prepared.budget.sets:
        fits -= 1
    return fits, _named(prepared, (sets if fits == order else _Sets(prepared, fits)).listed())


def _named(prepared: Prepared, sets: Iterable[Events]) -> list[tuple[str, ...]]:
    names = prepared.parts.events
    found = [tuple(sorted([names[event] for event in events])) for events in sets]
    return sorted(found, key=lambda events: (len(events), events))


def count_minimal_sets(prepared: Prepared, order: int | None = None) -> list[int]:
    """How many minimal sets there are of each size, from 0 upwards, without listing them.

    Modules share no events, so that their counts multiply where sets are joined and add up where they are gathered.

    Args:
        prepared: the structure.
        order: the largest size to count; None: all.
    """
    return _Sets(prepared, order).counts()


class _Sets:
    """The minimal sets of a prepared structure, up to an order."""

    def __init__(self, prepared: Prepared, order: int | None) -> None:
        self.parts = prepared.parts
        self.drawn = prepared.drawn
        self.limit = prepared.budget.sets
        self.order = order
        self.most = len(self.parts.events) if order is None else order
        self.families = {node: self._family(node) for node in prepared.drawn}
        self.sizes = self._sizes()

    def counts(self) -> Counts:
        return self.sizes[self.parts.top]

    def listed(self) -> list[Events]:
        if sum(self.counts()) > self.limit:
            raise BudgetExceededError("minimal sets", self.limit)
        room = self._room()
        listed: list[list[Events]] = [[(event,)] if self.most else [] for event in range(len(self.parts.events))]
        for node, module in enumerate(self.parts.modules, len(self.parts.events)):
            listed.append(self._of_module(node, module, listed, room[node]))
        return listed[self.parts.top]

    def _family(self, node: int) -> tuple[Family, int]:
        drawn = self.drawn[node]
        family = Family(drawn.diagram)
        return family, family.minimal(drawn.root, self.order)

    def _sizes(self) -> list[Counts]:
        sizes: list[Counts] = [[0, 1] if self.most else [] for _ in self.parts.events]
        for node, module in enumerate(self.parts.modules, len(self.parts.events)):
            if node in self.families:
                sizes.append(self._sizes_of_family(node, sizes))
            else:
                inputs = [sizes[child] for child in module.inputs]
                sizes.append(_gathered(module.gates[0].least, inputs, self.most))
        return sizes

    def _sizes_of_family(self, module: int, sizes: Sequence[Counts]) -> Counts:
        family, root = self.families[module]
        order = self.drawn[module].order
        counts: dict[int, Counts] = {NONE: [], EMPTY: [1]}
        for node in family.below(root):
            added = _product(sizes[order[family.level[node]]], counts[family.high[node]], self.most)
            counts[node] = _sum(counts[family.low[node]], added)
        return counts[root]

    def _room(self) -> list[int]:
        """How large a set of each node can be and still be part of a set of the top that is small enough."""
        room = [-1] * len(self.sizes)
        room[self.parts.top] = self.most
        for place in reversed(range(len(self.parts.modules))):
            node = len(self.parts.events) + place
            module = self.parts.modules[place]
            companions = module.gates[0].least - 1 if node not in self.drawn else 0
            for child in module.inputs:
                room[child] = max(room[child], room[node] - companions)
        return room

    def _of_module(self, node: int, module: Module, listed: Sequence[list[Events]], room: int) -> list[Events]:
        if room < 1 and module.inputs:
            return []
        if node in self.families:
            return list(self._of_family(node, listed, room))
        least = module.gates[0].least
        if least == 1:
            return [events for child in module.inputs for events in listed[child] if len(events) <= room]
        return _joined(least, [listed[child] for child in module.inputs], room)

    def _of_family(self, module: int, listed: Sequence[list[Events]], room: int) -> Iterator[Events]:
        family, root = self.families[module]
        order = self.drawn[module].order
        stack: list[tuple[int, Events]] = [(root, ())]
        while stack:
            node, events = stack.pop()
            if node == EMPTY:
                yield events
            elif node != NONE:
                stack.append((family.low[node], events))
                space = room - len(events)
                high = family.high[node]
                stack += [(high, events + more) for more in listed[order[family.level[node]]] if len(more) <= space]


def _sum(first: Counts, second: Counts) -> Counts:
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    return [count + (shorter[size] if size < len(shorter) else 0) for size, count in enumerate(longer)]


def _product(first: Counts, second: Counts, most: int) -> Counts:
    """Sets of sizes a and b, joined, are of size a + b; larger ones than `most` are dropped."""
    result = [0] * min(len(first) + len(second) - 1, most + 1) if first and second else []
    for size, count in enumerate(first):
        if count:
            for other, number in enumerate(second[: most + 1 - size]):
                result[size + other] += count * number
    while result and not result[-1]:
        result.pop()
    return result


def _gathered(least: int, inputs: Iterable[Counts], most: int) -> Counts:
    """Counts of a k-of-n gate: one set of each of k inputs, for every choice of k inputs."""
    if least > most:
        return []
    rows: list[Counts] = [[1], *([] for _ in range(least))]
    for counts in inputs:
        for k in range(least, 0, -1):
            if rows[k - 1]:
                rows[k] = _sum(rows[k], _product(rows[k - 1], counts, most))
    return rows[least]


def _joined(least: int, inputs: Sequence[list[Events]], room: int) -> list[Events]:
    """The sets themselves of a k-of-n gate, those larger than `room` left out. Each input adds at least one event."""
    if least > room:
        return []
    rows: list[list[Events]] = [[()], *([] for _ in range(least))]
    for done, sets in enumerate(inputs, 1):
        for k in range(min(least, done), max(0, least - len(inputs) + done - 1), -1):
            space = room - (least - k)
            rows[k] += [events + more for events in rows[k - 1] for more in sets if len(events) + len(more) <= space]
    return rows[least]
