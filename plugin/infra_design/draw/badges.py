"""Which shown instances concern an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.picture import Badge
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.draw.shown import Shown
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Stage


def badges(stage: Stage, findings: tuple[Finding, ...], shown: Shown) -> Mapping[str, Badge]:
    """Badge of each shown instance that an open issue names, by itself or through its component.

    Accepted issues and mere information get none.
    """
    found: dict[str, dict[str, Severity]] = {}
    for finding in findings:
        if finding.accepted or finding.severity is Severity.INFO:
            continue
        for subject in finding.subjects:
            component = stage.components.get(subject)
            for instance in component.instances if component else (subject,):
                if instance in shown.of:
                    found.setdefault(shown.of[instance], {})[finding.id] = finding.severity
    return {
        ident: Badge(min(severities.values(), key=lambda severity: severity.rank), len(severities))
        for ident, severities in found.items()
    }
