"""Servers all carry the same components.

Several machines carry the same mixture of tiers, one of which keeps data.

*Why it matters*

Each further machine brings a further copy of everything: more web servers mean more databases, though a database
doesn't get more able to write by being copied. And what goes wrong on one of them, because of the mixture, goes
wrong on all.

*Example*

    title: Every server has everything
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: 2}  # finding
      nginx: {host: web, uses: mysql}
      mysql: {host: web, mode: primary-replica}

*Instead*

    title: Databases on machines of their own
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: 2}
      nginx: {host: web, uses: mysql}
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica}
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.facts import keeps_data
from infra_design.analyze.rule import Found
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Capacity"
SEVERITY = Severity.MEDIUM

SEVERAL = 2


def find(facts: Facts) -> Iterator[Found]:
    """Machines that carry the same parts, of several tiers and a store among them."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for machine in facts.machines:
        if len(facts.tiers(machine.id)) >= SEVERAL and facts.serves(machine.id):
            alike[tuple(dict.fromkeys(one.component for one in facts.work(machine.id)))].append(machine.id)
    for parts, machines in alike.items():
        stores = [part for part in parts if keeps_data(facts.components[part])]
        if len(machines) < SEVERAL or not stores:
            continue
        subjects = facts.subjects(machines)
        yield Found(
            subjects=subjects,
            cause=subjects[0],
            message=(
                f"{words.listed(machines)} {'both' if len(machines) == SEVERAL else 'all'} carry the same: "
                f"{words.listed(parts)}. "
                f"Another server for more visitors would bring another {words.listed(stores)} as well."
            ),
            remedy=(
                f"Move {words.listed(stores)} to machines of {words.verb(stores, 'its', 'their')} own, "
                "and add servers to whatever is short."
            ),
            mark=facts.mark(subjects[0]),
            evidence=(
                Evidence(
                    EvidenceKind.FACT,
                    f"{words.listed(machines)} carry {words.listed(parts)} each.",
                    tuple(machines),
                ),
            ),
        )
