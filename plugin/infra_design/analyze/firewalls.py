"""Firewalls: what each guards, and what it lets in (format.md section 8)."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from infra_design.analyze.reach import FORWARDERS, on_internet
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

    from infra_design.analyze.facts import Facts
    from infra_design.model.spec import Allow, Port
    from infra_design.model.stage import Component, Connection

ANYONE = frozenset({"any", "internet", "0.0.0.0/0", "::/0"})
"""Sources that mean the whole internet."""

INSIDE = tuple(
    ipaddress.ip_network(prefix)
    for prefix in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
"""Addresses that the internet doesn't route: RFC 1918, 6598, 1122, 3927, 4193, 4291."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A firewall doesn't let a connection in: nothing in its `allow` admits this source to this target."""

    connection: Connection
    firewall: Component
    source: str
    target: str


class Firewalls:
    """Which firewalls guard what.

    A hosted firewall guards each machine that it stands on by itself; one with `covers` guards each listed id as a
    whole, traffic among its instances being inside.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.all = facts.of(Category.GUARD)
        self._order = {firewall.id: place for place, firewall in enumerate(self.all)}
        self._known: dict[str, tuple[Component, ...]] = {}
        self._at: dict[str, dict[str, Component]] = defaultdict(dict)
        for firewall in self.all:
            for ident in (*firewall.covers, *(host for one in facts.copies(firewall) for host in one.hosts)):
                self._at[ident][firewall.id] = firewall

    def of(self, ident: str) -> tuple[Component, ...]:
        """Firewalls at what an instance stands on or in, in the order of the file."""
        if not self.all:
            return ()
        if ident not in self._known:
            found: dict[str, Component] = {}
            for one in self.facts.standing(ident):
                found |= self._at.get(one, {})
            self._known[ident] = tuple(sorted(found.values(), key=lambda firewall: self._order[firewall.id]))
        return self._known[ident]

    def behind(self, firewall: Component) -> tuple[Component, ...]:
        """Components with an instance that a firewall guards, in the order of the file."""
        return self._behind.get(firewall.id, ())

    @cached_property
    def _behind(self) -> Mapping[str, tuple[Component, ...]]:
        found: dict[str, dict[str, Component]] = defaultdict(dict)
        for component in self.facts.components.values():
            for firewall in (one for ident in component.instances for one in self.of(ident)):
                found[firewall.id][component.id] = component
        return {ident: tuple(components.values()) for ident, components in found.items()}

    @cached_property
    def _meets(self) -> Mapping[str, Mapping[str, list[str]]]:
        """Connection id → firewall id → instances that the connection reaches and the firewall guards."""
        return {connection.id: self._guarded(connection) for connection in self.facts.stage.connections}

    def _guarded(self, connection: Connection) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for ident in dict.fromkeys(ident for target in connection.targets for ident in target.members):
            for firewall in self.of(ident):
                found[firewall.id].append(ident)
        return found

    @cached_property
    def _arrivals(self) -> Mapping[str, list[Connection]]:
        """Firewall id → connections that reach something it guards."""
        found: dict[str, list[Connection]] = defaultdict(list)
        for connection in self.facts.stage.connections:
            for ident in self._meets[connection.id]:
                found[ident].append(connection)
        return found

    def on_way(self, connection: Connection) -> tuple[Component, ...]:
        """Firewalls that a connection comes past on its way, in the order of the file."""
        guarding = (
            self.facts.components[ident]
            for ident, targets in self._meets[connection.id].items()
            if self._parts(self.facts.components[ident], connection, targets)
        )
        return tuple(sorted(guarding, key=lambda firewall: self._order[firewall.id]))

    def _parts(self, firewall: Component, connection: Connection, targets: list[str]) -> bool:
        """It stands between a source and a target of a connection: not all of the traffic is inside."""
        callers = self.facts.components[connection.source].instances
        sources = self._sides(firewall, (ident for ident in callers if ident not in connection.neighbors))
        reached = self._sides(firewall, targets)
        return any(
            covered.isdisjoint(also) and len(wires | others) > 1
            for covered, wires in sources.items()
            for also, others in reached.items()
        )

    def _sides(self, firewall: Component, idents: Iterable[str]) -> Mapping[frozenset[str], set[str]]:
        """Instances by what of a firewall's `covers` they are in: the machines that their traffic leaves."""
        covered = frozenset(firewall.covers if firewall.spec.covers is not None else ())
        found: dict[frozenset[str], set[str]] = defaultdict(set)
        for ident in idents:
            found[covered & self.facts.standing(ident)].add(self.facts.wire(ident))
        return found

    def lets(self, source: str, ident: str, port: Port) -> tuple[Component, ...]:
        """The firewalls around an instance, if each says that it lets a source in at this port; else none.

        Args:
            source: as an `allow` names it.
            ident: of the instance.
            port: of the instance.
        """
        guards = self.of(ident)
        every = all(any(fits(one, port) and self._means(one, source) for one in g.spec.allow or ()) for g in guards)
        return guards if every else ()

    def _means(self, allow: Allow, source: str) -> bool:
        """An entry lets in all that another one's source stands for."""
        if allow.source in {source, "any"} or (source in ANYONE and allow.source in ANYONE):
            return True
        if source in self.facts.components or source in self.facts.instances:
            component = self.facts.components.get(source)
            copies = component.instances if component else (source,)
            return all(allow.source in self.facts.standing(copy) for copy in copies)
        return _within(source, allow.source)

    def opened(self, ident: str, port: Port) -> tuple[Allow, ...]:
        """The entries by which anyone on the internet gets to an instance's port: one of each firewall around it.

        Empty where no firewall is known to let them, or one is not known to.
        """
        entries = []
        for firewall in self.of(ident):
            entry = next((one for one in firewall.spec.allow or () if one.source in ANYONE and fits(one, port)), None)
            if entry is None:
                return ()
            entries.append(entry)
        return tuple(entries)

    def used(self, firewall: Component, allow: Allow) -> bool:
        """A connection of the design comes in by this entry."""
        return any(
            self._admits(allow, origin)
            for connection in self._arrivals.get(firewall.id, ())
            if connection.port is None or fits(allow, connection.port)
            for origin in self._origins(connection.source)
        )

    def refuses(self, connection: Connection) -> Refusal | None:
        """The first refusal that a connection meets, where every firewall says what it lets in."""
        for ident, guarded in self._meets[connection.id].items():
            firewall = self.facts.components[ident]
            if firewall.spec.allow is not None and not self._admits_all(firewall, connection):
                found = self._refused(connection, firewall, guarded)
                if found:
                    return found
        return None

    def _admits_all(self, firewall: Component, connection: Connection) -> bool:
        """An entry names the source as a whole, which settles it for each of its instances."""
        standing = self.facts.standing(connection.source)
        return any(
            allow.source == "any" or allow.source in standing
            for allow in firewall.spec.allow or ()
            if connection.port is None or fits(allow, connection.port)
        )

    def _refused(self, connection: Connection, firewall: Component, guarded: list[str]) -> Refusal | None:
        for source in self.facts.components[connection.source].instances:
            if source in connection.neighbors or self._admitted(firewall, connection, source):
                continue
            for target in guarded:
                if source != target and not self._inside(firewall, source, target):
                    return Refusal(connection, firewall, source, target)
        return None

    def _admitted(self, firewall: Component, connection: Connection, source: str) -> bool:
        origins = list(self._origins(connection.source)) if self._forwards(connection.source) else [source]
        return any(
            self._admits(allow, origin)
            for allow in firewall.spec.allow or ()
            if connection.port is None or fits(allow, connection.port)
            for origin in origins
        )

    def _forwards(self, ident: str) -> bool:
        component = self.facts.components[ident]
        return component.kind.id in FORWARDERS and bool(self.facts.incoming.get(ident))

    def _origins(self, ident: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """Instances from which a component's traffic comes: its own, or of whoever came to a forwarder."""
        yield from self.facts.components[ident].instances
        if self._forwards(ident) and ident not in seen:
            for connection in self.facts.incoming[ident]:
                yield from self._origins(connection.source, seen | {ident})

    def _inside(self, firewall: Component, source: str, target: str) -> bool:
        """Traffic within one machine, or among the instances of one thing that a firewall covers as a whole."""
        if self.facts.wire(source) == self.facts.wire(target):
            return True
        covered = set(firewall.covers) if firewall.spec.covers is not None else set()
        return bool(covered & self.facts.standing(source) & self.facts.standing(target))

    def _admits(self, allow: Allow, origin: str) -> bool:
        """An entry's source is what an instance is, stands on or is in, or where it may come from."""
        if allow.source == "any" or allow.source in self.facts.standing(origin):
            return True
        if allow.source == "internet":
            return self._may_come_from_internet(origin)
        return self._may_be_in(allow.source, origin)

    def _may_come_from_internet(self, origin: str) -> bool:
        """A client in no place, a provider's service, or what has a public address or is in no place either."""
        component = self.facts.component(origin)
        if component.managed or on_internet(self.facts, origin):
            return True
        return any(is_public(address) for address in self._addresses(origin))

    def _may_be_in(self, source: str, origin: str) -> bool:
        """The source is an address or a network, and the origin's address is in it or not known."""
        network = _network(source)
        if network is None:
            return False
        addresses = [_address(text) for text in self._addresses(origin)]
        return not addresses or any(address in network for address in addresses if address)

    def _addresses(self, ident: str) -> Iterator[str]:
        for one in sorted(self.facts.standing(ident)):
            holder = self.facts.instances.get(one) or self.facts.components.get(one)
            yield from holder.address if holder else ()


def fits(allow: Allow, port: Port) -> bool:
    """An entry lets a port through, or part of a range of them."""
    return allow.port is None or overlaps(allow.port, port)


def overlaps(one: Port, other: Port) -> bool:
    """Two ports or ranges have one in common; what says nothing of transport is TCP."""
    same = (one.transport or "tcp") == (other.transport or "tcp")
    return same and one.first <= other.last and other.first <= one.last


def is_public(text: str) -> bool:
    """It is an IP address that the internet may route."""
    address = _address(text)
    return address is not None and not any(address in network for network in INSIDE)


def _within(source: str, among: str) -> bool:
    """One address or prefix is in another."""
    inner, outer = _network(source), _network(among)
    if inner is None or outer is None or inner.version != outer.version:
        return among in ANYONE and inner is not None and is_public(str(inner.network_address))
    return outer.prefixlen <= inner.prefixlen and inner.network_address in outer


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
