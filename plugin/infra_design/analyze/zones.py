"""What the DNS rules ask of a stage's zones: the records as written, before any software merges them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from infra_design.model.finding import Evidence, EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from ipaddress import IPv4Address, IPv6Address

    from infra_design.model.stage import Record, Stage, Zone

ADDRESSES = frozenset({"A", "AAAA", "ALIAS", "ANAME"})
"""Types that give a name addresses."""

ALIASES = frozenset({"ALIAS", "ANAME", "CNAME"})
"""Types that say: look under another name."""

TARGET_FIELD = {
    "CNAME": 0,
    "NS": 0,
    "ALIAS": 0,
    "ANAME": 0,
    "DNAME": 0,
    "PTR": 0,
    "MX": 1,
    "SRV": 3,
    "HTTPS": 1,
    "SVCB": 1,
}
"""Type → which field of its rdata names another host (RFC 1035, 2782, 6672, 9460)."""

PRIVATE_SUFFIXES = frozenset(
    {"alt", "arpa", "corp", "example", "home", "internal", "invalid", "lan", "local", "localhost", "test"}
)
"""Last labels of zones that the internet does not ask (RFC 6761, 6762, 8375, 9476, ICANN's reserved `internal`)."""

PRIVATE_LABELS = frozenset(
    {"corp", "home", "int", "intern", "internal", "intranet", "lan", "local", "priv", "private"}
)
"""Labels below a domain that by custom name a zone for the inside: `internal.foobar.com`."""

DOCUMENTATION = tuple(
    map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"))
)
"""RFC 5737, 3849, 9637."""

LONGEST_SHOWN = 120
"""Characters of a record in a message; some texts are kilobytes long."""

THIRD_PARTIES = {
    "1.1.1.1": "Cloudflare's public resolver",
    "1.0.0.1": "Cloudflare's public resolver",
    "8.8.8.8": "Google's public resolver",
    "8.8.4.4": "Google's public resolver",
    "9.9.9.9": "Quad9's public resolver",
    "149.112.112.112": "Quad9's public resolver",
    "208.67.222.222": "OpenDNS's public resolver",
    "208.67.220.220": "OpenDNS's public resolver",
    "2001:4860:4860::8888": "Google's public resolver",
    "2001:4860:4860::8844": "Google's public resolver",
    "2606:4700:4700::1111": "Cloudflare's public resolver",
    "2606:4700:4700::1001": "Cloudflare's public resolver",
    "2620:fe::fe": "Quad9's public resolver",
}


@dataclass(frozen=True)
class Zones:
    """The zones of a stage, by name."""

    stage: Stage

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """All records, zone by zone, in the order of the file."""
        return tuple(record for zone in self.stage.zones.values() for record in zone.records)

    @cached_property
    def by_owner(self) -> Mapping[str, tuple[Record, ...]]:
        """Records by their name."""
        found: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            found[record.owner].append(record)
        return {owner: tuple(records) for owner, records in found.items()}

    @cached_property
    def sets(self) -> Mapping[tuple[str, str], tuple[Record, ...]]:
        """Records by name and type."""
        found: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in self.records:
            found[record.owner, record.type].append(record)
        return {key: tuple(records) for key, records in found.items()}

    def zone_of(self, name: str) -> Zone | None:
        """The closest zone of this stage that a name is in."""
        labels = name.split(".")
        above = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self.stage.zones[zone] for zone in above if zone in self.stage.zones), None)

    @cached_property
    def existing(self) -> frozenset[str]:
        """Names that exist, those above others included (RFC 4592 section 2.2.2)."""
        found = set(self.stage.zones)
        for record in self.records:
            name = record.owner
            while name not in found:
                found.add(name)
                name = name.partition(".")[2]
        return frozenset(found)

    def at(self, name: str) -> tuple[Record, ...]:
        """Records of a name, else of the wildcard that answers for it (RFC 4592 section 3.3.1)."""
        if name in self.existing or not self.zone_of(name):
            return self.by_owner.get(name, ())
        while name not in self.existing:
            name = name.partition(".")[2]
        return self.by_owner.get(f"*.{name}", ())

    def delegated(self, name: str) -> bool:
        """A name at or below a point where its zone hands over to other name servers."""
        zone = self.zone_of(name)
        while zone and name != zone.name:
            if (name, "NS") in self.sets:
                return True
            name = name.partition(".")[2]
        return False


def target(record: Record) -> str:
    """The host that a record names, without the dot at its end; empty: none, or an id."""
    if record.alias or record.type not in TARGET_FIELD:
        return ""
    fields = record.value.split()
    field = TARGET_FIELD[record.type]
    return fields[field].lower().removesuffix(".") if field < len(fields) else ""


def named(record: Record) -> str:
    """A record as a person says it: `www.foobar.com A 8.8.8.8`."""
    return clip(f"{record.owner} {record.type} {record.value}")


def clip(text: str) -> str:
    """Text as long as a message can bear."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def evidence(*records: Record) -> tuple[Evidence, ...]:
    """Each record as evidence, with its place."""
    return tuple(Evidence(EvidenceKind.RECORD, named(one), mark=one.spec.mark) for one in records)


def lifetimes(*records: Record) -> tuple[Evidence, ...]:
    """Each record as evidence, with its TTL."""
    return tuple(Evidence(EvidenceKind.RECORD, f"{named(one)}, {one.ttl} s", mark=one.spec.mark) for one in records)


def public(zone: str) -> bool:
    """The internet can ask for names in this zone, as far as its name tells."""
    labels = zone.split(".")
    return labels[-1] not in PRIVATE_SUFFIXES and PRIVATE_LABELS.isdisjoint(labels[:-2])


def address(record: Record) -> IPv4Address | IPv6Address | None:
    """The address of an A or AAAA record; None where it cannot be read as one of that family."""
    found = address_in(record.value)
    return found if found and found.version == {"A": 4, "AAAA": 6}.get(record.type) else None


def address_in(text: str) -> IPv4Address | IPv6Address | None:
    """A text as an address that a record can hold, which has no zone of IPv6 (`%eth0`); None: it is none."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def takes_turns(record: Record) -> bool:
    """A provider answers with it at times, among its like: it has a weight, or a role in failing over."""
    return record.spec.weight is not None or bool(record.spec.failover)


def entry_names(stage: Stage) -> Iterator[tuple[str, str]]:
    """Each hostname that a client uses, once, with the id of its first connection."""
    found: dict[str, str] = {}
    for connection in stage.connections:
        if connection.hostname:
            found.setdefault(connection.hostname, connection.id)
    yield from found.items()
