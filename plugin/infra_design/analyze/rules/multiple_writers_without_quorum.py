"""Several writers without a quorum.

Several members of a store accept writes and no majority of them must agree, or a store that decides by majority has
an even number of members.

*Why it matters*

When the network between them breaks, each side goes on accepting writes, and afterwards there are two truths (split
brain). A majority can only be on one side. An even number gains nothing: four members survive the loss of one, as
three do, and two survive none.

*Example*

    title: Two writers
    components:
      db: {kind: server, instances: 2}
      postgresql: {host: db, mode: active-active}  # finding

*Instead*

    title: Two of three must agree
    components:
      db: {kind: server, instances: 3}
      postgresql: {host: db, mode: active-active, min-available: {read: 1, write: 2}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.facts import keeps_data, several
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Data"
SEVERITY = Severity.HIGH

SHARED = frozenset({"database", "queue", "stream", "directory"})
"""Kinds whose members hold the same data; others may each hold a part of it."""


def find(facts: Facts) -> Iterator[Found]:
    """Replicated stores that could disagree with themselves."""
    for component in facts.of(Category.STORE):
        if several(component) and not component.managed and keeps_data(component) and component.kind.id in SHARED:
            what = _trouble(component)
            if what:
                yield Found(
                    subjects=(component.id,),
                    message=what,
                    remedy=_remedy(component),
                    mark=component.spec.marks.get("mode", component.mark),
                    evidence=(
                        Evidence(
                            EvidenceKind.NUMBERS,
                            f"{len(component.instances)} members, {component.min_write} must work to write.",
                            component.instances,
                        ),
                    ),
                )


def _trouble(component: Component) -> str:
    count = len(component.instances)
    decides = component.product.quorum if component.product else None
    if decides:
        if count % 2 == 0:
            return (
                f"{component.id} decides by majority and has {count} members: it survives the loss of "
                f"{(count - 1) // 2 or 'none'}, as {words.plural(count - 1, 'member')} would."
            )
        return ""
    if _accepts_everywhere(component) and component.min_write <= count // 2:
        return (
            f"{words.upper(words.every(count, 'members'))} of {component.id} accept writes and {component.min_write} "
            "of them may go on alone: when the network between them breaks, they come to disagree."
        )
    return ""


def _accepts_everywhere(component: Component) -> bool:
    """It is known, from the design or the catalog, that every member accepts writes."""
    writers = component.product.writers if component.product else ""
    return component.mode == "active-active" and (component.spec.mode is not None or writers == "all")


def _remedy(component: Component) -> str:
    count = len(component.instances)
    odd = count + 1 if count % 2 == 0 else count
    return f"Run {odd} members and require a majority to write: `min-available: {{read: 1, write: {odd // 2 + 1}}}`."
