"""A database is exposed to the internet.

Clients on the internet get to a data store without passing a web or application tier, or a firewall lets them.

*Why it matters*

Databases that can be reached are found within hours, and emptied or held to ransom. They are built to be asked by
an application that checks who may see what, not by the world.

*Example*

    title: Open to the world
    components:
      app: {kind: application-server, host: web, uses: mysql}
      web: {kind: server}
      db: {kind: server}
      mysql: {host: db}  # finding
      firewall: {host: db, allow: [3306 from any]}

*Instead*

    title: Open to the application
    components:
      app: {kind: application-server, host: web, uses: mysql}
      web: {kind: server}
      db: {kind: server}
      mysql: {host: db}
      firewall: {host: db, allow: [3306 from web]}
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

GROUP = "Network"
SEVERITY = Severity.HIGH

PRIVATE = frozenset({"database", "cache", "queue", "stream", "file-storage", "block-storage", "directory"})
"""Kinds that are not made to be asked by strangers; object storage is."""


def find(facts: Facts) -> Iterator[Found]:
    """Data stores that the internet reaches by a connection or through an open port."""
    for component in facts.of(Category.STORE):
        if component.kind.id not in PRIVATE or _made_for_it(component):
            continue
        shown = (*_connected(facts, component), *_let_in(facts, component))
        if shown:
            yield Found(
                subjects=(component.id,),
                message=(
                    f"The internet reaches {component.id} itself, past the application that should decide who may "
                    "see what."
                ),
                remedy=f"Let only the application reach {component.id}: close its port to `internet` and `any`.",
                mark=component.mark,
                evidence=shown,
                connections=tuple(ident for one in shown for ident in one.connections),
            )


def _made_for_it(component: Component) -> bool:
    """A provider's store that is spoken to like a website checks for itself who asks."""
    protocol = component.product.protocol if component.product else ""
    return component.managed and (protocol or component.kind.protocol) == "https"


def _connected(facts: Facts, component: Component) -> Iterator[Evidence]:
    for exposure in facts.exposures:
        if exposure.component.id == component.id:
            text = f"{exposure.origin.source} uses {component.id} directly."
            yield Evidence(EvidenceKind.PATH, text, exposure.members, (exposure.connection.id,))


def _let_in(facts: Facts, component: Component) -> Iterator[Evidence]:
    for port in component.listens:
        for ident in component.instances:
            opened = facts.firewalls.opened(ident, port)
            if opened:
                names = words.listed(f"{allow.port or 'any'} from {allow.source}" for allow in opened)
                yield Evidence(EvidenceKind.FACT, f"A firewall allows {names}.", (ident,), mark=opened[0].mark)
                return
