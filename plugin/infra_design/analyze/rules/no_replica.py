"""No replica.

A store has one member: there is no second one that could answer in its place.

*Why it matters*

When its machine fails, the data can't be reached until it is repaired, or brought back from a backup, which takes
hours and loses what was written since.

*Example*

    title: One database
    components:
      db: {kind: server}
      mysql: {host: db}  # finding

*Instead*

    title: A primary and a replica
    components:
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.facts import keeps_data, several
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Data"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Stores of one member; what a disk does to keep data is its own affair."""
    for component in facts.of(Category.STORE):
        if several(component) or component.managed or not keeps_data(component) or component.spec.stores == ():
            continue
        if component.kind.id != "block-storage":
            instance = component.instances[0]
            machine = facts.instances[instance].machine
            where = f", on {machine}" if machine not in {"", instance} else ""
            yield Found(
                subjects=(component.id,),
                message=f"{component.id} has one member{where}: if it fails, no other one has the data.",
                remedy=f"Add a second member of {component.id} on another machine: `instances: 2`, or a second host.",
                mark=component.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"{component.id} has one instance.", (instance,)),),
                cause=machine or instance,
            )
