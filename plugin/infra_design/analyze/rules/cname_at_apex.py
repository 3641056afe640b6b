"""CNAME at the zone's own name.

The name of the zone itself has a CNAME record.

*Why it matters*

A CNAME says "this name has no records of its own, look there instead". The zone's own name always has records of its
own, SOA and NS, so the two contradict each other (RFC 1034 section 3.6.2, RFC 1912 section 2.4). Name servers refuse
such a zone, or answer in ways that break mail and everything else at that name.

*Example*

    title: An alias at the top
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        foobar.com: {CNAME: www.foobar.com}  # finding
        www: {A: web}

*Instead*

    title: An address at the top
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        foobar.com: {A: web}
        www: {A: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.analyze.zones import evidence
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "DNS"
SEVERITY = Severity.ERROR


def find(facts: Facts) -> Iterator[Found]:
    """Zones whose own name is an alias."""
    for zone in facts.stage.zones.values():
        records = facts.zones.sets.get((zone.name, "CNAME"), ())
        if records:
            yield Found(
                subjects=(zone.name,),
                message=f"{zone.name} is a zone's own name and cannot be an alias: SOA and NS records stand there.",
                remedy="Give it addresses (A, AAAA), or the ALIAS or ANAME record of a provider that offers one.",
                mark=records[0].spec.mark,
                evidence=evidence(*records),
            )
