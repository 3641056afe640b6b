"""State is kept on one of several servers.

A tier of several instances keeps sessions or uploads by itself, so that the next request, on another instance,
doesn't find them.

*Why it matters*

Visitors get logged out, carts are empty, pictures are there on every other page view. And when an instance fails or
is replaced, what it kept is gone.

*Example*

    title: Sessions in the application servers
    components:
      web: {kind: server, instances: 2}
      app: {kind: application-server, host: web, stores: sessions}  # finding

*Instead*

    title: Sessions in one place
    components:
      web: {kind: server, instances: 2}
      app: {kind: application-server, host: web, uses: sessions}
      sessions: {product: redis, kind: cache, stores: sessions}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.facts import several
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Capacity"
SEVERITY = Severity.MEDIUM

LOCAL = ("sessions", "uploads")


def find(facts: Facts) -> Iterator[Found]:
    """Programs of several instances that keep sessions or uploads."""
    for component in facts.of(Category.SOFTWARE, Category.CODE, Category.MACHINE):
        kept = [one for one in LOCAL if one in component.stores]
        if kept and several(component) and component.mode == "active-active":
            what = words.listed(kept)
            yield Found(
                subjects=(component.id,),
                message=(
                    f"Each of the {len(component.instances)} instances of {component.id} keeps {what} by itself: a "
                    "visitor whose next request is served by another one doesn't find them."
                ),
                remedy=f"Keep {what} in a store that all instances use: a cache or database, a shared file storage.",
                mark=component.spec.marks.get("stores", component.mark),
                evidence=(Evidence(EvidenceKind.FACT, f"{component.id} `stores` {what}.", component.instances),),
            )
