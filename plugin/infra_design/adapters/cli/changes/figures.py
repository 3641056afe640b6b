"""Figures of both sides, as they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.words import doing, hours, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.adapters.cli.changes import JourneyChange, StageChange
    from infra_design.model.analysis import JourneyResult

HOURS = 8766.0
"""Of an average year, Julian."""
NOTHING = "—"


def journey_title(change: JourneyChange) -> str:
    """What the user does: `reading www.foobar.com`."""
    result = change.after or change.before
    return doing(result.journey) if result else change.name


def availabilities(change: JourneyChange) -> tuple[str, str]:
    """Before and now, with as many digits as tell them apart, and the downtime a year."""
    known = [one.availability for one in (change.before, change.after) if one and one.availability is not None]
    shares = iter(percent(*known))
    before, after = (_availability(one, shares) for one in (change.before, change.after))
    return before, after


def _availability(result: JourneyResult | None, shares: Iterator[str]) -> str:
    if result is None:
        return NOTHING
    if not result.works:
        return "does not work"
    if result.availability is None:
        return "unknown"
    share = next(shares)
    return f"{share} ({hours((1 - result.availability) * HOURS)} a year down)"


def single_points(result: JourneyResult | None) -> str:
    """How many there are."""
    return str(len(result.single_points)) if result else NOTHING


def costs(change: StageChange) -> tuple[str, str]:
    """Per month, before and now."""
    before, after = (NOTHING if cost is None else f"{cost:g}" for cost in change.cost)
    return before, after
