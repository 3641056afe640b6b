"""No backup.

A store keeps data that is nowhere else, and no backup takes care of it, or only one on the same machine. A
provider's store loses data less often by itself than by a mistake of its users, so there the severity is medium.

*Why it matters*

A replica copies mistakes as faithfully as data: a wrong `DELETE`, a faulty release, an extortionist's encryption
are on all members within a second. Only a copy from before, kept elsewhere and tried once, brings data back.

*Example*

    title: Never copied
    components:
      db: {kind: server}
      mysql: {host: db}  # finding

*Instead*

    title: Copied every night
    components:
      db: {kind: server}
      mysql: {host: db}
      backup: {covers: mysql}
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

GROUP = "Data"
SEVERITY = Severity.HIGH

KEEPS = frozenset({"database", "file-storage", "object-storage", "block-storage", "directory"})
"""Kinds whose content outlives a restart and cannot be made again."""


def find(facts: Facts) -> Iterator[Found]:
    """Stores that no backup takes care of."""
    for component in facts.of(Category.STORE):
        if component.kind.id not in KEEPS or _cared_for(component) or facts.of_store(component):
            continue
        backups = facts.backups(component)
        beside = [backup for backup in backups if _same_machine(facts, component, backup)]
        if len(beside) == len(backups):
            yield Found(
                subjects=(component.id,),
                severity=Severity.MEDIUM if component.managed else None,
                message=_message(component, beside),
                remedy=_remedy(component, beside),
                mark=component.mark,
                evidence=_evidence(component, beside),
            )


def _cared_for(component: Component) -> bool:
    """A provider backs it up, as far as the catalog knows; or it is said to keep nothing."""
    backs_up = component.product.backs_up if component.product else None
    return (component.managed and backs_up is not False) or component.spec.stores == ()


def _same_machine(facts: Facts, component: Component, backup: Component) -> bool:
    """The backup stands where the store does, and takes its copies nowhere else."""
    machines = {facts.instances[ident].machine for ident in component.instances}
    stands = {facts.instances[ident].machine for ident in backup.instances}
    elsewhere = any(one.target != component.id for one in facts.outgoing.get(backup.id, ()))
    return stands == machines and "" not in stands and not elsewhere


def _message(component: Component, beside: list[Component]) -> str:
    if beside:
        names = words.listed(backup.id for backup in beside)
        return f"{component.id} is backed up to its own machine by {names}: both are lost together."
    copies = " Its replicas copy mistakes as well." if len(component.instances) > 1 else ""
    return f"Nothing backs up {component.id}: what is deleted or destroyed there is gone.{copies}"


def _remedy(component: Component, beside: list[Component]) -> str:
    if beside:
        return f"Let {beside[0].id} store its copies elsewhere: `uses` an object storage or another site."
    return f"Add a backup that is kept elsewhere, `backup: {{covers: {component.id}}}`, and try to restore it."


def _evidence(component: Component, beside: list[Component]) -> tuple[Evidence, ...]:
    instances = (*component.instances, *(ident for backup in beside for ident in backup.instances))
    text = f"Backups of {component.id}: {words.listed(backup.id for backup in beside) or 'none'}."
    return (Evidence(EvidenceKind.FACT, text, instances),)
