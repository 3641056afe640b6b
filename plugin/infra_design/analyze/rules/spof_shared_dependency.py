"""A place is a single point of failure.

A rack, an availability zone, a data center or a region is a single point of failure: whatever a journey needs is in
it, and goes down with it.

*Why it matters*

Machines in one place share its power, its cooling, its network and its accidents. Copies protect against the
failure of one of them, and not against the failure of what they share.

*Example*

    title: Everything in one zone
    components:
      visitor: {kind: browser, uses: lb}
      zone-a: {kind: availability-zone}  # finding
      lb: {kind: load-balancer, managed: true, uses: nginx}
      web: {kind: server, instances: 2, in: zone-a}
      nginx: {host: web}

*Instead*

    title: Dealt over two zones
    components:
      visitor: {kind: browser, uses: lb}
      zone-a: {kind: availability-zone}
      zone-b: {kind: availability-zone}
      lb: {kind: load-balancer, managed: true, uses: nginx}
      web: {kind: server, instances: 2, in: [zone-a, zone-b]}
      nginx: {host: web}
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.cuts import evidence, leads
from infra_design.analyze.journeys import compiled_stage
from infra_design.analyze.reliability import values
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra_design.analyze.cuts import SinglePoint
    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Journey

GROUP = "Reliability"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Places that are a cut of one."""
    for point in facts.points("spof-shared-dependency"):
        kind = point.component.kind.title.lower()
        leading, others = _decisive(facts, point)
        names = facts.subjects(others)
        yield Found(
            subjects=(point.subject,),
            message=f"If the {kind} {point.name} fails, {words.hardship(point.journeys)}{_because(leading, names)}.",
            remedy=_remedy(point, kind, leading, names),
            mark=facts.mark(point.subject),
            evidence=evidence(facts, point),
            journeys=tuple(journey.id for journey in point.journeys),
            cause=next(iter(leading.values())) if leading and not names else point.subject,
        )


def _because(leading: Mapping[str, str], names: tuple[str, ...]) -> str:
    reasons = [f"{words.listed(names)} {words.verb(names, 'is', 'are')} only there"] if names else []
    reasons += [f"{leader} is there, and no other member of {ident} takes over" for ident, leader in leading.items()]
    return f": {'; '.join(reasons)}" if reasons else ""


def _remedy(point: SinglePoint, kind: str, leading: Mapping[str, str], names: tuple[str, ...]) -> str:
    takes_over = f"`failover: automatic` on {words.listed(leading)}"
    if leading and not names:
        return f"Let a member in another {kind} take over by itself: {takes_over}."
    spread = f"Spread {words.listed(names) or 'what it holds'} over a second {kind}: `in: [{point.subject}, …]`"
    return f"{spread}, and let another member take over by itself: {takes_over}." if leading else f"{spread}."


def _decisive(facts: Facts, point: SinglePoint) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """What in a place is enough to stop a journey by its own loss, whatever else the place holds.

    Returns:
        Groups that have members elsewhere, none of which takes over, with their leading members here; and the
        instances, what stands on others of them aside, of everything else.
    """
    leaders = _leaders(facts, point)
    leading: dict[str, str] = {}
    others: dict[str, None] = {}
    for journey in point.journeys:
        stops = partial(_stops, facts, journey)
        for part in _needed(_parts(facts, point, journey), stops):
            rest = tuple(ident for ident in part if ident not in leaders)
            if len(rest) < len(part) and stops(part) and not stops(rest):
                leading |= {group: leader for ident in part if ident in leaders for group, leader in leaders[ident]}
            else:
                others |= dict.fromkeys(part)
    return leading, tuple(others)


def _parts(facts: Facts, point: SinglePoint, journey: Journey) -> list[tuple[str, ...]]:
    """What a journey can need in a place and cannot have elsewhere, by component; what stands on it aside."""
    units = next(result.units for result in facts.results if result.journey.id == journey.id)
    inside = {unit for unit in units if point.subject != unit and point.subject in facts.settled(unit)}
    parts: dict[str, list[str]] = {}
    for ident in sorted(inside, key=facts.order.__getitem__):
        component = facts.component(ident)
        if component.kind.category is not Category.PLACE and inside.isdisjoint(facts.instances[ident].hosts):
            parts.setdefault(component.id, []).append(ident)
    return [tuple(part) for part in parts.values()]


def _needed(parts: list[tuple[str, ...]], stops: Callable[[Iterable[str]], bool]) -> list[tuple[str, ...]]:
    """The parts each of which is enough; where none is by itself, as few as are together."""
    alone = [part for part in parts if stops(part)]
    if alone:
        return alone
    kept = parts
    for part in reversed(parts):
        rest = [one for one in kept if one is not part]
        if stops(ident for one in rest for ident in one):
            kept = rest
    return kept


def _stops(facts: Facts, journey: Journey, failed: Iterable[str]) -> bool:
    structure = compiled_stage(facts.stage).of(journey.id)
    return not values(structure, tuple(failed))[structure.top]


def _leaders(facts: Facts, point: SinglePoint) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Instances with which only leading members of groups fall that have others elsewhere: group and member."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for one in facts.single_points:
        falls = one.takes_down if one.only_leaders else one.instances
        groups = tuple((facts.component(ident).id, ident) for ident in falls)
        if all(leads(facts.component(ident), ident) for ident in falls) and all(
            _is_elsewhere_too(facts, point, group) for group, _ in groups
        ):
            found |= dict.fromkeys(one.instances, groups)
    return found


def _is_elsewhere_too(facts: Facts, point: SinglePoint, group: str) -> bool:
    return any(point.subject not in facts.settled(ident) for ident in facts.components[group].instances)
