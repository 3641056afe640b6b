"""Address not usable in public DNS.

An A or AAAA record holds something that is no address of its kind, or an address that the internet does not route: a
private one, one reserved for documentation. A well-known address of somebody else is pointed out too, and so is an
address in a record that names a host (CNAME, MX, NS, SRV …).

*Why it matters*

Visitors get a time-out. A private address in a public record also tells strangers how the inside is numbered, and
leads visitors to whatever has that address in their own network.

*Example*

    title: A private address in public
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 10.0.0.5}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: web}  # finding

*Instead*

    title: A public address
    components:
      visitor: {kind: browser, uses: www.foobar.com}
      web: {kind: server, address: 34.117.59.81}
      nginx: {host: web}
    dns:
      foobar.com:
        www: {A: web}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.rule import Found
from infra_design.analyze.zones import (
    DOCUMENTATION,
    TARGET_FIELD,
    THIRD_PARTIES,
    address,
    address_in,
    clip,
    evidence,
    public,
    target,
)
from infra_design.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.model.stage import Record

GROUP = "DNS"
SEVERITY = Severity.HIGH


def find(facts: Facts) -> Iterator[Found]:
    """Address records whose address is wrong or not routed in public, and addresses where names belong."""
    for record in facts.zones.records:
        if record.type in {"A", "AAAA"} and not record.alias:
            yield from _address(record)
        elif record.type in TARGET_FIELD:
            yield from _name(record)


def _address(record: Record) -> Iterator[Found]:
    reason, severity = _reason(record)
    if reason:
        value = clip(record.value)
        yield Found(
            subjects=(record.owner, value),
            cause=value,
            message=f"{record.owner} leads to {value}, {reason}.",
            remedy=_remedy(record, severity),
            mark=record.spec.mark,
            severity=severity,
            evidence=evidence(record),
        )


def _reason(record: Record) -> tuple[str, Severity]:
    found = address(record)
    if found is None:
        return f"which is no IPv{4 if record.type == 'A' else 6} address", Severity.HIGH
    if not public(record.spec.zone):
        return "", Severity.INFO
    if any(found in network for network in DOCUMENTATION):
        return "an address reserved for documentation that no machine has", Severity.HIGH
    if not found.is_global or found.is_multicast:
        return "a private or special address that the internet does not route", Severity.HIGH
    owner = THIRD_PARTIES.get(str(found), "")
    return (f"which is really {owner}" if owner else ""), Severity.INFO


def _remedy(record: Record, severity: Severity) -> str:
    if severity is Severity.INFO:
        return f"Fine as an example; a real zone would have your own address at {record.owner}."
    found = address_in(record.value)
    if found and not address(record):
        return f"An IPv{found.version} address belongs into a record of type {'A' if found.version == 4 else 'AAAA'}."  # noqa: PLR2004 — the version
    if any(char.isalpha() for char in record.value) and not found:
        return f"Write an address, or let {record.owner} be an alias: `CNAME` takes a name."
    return f"Write an address that the internet routes, or move {record.owner} to an internal zone."


def _name(record: Record) -> Iterator[Found]:
    """An address in the place of a host's name is looked up as a name, and does not exist."""
    host = target(record)
    written = host.removesuffix(f".{record.spec.zone}")
    if host and address_in(written):
        yield Found(
            subjects=(record.owner, written),
            message=f"The {record.type} record of {record.owner} holds the address {written} where a name belongs.",
            remedy=f"Name a host that has {written} in an A or AAAA record.",
            mark=record.spec.mark,
            evidence=evidence(record),
        )
