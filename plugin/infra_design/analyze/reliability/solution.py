"""A structure made ready for questions: modules, each solved in the way that is cheap for it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from infra_design.analyze.reliability.budget import Budget, BudgetExceededError
from infra_design.analyze.reliability.diagram import Diagram, draw
from infra_design.analyze.reliability.modules import Decomposition, Module, decompose
from infra_design.analyze.reliability.normal import normal
from infra_design.analyze.reliability.order import level_order, local_order
from infra_design.analyze.reliability.structure import Gate, Structure, dual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ORDERS = (partial(local_order, small=12), partial(local_order, small=0), level_order)
"""The orders of inputs that are tried; none is good for all structures."""

STEP = 8
"""Every order gets the first small limit, then every order a limit so many times larger, up to the budget."""

HUB = 17
"""An input that so many gates use is a hub."""

CASES_COST = 300_000
"""Cases of hubs times the size of the module, at most."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A module solved by a decision diagram.

    Attributes:
        diagram: where its nodes are.
        root: the module's own function.
        order: by level, the event or module (numbered as in `Decomposition`) that is asked.
    """

    diagram: Diagram
    root: int
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """A module solved case by case: what very many of its gates use is settled first.

    Three zones that hold hundreds of members each: once it is known which zones are up, the members come apart.

    Attributes:
        hubs: the inputs that are settled, numbered as in `Decomposition`.
        cases: one for each set of true hubs: hub `i` is true in case `c` if bit `i` of `c` is set. Their events are
            the other inputs, named by their number.
    """

    hubs: tuple[int, ...]
    cases: tuple[Prepared, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A structure ready for questions about its minimal sets and its probability.

    Attributes:
        parts: the tree of modules.
        solved: how the modules are solved that are more than one gate, by their number.
        relevant: events that can make a difference, by number; what is mentioned but absorbed is left out.
        budget: what each question may cost.
    """

    parts: Decomposition
    solved: Mapping[int, Drawn | Cases]
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
    return prepare_normal(normal(structure, budget), budget, failing=failing)


def prepare_normal(form: Structure, budget: Budget | None = None, *, failing: bool = False) -> Prepared:
    """`prepare` for what `normal` has given: equal forms have equal answers, and need them only once."""
    return _prepared(decompose(dual(form) if failing else form), budget or Budget(), by_case=True)


def _prepared(parts: Decomposition, budget: Budget, *, by_case: bool) -> Prepared:
    solved = {
        node: (_cases(module, budget) if by_case else None) or _drawn(module, budget.nodes)
        for node, module in enumerate(parts.modules, len(parts.events))
        if len(module.gates) > 1
    }
    return Prepared(parts, solved, tuple(_relevant(parts, solved)), budget)


def _relevant(parts: Decomposition, solved: Mapping[int, Drawn | Cases]) -> list[int]:
    events = len(parts.events)
    found = []
    stack = [parts.top]
    while stack:
        node = stack.pop()
        if node < events:
            found.append(node)
        elif node in solved:
            stack += _asked(solved[node])
        else:
            stack += parts.modules[node - events].inputs
    return sorted(found)


def _asked(how: Drawn | Cases) -> set[int]:
    """Inputs that a module depends on."""
    if isinstance(how, Drawn):
        return {how.order[level] for level in how.diagram.levels(how.root)}
    return {*how.hubs, *(int(case.parts.events[event]) for case in how.cases for event in case.relevant)}


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


def _cases(module: Module, budget: Budget) -> Cases | None:
    """A module case by case, if large k-of-n gates over hubs make its diagram large; None: draw it."""
    if not any(1 < least < len(inputs) and len(inputs) >= HUB for least, inputs in module.gates):
        return None
    uses = Counter([node for _, inputs in module.gates for node in inputs if node < len(module.inputs)])
    hubs = sorted(node for node, count in uses.items() if count >= HUB)
    if not hubs or (len(module.inputs) + len(module.gates)) << len(hubs) > CASES_COST:
        return None
    cases = [_case(module, hubs, case, budget) for case in range(1 << len(hubs))]
    return Cases(tuple([module.inputs[hub] for hub in hubs]), tuple(cases))


def _case(module: Module, hubs: Sequence[int], case: int, budget: Budget) -> Prepared:
    """A module with its hubs settled."""
    inputs, gates = len(module.inputs), len(module.gates)
    false, true = inputs + gates, inputs + gates + 1
    settled = {hub: true if case >> place & 1 else false for place, hub in enumerate(hubs)}
    structure = Structure(
        tuple([str(node) for node in module.inputs]),
        (
            *(Gate(least, tuple([settled.get(node, node) for node in nodes])) for least, nodes in module.gates),
            Gate(1, ()),
            Gate(0, ()),
        ),
        inputs + gates - 1,
    )
    return _prepared(decompose(normal(structure, budget)), budget, by_case=False)
