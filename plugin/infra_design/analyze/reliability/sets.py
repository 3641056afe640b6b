"""Minimal sets of events that make a structure true: counted without listing them, and listed."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from infra_design.analyze.reliability.budget import BudgetExceededError
from infra_design.analyze.reliability.family import EMPTY, NONE, Family
from infra_design.analyze.reliability.solution import Drawn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from infra_design.analyze.reliability.modules import Module
    from infra_design.analyze.reliability.solution import Cases, Prepared

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
    fits = order
    while True:
        try:
            return fits, _named(prepared, _Sets(prepared, fits).listed())
        except BudgetExceededError:
            if fits == 0:
                raise
            fits -= 1


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
        self.limit = prepared.budget.sets
        self.most = len(self.parts.events) if order is None else order
        self.solved: dict[int, _OfDiagram | _OfCases] = {
            node: _OfDiagram(how, order) if isinstance(how, Drawn) else _OfCases(how, order)
            for node, how in prepared.solved.items()
        }
        self.sizes = self._sizes()

    def counts(self) -> Counts:
        return self.sizes[self.parts.top]

    def listed(self) -> list[Events]:
        room = self._room()
        self._check(self.parts.top, self.most)
        listed: list[list[Events]] = [[(event,)] if self.most else [] for event in range(len(self.parts.events))]
        for node, module in enumerate(self.parts.modules, len(self.parts.events)):
            self._check(node, room[node])
            listed.append(self._of_module(node, module, listed, room[node]))
        return listed[self.parts.top]

    def _check(self, node: int, room: int) -> None:
        if sum(self.sizes[node][: max(0, room + 1)]) > self.limit:
            raise BudgetExceededError("minimal sets", self.limit)

    def _sizes(self) -> list[Counts]:
        sizes: list[Counts] = [[0, 1] if self.most else [] for _ in self.parts.events]
        for node, module in enumerate(self.parts.modules, len(self.parts.events)):
            if node in self.solved:
                sizes.append(self.solved[node].sizes(sizes, self.most))
            else:
                inputs = [sizes[child] for child in module.inputs]
                sizes.append(_gathered(module.gates[0].least, inputs, self.most))
        return sizes

    def _room(self) -> list[int]:
        """How large a set of each node can be and still be part of a set of the top that is small enough."""
        room = [-1] * len(self.sizes)
        room[self.parts.top] = self.most
        events = len(self.parts.events)
        for node in range(len(self.sizes) - 1, events - 1, -1):
            module = self.parts.modules[node - events]
            smallest = [_smallest(self.sizes[child], self.most) for child in module.inputs]
            companions = 0 if node in self.solved else sum(sorted(smallest)[: module.gates[0].least - 1])
            for child in module.inputs:
                room[child] = max(room[child], room[node] - companions)
        return room

    def _of_module(self, node: int, module: Module, listed: Sequence[list[Events]], room: int) -> list[Events]:
        if room < 0 or (room == 0 and module.inputs):
            return []
        if node in self.solved:
            return list(self.solved[node].listed(listed, room))
        least = module.gates[0].least
        if least == 1:
            return [events for child in module.inputs for events in listed[child] if len(events) <= room]
        return _joined(least, [listed[child] for child in module.inputs], room)


class _OfDiagram:
    """The minimal sets of a module that has a diagram."""

    def __init__(self, drawn: Drawn, order: int | None) -> None:
        self.order = drawn.order
        self.family = Family(drawn.diagram)
        self.root = self.family.minimal(drawn.root, order)

    def sizes(self, sizes: Sequence[Counts], most: int) -> Counts:
        family = self.family
        counts: dict[int, Counts] = {NONE: [], EMPTY: [1]}
        for node in family.below(self.root):
            added = _product(sizes[self.order[family.level[node]]], counts[family.high[node]], most)
            counts[node] = _sum(counts[family.low[node]], added)
        return counts[self.root]

    def listed(self, listed: Sequence[list[Events]], room: int) -> Iterator[Events]:
        family = self.family
        stack: list[tuple[int, Events]] = [(self.root, ())]
        while stack:
            node, events = stack.pop()
            if node == EMPTY:
                yield events
            elif node != NONE:
                stack.append((family.low[node], events))
                space = room - len(events)
                added = listed[self.order[family.level[node]]]
                stack += [(family.high[node], events + more) for more in added if len(more) <= space]


class _OfCases:
    """The minimal sets of a module that is solved case by case.

    Those of a case, together with its hubs, are minimal unless a case with one hub less has one within them.
    """

    def __init__(self, how: Cases, order: int | None) -> None:
        self.hubs = how.hubs
        self.of_case: list[set[Events]] = []
        for number, case in enumerate(how.cases):
            left = None if order is None else order - number.bit_count()
            self.of_case.append(set() if left is not None and left < 0 else _numbered(case, left))
        self.inputs = sorted(self._minimal())

    def sizes(self, sizes: Sequence[Counts], most: int) -> Counts:
        counts: Counts = []
        for inputs in self.inputs:
            counts = _sum(counts, _gathered(len(inputs), [sizes[node] for node in inputs], most))
        return counts

    def listed(self, listed: Sequence[list[Events]], room: int) -> Iterator[Events]:
        for inputs in self.inputs:
            yield from _joined(len(inputs), [listed[node] for node in inputs], room)

    def _minimal(self) -> Iterator[Events]:
        for number, sets in enumerate(self.of_case):
            hubs = [place for place in range(len(self.hubs)) if number >> place & 1]
            fewer = [self.of_case[number ^ 1 << place] for place in hubs]
            for inputs in sets:
                if not any(_within(inputs, smaller) for smaller in fewer):
                    yield (*(self.hubs[place] for place in hubs), *inputs)


def _numbered(case: Prepared, order: int | None) -> set[Events]:
    """The minimal sets of a case, as the numbers that name its events."""
    names = case.parts.events
    return {tuple(sorted([int(names[event]) for event in events])) for events in _Sets(case, order).listed()}


def _within(inputs: Events, sets: Collection[Events]) -> bool:
    """Whether one of the sets is part of these inputs."""
    if 1 << len(inputs) > len(sets):
        chosen = set(inputs)
        return any(chosen.issuperset(one) for one in sets)
    return any(part in sets for size in range(len(inputs) + 1) for part in combinations(inputs, size))


def _smallest(sizes: Counts, most: int) -> int:
    return next((size for size, count in enumerate(sizes) if count), most + 1)


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
