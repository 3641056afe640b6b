"""DNS record that leads nowhere.

A record names a host in a zone of this design that has no record, or holds an address that no component has.

*Why it matters*

Visitors and mail get an error, and it is often found weeks later. An address or a name that was given back can be
taken by somebody else, who then speaks in your name: dangling records are a common way to take over a subdomain.

*Example*

    title: The blog has moved out
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: web}
        blog: {CNAME: old-web}  # finding
        shop: {A: 9.9.9.10}  # finding

*Instead*

    title: Every record leads to something
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 8.8.8.8}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: web}
        blog: {CNAME: www}
        shop: {CNAME: shops.example.net}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.rule import Found
from infra_design.analyze.zones import ADDRESSES, address, address_in, evidence, target
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record, Zone

GROUP = "DNS"
SEVERITY = Severity.HIGH

REACHED = frozenset({"MX", "SRV", "HTTPS", "SVCB", "ALIAS", "ANAME", "PTR"})
"""Types whose target must have an address; for a CNAME any record will do, and NS has `single-nameserver`."""
MOST_SHOWN = 20


def find(facts: Facts) -> Iterator[Found]:
    """Targets in the stage's zones without a record, and addresses that nothing has."""
    for record in facts.zones.records:
        if record.type in REACHED | {"CNAME"}:
            yield from _host(facts, record)
    for zone in facts.stage.zones.values():
        unknown = list(_unknown(facts, zone))
        yield from (_address(record) for record in unknown if not record.spec.source)
        yield from _included(zone, [record for record in unknown if record.spec.source])


def _unknown(facts: Facts, zone: Zone) -> Iterator[Record]:
    """Address records that lead to nothing drawn.

    Name servers, and what is handed over to them, are run by others as often as not, and need not be drawn.
    """
    servers = {target(record) for record in zone.records if record.type == "NS"}
    for record in zone.records:
        missing = not record.points_at and not record.alias and address(record)
        if missing and record.owner not in servers and not facts.zones.delegated(record.owner):
            yield record


def _address(record: Record) -> Found:
    return Found(
        subjects=(record.owner, record.value),
        cause=record.value,
        message=f"{record.owner} leads to {record.value}, an address that nothing in this design has.",
        remedy=f"Remove the record, or add what answers at {record.value} to the components.",
        mark=record.spec.mark,
        evidence=evidence(record),
    )


def _included(zone: Zone, records: list[Record]) -> Iterator[Found]:
    """A zone file of a whole company has more than one design draws; that is no alarm for each."""
    if records:
        names = words.listed(dict.fromkeys(record.owner for record in records))
        yield Found(
            subjects=(zone.name,),
            message=f"The zone file of {zone.name} leads to addresses that nothing in this design has: {names}.",
            remedy="Remove records that are left over; what else answers there can be added to the components.",
            mark=records[0].spec.mark,
            severity=Severity.LOW,
            evidence=evidence(*records[:MOST_SHOWN]),
        )


def _host(facts: Facts, record: Record) -> Iterator[Found]:
    host = target(record)
    zone = facts.zones.zone_of(host) if host else None
    if not zone or facts.zones.delegated(host) or _exists(facts, record.type, host):
        return
    if address_in(host.removesuffix(f".{zone.name}")):
        return  # an address where a name belongs is `invalid-address`
    lacks = "no address" if facts.zones.at(host) else "no record"
    yield Found(
        subjects=(record.owner, host),
        cause=host,
        message=f"The {record.type} record of {record.owner} leads to {host}, which has {lacks}.",
        remedy=_remedy(record, host, zone.name),
        mark=record.spec.mark,
        evidence=evidence(record),
    )


def _remedy(record: Record, host: str, zone: str) -> str:
    twice = host.removesuffix(f".{zone}")
    if twice == zone or twice.endswith(f".{zone}"):
        return f"Write {twice} with a dot at its end: without it, the name is taken as one in {zone}."
    return f"Give {host} an address record, or remove the {record.type} record of {record.owner}."


def _exists(facts: Facts, kind: str, host: str) -> bool:
    """It is there; an alias leads on, and is judged by itself."""
    types = {record.type for record in facts.zones.at(host)}
    return bool(types if kind == "CNAME" else types & (ADDRESSES | {"CNAME"})) or bool(_held(facts, host))


def _held(facts: Facts, host: str) -> bool:
    """A component's address is this very name: a provider answers for it."""
    return any(host in component.address for component in facts.components.values())
