"""Structures of the size of published fault-tree benchmarks, whose answers are known without any engine."""

from math import comb, prod

import pytest

from infra_design.analyze.reliability import (
    Gate,
    Structure,
    count_minimal_sets,
    holds,
    minimal_sets,
    minimal_sets_within,
    prepare,
    probability,
    structure_of,
    weigh,
)


def test_the_chinese_tree() -> None:
    """The smallest tree of the Aralia benchmark: 25 events; published: 392 minimal cut sets, 1.17058·10⁻³.

    Written here in short: groups of events that only occur together are gathered first. The numbers are those of the
    table in openpra-org/generic-openpsa-models, for which every event has a probability of 0.01.
    """
    groups = {"a": 3, "b": 4, "c": 3, "d": 2, "e": 3, "f": 2, "g": 2, "h": 2, "i": 2}
    tree = {name: ("or", [f"{name}{number}" for number in range(size)]) for name, size in groups.items()}
    tree |= {
        "north": ("and", ["c or f and g or x", "d"]),
        "c or f and g or x": ("or", ["c", "f and g or x"]),
        "f and g or x": ("and", ["f", "g or x"]),
        "g or x": ("or", ["g", "x"]),
        "south": ("and", ["e or g and f or x", "h", "i"]),
        "e or g and f or x": ("or", ["e", "g and f or x"]),
        "g and f or x": ("and", ["g", "f or x"]),
        "f or x": ("or", ["f", "x"]),
        "top": ("and", ["a or north", "b or south", "crossing"]),
        "crossing": ("or", ["y", "both"]),
        "both": ("and", ["a or south", "b or north"]),
    }
    tree |= {f"{one} or {way}": ("or", [one, way]) for one in "ab" for way in ("north", "south")}
    structure = structure_of("top", tree)
    assert len(structure.events) == 25
    prepared = prepare(structure)
    assert sum(count_minimal_sets(prepared)) == len(minimal_sets(prepared)) == 392
    assert f"{probability(prepared, dict.fromkeys(structure.events, 0.01)):.5E}" == "1.17058E-03"


def test_trains_in_parallel() -> None:
    """Six trains of eight parts: 8⁶ = 262144 cut sets of six; all trains must fail."""
    trains = {f"train {t}": ("or", [f"{t}.{part}" for part in range(8)]) for t in range(6)}
    structure = structure_of("top", {"top": ("and", list(trains)), **trains})
    prepared = prepare(structure)
    assert count_minimal_sets(prepared) == [0, 0, 0, 0, 0, 0, 8**6]
    assert minimal_sets(prepared, 5) == []
    assert probability(prepared, dict.fromkeys(structure.events, 0.05)) == pytest.approx((1 - 0.95**8) ** 6)


def test_trains_that_share_a_support() -> None:
    """Five trains of six parts and one support each two neighbors share: a chain of dependence through all events.

    Train t needs its parts and supports t and t+1. By conditioning on the supports, without the engine.
    """
    trains = {
        f"train {t}": ("or", [f"{t}.{part}" for part in range(6)] + [f"support {t}", f"support {t + 1}"])
        for t in range(5)
    }
    structure = structure_of("top", {"top": ("and", list(trains)), **trains})
    part, support = 0.02, 0.03
    own = 1 - (1 - part) ** 6
    expected = 0.0
    for bits in range(2**6):
        down = [bits >> place & 1 for place in range(6)]
        weight = prod(support if one else 1 - support for one in down)
        expected += weight * prod(1.0 if down[t] or down[t + 1] else own for t in range(5))
    prepared = prepare(structure)
    chances = {name: support if name.startswith("support") else part for name in structure.events}
    assert probability(prepared, chances) == pytest.approx(expected, rel=1e-12)
    expected_sets = {tuple(f"support {number}" for number in numbers) for numbers in _covers()}
    expected_sets |= {(f"{t}.{part}", *rest) for t, rest in _one_train_by_itself() for part in range(6)}
    assert minimal_sets(prepared, 3) == sorted(expected_sets)


def _covers() -> list[tuple[int, int, int]]:
    """Three supports that bring down all five trains, none of them in vain: pairs (t, t+1) all hit."""
    return [
        (0, 2, 4),
        (1, 2, 4),
        (1, 3, 4),
        (1, 3, 5),
    ]


def _one_train_by_itself() -> list[tuple[int, tuple[str, str]]]:
    """A train that fails by a part, while two supports bring down the four others."""
    return [
        (0, ("support 2", "support 4")),
        (2, ("support 1", "support 4")),
        (4, ("support 1", "support 3")),
    ]


def test_sixty_of_which_three_must_fail() -> None:
    """C(60, 3) = 34220 cut sets; each unit is a host and what runs on it: 2³ as many."""
    units = {f"unit {n}": ("or", [f"host {n}", f"app {n}"]) for n in range(60)}
    structure = structure_of("top", {"top": (3, list(units)), **units})
    prepared = prepare(structure)
    assert count_minimal_sets(prepared) == [0, 0, 0, 8 * comb(60, 3)]
    unit = 1 - 0.99 * 0.98
    chances = {name: 0.01 if name.startswith("host") else 0.02 for name in structure.events}
    fewer = sum(comb(60, i) * unit**i * (1 - unit) ** (60 - i) for i in range(3))
    total, weights = weigh(prepared, chances)
    assert total == pytest.approx(1 - fewer, rel=1e-9)
    others = comb(59, 2) * unit**2 * (1 - unit) ** 57
    assert weights["host 7"] == pytest.approx(others * 0.98, rel=1e-9)
    assert minimal_sets_within(prepared, 3) == (2, [])


def test_hundreds_of_events_in_a_consecutive_system() -> None:
    """400 in a row fail when 5 in a row do. P by the recursion over where the last run of failures starts."""
    n, k, q = 400, 5, 0.3
    names = [f"{place:03}" for place in range(n)]
    rows = {f"row {start}": ("and", names[start : start + k]) for start in range(n - k + 1)}
    prepared = prepare(structure_of("top", {"top": ("or", list(rows)), **rows}))
    assert len(minimal_sets(prepared)) == n - k + 1
    run = [1.0] + [0.0] * (k - 1)
    for _ in range(n):
        run = [(1 - q) * sum(run), *(q * state for state in run[:-1])]
    assert probability(prepared, dict.fromkeys(names, q)) == pytest.approx(1 - sum(run), rel=1e-9)


def test_a_ladder_network() -> None:
    """Two lines of 60 rungs from left to right: connected, as a walk along the columns finds it.

    State: which of the two nodes of a column are reached (rungs work both ways).
    """
    rungs, p = 60, 0.9
    top, bottom, rung = "top {}", "bottom {}", "rung {}"
    gates: dict[str, tuple[int | str, list[str]]] = {"up 0": ("and", []), "down 0": ("and", [])}
    for n in range(1, rungs + 1):
        gates[f"straight up {n}"] = ("and", [f"up {n - 1}", top.format(n)])
        gates[f"straight down {n}"] = ("and", [f"down {n - 1}", bottom.format(n)])
        gates[f"over up {n}"] = ("and", [f"straight down {n}", rung.format(n)])
        gates[f"over down {n}"] = ("and", [f"straight up {n}", rung.format(n)])
        gates[f"up {n}"] = ("or", [f"straight up {n}", f"over up {n}"])
        gates[f"down {n}"] = ("or", [f"straight down {n}", f"over down {n}"])
    gates["works"] = ("or", [f"up {rungs}", f"down {rungs}"])
    structure = structure_of("works", gates)  # type: ignore[arg-type]
    both, one = 1.0, 0.0
    for _ in range(rungs):
        hit_both, hit_one = p * p, 2 * p * (1 - p)
        both, one = (
            both * (hit_both + hit_one * p) + one * p * p,
            both * hit_one * (1 - p) + one * p * (1 - p),
        )
    expected = both + one
    assert probability(prepare(structure), dict.fromkeys(structure.events, p)) == pytest.approx(expected, rel=1e-10)
    failing = prepare(structure, failing=True)
    assert probability(failing, dict.fromkeys(structure.events, 1 - p)) == pytest.approx(1 - expected, rel=1e-10)
    cuts = minimal_sets(failing, 2)
    assert (f"bottom {rungs}", f"top {rungs}") in cuts
    assert all(not holds(structure, cut) for cut in cuts)


def test_ten_thousand_in_a_row_neither_recurse_nor_crawl() -> None:
    """A chain of gates as deep as it is long, and a circle through all of it."""
    deep = 10_000
    gates = [Gate(2, (place, deep + (place + 1) % deep)) for place in range(deep)]
    structure = Structure(tuple(f"{place:05}" for place in range(deep)), tuple(gates), deep)
    prepared = prepare(structure, failing=True)
    assert count_minimal_sets(prepared) == [0, deep]
    assert probability(prepared, dict.fromkeys(structure.events, 1e-5)) == pytest.approx(1 - (1 - 1e-5) ** deep)
