"""Exact probability of a structure over independent events, and what each event means to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate
from operator import mul
from typing import TYPE_CHECKING

from infra_design.analyze.reliability.budget import Budget, BudgetExceededError
from infra_design.analyze.reliability.diagram import FALSE, TRUE
from infra_design.analyze.reliability.solution import Drawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra_design.analyze.reliability.modules import Module
    from infra_design.analyze.reliability.solution import Cases, Prepared


def probability(prepared: Prepared, chances: Mapping[str, float]) -> float:
    """The probability that the top is true.

    Only sums and products of probabilities occur, no differences, so that the result is exact to about 13 digits
    even where it is tiny. Events that make no difference need no chance.

    Args:
        prepared: the structure.
        chances: probability of each event, 0 to 1.

    Raises:
        KeyError: an event that matters has no chance.
        BudgetExceededError: a k-of-n gate has too many inputs.
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
        self.relevant = prepared.relevant
        self.chance = [0.0] * len(self.parts.events)
        for event in self.relevant:
            self.chance[event] = chances[self.parts.events[event]]
        self.solved: dict[int, _OfDiagram | _OfCases] = {}
        for node, module in enumerate(self.parts.modules, len(self.parts.events)):
            self.chance.append(self._of_module(prepared, node, module))

    def total(self) -> float:
        return self.chance[self.parts.top]

    def weights(self) -> dict[str, float]:
        weight = [0.0] * len(self.chance)
        weight[self.parts.top] = 1.0
        events = len(self.parts.events)
        for node in range(len(self.chance) - 1, events - 1, -1):
            for child, slope in self._slopes(node, self.parts.modules[node - events]):
                weight[child] = weight[node] * slope
        return {self.parts.events[event]: weight[event] for event in self.relevant}

    def _of_module(self, prepared: Prepared, node: int, module: Module) -> float:
        if node not in prepared.solved:
            chances = [self.chance[child] for child in module.inputs]
            _check(module.gates[0].least, chances, prepared.budget)
            return at_least(module.gates[0].least, chances)
        how = prepared.solved[node]
        found = _OfDiagram(how, self.chance) if isinstance(how, Drawn) else _OfCases(how, self.chance)
        self.solved[node] = found
        return found.total()

    def _slopes(self, node: int, module: Module) -> Iterable[tuple[int, float]]:
        if node in self.solved:
            return self.solved[node].slopes().items()
        chances = [self.chance[child] for child in module.inputs]
        return zip(module.inputs, decisive(module.gates[0].least, chances), strict=True)


def _check(least: int, chances: Sequence[float], budget: Budget) -> None:
    """Refuse what would take too long: large k of many events of which hardly two have the same chance."""
    if 1 < least < len(chances) and least * len(chances) * len(set(chances)).bit_length() > budget.steps:
        raise BudgetExceededError("steps to count", budget.steps)


class _OfDiagram:
    """Probabilities of the nodes of a diagram."""

    def __init__(self, drawn: Drawn, chances: Sequence[float]) -> None:
        self.drawn = drawn
        self.chances = chances
        self.nodes = drawn.diagram.below(drawn.root)
        diagram = drawn.diagram
        self.truth = {FALSE: 0.0, TRUE: 1.0}
        for node in reversed(self.nodes):
            chance = chances[drawn.order[diagram.level[node]]]
            self.truth[node] = chance * self.truth[diagram.high[node]] + (1 - chance) * self.truth[diagram.low[node]]

    def total(self) -> float:
        return self.truth[self.drawn.root]

    def slopes(self) -> dict[int, float]:
        """By how much each input moves the root: how often its nodes are reached, times what they decide."""
        diagram, order = self.drawn.diagram, self.drawn.order
        reached = dict.fromkeys(self.truth, 0.0)
        reached[self.drawn.root] = 1.0
        slope = dict.fromkeys(order, 0.0)
        for node in self.nodes:
            asked = order[diagram.level[node]]
            chance, low, high = self.chances[asked], diagram.low[node], diagram.high[node]
            reached[high] += reached[node] * chance
            reached[low] += reached[node] * (1 - chance)
            slope[asked] += reached[node] * (self.truth[high] - self.truth[low])
        return slope


class _OfCases:
    """Probabilities of the cases of a module."""

    def __init__(self, how: Cases, chances: Sequence[float]) -> None:
        self.how = how
        self.hubs = [chances[hub] for hub in how.hubs]
        self.cases = [_Weighing(case, _ByNumber(chances)) for case in how.cases]
        self.totals = [case.total() for case in self.cases]

    def total(self) -> float:
        return sum(self._weight(number) * total for number, total in enumerate(self.totals))

    def slopes(self) -> dict[int, float]:
        slope = dict.fromkeys(self.how.hubs, 0.0)
        for number, case in enumerate(self.cases):
            weight = self._weight(number)
            for name, own in case.weights().items():
                slope[int(name)] = slope.get(int(name), 0.0) + weight * own
            for place, hub in enumerate(self.how.hubs):
                if not number >> place & 1:
                    decided = self.totals[number | 1 << place] - self.totals[number]
                    slope[hub] += self._weight(number, but=place) * decided
        return slope

    def _weight(self, number: int, but: int = -1) -> float:
        """How likely a case is; or would be, one hub left out."""
        weight = 1.0
        for place, chance in enumerate(self.hubs):
            if place != but:
                weight *= chance if number >> place & 1 else 1 - chance
        return weight


class _ByNumber(Mapping[str, float]):
    """Chances of nodes by the text of their number."""

    def __init__(self, chances: Sequence[float]) -> None:
        self.chances = chances

    def __getitem__(self, name: str) -> float:
        return self.chances[int(name)]

    def __iter__(self) -> Iterator[str]:
        return map(str, range(len(self.chances)))

    def __len__(self) -> int:
        return len(self.chances)


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
