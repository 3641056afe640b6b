"""Reliability of monotone structures: minimal cut sets, exact probability, importance.

A structure is an "and", "or", k-of-n graph over named events (`structure_of`, `Structure`). `prepare` brings it into
normal form, takes it apart into modules and draws decision diagrams of what does not come apart; the questions are
then asked of that: `minimal_sets`, `count_minimal_sets`, `probability`, `birnbaum`
(`weigh`: both). If the events are failures, the
minimal sets are the minimal cut sets; `dual` reads a structure of what works as one of what fails.

    >>> prepared = prepare(structure_of("top", {"top": ("or", ["pump", "both"]), "both": ("and", ["a", "b"])}))
    >>> minimal_sets(prepared)
    [('pump',), ('a', 'b')]
    >>> probability(prepared, {"pump": 0.01, "a": 0.1, "b": 0.1})
    0.0199

Nothing here knows of stages or components. No question runs longer than its `Budget`.
"""

from infra_design.analyze.reliability.budget import Budget, BudgetExceededError
from infra_design.analyze.reliability.normal import normal
from infra_design.analyze.reliability.probability import birnbaum, probability, weigh
from infra_design.analyze.reliability.sets import count_minimal_sets, minimal_sets, minimal_sets_within
from infra_design.analyze.reliability.singles import single_points
from infra_design.analyze.reliability.solution import Prepared, prepare, prepare_normal
from infra_design.analyze.reliability.structure import Gate, Structure, dual, holds, structure_of, values

__all__ = [
    "Budget",
    "BudgetExceededError",
    "Gate",
    "Prepared",
    "Structure",
    "birnbaum",
    "count_minimal_sets",
    "dual",
    "holds",
    "minimal_sets",
    "minimal_sets_within",
    "normal",
    "prepare",
    "prepare_normal",
    "probability",
    "single_points",
    "structure_of",
    "values",
    "weigh",
]
