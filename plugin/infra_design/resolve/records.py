"""DNS records: ids become addresses, names become full, and each value knows what it points at."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.stage import Record, Zone
from infra_design.resolve.rdata import BadData, check_number, data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.spec import RecordSpec, ZoneSpec
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.names import Found
    from infra_design.resolve.report import Report

DEFAULT_TTL = 3_600
_ID = re.compile(r"[a-z][a-z0-9-]*(?:@[a-z][a-z0-9-]*)*")
_NAMES_IN = {
    "CNAME": (0,),
    "DNAME": (0,),
    "NS": (0,),
    "PTR": (0,),
    "ALIAS": (0,),
    "ANAME": (0,),
    "MX": (1,),
    "SRV": (3,),
    "SOA": (0, 1),
    "HTTPS": (1,),
    "SVCB": (1,),
    "AFSDB": (1,),
    "KX": (1,),
    "RP": (0, 1),
}
"""Type → which fields of its rdata are names (RFC 1035, 1183, 2230, 2782, 6672, 9460)."""
_ALIASES = frozenset({"CNAME", "ALIAS", "ANAME"})
_FAMILY = {"A": 4, "AAAA": 6}
_LONGEST_SHOWN = 60


class Addresses:
    """Who has which address."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._owners: dict[str, dict[str, None]] = {}
        for component in inventory.components.values():
            for address in component.address:
                self._owners.setdefault(address, {})[component.id] = None
            for ident in component.instances if len(component.instances) > 1 else ():
                for address in inventory.instances[ident].address:
                    self._owners.setdefault(address, {})[ident] = None

    def owners(self, address: str) -> tuple[str, ...]:
        """Component ids (a virtual address, or that of a single instance) and instance ids with this address."""
        return tuple(self._owners.get(address, ()))

    def of(self, found: Found) -> dict[str, tuple[str, ...]]:
        """Addresses by which something is reached → their owners: its own, else its instances', else its hosts'."""
        component = self._inventory.components[found.component]
        if found.whole and component.address:
            return dict.fromkeys(component.address, (component.id,))
        instances = [self._inventory.instances[ident] for ident in found.members]
        own: dict[str, tuple[str, ...]] = {
            address: (instance.id,) for instance in instances for address in instance.address
        }
        if own or component.kind.category is Category.CLUSTER:
            return own
        below: dict[str, tuple[str, ...]] = {}
        for host in self._hosts(dict.fromkeys(host for instance in instances for host in instance.hosts)):
            below |= self.of(host)
        return below

    def _hosts(self, idents: Mapping[str, None]) -> Iterator[Found]:
        """Hosts by their instances, or by their component where these are all of one."""
        names = self._inventory.names
        first = next(iter(idents), "")
        group = names.owners.get(first, "")
        if group and idents.keys() == set(names.groups[group]):
            yield from filter(None, [names.find(group)])
        else:
            yield from filter(None, map(names.find, idents))


def resolve_zones(
    specs: Mapping[str, ZoneSpec], inventory: Inventory, addresses: Addresses, report: Report
) -> dict[str, Zone]:
    """Resolve the records of all zones, in the order of the file."""
    found = {}
    for spec in specs.values():
        owners = {record.owner for record in spec.records}
        records = (record for one in spec.records for record in _records(one, owners, inventory, addresses, report))
        found[spec.name] = Zone(spec.name, spec, tuple(records))
        _check_authority(spec, report)
    return found


def _check_authority(spec: ZoneSpec, report: Report) -> None:
    """A zone has one SOA record, at its own name (RFC 1035 section 5.2)."""
    found = [record for record in spec.records if record.type == "SOA"]
    for record in found:
        if record.owner != spec.name:
            hint = f"an SOA record stands at '{spec.name}' only"
            report.add(record.mark, f"an SOA record at '{record.owner}'", hint, code="bad-record")
    for record in [record for record in found if record.owner == spec.name][1:]:
        report.add(record.mark, f"a second SOA record of '{spec.name}'", "a zone has one", code="bad-record")


def _records(
    spec: RecordSpec, owners: set[str], inventory: Inventory, addresses: Addresses, report: Report
) -> Iterator[Record]:
    ttl = DEFAULT_TTL if spec.ttl is None else spec.ttl
    if spec.type in _FAMILY:
        yield from _address_records(spec, ttl, inventory, addresses, report)
    elif spec.type in _ALIASES and f"{spec.value}.{spec.zone}" not in owners and inventory.names.find(spec.value):
        yield _aliased(spec, ttl, inventory, addresses)
    else:
        try:
            yield Record(spec, _data(spec), ttl)
        except BadData as mistake:
            shown = spec.value if len(spec.value) <= _LONGEST_SHOWN else f"{spec.value[: _LONGEST_SHOWN - 1]}…"
            why = f": {mistake.what}" if mistake.what else ""
            what = f"'{shown}' is no data of a record of type {spec.type}{why}"
            report.add(spec.mark, what, mistake.hint, code="bad-record")


def _data(spec: RecordSpec) -> str:
    """The data as a zone file has it; that of a zone file has been read as such already."""
    if not spec.source:
        return data(spec.type, full_names(spec), spec.zone)
    if spec.type.startswith("TYPE"):
        check_number(spec.type)
    return spec.value


def _address_records(
    spec: RecordSpec, ttl: int, inventory: Inventory, addresses: Addresses, report: Report
) -> Iterator[Record]:
    if not _ID.fullmatch(spec.value):
        value = _canonical(spec.value)
        yield Record(spec, value, ttl, addresses.owners(value))
        return
    found = inventory.names.look_up(spec.mark, spec.value, report)
    if found is None:
        return
    held = addresses.of(found)
    fitting = {address: owners for address, owners in held.items() if _family(address) == _FAMILY[spec.type]}
    for address, owners in fitting.items():
        yield Record(spec, address, ttl, owners)
    if fitting:
        return
    if held and all(map(_family, held)):
        what = f"'{spec.value}' has no IPv{_FAMILY[spec.type]} address for a record of type {spec.type}"
        report.add(spec.mark, what, f"it has {', '.join(held)}", code="no-address")
    else:
        yield Record(spec, spec.value, ttl, (spec.value,), alias=True)


def _aliased(spec: RecordSpec, ttl: int, inventory: Inventory, addresses: Addresses) -> Record:
    """A CNAME or the like to an id: to its hostname where it has one."""
    found = inventory.names.find(spec.value)
    held = addresses.of(found) if found else {}
    for address, owners in held.items():
        if not _family(address):
            return Record(spec, f"{address}.", ttl, owners)
    return Record(spec, spec.value, ttl, (spec.value,), alias=True)


def full_names(spec: RecordSpec) -> str:
    """The value with the names in it made full: one with a dot already is, any other is in the zone."""
    fields = spec.value.split()
    for index in _NAMES_IN.get(spec.type, ()):
        if index < len(fields):
            fields[index] = _full(fields[index], spec.zone)
    return " ".join(fields) if spec.type in _NAMES_IN else spec.value


def _full(name: str, zone: str) -> str:
    if name.endswith("."):
        return name
    if name == "@":
        return f"{zone}."
    return f"{name}." if "." in name else f"{name}.{zone}."


def _canonical(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return text


def _family(address: str) -> int:
    """4 or 6; 0 for a hostname."""
    if ":" in address:
        return 6
    return 4 if address.replace(".", "").isdigit() else 0
