"""Findings as annotations of a GitHub workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from infra_design.adapters.cli.formats.places import repository_path
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.adapters.cli.formats import Report
    from infra_design.model.finding import Finding
    from infra_design.model.source import Mark

LEVELS = {Severity.ERROR: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning"}


def write(report: Report, folder: Path) -> None:
    """Print a workflow command for each mistake, and each finding that nobody has accepted."""
    for problem in report.problems:
        hint = f" ({problem.hint})" if problem.hint else ""
        _annotate("error", problem.mark, "The design cannot be read", problem.what + hint, folder)
    for _, finding in report.findings:
        if not finding.accepted:
            level = LEVELS.get(finding.severity, "notice")
            _annotate(level, finding.mark, finding.id, _told(finding), folder)


def _told(finding: Finding) -> str:
    return "\n".join(filter(None, (finding.message, *(one.text for one in finding.evidence), finding.remedy)))


def _annotate(level: str, mark: Mark, title: str, text: str, folder: Path) -> None:
    file = _property(repository_path(folder, mark.file))
    click.echo(f"::{level} file={file},line={mark.line},col={mark.column},title={_property(title)}::{_data(text)}")


def _data(text: str) -> str:
    """A message on one line, in which nothing is a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
