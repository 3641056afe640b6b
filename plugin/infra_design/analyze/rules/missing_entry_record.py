"""No DNS record for a hostname.

A client uses a hostname that has no record in this design.

*Why it matters*

The visitor's computer asks for the name and is told that it doesn't exist. Nothing behind it matters then.

*Example*

    title: No record for www
    components:
      visitor: {kind: browser, uses: www.foobar.com}  # finding
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        foobar.com: {A: web}

*Instead*

    title: A record for www
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

from infra_design.analyze.routing import leads_outside
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import ADDRESSES, entry_names
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts

GROUP = "DNS"
SEVERITY = Severity.HIGH

LEADS = ADDRESSES | {"CNAME", "HTTPS", "MX", "SRV", "SVCB"}


def find(facts: Facts) -> Iterator[Found]:
    """Hostnames of clients that nothing answers for."""
    for name, ident in entry_names(facts.stage):
        connection = facts.connections[ident]
        answered = any(record.type in LEADS for record in facts.zones.at(name)) or facts.zones.delegated(name)
        if not answered and not connection.targets and not leads_outside(facts.stage, connection):
            zone = facts.zones.zone_of(name)
            where = f"the zone {zone.name} has no record for it" if zone else "no zone of this stage holds it"
            yield Found(
                subjects=(name,),
                message=f"{connection.source} asks for {name}, but {where}.",
                remedy=_remedy(name, zone.name if zone else ""),
                mark=connection.mark,
                evidence=(Evidence(EvidenceKind.FACT, f"{connection.source} uses {name}.", connections=(ident,)),),
                connections=(ident,),
            )


def _remedy(name: str, zone: str) -> str:
    if not zone:
        return f"Add the zone of {name} under `dns:`, with an address record."
    owner = name.removesuffix(f".{zone}") if name != zone else zone
    return f"Add a record to {zone}: `{owner}: {{A: …}}`, with the id of what answers there."
