"""Members of a group share a zone.

The design has several zones (or data centers), and all members of a group are in one of them.

*Why it matters*

A zone fails as a whole, by fire, flood, power or network. The design pays for several zones, and this group would
go down with a single one.

*Example*

    title: Two zones, and one is used
    components:
      zone-a: {kind: availability-zone}
      zone-b: {kind: availability-zone}
      db: {kind: server, instances: 2, in: zone-a}  # finding
      postgresql: {host: db}
      web: {kind: server, instances: 2, in: [zone-a, zone-b]}

*Instead*

    title: One in each zone
    components:
      zone-a: {kind: availability-zone}
      zone-b: {kind: availability-zone}
      db: {kind: server, instances: 2, in: [zone-a, zone-b]}
      postgresql: {host: db}
      web: {kind: server, instances: 2, in: [zone-a, zone-b]}
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
SEVERITY = Severity.MEDIUM

ZONES = ("availability-zone", "data-center")


def find(facts: Facts) -> Iterator[Found]:
    """Groups whose members are all in one of several zones."""
    reported: set[str] = set()
    for component in facts.of(Category.MACHINE, Category.SOFTWARE, Category.STORE):
        if not several(component) or component.managed or reported.intersection(component.hosts):
            continue
        for zone in _shared(facts, component):
            reported.add(component.id)
            kind = facts.component(zone).kind.title.lower()
            yield Found(
                subjects=(component.id,),
                message=(
                    f"{words.upper(words.every(len(component.instances), 'members'))} of {component.id} are in "
                    f"{zone}, though there are other {facts.component(zone).kind.plural.lower()}: they go down with "
                    "that one."
                ),
                remedy=f"Deal them over the {kind}s: `in: [{', '.join(_zones(facts, zone))}]`.",
                mark=component.spec.marks.get("in", component.mark),
                evidence=(
                    Evidence(EvidenceKind.TAKES_DOWN, f"{zone} holds them all.", (zone, *component.instances)),
                ),
                cause=zone,
            )


def _zones(facts: Facts, like: str) -> list[str]:
    """The zones of the same kind."""
    kind = facts.component(like).kind.id
    return [place.id for place in facts.of(Category.PLACE) if place.kind.id == kind]


def _shared(facts: Facts, component: Component) -> list[str]:
    """The one zone of each kind that every member is in and cannot leave, where there are others."""
    common = frozenset.intersection(*(facts.settled(ident) for ident in component.instances))
    return sorted(
        ident for ident in common if facts.component(ident).kind.id in ZONES and len(_zones(facts, ident)) > 1
    )[:1]
