"""Members of a group share a host.

Members of a group share a machine, so that its failure takes down more of them than the group can lose.

*Why it matters*

Copies on one machine help against a crash of the program and not against one of the machine. The diagram shows two
or three, and the failure of one thing stops them all.

*Example*

    title: Two databases on one machine
    components:
      db: {kind: server}
      postgresql: {host: db, instances: 2}  # finding

*Instead*

    title: A database on each of two machines
    components:
      db: {kind: server, instances: 2}
      postgresql: {host: db}
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.facts import several
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Reliability"
SEVERITY = Severity.HIGH

GROUPS = (Category.MACHINE, Category.SOFTWARE, Category.STORE)


def find(facts: Facts) -> Iterator[Found]:
    """Groups that the failure of one machine takes below what they need."""
    reported: set[str] = set()
    for component in facts.of(*GROUPS):
        if not several(component) or component.managed or reported.intersection(component.hosts):
            continue
        machine, count = _fullest(facts, component)
        if machine and _too_many(component, count):
            reported.add(component.id)
            shared = tuple(ident for ident in component.instances if facts.instances[ident].machine == machine)
            yield Found(
                subjects=(component.id,),
                message=(
                    f"{words.listed(shared)} stand on one machine, {machine}: if it fails, they fail together, and "
                    f"having {len(component.instances)} of {component.id} doesn't help."
                ),
                remedy=(
                    f"Put each {component.id} on a machine of its own: more `instances` of {machine}, or more hosts."
                ),
                mark=component.mark,
                evidence=(Evidence(EvidenceKind.TAKES_DOWN, f"{machine} takes them down.", (machine, *shared)),),
                cause=machine,
            )


def _fullest(facts: Facts, component: Component) -> tuple[str, int]:
    machines = Counter(
        instance.machine
        for instance in facts.copies(component)
        if instance.machine and instance.machine != instance.id
    )
    return max(machines.items(), key=lambda item: item[1], default=("", 0))


def _too_many(component: Component, lost: int) -> bool:
    """The group could lose one member, and cannot lose so many."""
    total = len(component.instances)
    return any(total - lost < least < total for least in (component.min_read, component.min_write))
