"""Changes for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.changes.figures import availabilities, costs, journey_title, single_points
from infra_design.adapters.cli.changes.verdict import verdict
from infra_design.adapters.cli.formats.text import COLORS
from infra_design.model.analysis import Change

if TYPE_CHECKING:
    from infra_design.adapters.cli.changes import Changes, StageChange
    from infra_design.model.finding import Finding

SIGNS = {Change.ADDED: ("+", "green"), Change.REMOVED: ("-", "red"), Change.CHANGED: ("~", "yellow")}


def write(changes: Changes) -> None:
    """Print the verdict, then what became of each stage."""
    click.secho(verdict(changes), bold=True)
    for problem in changes.problems:
        click.echo(f"  {problem}")
    for stage in changes.stages:
        _write_stage(stage)


def _write_stage(stage: StageChange) -> None:
    click.echo()
    click.secho(title(stage), bold=True, underline=True)
    for old, new in (stage.renamed or {}).items():
        click.echo(f"  = {old} is called {new} now")
    for one in stage.differences:
        sign, color = SIGNS[one.change]
        click.secho(f"  {sign} {one.subject} {one.id}", fg=color)
        for detail in one.details:
            click.echo(f"      {detail}")
    _write_findings(stage)
    for journey in stage.journeys:
        before, after = availabilities(journey)
        points = f"{single_points(journey.before)} → {single_points(journey.after)}"
        click.echo(f"  {journey_title(journey)}: {before} → {after}; single points of failure: {points}")
    before, after = costs(stage)
    if before != after:
        click.echo(f"  cost a month: {before} → {after}")


def _write_findings(stage: StageChange) -> None:
    for word, color, findings in (("opened", "red", stage.opened), ("closed", "green", stage.closed)):
        for finding in findings:
            _write_finding(finding, word, color)
    for word, color, pairs in (("worsened", "red", stage.worsened), ("eased", "green", stage.eased)):
        for finding, was in pairs:
            _write_finding(finding, f"{word} from {was} to", color)
    for finding in stage.accepted:
        _write_finding(finding, "accepted", "blue")


def _write_finding(finding: Finding, word: str, color: str) -> None:
    click.secho(f"  {word} ", fg=color, nl=False)
    click.secho(str(finding.severity), fg=COLORS.get(finding.severity), nl=False)
    click.echo(f": {finding.message} ", nl=False)
    click.secho(f"[{finding.id}] {finding.mark}", dim=True)


def title(stage: StageChange) -> str:
    """The stage, and what it is compared with."""
    if stage.after is None:
        return f"{stage.name}: gone"
    if stage.before is None:
        return f"{stage.name}: new" + (f", against {stage.against}" if stage.against else "")
    return stage.name + (f", against {stage.against}" if stage.against else "")
