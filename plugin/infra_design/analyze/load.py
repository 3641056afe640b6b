"""How much a tier must serve at the peak, and how much it can."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.analysis import TierLoad

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component, Journey


@dataclass(frozen=True, slots=True)
class Load:
    """A tier of known capacity under a stated peak; all in requests per second.

    Attributes:
        total: what all that serve at one time can do together.
        spared: what is left without the largest of them; of a single one, what it can do.
        peak: of the journeys that go through it, together.
    """

    component: Component
    total: float
    spared: float
    peak: float
    largest: float
    journeys: tuple[str, ...]

    @property
    def enough(self) -> int:
        """How many of them, as large as the largest, would carry the peak with one to spare."""
        spare = 1 if len(self.component.instances) > 1 else 0
        return max(math.ceil(self.peak / self.largest) + spare, len(self.component.instances) + 1)


def loads(facts: Facts) -> tuple[Load, ...]:
    """Every tier whose capacity and peak are known, in the order of the file."""
    through = _through(facts)
    return tuple(
        found
        for component in facts.components.values()
        if component.id in through
        for found in _load(facts, component, through[component.id])
    )


def tier_loads(facts: Facts) -> tuple[TierLoad, ...]:
    """The same for readers: how much each tier is used, which one most, and what is left when one fails."""
    most = max((load.peak / load.total for load in facts.loads), default=0.0)
    return tuple(
        TierLoad(
            component=load.component.id,
            peak=load.peak,
            capacity=load.total,
            spared=load.spared if len(load.component.instances) > 1 else 0.0,
            bottleneck=load.peak / load.total == most,
            journeys=load.journeys,
        )
        for load in facts.loads
    )


def _load(facts: Facts, component: Component, journeys: tuple[Journey, ...]) -> Iterator[Load]:
    capacities = [instance.capacity for instance in facts.copies(component) if instance.capacity]
    peak = _peak(facts, journeys)
    if not peak or len(capacities) < len(component.instances):
        return
    at_once = capacities if component.mode != "active-passive" else [min(capacities)]
    total, largest = sum(at_once), max(capacities)
    spared = total - largest if len(at_once) > 1 else total
    yield Load(component, total, spared, peak, largest, tuple(journey.id for journey in journeys))


def _peak(facts: Facts, journeys: tuple[Journey, ...]) -> float:
    """What journeys state for themselves adds up; the stage's peak is that of all its journeys together."""
    own = [journey.spec.peak_load if journey.spec else None for journey in journeys]
    stated = sum(peak for peak in own if peak)
    return stated if all(own) else max(stated, facts.stage.spec.peak_load or 0.0)


def _through(facts: Facts) -> dict[str, tuple[Journey, ...]]:
    """Component id → the journeys that come by it, and for what they stand on likewise."""
    found: dict[str, dict[str, Journey]] = {}
    for journey in facts.journeys:
        for component in facts.ways(journey):
            for ident in (component, *(facts.component(host).id for host in facts.components[component].hosts)):
                found.setdefault(ident, {})[journey.id] = journey
    return {ident: tuple(journeys.values()) for ident, journeys in found.items()}
