"""Services that use each other, few and many: circles are settled, not tried out."""

from itertools import combinations, permutations

import pytest
from tests.reliability.designs import stage

from infra_design.analyze.journeys import analyze_journey
from infra_design.analyze.reliability import (
    Budget,
    BudgetExceededError,
    Gate,
    Structure,
    minimal_sets,
    normal,
    prepare,
)


def mesh(services: int, copies: int) -> str:
    """All use all."""
    names = [f"s{number}" for number in range(services)]
    uses = {name: ", ".join(other for other in names if other != name) for name in names}
    lines = [f"  {name}: {{kind: service, instances: {copies}, uses: [{uses[name]}]}}" for name in names]
    return "\n".join(["components:", "  user: {kind: browser, uses: s0}", *lines])


def test_all_use_all() -> None:
    found = stage(mesh(12, 2))
    result = analyze_journey(found, found.journeys[0], 2)
    assert result.cut_sets == tuple(sorted((f"s{n}-01", f"s{n}-02") for n in range(12)))
    one = found.instances["s0-01"].availability
    assert one is not None
    assert result.availability == pytest.approx((1 - (1 - one) ** 2) ** 12, abs=1e-14)


def test_alternatives_that_back_each_other_hold() -> None:
    """A or b, b or a: nothing speaks against either, so that no event matters."""
    structure = Structure(("e",), (Gate(1, (2, 0)), Gate(1, (1, 0))), 1)
    assert minimal_sets(prepare(structure)) == [()]
    assert minimal_sets(prepare(structure, failing=True)) == []


def test_all_that_need_each_other_need_what_each_needs() -> None:
    structure = Structure(("a", "b", "c"), (Gate(2, (4, 0)), Gate(2, (5, 1)), Gate(2, (3, 2))), 3)
    assert minimal_sets(prepare(structure)) == [("a", "b", "c")]


def test_votes_in_a_circle() -> None:
    """Three in a circle, each up by its own event and by two of three: together they hold while two events do.

    By hand: with two events the two up are two of three for each other; with one event no two are.
    """
    votes = Gate(2, (3, 4, 5))
    structure = Structure(("a", "b", "c"), (*(Gate(2, (n, 6)) for n in range(3)), votes), 6)
    assert minimal_sets(prepare(structure)) == list(combinations("abc", 2))


def test_entangled_circles_stay_within_the_budget() -> None:
    """Every three of twelve vote for each other: nothing collapses."""
    nodes = list(permutations(range(12), 3))
    gates = [Gate(2, (n, *(12 + (n * 7 + k * 31) % len(nodes) for k in range(1, 6)))) for n in range(12)]
    gates += [Gate(2, tuple(12 + (n * 5 + k * 17) % len(nodes) for k in range(4))) for n in range(12, len(nodes))]
    structure = Structure(tuple(f"e{n}" for n in range(12)), tuple(gates), 12)
    with pytest.raises(BudgetExceededError, match="gates"):
        normal(structure, Budget(gates=1_000))
