"""Too few name servers.

A zone, or a part of it that is handed over, names fewer than two name servers, several that are one by their address,
or one whose own name is in the zone and has no address there.

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
    """Zones, and delegations in them, that state their name servers, and too few or unreachable ones."""
    for (owner, kind), records in facts.zones.sets.items():
        if kind == "NS":
            yield from _few(facts, owner, records)
            for record in records:
                yield from _lost(facts, record)


def _few(facts: Facts, owner: str, records: tuple[Record, ...]) -> Iterator[Found]:
    hosts = list(dict.fromkeys(target(record) or record.value for record in records))
    machines = {frozenset(_addresses(facts, host)) or host for host in hosts}
    if len(machines) < FEWEST:
        which = hosts[0] if len(hosts) == 1 else f"{' and '.join(hosts[:FEWEST])} at one address"
        yield _found(
            (owner,),
            f"{owner} has a single name server, {which}: without it no name of the zone exists.",
            "Add a second NS record, to a name server in another network.",
            records,
        )


def _addresses(facts: Facts, host: str) -> list[str]:
    return [record.value for record in facts.zones.at(host) if record.type in {"A", "AAAA"}]


def _lost(facts: Facts, record: Record) -> Iterator[Found]:
    """A name server whose name is in a zone of this stage, and which has no address there."""
    host = target(record)
    zone = facts.zones.zone_of(host) if host else None
    elsewhere = facts.zones.delegated(host) and not f".{host}".endswith(f".{record.owner}")
    held = any(host in component.address for component in facts.components.values())
    types = {one.type for one in facts.zones.at(host)}
    if zone and not elsewhere and not held and not types & (ADDRESSES | {"CNAME"}):
        message = f"The name server {host} of {record.owner} has no address in {zone.name}, so nobody can find it."
        yield _found((record.owner, host), message, f"Add an A or AAAA record for {host}.", (record,))


def _found(subjects: tuple[str, ...], message: str, remedy: str, records: tuple[Record, ...]) -> Found:
    return Found(subjects, message, remedy, records[0].spec.mark, evidence=evidence(*records))
