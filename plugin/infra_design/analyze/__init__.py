"""From a resolved stage to findings: reliability, reach, capacity, rules, waivers, comparison."""

from infra_design.analyze.analysis import analyze_stage, analyze_system, closing_changes
from infra_design.analyze.grading import mistakes as settings_mistakes
from infra_design.analyze.rule import rule_infos
from infra_design.analyze.simulation import simulation

__all__ = ["analyze_stage", "analyze_system", "closing_changes", "rule_infos", "settings_mistakes", "simulation"]
