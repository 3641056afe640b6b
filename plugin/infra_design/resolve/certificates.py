"""Which component holds which certificate, and where TLS ends."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category, Tier
from infra_design.model.spec import Port
from infra_design.resolve.ports import contains
from infra_design.resolve.routing import exactly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from infra_design.model.stage import Component, Connection
    from infra_design.resolve.hostnames import Hostnames
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.links import Link
    from infra_design.resolve.listeners import Listeners
    from infra_design.resolve.report import Report
    from infra_design.resolve.routing import Asked

HTTP = Port(80, 80)
HTTPS = Port(443, 443)
_PASSES_TLS = frozenset({"", "https", "tls", "tcp"})
_FORWARDS = frozenset({Category.DEVICE, Category.GUARD})


@dataclass(slots=True)
class Held:
    """The certificates of one component: the hostnames they name, and whether one names none, which fits any."""

    names: dict[str, None]
    any_name: bool = False

    def fits(self, hostname: str) -> bool:
        """Whether a certificate covers a hostname; an empty one stands for a request without a name."""
        return self.any_name or not hostname or covered(hostname, self.names)


def covered(hostname: str, names: Collection[str]) -> bool:
    """Whether a certificate with these names is for a hostname; `*` stands for exactly one label (RFC 9525)."""
    return hostname in names or f"*.{hostname.partition('.')[2]}" in names


class Certificates:
    """Certificates of a stage, by who holds them."""

    def __init__(self, inventory: Inventory, listeners: Listeners, hostnames: Hostnames, report: Report) -> None:
        self._inventory = inventory
        self._listeners = listeners
        self._report = report
        self.held: dict[str, Held] = {}
        self._names: dict[str, None] = {}
        users = _users(inventory)
        for certificate in inventory.of(Category.CERTIFICATE):
            names = certificate.covers_names
            self._names.update(dict.fromkeys(names))
            words = (*certificate.covers, *certificate.hosts, *users.get(certificate.id, ()))
            for holder in self._holders(words) if words else self._entries(names, hostnames):
                self._hold(holder, names)

    def _hold(self, component: str, names: Sequence[str]) -> None:
        held = self.held.setdefault(component, Held({}))
        held.names.update(dict.fromkeys(names))
        held.any_name = held.any_name or not names

    def _holders(self, words: Iterable[str]) -> Iterator[str]:
        """What ends TLS at each of these ids: itself, or what listens there for HTTPS."""
        for word in words:
            here = self._listeners.standing_at(word)
            known = [found for found in here if contains(self._listeners.ports(found.component), HTTPS)]
            yield from (found.component for found in (known if len(here) > 1 else here))

    def _entries(self, names: Sequence[str], hostnames: Hostnames) -> Iterator[str]:
        """A certificate that is nowhere is with what its names lead to."""
        for name in names:
            for entry in hostnames.look_up(name).entries:
                yield from (found.component for found in self._listeners.at(entry.owner, HTTPS))

    def named(self, hostname: str) -> bool:
        """Whether a certificate of the stage names a hostname."""
        return covered(hostname, self._names)

    def ends(self, component: str, hostname: str) -> bool:
        """Whether TLS for a hostname ends at a component, since it holds a certificate that covers it."""
        return component in self.held and self.held[component].fits(hostname)

    def used_for(self, component: str, hostname: str) -> None:
        """Note that a certificate which names nothing serves a hostname."""
        if hostname and self.held[component].any_name:
            self.held[component].names[hostname] = None

    def follow(
        self, asked: Asked, start: Iterable[str], outgoing: Mapping[str, Sequence[Link]]
    ) -> tuple[dict[str, None], dict[str, str]]:
        """Follow the TLS of a request from where it enters to where it ends.

        Args:
            asked: hostname (empty: none is named) and port.
            start: component ids at the entry.
            outgoing: component id → connections that it makes.

        Returns:
            Components where it ends, nearest first; and connections that it passes through on the way, by id, each
            with the component where it ends.
        """
        ends: dict[str, None] = {}
        into: dict[str, list[Connection]] = {}
        queue = deque(dict.fromkeys(start))
        seen = set(queue)
        while queue:
            component = queue.popleft()
            if self.ends(component, asked.hostname):
                ends[component] = None
                continue
            for connection in self._passing(component, asked, outgoing):
                for target in connection.targets:
                    into.setdefault(target.component, []).append(connection)
                    if target.component not in seen:
                        seen.add(target.component)
                        queue.append(target.component)
        return ends, _back(ends, into)

    def _passing(self, component: str, asked: Asked, outgoing: Mapping[str, Sequence[Link]]) -> Iterator[Connection]:
        """Connections by which a component that only forwards hands TLS on."""
        kind = self._inventory.components[component].kind
        if kind.tier is Tier.TRAFFIC or kind.category in _FORWARDS:
            links = outgoing.get(component, ())
            self._report.spend(1 + len(links))
            yield from (
                link.connection for link in links if _may_carry_tls(link) and _leads_on(link.connection, asked)
            )


def _may_carry_tls(link: Link) -> bool:
    return not link.connection.replication and link.use.protocol in _PASSES_TLS and link.use.encrypted is not False


def _leads_on(connection: Connection, asked: Asked) -> bool:
    """Whether a request takes a connection, as far as can be seen from outside of TLS, which paths cannot."""
    return not connection.routes or any(exactly(route, asked) for route in connection.routes)


def _back(ends: Iterable[str], into: Mapping[str, Sequence[Connection]]) -> dict[str, str]:
    """The connections that lead to an end, each with the end."""
    passed: dict[str, str] = {}
    leads_to = {end: end for end in ends}
    queue = deque(leads_to)
    while queue:
        component = queue.popleft()
        for connection in into.get(component, ()):
            passed.setdefault(connection.id, leads_to[component])
            if connection.source not in leads_to:
                leads_to[connection.source] = leads_to[component]
                queue.append(connection.source)
    return passed


def _users(inventory: Inventory) -> dict[str, list[str]]:
    """Certificate id → components that use it."""
    users: dict[str, list[str]] = {}
    for component in inventory.components.values():
        for use in component.spec.uses:
            found = inventory.names.find(use.target)
            if found and inventory.category(found.component) is Category.CERTIFICATE:
                users.setdefault(found.component, []).append(component.id)
    return users


def shown_names(component: Component, certificates: Certificates) -> tuple[str, ...]:
    """Hostnames of the certificates that a component holds."""
    held = certificates.held.get(component.id)
    return tuple(held.names) if held else ()
