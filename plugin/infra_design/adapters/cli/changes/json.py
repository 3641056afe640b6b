"""Changes for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.changes.verdict import verdict
from infra_design.adapters.cli.formats.json import problem_entry
from infra_design.write.findings import finding_entry

if TYPE_CHECKING:
    from infra_design.adapters.cli.changes import Changes, StageChange
    from infra_design.model.analysis import JourneyResult
    from infra_design.model.finding import Finding

    Object = dict[str, object]

VERSION = 1
"""Rises when a field changes its meaning or goes; new fields may come at any time."""


def write(changes: Changes) -> None:
    """Print one JSON object."""
    content = {
        "version": VERSION,
        "verdict": verdict(changes),
        "base": changes.base,
        "head": changes.head,
        "problems": [problem_entry(problem) for problem in changes.problems],
        "stages": [_stage(stage) for stage in changes.stages],
    }
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))


def _stage(stage: StageChange) -> Object:
    system = (stage.after or stage.before).system if stage.after or stage.before else ""  # type: ignore[union-attr] # one of them is there
    return {
        "stage": stage.name,
        "against": stage.against or None,
        "change": "removed" if stage.after is None else "added" if stage.before is None else "changed",
        "renamed": dict(stage.renamed or {}),
        "differences": [
            {"subject": one.subject, "id": one.id, "change": str(one.change), "details": list(one.details)}
            for one in stage.differences
        ],
        **{name: _findings(system, getattr(stage, name)) for name in ("opened", "closed", "accepted")},
        **{
            name: [{**finding_entry(system, finding), "was": str(was)} for finding, was in getattr(stage, name)]
            for name in ("worsened", "eased")
        },
        "journeys": [
            {"journey": one.name, "before": _journey(one.before), "after": _journey(one.after)}
            for one in stage.journeys
        ],
        "cost": dict(zip(("before", "after"), stage.cost, strict=True)),
    }


def _findings(system: str, findings: tuple[Finding, ...]) -> list[Object]:
    return [finding_entry(system, finding) for finding in findings]


def _journey(result: JourneyResult | None) -> Object | None:
    if result is None:
        return None
    return {
        "works": result.works,
        "availability": result.availability,
        "single_points": list(result.single_points),
    }
