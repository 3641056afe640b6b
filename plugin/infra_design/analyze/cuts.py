"""Cuts of one: each is reported once, by the rule that it belongs to (format.md section 9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra_design.analyze import paths, words
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind
from infra_design.model.stage import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.analysis import JourneyResult
    from infra_design.model.stage import Component, Journey


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """Something whose failure alone breaks journeys.

    Attributes:
        rule: id of the rule that reports it.
        subject: an instance id, or the component's where every instance is such a point.
        instances: the instances meant, each by itself a cut of one.
        journeys: those that it breaks.
        takes_down: instances that go down with it and that these journeys need.
        only_leaders: all of these are the active one or primary of several, and a stand-in is there.
    """

    rule: str
    subject: str
    component: Component
    instances: tuple[str, ...]
    journeys: tuple[Journey, ...]
    takes_down: tuple[str, ...]
    only_leaders: bool = False

    @property
    def cause(self) -> str:
        """What is to be mended: where only leading members fall with it, the first of them; else the subject."""
        itself = leads(self.component, self.subject)
        return self.takes_down[0] if self.only_leaders and not itself else self.subject

    @property
    def name(self) -> str:
        """What fails, in a sentence: the subject, or one of several instances."""
        return self.subject if len(self.instances) == 1 else words.listed(self.instances, "or")


def single_points(facts: Facts) -> tuple[SinglePoint, ...]:
    """Each cut of one, once, in the order of the file."""
    found: dict[str, SinglePoint] = {}
    for result in facts.results:
        for point in _of_journey(facts, result):
            known = found.get(point.subject)
            found[point.subject] = _joined(known, point) if known else point
    return tuple(_whole_groups(facts, sorted(found.values(), key=lambda point: facts.order[point.subject])))


def evidence(facts: Facts, point: SinglePoint) -> tuple[Evidence, ...]:
    """What shows a single point of failure: the cut, what falls with it, and a way that leads through it."""
    alone = f"{point.instances[0]} alone" if len(point.instances) == 1 else f"Each of {words.listed(point.instances)}"
    text = f"{alone} is a cut set: without it, {words.stopping(point.journeys)}."
    shown = [Evidence(EvidenceKind.CUT, text, point.instances)]
    if point.takes_down:
        falls = words.verb(point.takes_down, "goes", "go")
        text = f"{words.listed(point.takes_down)} {falls} down with {point.subject}."
        shown.append(Evidence(EvidenceKind.TAKES_DOWN, text, point.takes_down))
    return (*shown, *_ways(facts, point))


def _ways(facts: Facts, point: SinglePoint) -> Iterator[Evidence]:
    journey = point.journeys[0]
    for ident in (*point.takes_down, *point.instances):
        way = facts.path(journey, facts.component(ident).id)
        if way:
            steps, shown = paths.steps(way)
            text = f"{words.upper(words.doing(journey))} leads here: {shown}."
            yield Evidence(EvidenceKind.PATH, text, steps, tuple(connection.id for connection in way))
            return


def leads(component: Component, ident: str) -> bool:
    """It is the active one or primary of a group that has others to take its place."""
    return len(component.instances) > 1 and component.mode != "active-active" and component.active == ident


def _joined(one: SinglePoint, other: SinglePoint) -> SinglePoint:
    return replace(
        one,
        only_leaders=one.only_leaders and other.only_leaders,
        journeys=(*one.journeys, *other.journeys),
        takes_down=tuple(dict.fromkeys((*one.takes_down, *other.takes_down))),
    )


def _of_journey(facts: Facts, result: JourneyResult) -> Iterator[SinglePoint]:
    alone = frozenset(result.single_points) if result.works else frozenset()
    for ident in alone:
        component = facts.component(ident)
        writer = _is_sole_writer(facts, ident)
        if writer or not _machines_below(facts, ident) & alone:
            rule = "spof-write-primary" if writer else _owner(facts, ident, component)
            falls = _takes_down(facts, ident, alone, result.units)
            leaders = bool(falls) and all(leads(facts.component(one), one) for one in falls)
            yield SinglePoint(rule, ident, component, (ident,), (result.journey,), falls, leaders)


def _is_sole_writer(facts: Facts, ident: str) -> bool:
    """It is the primary of several; a machine is not, though what runs on it may be."""
    machine = facts.component(ident).kind.category is Category.MACHINE
    return facts.instances[ident].role is Role.PRIMARY and not machine


def _machines_below(facts: Facts, ident: str) -> frozenset[str]:
    below = facts.standing(ident) - {ident}
    return frozenset(
        one for one in below if one in facts.instances and facts.component(one).kind.category is Category.MACHINE
    )


def _owner(facts: Facts, ident: str, component: Component) -> str:
    if component.managed:
        return "provider-dependency"
    if component.kind.id == "load-balancer":
        return "spof-load-balancer"
    if component.kind.category is Category.MACHINE:
        work = facts.work(ident)
        only = work and all(facts.components[one.component].kind.id == "load-balancer" for one in work)
        return "spof-load-balancer" if only else "spof-server"
    return "spof-shared-dependency" if component.kind.category is Category.PLACE else "spof-component"


def _takes_down(facts: Facts, ident: str, alone: frozenset[str], units: Iterable[str]) -> tuple[str, ...]:
    """What the journey loses with it: what is a cut of one itself, and groups that stand on it as a whole."""
    above = {unit for unit in units if unit != ident and ident in facts.standing(unit)}
    lost = (unit for unit in above if unit in alone or above.issuperset(facts.component(unit).instances))
    return tuple(sorted(lost, key=facts.order.__getitem__))


def _whole_groups(facts: Facts, points: Iterable[SinglePoint]) -> Iterator[SinglePoint]:
    """Points of one component as one, where they are all of its instances."""
    groups: dict[tuple[str, str], list[SinglePoint]] = {}
    for point in points:
        groups.setdefault((point.rule, point.component.id), []).append(point)
    for (_, ident), members in groups.items():
        if len(members) == 1 or len(members) < len(facts.components[ident].instances):
            yield from members
            continue
        yield replace(
            members[0],
            subject=ident,
            instances=tuple(member.subject for member in members),
            journeys=tuple({journey.id: journey for member in members for journey in member.journeys}.values()),
            takes_down=tuple(dict.fromkeys(one for member in members for one in member.takes_down)),
        )
