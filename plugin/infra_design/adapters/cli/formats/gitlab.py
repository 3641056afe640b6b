"""Findings as a code quality report of GitLab."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.formats.places import fingerprint, problem_fingerprint, repository_path
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.adapters.cli.formats import Report
    from infra_design.model.source import Mark

LEVELS = {
    Severity.ERROR: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}


def write(report: Report, folder: Path) -> None:
    """Print a JSON list of mistakes, and of findings that nobody has accepted."""
    issues = [
        _issue("unreadable-design", problem.what, "blocker", problem_fingerprint(problem), problem.mark, folder)
        for problem in report.problems
    ]
    issues += [
        _issue(
            finding.rule,
            finding.message,
            LEVELS[finding.severity],
            fingerprint(system, finding),
            finding.mark,
            folder,
        )
        for system, finding in report.findings
        if not finding.accepted
    ]
    click.echo(json.dumps(issues, indent=2, ensure_ascii=False))


def _issue(  # noqa: PLR0913, PLR0917 — one for each field
    rule: str, text: str, severity: str, identity: str, mark: Mark, folder: Path
) -> dict[str, object]:
    return {
        "check_name": rule,
        "description": text,
        "severity": severity,
        "fingerprint": identity,
        "location": {"path": repository_path(folder, mark.file), "lines": {"begin": mark.line}},
    }
