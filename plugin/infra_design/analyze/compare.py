"""A stage against the one before it: what differs, and what that did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.closing import missing
from infra_design.analyze.differences import differences
from infra_design.model.analysis import Comparison
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.story import Examined
    from infra_design.model.analysis import JourneyResult
    from infra_design.model.finding import Finding

HOURS = 8766.0
"""Of an average year, Julian."""


def compare(
    before: Examined, findings_before: tuple[Finding, ...], now: Examined, findings: tuple[Finding, ...]
) -> Comparison:
    """What differs between a stage and the one before it, and whether that is better or worse.

    Args:
        before: the stage before.
        findings_before: everything found there, what is accepted included.
        now: the stage.
        findings: everything found here, likewise.
    """
    opened, closed = missing(findings, findings_before), missing(findings_before, findings)
    worse, better = _journeys(before, now)
    worse += _dearer(before.facts, now.facts)
    better += _cheaper(before.facts, now.facts)
    worse += _severe(opened, "opens")
    better += _severe(closed, "closes")
    both = _open_in_both(findings_before, findings)
    worsened = tuple((one, was) for one, was in both if one.severity.rank < was.rank)
    eased = tuple((one, was) for one, was in both if one.severity.rank > was.rank)
    worse += _graded(worsened, "more")
    better += _graded(eased, "less")
    return Comparison(
        before=before.facts.stage.id,
        after=now.facts.stage.id,
        differences=differences(before.facts, now.facts),
        opened=opened,
        closed=closed,
        worse=tuple(worse),
        better=tuple(better),
        worsened=worsened,
        eased=eased,
    )


def _open_in_both(before: tuple[Finding, ...], now: tuple[Finding, ...]) -> list[tuple[Finding, Severity]]:
    """What nobody accepted and both have, with its severity before."""
    was = {finding.id: finding.severity for finding in before if not finding.accepted}
    return [(finding, was[finding.id]) for finding in now if finding.id in was and not finding.accepted]


def _graded(pairs: tuple[tuple[Finding, Severity], ...], how: str) -> list[str]:
    return [f"The stage makes {words.plural(len(pairs), 'issue')} {how} severe."] if pairs else []


def _journeys(before: Examined, now: Examined) -> tuple[list[str], list[str]]:
    worse: list[str] = []
    better: list[str] = []
    earlier = {result.journey.id: result for result in before.facts.results}
    for result in now.facts.results:
        old = earlier.get(result.journey.id)
        if old is not None:
            worse += _worse(old, result)
            better += _better(old, result)
    return worse, better


def _worse(old: JourneyResult, new: JourneyResult) -> Iterator[str]:
    doing = words.upper(words.doing(new.journey))
    if old.works and not new.works:
        yield f"{doing} no longer works at all."
    elif old.availability is not None and new.availability is not None and new.availability < old.availability:
        yield f"{_figures(old, new, 'falls')}: {_downtime(old.availability, new.availability)}."
    if new.works and not old.single_points and new.single_points and old.works:
        yield f"{doing} has single points of failure again: {words.listed(new.single_points)}."


def _better(old: JourneyResult, new: JourneyResult) -> Iterator[str]:
    doing = words.upper(words.doing(new.journey))
    if new.works and not old.works:
        yield f"{doing} works now."
    elif old.availability is not None and new.availability is not None and new.availability > old.availability:
        yield f"{_figures(old, new, 'rises')}: {_downtime(old.availability, new.availability)}."
    if new.works and old.works and old.single_points and not new.single_points:
        yield f"{doing} no longer has a single point of failure."


def _figures(old: JourneyResult, new: JourneyResult, moves: str) -> str:
    before, after = words.percent(old.availability or 0.0, new.availability or 0.0)
    return f"The availability of {words.doing(new.journey)} {moves} from {before} to {after}"


def _downtime(old: float, new: float) -> str:
    return f"{words.hours((1 - new) * HOURS)} of downtime a year instead of {words.hours((1 - old) * HOURS)}"


def _dearer(before: Facts, now: Facts) -> Iterator[str]:
    if before.cost is not None and now.cost is not None and now.cost > before.cost:
        yield f"It costs {now.cost:g} a month instead of {before.cost:g}."


def _cheaper(before: Facts, now: Facts) -> Iterator[str]:
    if before.cost is not None and now.cost is not None and now.cost < before.cost:
        yield f"It costs {now.cost:g} a month instead of {before.cost:g}."


def _severe(findings: tuple[Finding, ...], verb: str) -> list[str]:
    """How many findings of which severity, those that matter."""
    counts = [
        words.plural(count, f"{severity} issue")
        for severity in (Severity.ERROR, Severity.HIGH, Severity.MEDIUM)
        if (count := sum(finding.severity is severity and not finding.accepted for finding in findings))
    ]
    return [f"The stage {verb} {words.listed(counts)}."] if counts else []
