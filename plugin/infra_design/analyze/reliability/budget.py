"""How much work a question may cost before the answer is "not computed"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits that keep time and memory bounded, whatever structure a stranger writes.

    Attributes:
        gates: gates built while circular definitions are resolved.
        nodes: nodes of decision diagrams, those of one module. A node costs about 200 bytes and 3 µs.
        sets: sets listed.
        steps: additions for the probability of one k-of-n gate, at 50 ns.
    """

    gates: int = 1_000_000
    nodes: int = 400_000
    sets: int = 100_000
    steps: int = 60_000_000


class BudgetExceededError(Exception):
    """The answer would cost more than the budget allows; it says which limit and how large it is."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"more than {limit} {what}")
        self.what = what
        self.limit = limit
