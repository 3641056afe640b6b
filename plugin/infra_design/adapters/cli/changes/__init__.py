"""What a change does to designs: two sides, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.analysis import Difference, JourneyResult, StageAnalysis
    from infra_design.model.finding import Finding, Severity
    from infra_design.model.source import Problem
    from infra_design.model.stage import Stage


@dataclass(frozen=True, slots=True)
class Seen:
    """A stage on one side, with what was computed of it."""

    system: str
    stage: Stage
    analysis: StageAnalysis


@dataclass(frozen=True, slots=True)
class JourneyChange:
    """A journey on both sides; None on a side that has it not."""

    name: str
    before: JourneyResult | None
    after: JourneyResult | None


@dataclass(frozen=True, slots=True)
class StageChange:
    """What became of a stage.

    Attributes:
        name: as the command line names it, on the new side if it is there.
        before: None: the stage is new.
        after: None: the stage is gone.
        against: name of the stage that `before` is, where that has another name: a renamed one, or for a new stage
            the one before it in the story.
        differences: components, connections, records and journeys, renamed ones left out.
        renamed: component id before → component id now.
        opened: findings, worst first, that nobody has accepted and that were not open before.
        closed: findings that were open before and are not there any more.
        accepted: findings that are accepted now and were not before.
        worsened, eased: findings open on both sides that are more severe now, or less, with the severity then.
        compared: what a new stage is compared with.
        journeys: those whose availability or single points changed.
    """

    name: str
    before: Seen | None
    after: Seen | None
    against: str = ""
    differences: tuple[Difference, ...] = ()
    renamed: Mapping[str, str] | None = None
    opened: tuple[Finding, ...] = ()
    closed: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()
    worsened: tuple[tuple[Finding, Severity], ...] = ()
    eased: tuple[tuple[Finding, Severity], ...] = ()
    journeys: tuple[JourneyChange, ...] = ()
    compared: Seen | None = None

    @property
    def worse(self) -> tuple[Finding, ...]:
        """What was opened, and what became more severe."""
        return (*self.opened, *(finding for finding, _ in self.worsened))

    @property
    def cost(self) -> tuple[float | None, float | None]:
        """Per month, before and now."""
        return (self.before.analysis.cost if self.before else None, self.after.analysis.cost if self.after else None)


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of all stages that changed.

    Attributes:
        base, head: as they were named.
        problems: what keeps a side from being read; then there is nothing else.
        unread: which side that is.
        pictures: addresses of pictures of both sides, if somebody has made some.
    """

    base: str
    head: str
    stages: tuple[StageChange, ...] = ()
    fail_on: Severity | None = None
    problems: tuple[Problem, ...] = ()
    unread: str = ""
    pictures: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """A finding at or above `fail_on` was opened, or became as severe."""
        return self.fail_on is not None and any(
            finding.severity.rank <= self.fail_on.rank for stage in self.stages for finding in stage.worse
        )
