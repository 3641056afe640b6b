"""Availability is below its target.

The availability that follows from the parts of a journey is below the target that the design sets for it.

*Why it matters*

A promise that the design can't keep will be broken on average, not by bad luck. Better to know before it is signed:
either the design gets more redundancy, or the promise gets smaller.

*Example*

    title: Three nines on one server
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server, availability: 99.5%}
      nginx: {host: web}
    journeys:
      visit: {from: visitor, to: nginx, target: 99.9%}  # finding

*Instead*

    title: Three nines on two servers
    components:
      visitor: {kind: browser, uses: lb}
      lb: {kind: load-balancer, managed: true, availability: 99.99%, uses: nginx}
      web: {kind: server, availability: 99.5%, instances: 2}
      nginx: {host: web}
    journeys:
      visit: {from: visitor, to: nginx, target: 99.9%}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.analysis import JourneyResult
    from infra_design.model.source import Mark

GROUP = "Reliability"
SEVERITY = Severity.HIGH

HOURS = 8766.0
"""Of an average year, Julian."""


def find(facts: Facts) -> Iterator[Found]:
    """Journeys whose availability misses their target."""
    for result in facts.results:
        target, reached = result.journey.target, result.availability
        if target is None or reached is None or reached >= target:
            continue
        has, wants = words.percent(reached, target)
        down, allowed = words.hours((1 - reached) * HOURS), words.hours((1 - target) * HOURS)
        yield Found(
            subjects=(result.journey.id,),
            message=(
                f"{words.upper(words.doing(result.journey))} is available {has} of the time and should be {wants}: "
                f"{down} of downtime a year instead of {allowed} at most."
            ),
            remedy=_remedy(result),
            mark=_mark(result),
            evidence=tuple(_evidence(facts, result)),
            journeys=(result.journey.id,),
        )


def _weakest(result: JourneyResult) -> tuple[str, ...]:
    ranked = sorted(result.importance, key=lambda one: (-one.gain, one.instance))
    return tuple(one.instance for one in ranked[:3] if one.gain > 0)


def _remedy(result: JourneyResult) -> str:
    weakest = _weakest(result)
    if not weakest:
        return "Add redundancy where there is none, or lower the target to what can be kept."
    return f"Begin with {words.listed(weakest)}, which cost most of it: make them redundant, or lower the target."


def _mark(result: JourneyResult) -> Mark:
    spec = result.journey.spec
    return spec.marks.get("target", result.journey.mark) if spec else result.journey.mark


def _evidence(facts: Facts, result: JourneyResult) -> Iterator[Evidence]:
    figure = words.percent(result.availability or 0.0)[0]
    text = f"{figure}, computed exactly over {words.plural(len(result.units), 'part')} that fail independently."
    yield Evidence(EvidenceKind.NUMBERS, text)
    weakest = _weakest(result)
    if weakest:
        gains = {one.instance: one.gain for one in result.importance}
        each = words.listed(f"{ident} ({words.hours(gains[ident] * HOURS)} a year)" for ident in weakest)
        yield Evidence(EvidenceKind.NUMBERS, f"What each would save if it never failed: {each}.", weakest)
    for ident in result.single_points:
        alone = facts.instances[ident].availability
        if alone is not None and result.journey.target is not None and alone < result.journey.target:
            text = f"{ident} alone, at {words.percent(alone)[0]}, is already below the target."
            yield Evidence(EvidenceKind.CUT, text, (ident,))
