"""Findings as Markdown, for a comment or a job's summary."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.formats import stage_name
from infra_design.adapters.cli.formats.prose import capped, code, folded, plain
from infra_design.adapters.cli.formats.text import summary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from infra_design.adapters.cli.formats import Report
    from infra_design.model.finding import Finding


def write(report: Report, _folder: Path) -> None:
    """Print how many findings there are, then those of each stage, folded."""
    if report.problems:
        count = len(report.problems)
        blocks = [f"**{count} mistake{'s' * (count != 1)}: the design cannot be read**"]
        blocks += [f"- {code(str(problem.mark))}: {plain(_what(str(problem)))}" for problem in report.problems]
        click.echo(capped(blocks), nl=False)
        return
    blocks = [f"**{summary(report)}**"]
    for (system, stage), pairs in groupby(report.findings, key=lambda pair: (pair[0], pair[1].stage)):
        findings = [finding for _, finding in pairs]
        title = f"{plain(stage_name(system, stage))}: {len(findings)}"
        blocks += folded(title, listed(findings))
    click.echo(capped(blocks), nl=False)


def listed(findings: Iterable[Finding]) -> list[str]:
    """Each finding as an item of a list, with evidence and remedy."""
    return [_item(finding) for finding in findings]


def _item(finding: Finding) -> str:
    accepted = f" (accepted: {plain(finding.waiver.reason)})" if finding.waiver else ""
    head = (
        f"- **{finding.severity}**{accepted} {plain(finding.message)} {code(finding.id)} at {code(str(finding.mark))}"
    )
    further = [plain(one.text) for one in finding.evidence]
    further += [f"*{plain(finding.remedy)}*"] if finding.remedy and not finding.waiver else []
    return "\n".join((head, *(f"    - {line}" for line in further)))


def _what(problem: str) -> str:
    return problem.partition(": ")[2]
