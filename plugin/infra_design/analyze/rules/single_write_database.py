"""Only one database accepts writes.

Of the members of a replicated store, exactly one accepts writes.

*Why it matters*

Replicas add capacity to read and not to write: every write of every visitor goes through one machine, and its disk
is the limit of the whole. It's the usual and often the right design; know where its end is.

*Example*

    title: One primary
    components:
      app-server: {kind: server, instances: 2}
      app: {kind: application-server, host: app-server, uses: mysql}
      db: {kind: server, instances: 2}
      mysql: {host: db, mode: primary-replica}  # finding

*Instead*

    title: All members accept writes
    components:
      app-server: {kind: server, instances: 2}
      app: {kind: application-server, host: app-server, uses: mysql}
      db: {kind: server, instances: 3}
      mysql: {host: db, mode: active-active, min-available: 2}
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
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """Replicated stores with one primary."""
    for component in facts.of(Category.STORE):
        if _has_one_writer(component) and not component.managed and keeps_data(component):
            others = [ident for ident in component.instances if ident != component.active]
            yield Found(
                subjects=(component.id,),
                message=(
                    f"Of the {len(component.instances)} members of {component.id} only {component.active} accepts "
                    f"writes: {words.listed(others)} {words.verb(others, 'adds', 'add')} capacity for reading, not "
                    "for writing."
                ),
                remedy=(
                    "Keep it while one machine can take all writes. Beyond that write less (cache, batch), split the "
                    "data over several primaries, or use a store all of whose members accept writes."
                ),
                mark=component.spec.marks.get("mode", component.mark),
                evidence=(
                    Evidence(
                        EvidenceKind.FACT,
                        f"{component.active} is the primary; it is copied to {words.listed(others)}.",
                        component.instances,
                    ),
                ),
                cause=component.active,
            )


def _has_one_writer(component: Component) -> bool:
    return several(component) and component.mode == "primary-replica"
