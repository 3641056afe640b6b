"""Single points without diagrams: for structures that are too entangled to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.reliability.normal import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.analyze.reliability.budget import Budget
    from infra_design.analyze.reliability.structure import Structure


def single_points(structure: Structure, budget: Budget | None = None) -> list[str]:
    """Events whose falling alone makes the top false, sorted; none if it is false anyway.

    Each node has the set of events that alone bring it down, as the bits of a number. A gate that has one input to
    spare falls with what brings down two of its inputs, and so on.

    Raises:
        BudgetExceededError: the structure's circles are too entangled.
    """
    form = normal(structure, budget)
    falls = [1 << event for event in range(len(form.events))]
    for least, inputs in form.gates:
        falls.append(_falling(len(inputs) - least + 1, [falls[node] for node in inputs]))
    found = falls[form.top]
    return sorted(name for event, name in enumerate(form.events) if found >> event & 1)


def _falling(many: int, inputs: Iterable[int]) -> int:
    """Events that bring down so many of the inputs; none where nothing has to fall (normal forms: false anyway)."""
    rows = [0] * (many + 1)
    rows[0] = -1
    for events in inputs:
        for k in range(many, 0, -1):
            rows[k] |= rows[k - 1] & events
    return rows[many] if many else 0
