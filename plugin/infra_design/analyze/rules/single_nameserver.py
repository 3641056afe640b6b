"""Too few name servers.

A zone names fewer than two name servers, or one of them stands in the zone and has no address there.

*Why it matters*

When no name server of a zone answers, none of its names exist any more: website, mail, everything. Two, in different
places, are the minimum (RFC 1034 section 4.1, RFC 2182). A name server whose own name is in the zone is found only if
its address stands beside it (glue).

*Example*

    title: One name server
    components:
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        foobar.com:
          A: web
          NS: ns1.example.net.  # finding

*Instead*

    title: Two name servers
    components:
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        foobar.com:
          A: web
          NS: [ns1.example.net., ns2.example.org.]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.analyze.zones import ADDRESSES, evidence, target
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record

GROUP = "DNS"
SEVERITY = Severity.MEDIUM

FEWEST = 2


def find(facts: Facts) -> Iterator[Found]:
    """Zones that state their name servers, and too few or unreachable ones."""
    for zone in facts.stage.zones:
        records = facts.zones.sets.get((zone, "NS"), ())
        hosts = dict.fromkeys(target(record) or record.value for record in records)
        if records and len(hosts) < FEWEST:
            message = f"{zone} has a single name server, {next(iter(hosts))}: without it no name of the zone exists."
            yield _found((zone,), message, "Add a second NS record, to a name server in another network.", records)
        for record in records:
            host = target(record)
            types = {one.type for one in facts.zones.at(host)}
            if host and facts.zones.zone_of(host) and not types & (ADDRESSES | {"CNAME"}):
                message = f"The name server {host} of {zone} has no address in the zone, so nobody can find it."
                yield _found((zone, host), message, f"Add an A or AAAA record for {host}.", (record,))


def _found(subjects: tuple[str, ...], message: str, remedy: str, records: tuple[Record, ...]) -> Found:
    return Found(subjects, message, remedy, records[0].spec.mark, evidence=evidence(*records))
