"""Exact probability of a structure over independent events, and what each event means to it."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from operator import mul
from typing import TYPE_CHECKING

from infra_design.analyze.reliability.diagram import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.analyze.reliability.modules import Module
    from infra_design.analyze.reliability.solution import Drawn, Prepared


def probability(prepared: Prepared, chances: Mapping[str, float]) -> float:
    """The probability that the top is true.

    Only sums and products of probabilities occur, no differences, so that the result is exact to about 13 digits
    even where it is tiny. Events that make no difference need no chance.

    Args:
        prepared: the structure.
        chances: probability of each event, 0 to 1.

    Raises:
        KeyError: an event that matters has no chance.
    """
    return _Weighing(prepared, chances).total()


def weigh(prepared: Prepared, chances: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    """`probability` and `birnbaum` at once."""
    weighing = _Weighing(prepared, chances)
    return weighing.total(), weighing.weights()


def birnbaum(prepared: Prepared, chances: Mapping[str, float]) -> dict[str, float]:
    """P(top | event) - P(top | not event) for each event that can make a difference (Birnbaum 1969).

    It is the derivative of the top's probability by the event's. As the probability is linear in each event, making
    an event impossible lowers it by `birnbaum * chance`, and making it certain raises it by
    `birnbaum * (1 - chance)`.

    Raises:
        KeyError: an event that matters has no chance.
    """
    return _Weighing(prepared, chances).weights()


class _Weighing:
    """Probabilities of all nodes from the events up, then derivatives from the top down."""

    def __init__(self, prepared: Prepared, chances: Mapping[str, float]) -> None:
        self.parts = prepared.parts
        self.drawn = prepared.drawn
        self.relevant = prepared.relevant
        self.chance = [0.0] * len(self.parts.events)
        for event in self.relevant:
            self.chance[event] = chances[self.parts.events[event]]
        self.truth: dict[int, dict[int, float]] = {}
        for place, module in enumerate(self.parts.modules):
            self.chance.append(self._of_module(len(self.parts.events) + place, module))

    def total(self) -> float:
        return self.chance[self.parts.top]

    def weights(self) -> dict[str, float]:
        weight = [0.0] * len(self.chance)
        weight[self.parts.top] = 1.0
        events = len(self.parts.events)
        for place in reversed(range(len(self.parts.modules))):
            node = events + place
            for child, slope in self._slopes(node, self.parts.modules[place]):
                weight[child] = weight[node] * slope
        return {self.parts.events[event]: weight[event] for event in self.relevant}

    def _of_module(self, node: int, module: Module) -> float:
        if node not in self.drawn:
            chances = [self.chance[child] for child in module.inputs]
            return at_least(module.gates[0].least, chances)
        drawn = self.drawn[node]
        self.truth[node] = self._truth(drawn)
        return self.truth[node][drawn.root]

    def _truth(self, drawn: Drawn) -> dict[int, float]:
        """Probability of each node of a diagram."""
        diagram = drawn.diagram
        truth = {FALSE: 0.0, TRUE: 1.0}
        for node in reversed(diagram.below(drawn.root)):
            chance = self.chance[drawn.order[diagram.level[node]]]
            truth[node] = chance * truth[diagram.high[node]] + (1 - chance) * truth[diagram.low[node]]
        return truth

    def _slopes(self, node: int, module: Module) -> list[tuple[int, float]]:
        if node in self.drawn:
            return self._slopes_of_diagram(self.drawn[node], self.truth[node])
        chances = [self.chance[child] for child in module.inputs]
        return list(zip(module.inputs, decisive(module.gates[0].least, chances), strict=True))

    def _slopes_of_diagram(self, drawn: Drawn, truth: Mapping[int, float]) -> list[tuple[int, float]]:
        """By how much each input moves the root: how often its nodes are reached, times what they decide."""
        diagram = drawn.diagram
        reached = dict.fromkeys(truth, 0.0)
        reached[drawn.root] = 1.0
        slope = dict.fromkeys(drawn.order, 0.0)
        for node in diagram.below(drawn.root):
            asked = drawn.order[diagram.level[node]]
            chance, low, high = self.chance[asked], diagram.low[node], diagram.high[node]
            reached[high] += reached[node] * chance
            reached[low] += reached[node] * (1 - chance)
            slope[asked] += reached[node] * (truth[high] - truth[low])
        return list(slope.items())


def at_least(least: int, chances: Sequence[float]) -> float:
    """The probability that at least so many of independent events happen, by dynamic programming.

    Barlow & Heidtmann 1984. The last place of the row gathers "enough already", so that nothing is subtracted.
    """
    if least == 1:
        return _any_of(chances)
    if least == len(chances):
        return _product(chances)
    if least <= 0:
        return 1.0
    enough = 0.0
    row = [1.0]
    for chance in chances:
        if len(row) == least:
            enough += row[-1] * chance
        row = _counted(row, chance, least)
    return enough


def decisive(least: int, chances: Sequence[float]) -> list[float]:
    """For each event the probability that exactly `least - 1` of the others happen, so that it decides.

    Never by dividing a factor out again, which would cost digits.
    """
    if least == 1:
        return _products_of_others([1 - chance for chance in chances])
    if least == len(chances):
        return _products_of_others(chances)
    found = _decisive_by_chance(least, chances)
    return [found[chance] for chance in chances]


def _products_of_others(chances: Sequence[float]) -> list[float]:
    before = [1.0, *accumulate(chances, mul)]
    after = [1.0, *accumulate(reversed(chances), mul)]
    return [before[place] * after[len(chances) - 1 - place] for place in range(len(chances))]


def _decisive_by_chance(least: int, chances: Sequence[float]) -> dict[float, float]:
    """Events of the same chance decide equally often. Halves are multiplied onto each other's outside."""
    count = list(Counter(chances).items())
    found = {}
    stack = [(count, [1.0])]
    while stack:
        part, outside = stack.pop()
        if len(part) == 1:
            chance, times = part[0]
            row = _onto(outside, [chance] * (times - 1), least)
            found[chance] = row[least - 1] if least <= len(row) else 0.0
        elif part:
            first, second = part[: len(part) // 2], part[len(part) // 2 :]
            stack.append((first, _onto(outside, _spelled_out(second), least)))
            stack.append((second, _onto(outside, _spelled_out(first), least)))
    return found


def _spelled_out(counts: Iterable[tuple[float, int]]) -> list[float]:
    return [chance for chance, times in counts for _ in range(times)]


def _onto(row: list[float], chances: Sequence[float], most: int) -> list[float]:
    for chance in chances:
        row = _counted(row, chance, most)
    return row


def _counted(row: Sequence[float], chance: float, most: int) -> list[float]:
    """Probabilities of 0, 1, 2 … events, fewer than `most`, with one more event; what is too small to hold is cut."""
    rest = 1 - chance
    longer = [row[0] * rest]
    longer += [below * chance + same * rest for below, same in zip(row, row[1:])]  # noqa: B905, RUF007 — pairs
    if len(row) < most and row[-1] * chance:
        longer.append(row[-1] * chance)
    return longer


def _any_of(chances: Sequence[float]) -> float:
    total = 0.0
    for chance in chances:
        total += chance * (1 - total)
    return total


def _product(chances: Sequence[float]) -> float:
    total = 1.0
    for chance in chances:
        total *= chance
    return total
