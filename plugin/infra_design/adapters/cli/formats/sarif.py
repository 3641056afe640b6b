"""Findings as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from infra_design.adapters.cli.formats.places import fingerprint, problem_fingerprint, repository_path
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from infra_design.adapters.cli.formats import Report
    from infra_design.model.finding import Finding, RuleInfo
    from infra_design.model.source import Mark, Problem

    Object = dict[str, object]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {
    Severity.ERROR: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
MISTAKE = "unreadable-design"
"""The rule under which mistakes are told that keep a design from being read."""


def write(report: Report, folder: Path) -> None:
    """Print one SARIF log with one run."""
    names = sorted({finding.rule for _, finding in report.findings})
    described = [_rule(report.rules[name]) if name in report.rules else {"id": name} for name in names]
    results = [_result(system, finding, names, folder) for system, finding in report.findings]
    if report.problems:
        described.append(_mistake_rule())
        results += [_mistake(problem, folder) for problem in report.problems]
    driver = {"name": "infra-design", "version": version("mkdocs-infra-design"), "rules": described}
    run: Object = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not report.problems}],
        "results": results,
    }
    click.echo(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False))


def _rule(info: RuleInfo) -> Object:
    return {
        "id": info.id,
        "shortDescription": {"text": info.title},
        "fullDescription": {"text": info.explain or info.title},
        "help": {"text": _help(info, "", "", ""), "markdown": _help(info, "**", "```yaml\n", "```\n")},
        "defaultConfiguration": {"level": LEVELS[info.severity]},
        "properties": {"tags": [info.group], "precision": "high"},
    }


def _help(info: RuleInfo, strong: str, start: str, end: str) -> str:
    examples = (("Example", info.example), ("Instead", info.instead))
    parts = (("Why it matters", info.why), *((title, start + text + end) for title, text in examples if text))
    told = (f"{strong}{title}{strong}\n\n{text}" for title, text in parts if text)
    return "\n\n".join((info.explain or info.title, *told)).strip()


def _result(system: str, finding: Finding, names: list[str], folder: Path) -> Object:
    told = [finding.message, *(evidence.text for evidence in finding.evidence), finding.remedy]
    result: Object = {
        "ruleId": finding.rule,
        "ruleIndex": names.index(finding.rule),
        "level": LEVELS[finding.severity],
        "message": {"text": "\n".join(filter(None, told))},
        "locations": [_location(finding.mark, folder, finding.subjects)],
        "partialFingerprints": _fingerprints(fingerprint(system, finding)),
        "properties": {"id": finding.id, "severity": str(finding.severity), "system": system, "stage": finding.stage},
    }
    if finding.waiver:
        accepted = {"kind": "inSource", "status": "accepted", "justification": finding.waiver.reason}
        result["suppressions"] = [accepted]
    return result


def _mistake_rule() -> Object:
    text = "A mistake keeps the design from being read; nothing was analyzed."
    return {"id": MISTAKE, "shortDescription": {"text": text}, "defaultConfiguration": {"level": "error"}}


def _mistake(problem: Problem, folder: Path) -> Object:
    return {
        "ruleId": MISTAKE,
        "level": "error",
        "message": {"text": problem.what + (f" ({problem.hint})" if problem.hint else "")},
        "locations": [_location(problem.mark, folder, ())],
        "partialFingerprints": _fingerprints(problem_fingerprint(problem)),
    }


def _location(mark: Mark, folder: Path, subjects: tuple[str, ...]) -> Object:
    uri = quote(repository_path(folder, mark.file))
    location: Object = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": mark.line, "startColumn": mark.column},
        }
    }
    if subjects:
        location["logicalLocations"] = [{"name": subject, "kind": "object"} for subject in subjects]
    return location


def _fingerprints(digest: str) -> dict[str, str]:
    """Our own, and the one by which GitHub recognizes an alert."""
    return {"infraDesign/v1": digest, "primaryLocationLineHash": f"{digest[:16]}:1"}
