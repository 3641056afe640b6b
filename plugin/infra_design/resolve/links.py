"""Connections as they are written, led to their targets; TLS and journeys come later."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.spec import UseSpec
from infra_design.model.stage import Connection, Encryption, Target
from infra_design.resolve import ports
from infra_design.resolve.certificates import HTTPS
from infra_design.resolve.encryption import Wrapping, stays_local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.model.spec import Port
    from infra_design.model.stage import Component
    from infra_design.resolve.certificates import Certificates
    from infra_design.resolve.hostnames import Entry, Hostnames, Way
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.listeners import Listeners
    from infra_design.resolve.names import Found
    from infra_design.resolve.report import Report

_UNNEEDED = frozenset({Category.BACKUP, Category.MONITORING, Category.CERTIFICATE, Category.AGENT})


@dataclass(frozen=True, slots=True)
class Link:
    """A connection with the words that it was made from."""

    use: UseSpec
    connection: Connection


@dataclass(frozen=True, slots=True)
class _Lead:
    """Where a connection leads and what it speaks."""

    targets: tuple[Target, ...]
    wire: ports.Wire
    neighbors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hostname: bool = False


class Linker:
    """Leads each `uses` to its target.

    Those that name a component come first, since they say on which ports it listens; then those that name a machine,
    which mean what listens there; then hostnames.
    """

    def __init__(
        self,
        inventory: Inventory,
        listeners: Listeners,
        hostnames: Hostnames,
        certificates: Certificates,
        report: Report,
    ) -> None:
        self._inventory = inventory
        self._catalog = inventory.catalog
        self._listeners = listeners
        self._hostnames = hostnames
        self._certificates = certificates
        self._report = report
        self._wrapping = Wrapping(inventory)
        self._near: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def links(self) -> list[Link]:
        """All connections in the order of the file, each component's replication last."""
        written = list(self._written())
        found: dict[str, Link] = {}
        for ident, component, use in written:
            target = None if "." in use.target else self._target(use)
            if target and not self._stands_for_others(target):
                found[ident] = self._direct(ident, component, use, target)
        for ident, component, use in written:
            target = None if "." in use.target or ident in found else self._inventory.names.find(use.target)
            if target and self._stands_for_others(target):
                found |= self._by_machine(ident, component, use)
        outgoing = by_source(found.values())
        for ident, component, use in written:
            if "." in use.target:
                found[ident] = self._by_hostname(ident, component, use, outgoing)
        idents = [ident for ident, _, _ in written]
        for link in self._replication():
            found[link.connection.id] = link
            idents.append(link.connection.id)
        order = {ident: number for number, ident in enumerate(self._inventory.components)}
        idents.sort(key=lambda ident: order[ident.partition("->")[0]])
        return [found[ident] for ident in idents if ident in found]

    def _written(self) -> Iterator[tuple[str, Component, UseSpec]]:
        """Each `uses` with its connection's id; the second to one target is `a->b#2`."""
        for component in self._inventory.components.values():
            counts: dict[str, int] = {}
            for use in component.spec.uses:
                number = counts[use.target] = counts.get(use.target, 0) + 1
                yield f"{component.id}->{use.target}" + (f"#{number}" if number > 1 else ""), component, use

    def _target(self, use: UseSpec) -> Found | None:
        """What a word under `uses` means; a mistake for nothing, and for a place."""
        if use.target == "internet" and "internet" not in self._inventory.components:
            hint = "what is out there is a component, such as one of `kind: external-service`"
            self._report.add(use.mark, "'internet' is where clients are; nothing can use it", hint, code="no-target")
            return None
        found = self._inventory.names.look_up(use.mark, use.target, self._report)
        if found and self._inventory.category(found.component) is Category.PLACE:
            what = f"'{use.target}' is a place, which nothing can use"
            self._report.add(use.mark, what, "use what is in it", code="no-target")
            return None
        return found

    def _stands_for_others(self, found: Found) -> bool:
        """Whether it is a machine or cluster on which something stands that can answer."""
        if not self._listeners.carries(found.component):
            return False
        ident = found.component if found.whole else found.members[0]
        return any(here.component != found.component for here in self._listeners.standing_at(ident))

    # To a component

    def _direct(self, ident: str, source: Component, use: UseSpec, found: Found) -> Link:
        wire = self._wire(source, use, found.component)
        self._listeners.learn(found.component, wire.port)
        target = Target(found.component, found.members, found.whole)
        return self._link(ident, source, use, _Lead((target,), wire, self._neighbors(source, use, found)))

    def _wire(self, source: Component, use: UseSpec, target: str) -> ports.Wire:
        """What is spoken: as stated, else as the target speaks; a client takes HTTPS where the target can."""
        identity, listens = self._inventory.identities[target], self._listeners.ports(target)
        wire = ports.wire(use.protocol, use.port, identity, listens, self._catalog)
        free = source.kind.category is Category.CLIENT and not use.protocol and use.port is None
        if (
            free
            and wire.protocol == "http"
            and self._certificates.ends(target, "")
            and ports.contains(listens, HTTPS)
        ):
            return ports.Wire("https", HTTPS)
        return wire

    def _neighbors(self, source: Component, use: UseSpec, found: Found) -> dict[str, tuple[str, ...]]:
        """For each instance of the source the target's instances on its own machine, where these come first."""
        target = self._inventory.components[found.component]
        apart = target.mode != "active-active" or max(target.min_read, target.min_write) > 1
        if use.neighbor is False or apart or target is source:
            return {}
        grounds = self._inventory.standing.grounds
        near = self._by_ground(found.members)
        return {ident: near[grounds[ident]] for ident in source.instances if grounds.get(ident) in near}

    def _by_ground(self, members: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        if members not in self._near:
            grounds: dict[str, list[str]] = {}
            for ident in members:
                grounds.setdefault(self._inventory.standing.grounds.get(ident, ident), []).append(ident)
            self._near[members] = {ground: tuple(idents) for ground, idents in grounds.items()}
        return self._near[members]

    # To a machine

    def _by_machine(self, ident: str, source: Component, use: UseSpec) -> dict[str, Link]:
        answers = self._listeners.at(use.target, use.port, use.protocol)
        if len(answers) != 1:
            self._report.add(use.mark, *self._rivals(use.target, use.port, answers), code="ambiguous-listener")
            return {}
        return {ident: self._direct(ident, source, use, answers[0])}

    def _rivals(self, ident: str, port: Port | None, answers: Sequence[Found]) -> tuple[str, str]:
        names = ", ".join(self._with_ports(found.component) for found in answers[:5])
        if port is None:
            return f"several things on '{ident}' could be meant: {names}", "name it, or state the port"
        if any(ports.contains(self._listeners.ports(found.component), port) for found in answers):
            return f"several things listen on port {port} of '{ident}': {names}", "say with `listens:` which one does"
        return (
            f"nothing on '{ident}' is known to listen on port {port}: {names}",
            "say with `listens:` which one does",
        )

    def _with_ports(self, component: str) -> str:
        listens = ", ".join(map(str, self._listeners.ports(component)))
        return f"{component} ({listens})" if listens else component

    # By a hostname

    def _by_hostname(
        self, ident: str, source: Component, use: UseSpec, outgoing: Mapping[str, Sequence[Link]]
    ) -> Link:
        way = self._hostnames.look_up(use.target, mail=use.protocol == "smtp")
        wire = self._hostname_wire(source, use, way, outgoing)
        targets = tuple(dict.fromkeys(self._targets(use, way, wire)))
        if len(targets) == 1 and source.kind.category is not Category.CLIENT:
            wire = self._wire(source, replace(use, protocol=wire.protocol, port=use.port), targets[0].component)
        for target in targets:
            self._listeners.learn(target.component, wire.port)
        return self._link(ident, source, use, _Lead(targets, wire, hostname=True))

    def _hostname_wire(
        self, source: Component, use: UseSpec, way: Way, outgoing: Mapping[str, Sequence[Link]]
    ) -> ports.Wire:
        """HTTPS where a certificate covers the name, else HTTP, unless something is stated; always the usual port."""
        if use.protocol or (source.kind.category is not Category.CLIENT and not self._speaks_http(way)):
            return ports.Wire(use.protocol, use.port or ports.usual_port(use.protocol, self._catalog))
        secure = self._certificates.named(use.target) or self._found_behind(use.target, way, outgoing)
        plain_port = ports.usual_port("http", self._catalog)
        if use.port and use.port in (plain_port, HTTPS):
            secure = use.port == HTTPS
        protocol = "https" if secure else "http"
        return ports.Wire(protocol, use.port or ports.usual_port(protocol, self._catalog))

    def _speaks_http(self, way: Way) -> bool:
        standing = [found for owner in _owners(way) for found in self._listeners.standing_at(owner)]
        return any(self._inventory.identities[found.component].protocol == "http" for found in standing)

    def _found_behind(self, hostname: str, way: Way, outgoing: Mapping[str, Sequence[Link]]) -> bool:
        """Whether a certificate without names stands where the name leads."""
        start = (found.component for owner in _owners(way) for found in self._listeners.standing_at(owner))
        return bool(self._certificates.held) and bool(self._certificates.follow(hostname, start, outgoing)[0])

    def _targets(self, use: UseSpec, way: Way, wire: ports.Wire) -> Iterator[Target]:
        for entry in way.entries:
            answers = self._listeners.at(entry.owner, wire.port, wire.protocol) if entry.owner else ()
            if len(answers) > 1:
                self._report.add(use.mark, *self._rivals(entry.owner, wire.port, answers), code="ambiguous-listener")
            elif answers:
                yield _entry_target(answers[0], entry)

    # In common

    def _link(self, ident: str, source: Component, use: UseSpec, lead: _Lead) -> Link:
        targets, wire = lead.targets, lead.wire
        replication = any(target.component == source.id for target in targets)
        encryption, stated = self._encryption(source, use, lead)
        connection = Connection(
            id=ident,
            source=source.id,
            targets=targets,
            mark=use.mark,
            protocol=wire.protocol,
            port=wire.port,
            access=use.access or "read-write",
            optional=use.optional,
            encryption=encryption,
            stated=stated,
            routes=use.routes,
            neighbors=lead.neighbors,
            hostname=use.target if lead.hostname else "",
            dns_servers=self._hostnames.servers(use.target) if lead.hostname else (),
            replication=replication,
            needed=not use.optional and not replication and not self._aside(source.id, targets),
            explain=use.explain,
        )
        return Link(use, connection)

    def _aside(self, source: str, targets: Iterable[Target]) -> bool:
        """Whether it leads to or from what no journey needs."""
        return any(
            self._inventory.category(name) in _UNNEEDED for name in (source, *(end.component for end in targets))
        )

    def _encryption(self, source: Component, use: UseSpec, lead: _Lead) -> tuple[Encryption, bool]:
        """Encryption and whether it is stated: here, at the target, or by what both are in; else by the protocol."""
        if use.encrypted:
            return Encryption.ENCRYPTED, True
        if stays_local(self._inventory, source, lead.targets, lead.neighbors):
            return Encryption.LOCAL, use.encrypted is False
        stated = self._stated(source, use, lead)
        if stated is not None:
            return (Encryption.ENCRYPTED if stated else Encryption.CLEAR), True
        if lead.targets:
            identity = self._inventory.identities[lead.targets[0].component]
            return ports.by_protocol(lead.wire.protocol, identity, self._catalog), False
        known = self._catalog.protocols.get(lead.wire.protocol)
        return (Encryption.ENCRYPTED if known and known.encrypted else Encryption.UNKNOWN), False

    def _stated(self, source: Component, use: UseSpec, lead: _Lead) -> bool | None:
        if use.encrypted is not None or not lead.targets:
            return use.encrypted
        target = self._inventory.components[lead.targets[0].component].spec.encrypted
        return True if target is None and self._wrapping.wraps(source, lead.targets) else target

    def _replication(self) -> Iterator[Link]:
        """Traffic between primaries and replicas that nobody wrote down."""
        for component in self._inventory.components.values():
            several = len(component.instances) > 1 and component.mode == "primary-replica"
            if several and all(use.target != component.id for use in component.spec.uses):
                found = self._inventory.names.find(component.id)
                use = UseSpec(component.id, component.spec.marks.get("mode", component.mark))
                if found:
                    link = self._direct(f"{component.id}->{component.id}", component, use, found)
                    yield Link(use, replace(link.connection, declared=False))


def _entry_target(found: Found, entry: Entry) -> Target:
    return Target(
        found.component, found.members, found.whole, entry.failover, entry.weight, entry.address, entry.record
    )


def _owners(way: Way) -> Iterator[str]:
    return (entry.owner for entry in way.entries if entry.owner)


def by_source(links: Iterable[Link]) -> dict[str, list[Link]]:
    """Component id → connections that it makes."""
    outgoing: dict[str, list[Link]] = {}
    for link in links:
        outgoing.setdefault(link.connection.source, []).append(link)
    return outgoing
