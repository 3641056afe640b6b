"""What a structure means, by trying every combination of its events. No code of the engine is used."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.analyze.reliability import Structure


@dataclass
class Enumerated:
    """The truth table of a structure.

    Attributes:
        events: names.
        true: combinations of true events that make the top true.
    """

    events: tuple[str, ...]
    true: set[frozenset[str]]

    def minimal(self) -> list[tuple[str, ...]]:
        found: list[frozenset[str]] = []
        for size in range(len(self.events) + 1):
            for chosen in combinations(sorted(self.events), size):
                candidate = frozenset(chosen)
                if candidate in self.true and not any(smaller <= candidate for smaller in found):
                    found.append(candidate)
        return sorted((tuple(sorted(one)) for one in found), key=lambda one: (len(one), one))

    def probability(self, chances: Mapping[str, float]) -> float:
        total = 0.0
        for chosen in self.true:
            weight = 1.0
            for event in self.events:
                weight *= chances[event] if event in chosen else 1 - chances[event]
            total += weight
        return total


def enumerated(structure: Structure) -> Enumerated:
    """All combinations, each evaluated by starting with everything true and letting fall what does not hold."""
    true = set()
    for bits in product((False, True), repeat=len(structure.events)):
        if _top(structure, bits):
            true.add(frozenset(name for name, bit in zip(structure.events, bits, strict=True) if bit))
    return Enumerated(structure.events, true)


def _top(structure: Structure, bits: tuple[bool, ...]) -> bool:
    value = [*bits, *(True for _ in structure.gates)]
    while True:
        new = [*bits, *(sum(value[node] for node in inputs) >= least for least, inputs in structure.gates)]
        if new == value:
            return value[structure.top]
        value = new
