"""Where the TLS of each connection ends, and what it passes through before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.stage import Encryption
from infra_design.resolve.certificates import HTTPS
from infra_design.resolve.links import by_source
from infra_design.resolve.ports import contains
from infra_design.resolve.routing import asked_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra_design.model.stage import Connection
    from infra_design.resolve.certificates import Certificates
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.links import Link
    from infra_design.resolve.listeners import Listeners


def end_tls(
    links: Sequence[Link], inventory: Inventory, listeners: Listeners, certificates: Certificates
) -> tuple[Connection, ...]:
    """Connections with the component where their TLS ends; those that TLS passes through become encrypted."""
    connections = {link.connection.id: link.connection for link in links}
    if certificates.held:
        passed: dict[str, str] = {}
        outgoing = by_source(links)
        for link in links:
            if _speaks_tls(link.connection, inventory):
                ends, through = _ends(link.connection, inventory, certificates, outgoing)
                connections[link.connection.id] = replace(link.connection, tls_end=next(iter(ends), ""))
                passed |= {ident: end for ident, end in through.items() if ident not in passed}
        for link in links:
            if link.connection.id in passed:
                through_here = connections[link.connection.id]
                connections[link.connection.id] = _passed(
                    link, through_here, passed[link.connection.id], inventory, listeners
                )
    return tuple(connections.values())


def _speaks_tls(connection: Connection, inventory: Inventory) -> bool:
    known = inventory.catalog.protocols.get(connection.protocol)
    return bool(known and known.encrypted and connection.targets)


def _ends(
    connection: Connection, inventory: Inventory, certificates: Certificates, outgoing: dict[str, list[Link]]
) -> tuple[dict[str, None], dict[str, str]]:
    """Only what a client or a hostname begins goes past the first component."""
    start = [target.component for target in connection.targets]
    if connection.hostname or inventory.category(connection.source) is Category.CLIENT:
        ends, through = certificates.follow(asked_by(connection), start, outgoing)
        for component in ends:
            certificates.used_for(component, connection.hostname)
        return ends, through
    return {component: None for component in start if certificates.ends(component, "")}, {}


def _passed(link: Link, connection: Connection, end: str, inventory: Inventory, listeners: Listeners) -> Connection:
    """A connection that TLS passes through: HTTPS at its usual port, unless something else is stated."""
    protocols = inventory.catalog.protocols
    secure = protocols.get(protocols[connection.protocol].secure) if connection.protocol in protocols else None
    known = listeners.ports(connection.target)
    local = connection.encryption is Encryption.LOCAL
    to_usual = link.use.port is None and (not known or contains(known, HTTPS))
    return replace(
        connection,
        encryption=Encryption.LOCAL if local else Encryption.ENCRYPTED,
        protocol=secure.id if secure and not link.use.protocol else connection.protocol,
        port=HTTPS if to_usual else connection.port,
        tls_end=end,
    )
