"""Findings for people."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.formats.places import Lines
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
    lines = Lines(folder)
    for stage, group in groupby(report.findings, key=lambda pair: (pair[0], pair[1].stage)):
        click.secho("/".join(filter(None, stage)), bold=True, underline=True)
        for _, finding in group:
            _write_finding(finding, lines)
        click.echo()
    click.echo(summary(report))
    if report.gone:
        click.echo(f"{report.gone} of the baseline no longer found: --update-baseline takes them out", err=True)


def write_problems(problems: Iterable[Problem], folder: Path, verdict: str = "the design cannot be read") -> None:
    """Print mistakes with the lines they are in, how many there are and what follows, to standard error."""
    count = 0
    for count, problem in enumerate(problems, start=1):  # noqa: B007 — counted for the line below
        click.secho(str(problem.mark), bold=True, nl=False, err=True)
        click.echo(str(problem).removeprefix(str(problem.mark)), err=True)
        if lines := excerpt(folder, problem.mark):
            click.secho(f"{lines}\n", dim=True, err=True)
    click.secho(f"{count} mistake{'s' * (count != 1)}: {verdict}", fg="red", err=True)


def _write_finding(finding: Finding, lines: Lines) -> None:
    accepted = " (accepted)" if finding.accepted else ""
    click.echo(f"{finding.mark}: ", nl=False)
    click.secho(f"{finding.severity}{accepted}", fg=COLORS.get(finding.severity), bold=not finding.accepted, nl=False)
    click.echo(f": {finding.message} ", nl=False)
    click.secho(f"[{finding.id}]", dim=True)
    _write_line(finding, lines)
    for evidence in finding.evidence:
        click.echo(f"    {evidence.text}")
    if finding.waiver:
        click.echo(f"    accepted: {finding.waiver.reason}")
    elif finding.remedy:
        click.secho(f"    hint: {finding.remedy}", fg="green")


def _write_line(finding: Finding, lines: Lines) -> None:
    """The YAML line that caused it, with a caret below."""
    line, carets = lines.pointed(finding.mark)
    if line:
        number = str(finding.mark.line)
        click.secho(f"    {number} | ", dim=True, nl=False)
        click.echo(line)
        click.secho(f"    {'':{len(number)}} | ", dim=True, nl=False)
        click.secho(carets, fg=COLORS.get(finding.severity), bold=True)


def summary(report: Report) -> str:
    """How many findings of which severity, in one sentence."""
    findings = [finding for _, finding in report.findings]
    counts = Counter(finding.severity for finding in findings if not finding.accepted)
    accepted = sum(finding.accepted for finding in findings)
    parts = [f"{counts[severity]} {severity}" for severity in Severity if counts[severity]]
    parts += [f"{accepted} accepted"] if accepted else []
    text = f"{plural(len(findings))}: {', '.join(parts)}" if findings else "No findings"
    return text + (f" (and {report.known} that the baseline knows)" if report.known else "")


def plural(count: int) -> str:
    """`1 finding`, `2 findings`."""
    return f"{count} finding{'s' * (count != 1)}"
