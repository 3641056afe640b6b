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
    from infra_design.model.stage import Component

GROUP = "Capacity"
SEVERITY = Severity.MEDIUM

LOCAL = ("sessions", "uploads")

FILES = frozenset({"file-storage", "object-storage"})
"""Where uploads go when they are shared; whoever uses one keeps them there."""


def find(facts: Facts) -> Iterator[Found]:
    """Programs of several instances that keep sessions or uploads."""
    for component in facts.of(Category.SOFTWARE, Category.CODE, Category.MACHINE):
        kept = [one for one in LOCAL if one in component.stores and not _shares(facts, component, one)]
        if kept and several(component) and component.mode == "active-active":
            what = words.listed(kept)
            yield Found(
                subjects=(component.id,),
                message=(
                    f"Each of the {len(component.instances)} instances of {component.id} keeps {what} by itself: a "
                    "visitor whose next request is served by another one doesn't find them."
                ),
                remedy=f"Keep {what} in a store that all instances use: {_better(kept)}.",
                mark=component.spec.marks.get("stores", component.mark),
                evidence=(Evidence(EvidenceKind.FACT, f"{component.id} `stores` {what}.", component.instances),),
            )


def _better(kept: list[str]) -> str:
    places = {"sessions": "a cache or a database", "uploads": "an object storage or a shared file storage"}
    return words.listed((places[one] for one in kept), "or")


def _shares(facts: Facts, component: Component, what: str) -> bool:
    """It, or a machine below it, keeps this in a store that all of its instances reach over the network."""
    below = {component.id, *(facts.component(host).id for host in component.hosts)}
    used = (one for ident in sorted(below) for one in facts.outgoing.get(ident, ()) if facts.crosses(one))
    stores = (facts.components[target.component] for one in used for target in one.targets)
    return any(what in store.stores or (what == "uploads" and store.kind.id in FILES) for store in stores)
