"""The issues of a stage, arranged so that the symptoms of one cause read as one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra_design.model.finding import Finding, RuleInfo
    from infra_design.write.scene import Scene

GROUPS = (
    "Reliability",
    "Capacity",
    "Network",
    "TLS",
    "Data",
    "DNS",
    "Operations",
    "Design hygiene",
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings of one cause, the worst first.

    Attributes:
        title: what its first rule says of itself.
    """

    title: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """That of the worst finding that nobody accepted, else of the worst."""
        return self.findings[0].severity

    @property
    def accepted(self) -> bool:
        """All are."""
        return all(finding.accepted for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Topic:
    """Causes of one group of rules, the worst first."""

    title: str
    causes: tuple[Cause, ...]


def topics(scene: Scene) -> list[Topic]:
    """All issues of a stage: by group of rules, by cause, by severity; what is accepted comes last."""
    by_cause: dict[str, list[Finding]] = {}
    for finding in sorted(scene.analysis.findings, key=_rank):
        by_cause.setdefault(finding.cause or finding.rule, []).append(finding)
    by_group: dict[str, list[Cause]] = {}
    for findings in by_cause.values():
        rule = scene.rules.get(findings[0].rule)
        cause = Cause(rule.title if rule else findings[0].rule, tuple(findings))
        by_group.setdefault(rule.group if rule else "", []).append(cause)
    return [Topic(group, tuple(causes)) for group, causes in sorted(by_group.items(), key=_topic_rank)]


def _rank(finding: Finding) -> tuple[bool, int]:
    return finding.accepted, finding.severity.rank


def _topic_rank(item: tuple[str, list[Cause]]) -> tuple[bool, int, int]:
    group, causes = item
    order = GROUPS.index(group) if group in GROUPS else len(GROUPS)
    return causes[0].accepted, causes[0].severity.rank, order


def tally(findings: Iterable[Finding]) -> list[tuple[Severity, int]]:
    """How many findings nobody accepted there are of each severity, the worst first."""
    counts = Counter(finding.severity for finding in findings if not finding.accepted)
    return [(severity, counts[severity]) for severity in Severity if counts[severity]]


def rules_by_group(rules: Mapping[str, RuleInfo]) -> list[tuple[str, list[RuleInfo]]]:
    """All rules by their group, groups in the usual order, rules by severity and id."""
    groups: dict[str, list[RuleInfo]] = {}
    for rule in sorted(rules.values(), key=lambda rule: (rule.severity.rank, rule.id)):
        groups.setdefault(rule.group, []).append(rule)
    return sorted(
        groups.items(), key=lambda item: (item[0] not in GROUPS, (*GROUPS, item[0]).index(item[0]), item[0])
    )
