"""From a hostname to records, and from records to addresses and components."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.stage import Component, Record, Zone
    from infra_design.resolve.records import Addresses

_MOST_STEPS = 64
_ADDRESS_TYPES = frozenset({"A", "AAAA", "ALIAS", "ANAME", "CNAME", "SRV"})
_MX_FIELDS = 2
_SRV_FIELDS = 4


class Entry(NamedTuple):
    """Where a hostname leads.

    Attributes:
        owner: component or instance id; empty: an address that nothing here has.
        address: empty for an alias.
        record: the last record on the way; None where a hostname itself is the address of a component.
        failover, weight: of the record, or of the one that led to it.
    """

    owner: str
    address: str
    record: Record | None
    failover: Literal["primary", "secondary", ""]
    weight: int | None


@dataclass(slots=True)
class Way:
    """The records followed for a hostname, in order, and where they lead."""

    names: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


class _Step(NamedTuple):
    name: str
    failover: Literal["primary", "secondary", ""]
    weight: int | None


class Hostnames:
    """Looks hostnames up in the zones of a stage."""

    def __init__(self, zones: Mapping[str, Zone], addresses: Addresses, servers: Sequence[Component]) -> None:
        self._addresses = addresses
        self._ways: dict[tuple[str, bool], Way] = {}
        self._serving: dict[str, dict[str, None]] = {}
        for server in servers:
            for name in server.covers_names:
                self._serving.setdefault(name, {})[server.id] = None
        self._records: dict[str, list[Record]] = {}
        self._existing: set[str] = set(zones)
        for zone in zones.values():
            for record in zone.records:
                self._records.setdefault(record.owner, []).append(record)
                self._existing.update(_ancestors(record.owner, zone.name))

    def owners(self) -> Iterator[str]:
        """Names that lead to addresses, in the order of the file, wildcards aside."""
        for name, records in self._records.items():
            if not name.startswith("*.") and any(record.type in _ADDRESS_TYPES for record in records):
                yield name

    def servers(self, name: str) -> tuple[str, ...]:
        """Ids of the DNS servers that cover the zone of a name."""
        found: dict[str, None] = {}
        while name:
            found.update(self._serving.get(name, {}))
            name = name.partition(".")[2]
        return tuple(found)

    def look_up(self, hostname: str, *, mail: bool = False) -> Way:
        """Follow a hostname; loops and dead ends lead nowhere.

        Args:
            hostname: full, lower case, no dot at the end.
            mail: MX records come first, as for SMTP.
        """
        if (hostname, mail) not in self._ways:
            self._ways[hostname, mail] = self._followed(hostname, mail=mail)
        return self._ways[hostname, mail]

    def _followed(self, hostname: str, *, mail: bool) -> Way:
        way = Way()
        queue = deque([_Step(hostname, "", None)])
        while queue and len(way.names) < _MOST_STEPS:
            step = queue.popleft()
            if step.name in way.names:
                continue
            way.names.append(step.name)
            queue.extend(self._follow(way, step, mail=mail and step.name == hostname))
        return way

    def _follow(self, way: Way, step: _Step, *, mail: bool) -> Iterator[_Step]:
        owned = self._addresses.owners(step.name)
        way.entries.extend(Entry(owner, step.name, None, step.failover, step.weight) for owner in owned)
        for record in () if owned else _chosen(self._at(step.name), mail=mail):
            way.records.append(record)
            failover = record.spec.failover or step.failover
            weight = step.weight if record.spec.weight is None else record.spec.weight
            target = _target(record)
            if target is not None:
                yield _Step(target, failover, weight)
            else:
                address = "" if record.alias else record.value
                way.entries.extend(
                    Entry(owner, address, record, failover, weight) for owner in record.points_at or ("",)
                )

    def _at(self, name: str) -> Sequence[Record]:
        """The records of a name, or of the wildcard that stands for it (RFC 4592)."""
        if name in self._existing or name in self._records:
            return self._records.get(name, ())
        above = name
        while "." in above:
            above = above.partition(".")[2]
            if f"*.{above}" in self._records:
                return self._records[f"*.{above}"]
            if above in self._existing:
                return ()
        return ()


def _ancestors(owner: str, zone: str) -> Iterator[str]:
    """A name and those above it within its zone, which exist with it."""
    while owner != zone and "." in owner:
        yield owner
        owner = owner.partition(".")[2]


def _chosen(records: Sequence[Record], *, mail: bool) -> Iterable[Record]:
    """The records that say where to go."""
    if mail:
        exchanges = [record for record in records if record.type == "MX"]
        if exchanges:
            return sorted(exchanges, key=_preference)
    for types in (("CNAME",), ("SRV",)):
        found = [record for record in records if record.type in types]
        if found:
            return found
    return [record for record in records if record.type in _ADDRESS_TYPES]


def _preference(record: Record) -> int:
    first = record.value.partition(" ")[0]
    return int(first) if first.isdecimal() else 0


def _target(record: Record) -> str | None:
    """The name that a record leads on to; empty: nowhere; None for an address or an id."""
    if record.alias or record.type in {"A", "AAAA"}:
        return None
    fields = record.value.split()
    wanted = {"MX": _MX_FIELDS, "SRV": _SRV_FIELDS}.get(record.type, 1)
    return fields[wanted - 1].lower().removesuffix(".") if len(fields) >= wanted else ""
