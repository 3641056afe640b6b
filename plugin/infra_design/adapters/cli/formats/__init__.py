"""How findings are written out: one file for each format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from infra_design.model.finding import Finding, Severity
    from infra_design.model.source import Problem


@dataclass(frozen=True, slots=True)
class Report:
    """What a check has found.

    Attributes:
        findings: with the id of their system, stage by stage, the worst first.
        problems: what kept the design from being read; then there are no findings.
        fail_on: findings of this severity or worse fail the check.
    """

    findings: tuple[tuple[str, Finding], ...]
    problems: tuple[Problem, ...]
    fail_on: Severity | None

    @property
    def fails(self) -> bool:
        """There is a finding, not accepted, at or above `fail_on`."""
        return self.fail_on is not None and any(
            not finding.accepted and finding.severity.rank <= self.fail_on.rank for _, finding in self.findings
        )


def _text(report: Report, folder: Path) -> None:
    from infra_design.adapters.cli.formats.text import write  # noqa: PLC0415 — only the format that was asked for

    write(report, folder)


def _json(report: Report, folder: Path) -> None:
    from infra_design.adapters.cli.formats.json import write  # noqa: PLC0415 — only the format that was asked for

    write(report, folder)


FORMATS: Mapping[str, Callable[[Report, Path], None]] = {"text": _text, "json": _json}
