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
    """Findings of one topic with one cause, the worst first.

    Attributes:
        elsewhere: findings of other topics with the same cause, told where the worst of all is.
    """

    findings: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """Issues of one group of rules by their cause, the worst first."""

    title: str
    causes: tuple[Cause, ...]


def topics(scene: Scene) -> list[Topic]:
    """All issues of a stage: by group of rules, by cause, by severity; what is accepted comes last."""
    ranked = sorted(scene.analysis.findings, key=_rank)
    by_cause: dict[str, list[Finding]] = {}
    by_topic: dict[str, dict[str, list[Finding]]] = {}
    for finding in ranked:
        by_cause.setdefault(_cause(finding), []).append(finding)
        by_topic.setdefault(_topic(scene, finding), {}).setdefault(_cause(finding), []).append(finding)
    return [
        Topic(title, tuple(_told(findings, by_cause[cause]) for cause, findings in causes.items()))
        for title, causes in sorted(by_topic.items(), key=_topic_rank)
    ]


def _told(findings: list[Finding], of_cause: list[Finding]) -> Cause:
    worst = findings[0] is of_cause[0]
    told = {finding.id for finding in findings}
    return Cause(tuple(findings), tuple(f for f in of_cause if f.id not in told) if worst else ())


def _cause(finding: Finding) -> str:
    return finding.cause or next(iter(finding.subjects), finding.rule)


def _topic(scene: Scene, finding: Finding) -> str:
    rule = scene.rules.get(finding.rule)
    return rule.group if rule else ""


def _rank(finding: Finding) -> tuple[bool, int]:
    return finding.accepted, finding.severity.rank


def _topic_rank(item: tuple[str, dict[str, list[Finding]]]) -> tuple[bool, int, int]:
    group, causes = item
    worst = next(iter(causes.values()))[0]
    return *_rank(worst), GROUPS.index(group) if group in GROUPS else len(GROUPS)


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
