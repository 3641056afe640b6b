"""A backend can be reached past the load balancer.

A server behind a load balancer can be reached from the internet by itself: it has a public address, a record of its
own, or an open port.

*Why it matters*

Whatever the load balancer does, ending TLS, limiting, filtering, checking health, doesn't happen on the way around
it. Attackers look for exactly that way.

*Example*

    title: Servers with public addresses
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server, address: 8.8.8.8}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: {web-a: {address: 8.8.4.4}, web-b: {address: 8.8.4.5}}}
      nginx: {host: web}  # finding

*Instead*

    title: Servers with private addresses
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server, address: 8.8.8.8}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server, instances: {web-a: {address: 10.0.0.4}, web-b: {address: 10.0.0.5}}}
      nginx: {host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.firewalls import is_public
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category, Tier
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component

GROUP = "Network"
SEVERITY = Severity.HIGH

BEHIND = (Tier.WEB, Tier.APPLICATION)


def find(facts: Facts) -> Iterator[Found]:
    """What stands behind a load balancer and is open by itself."""
    for backend, balancer in _backends(facts):
        shown = tuple(_ways_in(facts, backend, balancer))
        if shown:
            yield Found(
                subjects=(backend.id,),
                message=(
                    f"{backend.id} stands behind {balancer.id} and can be reached around it: "
                    f"{'; '.join(one.text.rstrip('.') for one in shown[: words.MOST])}."
                ),
                remedy=f"Let only {balancer.id} reach {backend.id}: private addresses, or a firewall that says so.",
                mark=backend.mark,
                evidence=shown,
            )


def _backends(facts: Facts) -> Iterator[tuple[Component, Component]]:
    """Web and application servers, each with the load balancer before it, on other machines."""
    seen = set()
    for balancer in facts.of(Category.SOFTWARE):
        onward = facts.outgoing.get(balancer.id, ()) if balancer.kind.id == "load-balancer" else ()
        for connection in onward:
            for target in connection.targets if facts.crosses(connection) else ():
                backend = facts.components[target.component]
                if backend.kind.tier in BEHIND and not backend.managed and backend.id not in seen:
                    seen.add(backend.id)
                    yield backend, balancer


def _ways_in(facts: Facts, backend: Component, balancer: Component) -> Iterator[Evidence]:
    for ident in backend.instances:
        if facts.instances[ident].machine in {facts.instances[one].machine for one in balancer.instances}:
            continue
        addresses = facts.addresses(ident)
        public = [one for one in addresses if is_public(one)]
        guards = facts.firewalls.of(ident)
        opened = any(facts.firewalls.opened(ident, port) for port in backend.listens)
        if opened and (public or not addresses):
            yield Evidence(EvidenceKind.FACT, f"A firewall opens {ident} to anyone.", (ident,))
        elif public and not guards:
            text = f"{ident} has the public address {words.listed(public)} and no firewall."
            yield Evidence(EvidenceKind.FACT, text, (ident,))
