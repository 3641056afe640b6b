"""Findings for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.adapters.cli.formats import Report
    from infra_design.model.finding import Evidence, Finding
    from infra_design.model.source import Mark, Problem

VERSION = 1
"""Rises when a field changes its meaning or goes; new fields may come at any time."""


def write(report: Report, _folder: Path) -> None:
    """Print one JSON object."""
    content = {
        "version": VERSION,
        "findings": [finding_entry(system, finding) for system, finding in report.findings],
        "problems": [problem_entry(problem) for problem in report.problems],
    }
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))


def finding_entry(system: str, finding: Finding) -> dict[str, object]:
    """A finding as programs read it."""
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "system": system,
        "stage": finding.stage,
        "subjects": list(finding.subjects),
        "journey": list(finding.journeys),
        "message": finding.message,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
        "remedy": finding.remedy,
        "accepted": finding.waiver.reason if finding.waiver else None,
        **_place(finding.mark),
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "kind": str(evidence.kind),
        "text": evidence.text,
        "instances": list(evidence.instances),
        "connections": list(evidence.connections),
    }


def problem_entry(problem: Problem) -> dict[str, object]:
    """A mistake likewise."""
    return {"code": problem.code, "what": problem.what, "hint": problem.hint, **_place(problem.mark)}


def _place(mark: Mark) -> dict[str, object]:
    return {"file": mark.file, "line": mark.line, "column": mark.column}
