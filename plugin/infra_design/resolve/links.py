"""From where uses lead to connections: neighbors, encryption, replication, and what no journey needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.catalog import Category
from infra_design.model.spec import UseSpec
from infra_design.model.stage import Connection, Encryption, Target
from infra_design.resolve import ports
from infra_design.resolve.encryption import Wrapping, stays_local
from infra_design.resolve.leads import Lead, Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.stage import Component
    from infra_design.resolve.hostnames import Hostnames
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.leads import Leads
    from infra_design.resolve.listeners import Listeners

_UNNEEDED = frozenset({Category.BACKUP, Category.MONITORING, Category.CERTIFICATE, Category.AGENT})


class Link(NamedTuple):
    """A connection with the words that it was made from."""

    use: UseSpec
    connection: Connection


def link_all(inventory: Inventory, leads: Leads, listeners: Listeners, hostnames: Hostnames) -> list[Link]:
    """All connections in the order of the file, each component's replication last."""
    uses = list(_uses(inventory.components.values()))
    linker = _Linker(inventory, hostnames)
    found = {
        use.ident: linker.link(use, lead) for use, lead in leads.named([use for use in uses if not use.by_hostname])
    }
    outgoing = by_source(found.values())
    for use in uses:
        if use.by_hostname:
            found[use.ident] = linker.link(use, leads.by_hostname(use, outgoing))
    for use in _replication(inventory.components.values()):
        uses.append(use)
        found[use.ident] = _undeclared(linker.link(use, _to_itself(use, inventory, listeners)))
    for link in found.values():
        for target in link.connection.targets:
            listeners.imply(target.component, link.connection.port)
    order = {ident: number for number, ident in enumerate(inventory.components)}
    uses.sort(key=lambda use: order[use.source.id])
    return [found[use.ident] for use in uses if use.ident in found]


def by_source(links: Iterable[Link]) -> dict[str, list[Link]]:
    """Component id → connections that it makes."""
    outgoing: dict[str, list[Link]] = {}
    for link in links:
        outgoing.setdefault(link.connection.source, []).append(link)
    return outgoing


def _uses(components: Iterable[Component]) -> Iterator[Use]:
    """Each `uses` with its connection's id; the second to one target is `a->b#2`."""
    for component in components:
        counts: dict[str, int] = {}
        for spec in component.spec.uses:
            number = counts[spec.target] = counts.get(spec.target, 0) + 1
            yield Use(f"{component.id}->{spec.target}" + (f"#{number}" if number > 1 else ""), component, spec)


def _replication(components: Iterable[Component]) -> Iterator[Use]:
    """Traffic between primaries and replicas that nobody wrote down."""
    for component in components:
        several = len(component.instances) > 1 and component.mode == "primary-replica"
        if several and all(use.target != component.id for use in component.spec.uses):
            mark = component.spec.marks.get("mode", component.mark)
            yield Use(f"{component.id}->{component.id}", component, UseSpec(component.id, mark))


def _to_itself(use: Use, inventory: Inventory, listeners: Listeners) -> Lead:
    source = use.source
    wire = ports.wire("", None, inventory.identities[source.id], listeners.ports(source.id), inventory.catalog)
    return Lead((Target(source.id, source.instances),), wire)


def _undeclared(link: Link) -> Link:
    return link._replace(connection=replace(link.connection, declared=False))


class _Linker:
    """Makes connections, remembering what groups of instances share."""

    def __init__(self, inventory: Inventory, hostnames: Hostnames) -> None:
        self._inventory = inventory
        self._hostnames = hostnames
        self._wrapping = Wrapping(inventory)
        self._near: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}
        self._pairs: dict[tuple[str, tuple[str, ...]], dict[str, tuple[str, ...]]] = {}

    def link(self, use: Use, lead: Lead) -> Link:
        """The connection of a use."""
        spec, source = use.spec, use.source
        neighbors = {} if use.by_hostname else self._neighbors(source, spec, lead.targets[0])
        replication = any(target.component == source.id for target in lead.targets)
        encryption, stated = self._encryption(use, lead, neighbors)
        connection = Connection(
            id=use.ident,
            source=source.id,
            targets=lead.targets,
            mark=spec.mark,
            protocol=lead.wire.protocol,
            port=lead.wire.port,
            access=spec.access or "read-write",
            optional=spec.optional,
            encryption=encryption,
            stated=stated,
            routes=spec.routes,
            neighbors=neighbors,
            hostname=spec.target if use.by_hostname else "",
            dns_servers=self._hostnames.servers(spec.target) if use.by_hostname else (),
            replication=replication,
            needed=not spec.optional and not replication and not self._aside(source.id, lead.targets),
            explain=spec.explain,
        )
        return Link(spec, connection)

    def _neighbors(self, source: Component, spec: UseSpec, target: Target) -> dict[str, tuple[str, ...]]:
        """For each instance of the source the target's instances on its own machine, where these come first."""
        component = self._inventory.components[target.component]
        apart = component.mode != "active-active" or max(component.min_read, component.min_write) > 1
        if spec.neighbor is False or apart or component is source:
            return {}
        if (source.id, target.members) not in self._pairs:
            grounds = self._inventory.standing.grounds
            near = self._by_ground(target.members)
            pairs = {ident: near[grounds[ident]] for ident in source.instances if grounds.get(ident) in near}
            self._pairs[source.id, target.members] = pairs
        return self._pairs[source.id, target.members]

    def _by_ground(self, members: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        if members not in self._near:
            grounds: dict[str, list[str]] = {}
            for ident in members:
                grounds.setdefault(self._inventory.standing.grounds.get(ident, ident), []).append(ident)
            self._near[members] = {ground: tuple(idents) for ground, idents in grounds.items()}
        return self._near[members]

    def _aside(self, source: str, targets: Sequence[Target]) -> bool:
        """Whether it leads to or from what no journey needs."""
        ends = (source, *(target.component for target in targets))
        return any(self._inventory.category(ident) in _UNNEEDED for ident in ends)

    def _encryption(self, use: Use, lead: Lead, neighbors: Mapping[str, tuple[str, ...]]) -> tuple[Encryption, bool]:
        """Encryption and whether it is stated: here, at the target, or by what both are in; else by the protocol."""
        if use.spec.encrypted:
            return Encryption.ENCRYPTED, True
        if stays_local(self._inventory, use.source, lead.targets, neighbors):
            return Encryption.LOCAL, use.spec.encrypted is False
        stated = self._stated(use, lead.targets)
        if stated is not None:
            return (Encryption.ENCRYPTED if stated else Encryption.CLEAR), True
        if self._is_providers(use, lead):
            return Encryption.UNKNOWN, False
        identity = self._inventory.identities[lead.targets[0].component] if lead.targets else None
        return ports.by_protocol(lead.wire.protocol, identity, self._inventory.catalog), False

    def _is_providers(self, use: Use, lead: Lead) -> bool:
        """Replication inside of what a provider runs is the provider's to encrypt."""
        return use.source.managed and any(target.component == use.source.id for target in lead.targets)

    def _stated(self, use: Use, targets: Sequence[Target]) -> bool | None:
        if use.spec.encrypted is not None or not targets:
            return use.spec.encrypted
        target = self._inventory.components[targets[0].component].spec.encrypted
        return True if target is None and self._wrapping.wraps(use.source, targets) else target
