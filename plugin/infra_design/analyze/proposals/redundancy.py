"""A second one, one that takes over, another place: changes that let a failure be survived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.patch import components, joined
from infra_design.analyze.proposals.parts import (
    components_of,
    concerned,
    free,
    keeps_copies,
    machine_of,
    machines_of,
    new,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.patch import Tree
    from infra_design.analyze.proposals.parts import Patch
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Component

MAJORITY = 3
"""Members of which one may fail, and the others still be most of them."""

WEAKEST = 3
"""How many parts, the weakest first, are made redundant for the sake of a target."""


def take_over(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Members that stand by take over by themselves."""
    waiting = [
        one.id
        for one in concerned(facts, finding)
        if len(one.instances) > 1 and one.mode != "active-active" and one.failover == "manual"
    ]
    if waiting:
        yield components({ident: {"failover": "automatic"} for ident in waiting})


def one_more(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """One more of what a finding is about, or of the machines it stands on; stores on it replicate."""
    for subject in components_of(facts, finding.subjects):
        yield _grown(facts, machine_of(facts, subject))


def _grown(facts: Facts, component: Component) -> Patch:
    there = [facts.components[ident] for ident in (component.id, *_carried(facts, component))]
    least = MAJORITY if any(_decides(one) for one in there) else 0
    count: dict[str, Tree] = {"instances": max(least, len(component.instances) + 1)}
    return joined([components({component.id: count}), *(_replicated(one) for one in there)])


def _decides(component: Component) -> bool:
    """Its product decides by majority, and keeps its copies by itself."""
    return bool(component.product and component.product.quorum)


def _replicated(component: Component) -> Patch:
    """What makes copies of a store of its members; a cache of which one leads only needs another to take over."""
    leads = component.product is not None and component.product.mode == "primary-replica"
    if _decides(component) or not (leads or keeps_copies(component)):
        return {}
    mode: dict[str, Tree] = {"mode": "primary-replica"} if keeps_copies(component) else {}
    return components({component.id: {**mode, "failover": "automatic"}})


def _carried(facts: Facts, component: Component) -> list[str]:
    return sorted(
        {facts.component(ident).id for one in component.instances for ident in facts.stage.carries.get(one, ())}
    )


def standby(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A second one that takes over, where one at a time is enough; of stores it would have nothing to go on with."""
    for subject in components_of(facts, finding.subjects):
        machine = machine_of(facts, subject)
        stored = any(keeps_copies(facts.components[ident]) for ident in (machine.id, *_carried(facts, machine)))
        if len(machine.instances) == 1 and not stored:
            yield components({machine.id: {"instances": 2, "mode": "active-passive", "failover": "automatic"}})


def second(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A standby for what passes requests on; for anything else one more."""
    subjects = components_of(facts, finding.subjects)
    work = {facts.components[one].kind.id for subject in subjects for one in _work(facts, subject)}
    for propose in (standby, one_more) if work == {"load-balancer"} else (one_more, standby):
        yield from propose(facts, finding)


def _work(facts: Facts, component: Component) -> list[str]:
    """What runs on a machine; of anything else, itself."""
    found = {one.component for ident in component.instances for one in facts.work(ident)}
    return sorted(found) or [component.id]


def enough(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """As many as carry the peak with one to spare."""
    for load in facts.loads:
        if load.component.id in finding.subjects:
            yield components({machines_of(facts, load.component).id: {"instances": load.enough}})


def for_target(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """One more of the parts whose failures cost a journey most, as few as it takes."""
    for result in facts.results:
        if result.journey.id in finding.subjects:
            weakest = [one.instance for one in result.importance if one.gain > 0]
            patches = [patch for ident in weakest for patch in _stronger(facts, ident)]
            distinct = [patch for place, patch in enumerate(patches) if patch not in patches[:place]]
            for number in range(1, min(WEAKEST, len(distinct)) + 1):
                yield joined(distinct[:number])


def _stronger(facts: Facts, ident: str) -> Iterator[Patch]:
    component = machine_of(facts, facts.component(ident))
    led = [facts.component(ident), component]
    waiting = [one.id for one in led if len(one.instances) > 1 and one.mode != "active-active"]
    if waiting:
        yield components({one: {"failover": "automatic"} for one in waiting})
    elif not component.managed and len(component.instances) == 1:
        yield _grown(facts, component)


def second_place(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """What is in a place is dealt over it and another one of its kind; what is alone there gets a second."""
    (place,) = components_of(facts, finding.subjects)
    others = [one.id for one in facts.components.values() if one.kind is place.kind and one.places == place.places]
    others = [ident for ident in others if ident != place.id]
    ident = others[0] if others else free(facts, f"{place.id}-2")
    made = [] if others else [new(ident, place.kind.id, {"in": place.places} if place.places else {})]
    inside = [one for one in facts.components.values() if place.id in one.spec.places and not one.hosts]
    moved = [components({one.id: {"in": (*one.spec.places, ident)}}) for one in inside]
    grown = [_grown(facts, one) for one in inside if len(one.instances) == 1 and not one.managed]
    if moved:
        yield joined([*made, *moved, *grown])


def over_zones(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A group is dealt over all zones of the kind that it is in one of."""
    zone = facts.component(finding.cause)
    zones = tuple(one.id for one in facts.components.values() if one.kind is zone.kind)
    for subject in components_of(facts, finding.subjects):
        group = machines_of(facts, subject)
        if zone.id in group.spec.places:
            rest = tuple(one for one in group.spec.places if one not in zones)
            yield components({group.id: {"in": (*zones, *rest)}})


def machine_each(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """As many machines as there are members."""
    for subject in components_of(facts, finding.subjects):
        machine = machine_of(facts, subject)
        if machine is not subject:
            yield components({machine.id: {"instances": len(subject.instances)}})


def majority(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """An odd number of members, most of which must agree to a write."""
    for subject in components_of(facts, finding.subjects):
        count = len(subject.instances)
        odd = count + 1 - count % 2
        agree: Tree = {"min-available": {"read": 1, "write": odd // 2 + 1}}
        group = machines_of(facts, subject)
        yield joined(
            [components({group.id: {"instances": odd}} if odd > count else {}), components({subject.id: agree})]
        )


def all_write(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """All members accept writes, where the product can and most must agree."""
    for subject in components_of(facts, finding.subjects):
        if subject.product and subject.product.writers == "all":
            for patch in majority(facts, finding):
                yield joined([components({subject.id: {"mode": "active-active", "failover": None}}), patch])
