"""What is too large is said to be; what can still be said is right."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.reliability.designs import stage, story

from infra_design.analyze import journeys
from infra_design.analyze.journeys import analyze_journey
from infra_design.analyze.reliability import Budget
from infra_design.analyze.structure import stage_structure
from infra_design.model.analysis import JourneyResult


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    journeys.forget()
    yield
    journeys.forget()


def reading(budget: Budget, patch: pytest.MonkeyPatch) -> JourneyResult:
    patch.setattr(journeys, "BUDGET", budget)
    found = story()[1]
    return analyze_journey(found, found.journeys[0], 3)


def test_without_diagrams_single_points_are_still_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    found = reading(Budget(nodes=3), monkeypatch)
    assert found.works
    assert found.cut_sets == (("haproxy",), ("lb",))
    assert found.order == 1
    assert found.availability is None
    assert found.unknown == ()
    assert found.importance == ()
    assert "more than 3 nodes of a decision diagram" in found.assumptions[-1]
    assert "complete up to size 1" in found.assumptions[-1]


def test_without_gates_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = reading(Budget(gates=2), monkeypatch)
    assert found.works
    assert (found.cut_sets, found.order, found.availability) == ((), 0, None)
    assert "complete up to size 0" in found.assumptions[-1]


def test_too_many_pairs_leave_single_points_and_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two single points and nineteen pairs do not fit into ten."""
    found = reading(Budget(sets=10), monkeypatch)
    assert found.cut_sets == (("haproxy",), ("lb",))
    assert found.order == 1
    assert found.availability is not None
    assert "up to size 1" in found.assumptions[-1]


def test_all_to_all_makes_no_pairs() -> None:
    """Gates by instances: each has one, and one more where it stands for itself, whoever uses whomever."""
    text = """
        components:
          user: {{kind: browser, uses: a}}
          a: {{kind: service, instances: {n}, uses: b}}
          b: {{kind: service, instances: {n}, uses: c}}
          c: {{kind: service, instances: {n}, uses: a}}
    """
    small, large = (len(stage_structure(stage(text.format(n=n))).gates) for n in (10, 100))
    assert large - small <= 3 * 3 * 90


def test_an_unknown_figure_is_said_to_be_unknown() -> None:
    found = story()[0]
    mysql = replace(found.instances["mysql"], availability=None, availability_source="")
    changed = replace(found, instances={**found.instances, "mysql": mysql})
    result = analyze_journey(changed, changed.journeys[0], 3)
    assert result.availability is None
    assert result.unknown == ("mysql",)
    assert result.importance == ()
    assert result.cut_sets == analyze_journey(found, found.journeys[0], 3).cut_sets
    assert any("mysql" in sentence and "unknown" in sentence for sentence in result.assumptions)


def test_an_unknown_figure_that_makes_no_difference_does_not_matter() -> None:
    """The replica's, to a writing journey."""
    found = story()[1]
    replica = replace(found.instances["mysql@web-02"], availability=None)
    changed = replace(found, instances={**found.instances, "mysql@web-02": replica})
    read, write = (analyze_journey(changed, journey, 1) for journey in changed.journeys)
    assert read.unknown == ("mysql@web-02",)
    assert write.unknown == ()
    assert write.availability == analyze_journey(found, found.journeys[1], 1).availability


def test_a_journey_that_fails_with_everything_up_says_where() -> None:
    found = story()[1]
    mysql = replace(found.components["mysql"], min_read=3, min_write=3)
    changed = replace(found, components={**found.components, "mysql": mysql})
    result = analyze_journey(changed, changed.journeys[0], 3)
    assert not result.works
    assert result.broken_at == ("haproxy", "nginx", "app", "mysql")
    assert result.cut_sets == ()
    assert result.availability is None


def test_a_journey_that_is_none_of_the_stage_can_be_asked_for() -> None:
    found = story()[1]
    other = replace(found.journeys[0], id="other", access="write")
    assert analyze_journey(found, other, 1).cut_sets == analyze_journey(found, found.journeys[1], 1).cut_sets
