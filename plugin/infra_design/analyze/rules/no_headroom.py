"""No headroom when one fails.

Without its largest member a tier serves less than the peak that the design states, or even all of it together does.

*Why it matters*

Two servers of which each can carry sixty per cent of the peak are not redundant at the peak: when one fails, the
other gets more than it can serve, and fails as well. It's a single point of failure that the diagram hides.

*Example*

    title: Two that are both needed
    peak-load: 500
    components:
      visitor: {kind: browser, uses: lb}
      lb: {kind: load-balancer, managed: true, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web, capacity: 300}  # finding

*Instead*

    title: Two of three are enough
    peak-load: 500
    components:
      visitor: {kind: browser, uses: lb}
      lb: {kind: load-balancer, managed: true, uses: nginx}
      web: {kind: server, instances: 3}
      nginx: {host: web, capacity: 300}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.load import Load

GROUP = "Capacity"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Tiers of known capacity that cannot carry their peak with one member less."""
    for load in facts.loads:
        if load.peak <= load.spared:
            continue
        component = load.component
        yield Found(
            subjects=(component.id,),
            message=_message(load),
            remedy=f"Run {load.enough} of {component.id} (now {len(component.instances)}), or larger ones.",
            mark=component.spec.marks.get("capacity", component.mark),
            evidence=(
                Evidence(
                    EvidenceKind.NUMBERS,
                    f"Peak {load.peak:g}/s; all of {component.id} {load.total:g}/s, "
                    f"without its largest {load.spared:g}/s.",
                    component.instances,
                ),
            ),
            journeys=load.journeys,
        )


def _message(load: Load) -> str:
    name, count = load.component.id, len(load.component.instances)
    if load.total < load.peak:
        return (
            f"At its peak of {load.peak:g} requests a second {name} gets more than the {load.total:g} it can serve."
        )
    left = "the other carries" if count == 2 else f"the other {count - 1} carry"  # noqa: PLR2004 — a pair
    return (
        f"If one {name} fails at the peak of {load.peak:g} requests a second, {left} only {load.spared:g}: "
        "too little. At the peak each of them is a single point of failure."
    )
