"""Which later stage closes a finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.analyze.rule import rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.analysis import StageAnalysis
    from infra_design.model.finding import Finding


def lasting(finding: Finding) -> str:
    """What stays the same while an issue stays open: its id, or the rule where that speaks of the whole stage."""
    rule = rules().get(finding.rule)
    return finding.rule if rule and rule.whole else finding.id


def missing(findings: Iterable[Finding], among: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the findings that are not among others."""
    known = {lasting(finding) for finding in among}
    return tuple(finding for finding in findings if lasting(finding) not in known)


def closed(analyses: tuple[StageAnalysis, ...]) -> tuple[StageAnalysis, ...]:
    """The analyses of a story, each with the stages that close its findings."""
    open_in = [{lasting(finding) for finding in analysis.findings} for analysis in analyses]
    return tuple(
        replace(analysis, closed_by=dict(_closers(analysis, list(zip(analyses, open_in, strict=True))[place + 1 :])))
        for place, analysis in enumerate(analyses)
    )


def _closers(analysis: StageAnalysis, later: list[tuple[StageAnalysis, set[str]]]) -> Iterable[tuple[str, str]]:
    for finding in analysis.findings:
        for stage, still_open in later:
            if lasting(finding) not in still_open:
                yield finding.id, stage.stage
                break
