"""Examples whose answers are printed in the literature, or follow from a formula that is."""

from itertools import combinations
from math import comb

import pytest

from infra_design.analyze.reliability import (
    Budget,
    BudgetExceededError,
    birnbaum,
    count_minimal_sets,
    minimal_sets,
    prepare,
    probability,
    structure_of,
    weigh,
)

BRIDGE = structure_of(
    "works",
    {
        "works": ("or", ["12", "45", "135", "432"]),
        "12": ("and", ["1", "2"]),
        "45": ("and", ["4", "5"]),
        "135": ("and", ["1", "3", "5"]),
        "432": ("and", ["4", "3", "2"]),
    },
)


@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_bridge(p: float) -> None:
    """The reliability of five equal parts in a bridge is 2p² + 2p³ - 5p⁴ + 2p⁵ (Barlow & Proschan 1975)."""
    paths = prepare(BRIDGE)
    chances = dict.fromkeys("12345", p)
    expected = 2 * p**2 + 2 * p**3 - 5 * p**4 + 2 * p**5
    assert probability(paths, chances) == pytest.approx(expected, abs=1e-15)
    cuts = prepare(BRIDGE, failing=True)
    assert minimal_sets(cuts) == [("1", "4"), ("2", "5"), ("1", "3", "5"), ("2", "3", "4")]
    failing = probability(cuts, dict.fromkeys("12345", 1 - p))
    assert failing == pytest.approx(1 - expected, abs=1e-15)


def test_bridge_at_ninety_percent() -> None:
    """The usual number of the textbooks, and by hand: 2·0.81 + 2·0.729 - 5·0.6561 + 2·0.59049 = 0.97848."""
    assert probability(prepare(BRIDGE), dict.fromkeys("12345", 0.9)) == pytest.approx(0.97848, abs=1e-12)


def test_bridge_importance() -> None:
    """By hand: the middle decides when just one side of each end holds: 2p²q² = 0.0162 at p = 0.9.

    An end part: with it, 0.9 + 0.1·0.9·0.9 … = P(works | 1) - P(works | not 1), from the five-part polynomial by
    symmetry: its derivative 4p + 6p² - 20p³ + 10p⁴ = 4·I(end) + I(middle).
    """
    weights = birnbaum(prepare(BRIDGE), dict.fromkeys("12345", 0.9))
    derivative = 4 * 0.9 + 6 * 0.81 - 20 * 0.729 + 10 * 0.6561
    assert weights["3"] == pytest.approx(0.0162)
    for end in "1245":
        assert weights[end] == pytest.approx((derivative - 0.0162) / 4)


def test_pressure_tank() -> None:
    """Fault Tree Handbook (NUREG-0492, 1981), the pressure tank: cut sets T, K2, S·S1, S·K1 and S·R.

    The probability by hand: 1 - (1-T)(1-K2)(1 - S·(1 - (1-S1)(1-K1)(1-R))).
    """
    tree = structure_of(
        "E1",
        {
            "E1": ("or", ["T", "E2"]),
            "E2": ("or", ["K2", "E3"]),
            "E3": ("and", ["S", "E4"]),
            "E4": ("or", ["S1", "E5"]),
            "E5": ("or", ["K1", "R"]),
        },
    )
    prepared = prepare(tree)
    assert minimal_sets(prepared) == [("K2",), ("T",), ("K1", "S"), ("R", "S"), ("S", "S1")]
    chances = {"T": 5e-6, "K2": 3e-5, "S": 1e-4, "S1": 3e-5, "K1": 3e-5, "R": 1e-4}
    inner = 1e-4 * (1 - (1 - 3e-5) * (1 - 3e-5) * (1 - 1e-4))
    assert probability(prepared, chances) == pytest.approx(1 - (1 - 5e-6) * (1 - 3e-5) * (1 - inner), rel=1e-10)


@pytest.mark.parametrize(("n", "k"), [(5, 3), (8, 2), (12, 4), (10, 1), (6, 6)])
def test_consecutive_k_of_n(n: int, k: int) -> None:
    """A line fails when k in a row do; works with i failures in g(n, i) ways (Lambiris & Papastavridis 1985).

    g(n, i) = Σ (-1)^j C(n-i+1, j) C(n-jk, n-i) over j.
    """
    names = [f"{place:02}" for place in range(n)]
    rows = {f"row {start}": ("and", names[start : start + k]) for start in range(n - k + 1)}
    prepared = prepare(structure_of("fails", {"fails": ("or", list(rows)), **rows}))
    assert minimal_sets(prepared) == [tuple(inputs) for _, inputs in rows.values()]
    q = 0.2
    ways = [
        sum((-1) ** j * comb(n - i + 1, j) * comb(n - j * k, n - i) for j in range(n // k + 1) if n - j * k >= 0)
        for i in range(n + 1)
    ]
    expected = 1 - sum(way * q**i * (1 - q) ** (n - i) for i, way in enumerate(ways))
    assert probability(prepared, dict.fromkeys(names, q)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("n", "k"), [(3, 2), (5, 3), (7, 1), (7, 7), (9, 4)])
def test_k_of_n(n: int, k: int) -> None:
    """Binomial; each decides when k - 1 of the others happen."""
    names = [str(place) for place in range(n)]
    prepared = prepare(structure_of("top", {"top": (k, names)}))
    p = 0.3
    total, weights = weigh(prepared, dict.fromkeys(names, p))
    assert total == pytest.approx(sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)))
    assert minimal_sets(prepared) == list(combinations(names, k))
    decides = comb(n - 1, k - 1) * p ** (k - 1) * (1 - p) ** (n - k)
    assert list(weights.values()) == pytest.approx([decides] * n)


def test_two_of_three_by_hand() -> None:
    """3·0.9²·0.1 + 0.9³ = 0.972."""
    prepared = prepare(structure_of("top", {"top": (2, ["a", "b", "c"])}))
    assert probability(prepared, dict.fromkeys("abc", 0.9)) == pytest.approx(0.972)


def test_unequal_k_of_n_by_hand() -> None:
    """At least two of 0.1, 0.2, 0.4: 0.1·0.2·0.6 + 0.1·0.8·0.4 + 0.9·0.2·0.4 + 0.1·0.2·0.4 = 0.124."""
    prepared = prepare(structure_of("top", {"top": (2, ["a", "b", "c"])}))
    total, weights = weigh(prepared, {"a": 0.1, "b": 0.2, "c": 0.4})
    assert total == pytest.approx(0.124)
    assert weights == pytest.approx(
        {"a": 0.2 * 0.6 + 0.8 * 0.4, "b": 0.1 * 0.6 + 0.9 * 0.4, "c": 0.1 * 0.8 + 0.9 * 0.2}
    )


def test_small_probabilities_keep_their_digits() -> None:
    """10⁻⁹ twice in parallel is 10⁻¹⁸, which 1 - 0.999…² could not say."""
    prepared = prepare(structure_of("top", {"top": ("and", ["a", "b"])}))
    assert probability(prepared, {"a": 1e-9, "b": 1e-9}) == pytest.approx(1e-18, rel=1e-12)
    shared = structure_of("top", {"top": ("and", ["x", "y"]), "x": ("or", ["a", "s"]), "y": ("or", ["b", "s"])})
    assert probability(prepare(shared), {"a": 1e-9, "b": 1e-9, "s": 1e-15}) == pytest.approx(1e-15 + 1e-18, rel=1e-9)


def test_constants_have_no_events() -> None:
    never = prepare(structure_of("top", {"top": ("or", [])}))
    assert minimal_sets(never) == []
    assert weigh(never, {}) == (0.0, {})
    always = prepare(structure_of("top", {"top": ("and", [])}))
    assert minimal_sets(always) == [()]
    assert weigh(always, {}) == (1.0, {})


def test_one_event() -> None:
    prepared = prepare(structure_of("pump", {}))
    assert minimal_sets(prepared) == [("pump",)]
    assert weigh(prepared, {"pump": 0.25}) == (0.25, {"pump": 1.0})


def test_what_is_absorbed_needs_no_chance() -> None:
    """A or (a and b) is a."""
    prepared = prepare(structure_of("top", {"top": ("or", ["a", "both"]), "both": ("and", ["a", "b"])}))
    assert weigh(prepared, {"a": 0.5}) == (0.5, {"a": 1.0})


def test_what_matters_needs_a_chance() -> None:
    with pytest.raises(KeyError, match="b"):
        probability(prepare(structure_of("top", {"top": ("and", ["a", "b"])})), {"a": 0.5})


def test_what_is_too_large_is_said_and_not_tried() -> None:
    """Half of thirty in each direction, every pair tied together: no small diagram, and a budget of a hundred."""
    pairs = {f"{a}-{b}": ("or", [f"x{a}", f"x{b}"]) for a, b in combinations(range(12), 2)}
    tree = structure_of("top", {"top": (40, list(pairs)), **pairs})
    with pytest.raises(BudgetExceededError, match="more than 100 nodes of a decision diagram"):
        prepare(tree, Budget(nodes=100))
    assert sum(count_minimal_sets(prepare(tree))) > 0


def test_counting_too_much_is_refused() -> None:
    """Half of ten thousand events, each with a chance of its own."""
    names = [str(number) for number in range(10_000)]
    prepared = prepare(structure_of("top", {"top": (5_000, names)}))
    with pytest.raises(BudgetExceededError, match="steps to count"):
        probability(prepared, {name: int(name) / 10_000 for name in names})
    assert probability(prepared, dict.fromkeys(names, 1e-6)) == 0.0
