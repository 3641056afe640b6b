"""All copies run the same version.

All instances of every group run the same product in the same version.

*Why it matters*

Redundancy protects against failures that happen to one copy at a time. A bug, a bad update or an expired license
hits all equal copies at the same moment, which no figure on this page counts. Equal copies are nearly always the
right choice; keep their updates apart in time.

*Example*

    title: Two that are the same
    components:
      web: {kind: server, instances: 2}
      nginx: {host: web}  # finding

*Instead*

    title: One of them is updated first
    components:
      web: {kind: server, instances: 2}
      nginx:
        host: web
        instances: {nginx-a: {version: 1.28}, nginx-b: {version: 1.27}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.facts import several
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Reliability"
SEVERITY = Severity.INFO
WHOLE = True


def find(facts: Facts) -> Iterator[Found]:
    """A stage with groups, each of equal instances."""
    groups = [one for one in facts.of(Category.SOFTWARE, Category.STORE) if several(one) and not one.managed]
    if not groups or not all(_equal(facts, group) for group in groups):
        return
    names = [group.id for group in groups]
    counted = words.listed(f"{len(group.instances)} × {_named(group)}" for group in groups)
    yield Found(
        subjects=tuple(names),
        message=(
            f"All copies of {words.listed(names)} are the same: a bug or a bad update hits every copy at once, "
            "which the availability figures don't count."
        ),
        remedy="Update copies one after the other, with a pause in which a mistake would show.",
        mark=groups[0].mark,
        evidence=(
            Evidence(
                EvidenceKind.FACT,
                f"{counted}: equal within each group.",
                tuple(ident for group in groups for ident in group.instances),
            ),
        ),
        cause="homogeneous-fleet",
    )


def _equal(facts: Facts, group: Component) -> bool:
    return len({instance.version for instance in facts.copies(group)}) == 1


def _named(group: Component) -> str:
    version = f" {group.spec.version}" if group.spec.version else ""
    return f"{group.id} ({group.product_name or group.kind.title}{version})"
