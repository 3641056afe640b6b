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
    """Findings of one cause, the worst first, of whatever group of rules.

    Attributes:
        key: what they have in common: mostly the id of a component or an instance.
    """

    key: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Causes whose worst finding is of one group of rules, the worst first."""

    title: str
    causes: tuple[Cause, ...]


def topics(scene: Scene) -> list[Topic]:
    """All issues of a stage by their cause, each told where its worst belongs; what is accepted comes last."""
    by_cause: dict[str, list[Finding]] = {}
    for finding in sorted(scene.analysis.findings, key=_rank):
        by_cause.setdefault(_cause(finding), []).append(finding)
    for findings in by_cause.values():
        findings.sort(key=lambda finding: (*_rank(finding), -_cures(scene, finding)))
    by_topic: dict[str, list[Cause]] = {}
    for key, findings in by_cause.items():
        by_topic.setdefault(_topic(scene, findings[0]), []).append(Cause(key, tuple(findings)))
    return [Topic(title, tuple(causes)) for title, causes in sorted(by_topic.items(), key=_topic_rank)]


def _cures(scene: Scene, finding: Finding) -> int:
    """How much the change closes that is offered for it: the more, the nearer it is to the cause."""
    change = scene.analysis.changes.get(finding.id)
    return len(change.closes) + finding.rule.startswith("spof-") if change else finding.rule.startswith("spof-")


def _cause(finding: Finding) -> str:
    return finding.cause or next(iter(finding.subjects), finding.rule)


def _topic(scene: Scene, finding: Finding) -> str:
    rule = scene.rules.get(finding.rule)
    return rule.group if rule else ""


def _rank(finding: Finding) -> tuple[bool, int]:
    return finding.accepted, finding.severity.rank


def _topic_rank(item: tuple[str, list[Cause]]) -> tuple[bool, int, int]:
    group, causes = item
    return *_rank(causes[0].findings[0]), GROUPS.index(group) if group in GROUPS else len(GROUPS)


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
