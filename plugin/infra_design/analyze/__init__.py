"""From a resolved stage to findings: reliability, reach, capacity, rules, waivers, comparison."""

from infra_design.analyze.analysis import (
    analyze_stage,
    analyze_system,
    closing_changes,
    compare_stages,
    explain_additions,
)
from infra_design.analyze.grading import mistakes as settings_mistakes
from infra_design.analyze.registry import infos_for, rules_for
from infra_design.analyze.rule import rule_infos
from infra_design.analyze.simulation import simulation

__all__ = [
    "analyze_stage",
    "analyze_system",
    "closing_changes",
    "compare_stages",
    "explain_additions",
    "infos_for",
    "rule_infos",
    "rules_for",
    "settings_mistakes",
    "simulation",
]
