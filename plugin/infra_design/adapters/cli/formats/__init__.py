"""How findings are written out: one file for each format, loaded when it is asked for."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from infra_design.model.finding import Finding, RuleInfo, Severity
    from infra_design.model.source import Problem

    Writer = Callable[["Report", Path], None]

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")


@dataclass(frozen=True, slots=True)
class Report:
    """What a check has found.

    Attributes:
        findings: with the id of their system, stage by stage, the worst first.
        problems: what kept the design from being read; then there are no findings.
        fail_on: findings of this severity or worse fail the check.
        known: how many more findings there are that the baseline knows.
        gone: how many entries of the baseline no finding answers to.
        rules: what each rule says of itself, by its id.
    """

    findings: tuple[tuple[str, Finding], ...]
    problems: tuple[Problem, ...]
    fail_on: Severity | None
    known: int = 0
    gone: int = 0
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)

    @property
    def fails(self) -> bool:
        """There is a finding, not accepted, at or above `fail_on`."""
        return any(self.failing(finding) for _, finding in self.findings)

    def failing(self, finding: Finding) -> bool:
        """A finding fails the check: it is not accepted, and at or above `fail_on`."""
        return self.fail_on is not None and not finding.accepted and finding.severity.rank <= self.fail_on.rank


def writer(form: str) -> Writer:
    """What writes a report to standard output in one of `FORMATS`, given the project's folder."""
    write: Writer = importlib.import_module(f"{__name__}.{form}").write
    return write


def stage_name(system: str, stage: str) -> str:
    """A stage as the command line names it: `shop/1-distributed`, or `1-distributed` if there is one system."""
    return "/".join(filter(None, (system, stage)))
