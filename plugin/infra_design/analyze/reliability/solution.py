"""A structure made ready for questions: modules, each with its decision diagram where it needs one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from infra_design.analyze.reliability.budget import Budget, BudgetExceededError
from infra_design.analyze.reliability.diagram import Diagram, draw
from infra_design.analyze.reliability.modules import Decomposition, Module, decompose
from infra_design.analyze.reliability.normal import normal
from infra_design.analyze.reliability.order import level_order, local_order
from infra_design.analyze.reliability.structure import Structure, dual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ORDERS = (partial(local_order, small=12), partial(local_order, small=0), level_order)
"""The orders of inputs that are tried; none is good for all structures."""

STEP = 8
"""Every order gets the first small limit, then every order a limit so many times larger, up to the budget."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The diagram of one module.

    Attributes:
        diagram: where its nodes are.
        root: the module's own function.
        order: by level, the event or module (numbered as in `Decomposition`) that is asked.
    """

    diagram: Diagram
    root: int
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A structure ready for questions about its minimal sets and its probability.

    Attributes:
        parts: the tree of modules.
        drawn: diagrams of the modules that are more than one gate, by their number.
        relevant: events that can make a difference, by number; what is mentioned but absorbed is left out.
        budget: what each question may cost.
    """

    parts: Decomposition
    drawn: Mapping[int, Drawn]
    relevant: tuple[int, ...]
    budget: Budget


def prepare(structure: Structure, budget: Budget | None = None, *, failing: bool = False) -> Prepared:
    """Make a structure ready for questions.

    Args:
        structure: any.
        budget: what this and each question may cost.
        failing: ask about the dual, so that the minimal sets of a structure of what works are its cut sets.

    Raises:
        BudgetExceededError: a diagram or the resolution of circles would be larger than the budget.
    """
    budget = budget or Budget()
    form = normal(structure, budget)
    parts = decompose(dual(form) if failing else form)
    events = len(parts.events)
    drawn = {
        events + place: _drawn(module, budget.nodes)
        for place, module in enumerate(parts.modules)
        if len(module.gates) > 1
    }
    return Prepared(parts, drawn, tuple(_relevant(parts, drawn)), budget)


def _relevant(parts: Decomposition, drawn: Mapping[int, Drawn]) -> list[int]:
    events = len(parts.events)
    found = []
    stack = [parts.top]
    while stack:
        node = stack.pop()
        if node < events:
            found.append(node)
        elif node in drawn:
            asked = drawn[node]
            stack += [asked.order[level] for level in asked.diagram.levels(asked.root)]
        else:
            stack += parts.modules[node - events].inputs
    return sorted(found)


def _drawn(module: Module, most: int) -> Drawn:
    """The diagram in the first order in which it is small."""
    limit = 16 * (len(module.inputs) + 256)
    while limit < most:
        for order in ORDERS:
            with suppress(BudgetExceededError):
                return _in_order(module, order(module), limit)
        limit *= STEP
    return _in_order(module, ORDERS[0](module), most)


def _in_order(module: Module, order: Sequence[int], limit: int) -> Drawn:
    diagram, root = draw(module, order, limit)
    return Drawn(diagram, root, tuple([module.inputs[place] for place in order]))
