"""Findings for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.adapters.cli.formats import Report
    from infra_design.model.source import Problem


def write(report: Report, _folder: Path) -> None:
    """Print one JSON object."""
    from infra_design.write.findings import findings_report  # noqa: PLC0415 — who checks as text need not load pages

    content = findings_report(report.findings) | {"problems": [problem_entry(problem) for problem in report.problems]}
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))


def problem_entry(problem: Problem) -> dict[str, object]:
    """A mistake as programs read it."""
    place = {"file": problem.mark.file, "line": problem.mark.line, "column": problem.mark.column}
    return {"code": problem.code, "what": problem.what, "hint": problem.hint, **place}
