"""Why a name server would refuse a zone. What it says here it would say there: refused before it is written."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from infra_design.model.source import Problem
from infra_design.write.dns.sets import ascii_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.stage import Zone
    from infra_design.write.dns.sets import RecordSet

ADDRESSES = frozenset({"A", "AAAA"})
BESIDE_ALIAS = frozenset({"CNAME", "NSEC", "RRSIG"})
"""What may stand beside a CNAME (RFC 2181 section 10.1, RFC 4034)."""
SINGLE = frozenset({"CNAME", "DNAME"})
LONGEST_LABEL, LONGEST_NAME = 63, 253
_VERSIONS = {"A": 4, "AAAA": 6}
_CODE = "zone-refused"


def obstacles(zone: Zone, sets: Sequence[RecordSet]) -> tuple[Problem, ...]:
    """Everything for which the zone would be refused, sorted by place; `sets` are those that would be written."""
    return tuple(sorted({*_names(sets), *_addresses(sets), *_aliases(zone, sets), *_places(zone, sets)}))


def _problem(one: RecordSet, what: str, hint: str) -> Problem:
    return Problem(one.records[0].spec.mark, what, hint, _CODE)


def _names(sets: Iterable[RecordSet]) -> Iterator[Problem]:
    """Names that are too long (RFC 1035 section 2.3.4)."""
    for one in sets:
        try:
            name = ascii_name(one.owner)
        except ValueError:
            name = ""
        if not 0 < len(name) <= LONGEST_NAME or max(map(len, name.split("."))) > LONGEST_LABEL:
            limits = f"{LONGEST_NAME} characters in all, {LONGEST_LABEL} in a part"
            yield _problem(one, f"a name longer than DNS allows: '{one.owner[:LONGEST_LABEL]}…'", limits)


def _addresses(sets: Iterable[RecordSet]) -> Iterator[Problem]:
    for one in sets:
        for record in one.records if one.type in ADDRESSES else ():
            if not is_address(record.value, one.type):
                what = f"'{record.value[:LONGEST_LABEL]}' is no IPv{_VERSIONS[one.type]} address"
                yield Problem(record.spec.mark, what, "", _CODE)


def is_address(value: str, kind: str) -> bool:
    """Whether the data of an A or AAAA record is an address of its family."""
    try:
        return "%" not in value and ip_address(value).version == _VERSIONS[kind]
    except ValueError:
        return False


def _aliases(zone: Zone, sets: Iterable[RecordSet]) -> Iterator[Problem]:
    """RFC 1034 section 3.6.2, RFC 6672 section 2.4."""
    types: dict[str, set[str]] = {}
    for one in sets:
        types.setdefault(one.owner, {"SOA", "NS"} if one.owner == zone.name else set()).add(one.type)
    for one in sets:
        beside = sorted(types[one.owner] - BESIDE_ALIAS)
        if one.type == "CNAME" and beside:
            yield _problem(
                one, f"'{one.owner}' has a CNAME and {', '.join(beside)} beside it", "a CNAME stands alone"
            )
        if one.type in SINGLE and len(one.records) > 1:
            yield _problem(one, f"'{one.owner}' has several records of type {one.type}", "a name has one")


def _places(zone: Zone, sets: Sequence[RecordSet]) -> Iterator[Problem]:
    """Records where they cannot be, and name servers of the zone that nobody could find."""
    types: dict[str, set[str]] = {}
    for one in sets:
        types.setdefault(one.owner, set()).add(one.type)
    for one in sets:
        if one.type == "DS" and one.owner == zone.name:
            yield _problem(one, f"a DS record at '{zone.name}' itself", "it stands in the zone above")
        if one.type == "NS" and one.owner.startswith("*."):
            yield _problem(
                one, f"an NS record at the wildcard '{one.owner}'", "a zone is handed over by its own name"
            )
        for record in one.records if (one.type, one.owner) == ("NS", zone.name) else ():
            host = record.value.removesuffix(".").lower()
            if within(host, zone.name) and not has_address(host, zone.name, types):
                what = f"the name server '{host}' has no address in the zone"
                yield Problem(record.spec.mark, what, f"an A or AAAA record at '{host}'", _CODE)


def within(name: str, zone: str) -> bool:
    """Whether a name is in a zone, by its name."""
    return name == zone or name.endswith(f".{zone}")


def has_address(host: str, zone: str, types: Mapping[str, set[str]]) -> bool:
    """Whether a name of the zone has an address: by itself, by a wildcard (RFC 4592), or in a zone handed over."""
    above = tuple(_upward(host, zone))
    if any("NS" in types.get(name, ()) for name in above if name != zone):
        return True
    existing = {zone}.union(*(_upward(owner, zone) for owner in types))
    if host in existing:
        return bool(types.get(host, set()) & ADDRESSES)
    closest = next(name for name in above if name in existing)
    return bool(types.get(f"*.{closest}", set()) & ADDRESSES)


def _upward(name: str, zone: str) -> Iterator[str]:
    """A name and those above it, up to its zone."""
    while within(name, zone):
        yield name
        name = name.partition(".")[2]
