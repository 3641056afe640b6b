"""Ports and protocols: what is spoken to a target, and where it listens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.catalog import Catalog
    from infra_design.model.spec import Port
    from infra_design.resolve.identity import Identity


class Wire(NamedTuple):
    """What a connection speaks, and to which port; empty and None: unknown."""

    protocol: str
    port: Port | None


def contains(ports: Iterable[Port], asked: Port) -> bool:
    """Whether a port, or all of a range, is among ports; what names no transport is TCP."""
    return any(
        port.first <= asked.first
        and asked.last <= port.last
        and (port.transport or "tcp") == (asked.transport or "tcp")
        for port in ports
    )


def usual_port(protocol: str, catalog: Catalog) -> Port | None:
    """The port on which a protocol is usually spoken."""
    known = catalog.protocols.get(protocol)
    return known.port if known else None


def wire(protocol: str, port: Port | None, target: Identity, listens: tuple[Port, ...], catalog: Catalog) -> Wire:
    """Protocol and port as stated, else as the target has them.

    Args:
        protocol: as stated; empty: not stated.
        port: as stated; None: not stated.
        target: the target's kind and product.
        listens: ports on which the target is known to listen, its default first.
        catalog: of protocols.
    """
    spoken = protocol or target.protocol
    if port is None:
        port = _usual_or_first(spoken, listens, catalog, stated=bool(protocol))
    return Wire(protocol or _at_port(spoken, port, catalog), port)


def _usual_or_first(protocol: str, listens: tuple[Port, ...], catalog: Catalog, *, stated: bool) -> Port | None:
    """The usual port of a protocol that is stated or encrypted if the target listens there, else the first one."""
    usual = usual_port(protocol, catalog)
    known = catalog.protocols.get(protocol)
    wanted = stated or bool(known and known.encrypted)
    if usual and (not listens or (wanted and contains(listens, usual))):
        return usual
    return next(iter(listens), None)


def _at_port(protocol: str, port: Port | None, catalog: Catalog) -> str:
    """The encrypted or plain form of a protocol whose usual port this is: HTTP at 443 is HTTPS."""
    known = catalog.protocols.get(protocol)
    if known is None or port is None or port == known.port:
        return protocol
    secure = catalog.protocols.get(known.secure)
    if secure and secure.port == port:
        return secure.id
    plain = (other.id for other in catalog.protocols.values() if other.secure == protocol and other.port == port)
    return next(plain, protocol)


def by_protocol(protocol: str, target: Identity | None, catalog: Catalog) -> Encryption:
    """What a protocol says of encryption; one that says nothing is clear text, no protocol is unknown."""
    known = catalog.protocols.get(protocol)
    if target and target.encrypted is not None and protocol == target.protocol:
        encrypted: bool | None = target.encrypted
    elif known:
        encrypted = known.encrypted
    else:
        encrypted = False if protocol else None
    if encrypted is None:
        return Encryption.UNKNOWN
    return Encryption.ENCRYPTED if encrypted else Encryption.CLEAR
