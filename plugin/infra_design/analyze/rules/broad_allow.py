"""A firewall allows more than is used.

A firewall lets any source reach a port other than those of websites, or lets a component in that makes no such
connection.

*Why it matters*

Each open port is one more program that must have no flaw. What no connection uses can be closed without anyone
noticing, but for those who would have come through it.

*Example*

    title: Nothing uses 9000
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
      firewall:
        host: web
        allow:
          - 443 from internet
          - 80 from internet
          - 9000 from any  # finding

*Instead*

    title: Websites only
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web}
      firewall:
        host: web
        allow:
          - 443 from internet
          - 80 from internet
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.firewalls import ANYONE, overlaps
from infra_design.analyze.rule import Found
from infra_design.analyze.rules.admin_port_open import opened
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.spec import Allow
    from infra_design.model.stage import Component

GROUP = "Network"
SEVERITY = Severity.MEDIUM

WEB = frozenset({80, 443})

PUBLIC = {
    "mail-server": (25, 110, 143, 465, 587, 993, 995),
    "vpn-gateway": (443, 500, 1194, 1701, 4500, 51820),
    "dns-server": (53, 853),
}
"""Kinds that are there for strangers, and their usual ports beside those that they are known to listen on."""


def find(facts: Facts) -> Iterator[Found]:
    """Entries of `allow` that no connection needs."""
    for firewall in facts.firewalls.all:
        idle = [allow for allow in firewall.spec.allow or () if _too_much(facts, firewall, allow)]
        if idle:
            names = words.listed(f"{allow.port or 'any'} from {allow.source}" for allow in idle)
            yield Found(
                subjects=(firewall.id,),
                cause=firewall.id,
                message=f"{firewall.id} lets in what no connection of the design uses: {names}.",
                remedy=f"Take {words.verb(idle, 'it', 'them')} out of `allow`, or add the connection that needs it.",
                mark=idle[0].mark,
                evidence=tuple(
                    Evidence(
                        EvidenceKind.FACT, f"{one.port or 'any'} from {one.source}", firewall.instances, (), one.mark
                    )
                    for one in idle
                ),
            )


def _too_much(facts: Facts, firewall: Component, allow: Allow) -> bool:
    if opened(allow):
        return False  # admin-port-open says it
    if allow.source in ANYONE:
        web = (
            allow.port is not None
            and {allow.port.first, allow.port.last} <= WEB
            and allow.port.first == allow.port.last
        )
        return not web and not _for_strangers(facts, firewall, allow)
    named = allow.source in facts.components or allow.source in facts.instances
    return named and not facts.firewalls.used(firewall, allow)


def _for_strangers(facts: Facts, firewall: Component, allow: Allow) -> bool:
    """Something behind the firewall serves the public at that port: it is reached so, or it is its trade."""
    if facts.firewalls.used(firewall, allow):
        return True
    port = allow.port
    return port is not None and any(
        any(overlaps(own, port) for own in component.listens)
        or any(port.first <= usual <= port.last for usual in PUBLIC[component.kind.id])
        for component in facts.firewalls.behind(firewall)
        if component.kind.id in PUBLIC
    )
