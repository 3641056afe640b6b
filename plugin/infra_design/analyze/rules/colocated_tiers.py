"""Several tiers on one machine.

A machine carries two or more of the web, application and data tiers.

*Why it matters*

They share processor, memory and disk, so a slow query makes pages slow; they can only grow together, though each
needs something else (memory for the database, processors for the application); whoever breaks into one of them is
at the data.

*Example*

    title: All on one machine
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}  # finding
      nginx: {host: web, uses: app}
      app: {kind: application-server, host: web, uses: mysql}
      mysql: {host: web}

*Instead*

    title: A machine for each tier
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web, uses: app}
      app-server: {kind: server}
      app: {kind: application-server, host: app-server, uses: mysql}
      db-server: {kind: server}
      mysql: {host: db-server}
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Capacity"
SEVERITY = Severity.MEDIUM

SEVERAL = 2


def find(facts: Facts) -> Iterator[Found]:
    """Machines with two or more tiers."""
    loaded: dict[str, list[str]] = defaultdict(list)
    for machine in facts.machines:
        if len(facts.tiers(machine.id)) >= SEVERAL and facts.serves(machine.id):
            loaded[machine.component].append(machine.id)
    for machines in loaded.values():
        tiers = facts.tiers(machines[0])
        names = words.listed(
            f"{tier.value} ({words.listed(dict.fromkeys(one.component for one in tiers[tier]))})" for tier in tiers
        )
        subjects = facts.subjects(machines)
        carries = "carries" if len(machines) == 1 else "each carry"
        yield Found(
            subjects=subjects,
            cause=subjects[0],
            message=(
                f"{words.listed(machines)} {carries} {words.plural(len(tiers), 'tier')}: {names}. "
                "They compete for one machine and can only grow together."
            ),
            remedy=f"Keep one tier on {words.listed(subjects)}, and `host` the others on machines of their own.",
            mark=facts.mark(subjects[0]),
            evidence=tuple(_carries(facts, machine) for machine in machines[: words.MOST]),
        )


def _carries(facts: Facts, machine: str) -> Evidence:
    carried = tuple(one.id for tier in facts.tiers(machine).values() for one in tier)
    return Evidence(EvidenceKind.FACT, f"{machine} carries {words.listed(carried)}.", (machine, *carried))
