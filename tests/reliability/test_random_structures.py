"""The engine against brute force on random structures: circles, shared events, events that count twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reliability.enumeration import enumerated

from infra_design.analyze.reliability import (
    Budget,
    BudgetExceededError,
    Gate,
    Structure,
    birnbaum,
    count_minimal_sets,
    dual,
    holds,
    minimal_sets,
    minimal_sets_within,
    normal,
    prepare,
    probability,
    single_points,
    solution,
)


@st.composite
def structures(draw: st.DrawFn, *, circular: bool) -> Structure:
    events = draw(st.integers(1, 6))
    gates = draw(st.integers(1, 10))
    found = []
    for gate in range(gates):
        nodes = st.integers(0, events + (gates if circular else gate) - 1)
        inputs = draw(st.lists(nodes, min_size=1, max_size=5))
        least = draw(st.sampled_from([1, len(inputs), len(inputs), max(1, len(inputs) - 1), 0, len(inputs) + 1]))
        found.append(Gate(least, tuple(inputs)))
    return Structure(tuple(f"e{number}" for number in range(events)), tuple(found), events + gates - 1)


CHANCES = st.lists(st.floats(0, 1), min_size=6, max_size=6)
EITHER = st.booleans().flatmap(lambda circular: structures(circular=circular))


@settings(max_examples=400, deadline=None)
@given(EITHER, CHANCES)
def test_everything_is_as_in_the_truth_table(structure: Structure, numbers: list[float]) -> None:
    agrees_with_the_truth_table(structure, numbers)


@st.composite
def voting(draw: st.DrawFn) -> Structure:
    """K-of-n gates over members that share events, as members of several groups share zones."""
    members = draw(st.integers(3, 7))
    gates = []
    for _ in range(members):
        nodes = tuple(draw(st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True)))
        gates.append(Gate(draw(st.sampled_from([1, len(nodes)])), nodes))
    votes = []
    for _ in range(draw(st.integers(1, 3))):
        chosen = draw(st.lists(st.integers(0, members - 1), min_size=2, max_size=members, unique=True))
        votes.append(Gate(draw(st.integers(1, len(chosen))), tuple(6 + member for member in chosen)))
    top = Gate(draw(st.integers(1, len(votes))), tuple(6 + members + place for place in range(len(votes))))
    gates += [*votes, top]
    return Structure(tuple(f"e{number}" for number in range(6)), tuple(gates), 6 + len(gates) - 1)


@settings(max_examples=300, deadline=None)
@given(voting(), CHANCES)
def test_case_by_case_gives_the_same(structure: Structure, numbers: list[float]) -> None:
    """What only large structures need, on small ones: every shared input counts as a hub."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solution, "HUB", 2)
        agrees_with_the_truth_table(structure, numbers)


def agrees_with_the_truth_table(structure: Structure, numbers: list[float]) -> None:
    table = enumerated(structure)
    prepared = prepare(structure)
    expected = table.minimal()
    assert minimal_sets(prepared) == expected
    for order in range(4):
        shorter = [events for events in expected if len(events) <= order]
        assert minimal_sets(prepared, order) == shorter
        counts = count_minimal_sets(prepared, order)
        assert counts == [sum(len(events) == size for events in shorter) for size in range(len(counts))]
        assert sum(counts) == len(shorter)
    chances = dict(zip(structure.events, numbers, strict=False))
    assert probability(prepared, chances) == pytest.approx(table.probability(chances), abs=1e-12)
    weights = birnbaum(prepared, chances)
    assert set(weights) >= {event for events in expected for event in events}
    for event in structure.events:
        slope = table.probability(chances | {event: 1.0}) - table.probability(chances | {event: 0.0})
        assert weights.get(event, 0.0) == pytest.approx(slope, abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(EITHER)
def test_failures_are_the_other_side_of_what_works(structure: Structure) -> None:
    table = enumerated(structure)
    everything = frozenset(structure.events)
    breaking = {everything - works for works in powerset(structure) if works not in table.true}
    table.true = breaking
    cuts = table.minimal()
    assert minimal_sets(prepare(structure, failing=True)) == cuts
    assert single_points(structure) == ([] if cuts == [()] else sorted(cut[0] for cut in cuts if len(cut) == 1))
    turned = dual(normal(structure))
    for failed in powerset(structure):
        assert holds(structure, failed) is (failed not in breaking)
        assert holds(turned, everything - failed) is (failed in breaking)


def powerset(structure: Structure) -> list[frozenset[str]]:
    events = structure.events
    return [
        frozenset(event for place, event in enumerate(events) if bits >> place & 1)
        for bits in range(2 ** len(events))
    ]


@settings(max_examples=100, deadline=None)
@given(EITHER)
def test_normal_form_has_gates_after_their_inputs_and_each_gate_once(structure: Structure) -> None:
    form = normal(structure)
    assert form.events == structure.events
    for place, gate in enumerate(form.gates):
        assert all(node < len(form.events) + place for node in gate.inputs)
    assert len(set(form.gates)) == len(form.gates)
    assert enumerated(form).true == enumerated(structure).true


@settings(max_examples=100, deadline=None)
@given(structures(circular=False), st.integers(1, 8))
def test_a_budget_gives_fewer_sizes_but_never_wrong_ones(structure: Structure, limit: int) -> None:
    expected = enumerated(structure).minimal()
    prepared = prepare(structure, Budget(sets=limit))
    complete, found = minimal_sets_within(prepared, 6)
    assert len(found) <= limit
    assert found == [events for events in expected if len(events) <= complete]
    longer = [events for events in expected if len(events) <= complete + 1]
    assert complete == 6 or len(longer) > limit
    if len(expected) > limit:
        with pytest.raises(BudgetExceededError, match=f"more than {limit} minimal sets"):
            minimal_sets(prepared)
