"""Findings as programs read them: what `infra-design check --format json` prints and pages offer as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.finding import Evidence, Finding

VERSION = 1
"""Rises when a field changes its meaning or goes; new fields may come at any time."""


def findings_report(findings: Iterable[tuple[str, Finding]]) -> dict[str, object]:
    """Findings with their systems' ids, of designs without mistakes."""
    return {
        "version": VERSION,
        "findings": [finding_entry(system, finding) for system, finding in findings],
        "problems": [],
    }


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
        "file": finding.mark.file,
        "line": finding.mark.line,
        "column": finding.mark.column,
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "kind": str(evidence.kind),
        "text": evidence.text,
        "instances": list(evidence.instances),
        "connections": list(evidence.connections),
    }
