"""Monitoring stands on what it watches.

The monitoring stands on a machine that it watches.

*Why it matters*

When that machine fails, the alarm fails with it: the one moment that monitoring is for is the one when it's silent.

*Example*

    title: The alarm stands on the server
    components:
      web: {kind: server}
      nginx: {host: web}
      watch: {kind: monitoring, host: web, covers: web}  # finding

*Instead*

    title: The alarm stands elsewhere
    components:
      web: {kind: server}
      nginx: {host: web}
      other: {kind: server}
      watch: {kind: monitoring, host: other, covers: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Operations"
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """Monitoring all of which stands on machines that carry what it watches."""
    for component in facts.of(Category.MONITORING):
        machines = [instance.machine for instance in facts.copies(component)]
        shared = [machine for machine in machines if machine and _is_watched(facts, machine, component)]
        if shared and len(shared) == len(machines):
            yield Found(
                subjects=(component.id,),
                message=(
                    f"{component.id} stands on {words.listed(dict.fromkeys(shared))}, which it watches: when that "
                    "fails, nothing raises the alarm."
                ),
                remedy=f"Run {component.id} elsewhere, or let something outside watch it in turn.",
                mark=component.spec.marks.get("host", component.mark),
                evidence=(
                    Evidence(
                        EvidenceKind.TAKES_DOWN,
                        f"{words.listed(dict.fromkeys(shared))} takes {component.id} down.",
                        (*dict.fromkeys(shared), *component.instances),
                    ),
                ),
            )


def _is_watched(facts: Facts, machine: str, monitoring: Component) -> bool:
    """The machine has work of its own, and this monitoring, by itself or through agents, looks at it."""
    if not facts.work(machine):
        return False
    eyes = facts.watched.get(machine, ())
    return any(
        eye.id == monitoring.id
        or any(connection.target == monitoring.id for connection in facts.outgoing.get(eye.id, ()))
        for eye in eyes
    )
