"""The entry tier cannot scale out.

What visitors from the internet reach first is one instance, and nothing before it could spread requests over
several. The only way to serve more is a bigger machine.

*Why it matters*

A bigger machine has an end, costs more for each step, and is exchanged while nobody is served. With something that
distributes requests in front, capacity grows by adding machines, while everything runs.

*Example*

    title: One web server
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}  # finding

*Instead*

    title: A load balancer distributes
    components:
      visitor: {kind: browser, uses: haproxy}
      lb: {kind: server}
      haproxy: {host: lb, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.reach import FORWARDERS, on_internet
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category, Tier
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.paths import Entry
    from infra_design.model.stage import Component, Journey

GROUP = "Capacity"
SEVERITY = Severity.HIGH

OTHERWISE = frozenset({"mail-server", "identity-provider", "worker", "job"})
"""Kinds that are not scaled by sharing out visitors."""

ADMINISTRATION = frozenset({"ssh", "rdp", "vnc", "telnet", "winrm", "snmp"})
"""Protocols by which nobody visits."""


def find(facts: Facts) -> Iterator[Found]:
    """Entry tiers of one instance with nothing that distributes traffic."""
    found: dict[str, tuple[Entry, list[Journey]]] = {}
    for journey in facts.journeys:
        if _from_internet(facts, journey):
            entries = facts.entries(journey, lambda component: component.kind.id in FORWARDERS)
            entries = tuple(one for one in entries if one.connection.protocol not in ADMINISTRATION)
            if len(entries) == 1 and len(entries[0].members) == 1 and _stands_alone(facts, entries[0].component):
                found.setdefault(entries[0].members[0], (entries[0], []))[1].append(journey)
    for ident, (entry, journeys) in found.items():
        where = f" on {facts.instances[ident].machine}" if facts.instances[ident].machine not in {"", ident} else ""
        yield Found(
            subjects=(ident,),
            message=(
                f"All visitors arrive at {ident}{where}, and nothing could share them out: "
                "more visitors need a bigger machine, not another one."
            ),
            remedy=f"Put a load balancer before {entry.component.id}; then it can have several `instances`.",
            mark=facts.mark(ident),
            evidence=(
                Evidence(
                    EvidenceKind.PATH,
                    f"{words.upper(words.doing(journeys[0]))} begins at {ident}, the only one there is.",
                    (journeys[0].client, ident),
                    (entry.connection.id,),
                ),
            ),
            journeys=tuple(journey.id for journey in journeys),
            connections=(entry.connection.id,),
            cause=facts.instances[ident].machine or ident,
        )


def _from_internet(facts: Facts, journey: Journey) -> bool:
    client = facts.components[journey.client]
    return client.kind.category is Category.CLIENT and on_internet(facts, client.id)


def _stands_alone(facts: Facts, component: Component) -> bool:
    visited = component.kind.tier in {Tier.WEB, Tier.APPLICATION} and component.kind.id not in OTHERWISE
    return visited and not component.managed and not facts.on_cluster(component)
