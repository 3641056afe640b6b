"""Which shown instances concern an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.draw.picture import LOOKUP, Badge
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.draw.shown import Shown
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Stage


def badges(stage: Stage, findings: tuple[Finding, ...], shown: Shown) -> Mapping[str, Badge]:
    """Badge of each shown instance that an open issue names, by itself or through its component.

    What concerns names in DNS is at the key of the card that answers for them. Accepted issues and mere information
    get no badge.
    """
    found: dict[str, dict[str, Severity]] = {}
    names = _names(stage)
    for finding in findings:
        if finding.accepted or finding.severity is Severity.INFO:
            continue
        for subject in finding.subjects:
            component = stage.components.get(subject)
            keys = {shown.of.get(instance) for instance in (component.instances if component else (subject,))}
            for key in (keys | {LOOKUP if subject in names else None}) - {None}:
                found.setdefault(str(key), {})[finding.id] = finding.severity
    return {
        key: Badge(min(severities.values(), key=lambda severity: severity.rank), len(severities))
        for key, severities in found.items()
    }


def _names(stage: Stage) -> frozenset[str]:
    """Zones, names of records, and hostnames that clients ask for."""
    owners = (record.owner for zone in stage.zones.values() for record in zone.records)
    return frozenset((*stage.zones, *owners, *(resolution.hostname for resolution in stage.resolutions)))
