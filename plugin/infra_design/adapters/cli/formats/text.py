"""Findings for people."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import click

from infra_design.adapters.mistakes import excerpt
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from infra_design.adapters.cli.formats import Report
    from infra_design.model.finding import Finding
    from infra_design.model.source import Problem

COLORS = {Severity.ERROR: "red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "blue"}


def write(report: Report, folder: Path) -> None:
    """Print mistakes, or findings stage by stage and how many there are."""
    if report.problems:
        write_problems(report.problems, folder)
        return
    for stage, group in groupby(report.findings, key=lambda pair: (pair[0], pair[1].stage)):
        click.secho("/".join(filter(None, stage)), bold=True, underline=True)
        for _, finding in group:
            _write_finding(finding)
        click.echo()
    click.echo(_summary([finding for _, finding in report.findings]))


def write_problems(problems: Iterable[Problem], folder: Path, verdict: str = "the design cannot be read") -> None:
    """Print mistakes with the lines they are in, how many there are and what follows, to standard error."""
    count = 0
    for count, problem in enumerate(problems, start=1):  # noqa: B007 — counted for the line below
        click.secho(str(problem.mark), bold=True, nl=False, err=True)
        click.echo(str(problem).removeprefix(str(problem.mark)), err=True)
        if lines := excerpt(folder, problem.mark):
            click.secho(f"{lines}\n", dim=True, err=True)
    click.secho(f"{count} mistake{'s' * (count != 1)}: {verdict}", fg="red", err=True)


def _write_finding(finding: Finding) -> None:
    accepted = " (accepted)" if finding.accepted else ""
    click.echo(f"{finding.mark}: ", nl=False)
    click.secho(f"{finding.severity}{accepted}", fg=COLORS.get(finding.severity), bold=not finding.accepted, nl=False)
    click.echo(f": {finding.message} ", nl=False)
    click.secho(f"[{finding.id}]", dim=True)
    for evidence in finding.evidence:
        click.echo(f"    {evidence.text}")
    if finding.waiver:
        click.echo(f"    accepted: {finding.waiver.reason}")
    elif finding.remedy:
        click.secho(f"    {finding.remedy}", fg="green")


def _summary(findings: list[Finding]) -> str:
    counts = Counter(str(finding.severity) for finding in findings if not finding.accepted)
    accepted = sum(finding.accepted for finding in findings)
    parts = [f"{counts[severity]} {severity}" for severity in Severity if counts[severity]]
    parts += [f"{accepted} accepted"] if accepted else []
    return f"{len(findings)} findings: {', '.join(parts)}" if findings else "No findings"
