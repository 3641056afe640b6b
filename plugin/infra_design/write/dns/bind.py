"""A zone as a file that BIND, NSD, Knot and PowerDNS load (RFC 1035 section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.zonefile import Remark, ZoneFile
from infra_design.write.dns.authority import NO_SERVER, soa
from infra_design.write.dns.obstacles import SINGLE, has_address, obstacles, within
from infra_design.write.dns.sets import PROVIDER_TYPES, ascii_name, record_sets, relative, role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra_design.model.stage import Record, Stage, Zone
    from infra_design.write.dns.authority import Serial
    from infra_design.write.dns.sets import RecordSet

WIDEST = 32


@dataclass(frozen=True, slots=True)
class _Line:
    """One record of the file. `reason`: why it is there as a comment only, or empty."""

    owner: str
    ttl: int
    type: str
    value: str
    note: str = ""
    reason: str = ""


def bind_file(zone: Zone, stage: Stage, serial: Serial = "") -> ZoneFile:
    """A zone as a zone file, named so that a design can include it.

    A record that only a provider can answer stands in it as a comment. Where the design has no SOA or NS record,
    without which no server loads a zone, one is made up and marked.
    """
    sets = record_sets(zone)
    reasons = dict(_reasons(zone, stage, sets))
    standing = [kept for one in sets if (kept := one.only([r for r in one.records if r not in reasons])).records]
    found = obstacles(zone, standing)
    name = f"{zone.name}.zone"
    if found:
        return ZoneFile(zone.name, name, "", obstacles=found)
    lines = [line for one in sets if one.type != "SOA" for line in _lines(one, zone, reasons)]
    authority, made_up = _authority(zone, standing, serial)
    remarks = [*made_up, *(Remark(record.spec.mark, _left_out(record, why)) for record, why in reasons.items())]
    title = f"; {zone.name} as of the stage {stage.id}, written by infra-design"
    text = "\n".join((title, f"$ORIGIN {zone.name}.", *authority, *_columns(lines), ""))
    return ZoneFile(zone.name, name, text, tuple(remarks))


def _left_out(record: Record, why: str) -> str:
    return f"{record.owner} {record.type} {record.value} is only a comment: {why}"


def _reasons(zone: Zone, stage: Stage, sets: Iterable[RecordSet]) -> Iterator[tuple[Record, str]]:
    """Records that have no form in a zone file, and why."""
    lacking = {one.owner for one in sets if one.type in PROVIDER_TYPES or any(r.alias for r in one.records)}
    types: dict[str, set[str]] = {}
    for one in sets:
        if not all(record.alias for record in one.records):
            types.setdefault(one.owner, set()).add(one.type)
    for one in sets:
        for record in one.records:
            if reason := _provider(record, stage) or _passive(record, one) or _unfound(record, zone, lacking, types):
                yield record, reason


def _provider(record: Record, stage: Stage) -> str:
    """Aliases of components, and types that only providers have."""
    if record.alias:
        names = stage.components[record.value].address if record.value in stage.components else ()
        known = f" ({', '.join(names)})" if names else ""
        return f"'{record.value}'{known} has no address here; a provider answers with an alias"
    if record.type in PROVIDER_TYPES:
        return f"{record.type} is a provider's own type of record"
    return ""


def _passive(record: Record, one: RecordSet) -> str:
    """Records that are answered only at times: a zone file has no conditions."""
    first = min(one.records, key=lambda other: other.spec.failover == "secondary")
    if record.spec.failover == "secondary" and first.spec.failover != "secondary":
        return "failover secondary: answered only while the primary does not work"
    if one.type in SINGLE and role(record):
        others = [other for other in one.records if other.spec.failover == first.spec.failover]
        if record is not max(others, key=lambda other: other.spec.weight or 0):
            return f"{role(record)}: a name has one {one.type} at a time"
    return ""


def _unfound(record: Record, zone: Zone, lacking: set[str], types: dict[str, set[str]]) -> str:
    """Name servers of the zone whose address is one of those that have no form: servers refuse a zone with them."""
    host = record.value.removesuffix(".").lower()
    if (record.owner, record.type) != (zone.name, "NS") or host not in lacking or not within(host, zone.name):
        return ""
    return "" if has_address(host, zone.name, types) else f"the address of {host} is not known here"


def _authority(zone: Zone, sets: Sequence[RecordSet], serial: Serial) -> tuple[list[str], list[Remark]]:
    """The lines of the SOA record and, where the zone has none, of an NS record; with what was made up."""
    at_top = {one.type: one.records for one in sets if one.owner == zone.name}
    servers = [record.value for record in at_top.get("NS", ())]
    written = at_top["SOA"][0].value if "SOA" in at_top else ""
    ttl = next((one.ttl for one in sets if (one.owner, one.type) == (zone.name, "SOA")), 3600)
    data = soa(zone.name, written, servers, [one for one in sets if one.type != "SOA"], serial)
    lines = [f"@  {ttl}  IN  SOA  {data}"]
    remarks = []
    if not written:
        remarks.append(Remark(zone.spec.mark, f"the SOA record of {zone.name} is made up: the design has none"))
    if not servers:
        lines.append(f"@  {ttl}  IN  NS  {NO_SERVER}")
        what = f"the NS record of {zone.name} is a placeholder, {NO_SERVER}: the design names no name server"
        remarks.append(Remark(zone.spec.mark, what))
    return [*(f"; {remark.text}" for remark in remarks), *lines], remarks


def _lines(one: RecordSet, zone: Zone, reasons: dict[Record, str]) -> Iterator[_Line]:
    owner = ascii_name(relative(one.owner, zone.name)) or "@"
    for record in one.records:
        reason = reasons.get(record, "")
        yield _Line(owner, one.ttl, one.type, record.value, role(record), reason)


def _columns(lines: Sequence[_Line]) -> Iterator[str]:
    """The lines, their columns aligned."""
    width = min(WIDEST, max((len(line.owner) for line in lines), default=0))
    digits = max((len(str(line.ttl)) for line in lines), default=0)
    kinds = max((len(line.type) for line in lines), default=0)
    for line in lines:
        text = f"{line.owner:<{width}}  {line.ttl:>{digits}}  IN  {line.type:<{kinds}}  {line.value}"
        if line.reason:
            yield f"; {text} ; {line.reason}"
        else:
            yield f"{text} ; {line.note}" if line.note else text
