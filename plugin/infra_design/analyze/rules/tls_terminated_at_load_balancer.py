"""TLS ends at the load balancer.

TLS ends at the load balancer, and what it passes on to machines behind it is clear text.

*Why it matters*

Whoever is in the internal network, a neighbor, a broken-into server, an eavesdropping switch, reads passwords and
cookies of visitors who were promised encryption. Networks are no longer trusted for being inside.

*Example*

    title: Clear text behind the load balancer
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      lb: {kind: server, address: 8.8.8.8}
      haproxy: {host: lb, uses: nginx}  # finding
      certificate: {host: haproxy, covers: www.foobar.com}
      web: {kind: server, instances: 2}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: lb}

*Instead*

    title: Encrypted to the end
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      lb: {kind: server, address: 8.8.8.8}
      haproxy: {host: lb, uses: {nginx: https}}
      certificate: {host: haproxy, covers: www.foobar.com}
      web: {kind: server, instances: 2}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: lb}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category, Tier
from infra_design.model.finding import Evidence, EvidenceKind, Severity
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Component, Connection

GROUP = "TLS"
SEVERITY = Severity.MEDIUM


def find(facts: Facts) -> Iterator[Found]:
    """What distributes traffic, gets it encrypted and passes it on in clear text."""
    for component in facts.components.values():
        onward = clear_behind(facts, component)
        if onward:
            behind = facts.subjects(ident for connection in onward for ident in facts.clear(connection))
            yield Found(
                subjects=(component.id,),
                message=(
                    f"TLS ends at {component.id}: from there to {words.listed(behind)}, "
                    "what visitors send and get travels in clear text."
                ),
                remedy=(
                    f"Let {component.id} encrypt again: `uses: {{{onward[0].target}: "
                    f"{_secure(facts, onward[0])}}}`, "
                    "or encrypt the network between them (`encrypted: true` on a network or mesh)."
                ),
                mark=onward[0].mark,
                evidence=_evidence(facts, component, onward),
                connections=tuple(connection.id for connection in onward),
            )


def _secure(facts: Facts, connection: Connection) -> str:
    protocol = facts.catalog.protocols.get(connection.protocol)
    return (protocol.secure if protocol else "") or "encrypted"


def clear_behind(facts: Facts, component: Component) -> tuple[Connection, ...]:
    """The clear connections on which a load balancer or the like passes on what came to it encrypted."""
    if component.kind.tier is not Tier.TRAFFIC or component.kind.category is Category.DEVICE:
        return ()
    incoming = facts.incoming.get(component.id, ())
    if not any(connection.encryption is Encryption.ENCRYPTED for connection in incoming):
        return ()
    return tuple(one for one in facts.outgoing.get(component.id, ()) if one.needed and facts.clear(one))


def _evidence(facts: Facts, component: Component, onward: tuple[Connection, ...]) -> tuple[Evidence, ...]:
    incoming = (one for one in facts.incoming[component.id] if one.encryption is Encryption.ENCRYPTED)
    first = next(incoming)
    arrives = f"{first.source} speaks {first.protocol or 'TLS'} with {component.id}"
    leaves = words.listed(f"{one.protocol} with {one.target}" for one in onward)
    ways = (first.id, *(one.id for one in onward))
    reached = tuple(dict.fromkeys(ident for one in onward for ident in facts.clear(one)))
    text = f"{arrives}, which speaks {leaves}."
    return (Evidence(EvidenceKind.PATH, text, (first.source, *component.instances, *reached), ways),)
