"""A whole zone at once (AXFR, RFC 5936), from a server that allows it: only this shows names that nobody expects."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from infra_design.adapters.drift.answer import Answer
from infra_design.adapters.drift.ask import Patience, Server, ServerError, connected, received, told

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from dns.message import Message
    from dns.rrset import RRset

MOST_RECORDS = 200_000


def transferred(
    server: Server, zone: str, timeout: float = 3.0, within: float = 60.0
) -> dict[tuple[str, str], Answer]:
    """All records of a zone: name and type → what the server has there.

    Raises:
        ServerError: it does not hand the zone over, or what came is none.
    """
    patience = Patience(timeout, time.monotonic() + within)
    sets: dict[tuple[str, str], RRset] = {}
    try:
        for one in _records(server, zone, patience):
            key = one.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(one.rdtype)
            sets.setdefault(key, one).add(one[0], one.ttl)
    except ServerError:
        raise
    except Exception as error:  # noqa: BLE001 — whatever a hostile answer trips: it is no zone
        raise ServerError(f"{server} does not hand over {zone}: {told(error)}") from None
    return {key: _answer(one) for key, one in sets.items()}


def _answer(one: RRset) -> Answer:
    return Answer(tuple(sorted(data.to_text() for data in one)), one.ttl, authoritative=True)


def _records(server: Server, zone: str, patience: Patience) -> Iterator[RRset]:
    """The records one by one: the SOA record comes first, and a second time in the end."""
    query = dns.message.make_query(zone, "AXFR")
    origin = dns.name.from_text(zone)
    with connected(server, query, patience.deadline()) as wire:
        for place, one in enumerate(_stream(wire, query, origin, patience)):
            is_soa = one.rdtype == dns.rdatatype.SOA
            if is_soa and place:
                return
            if is_soa == bool(place) or place > MOST_RECORDS or not one.name.is_subdomain(origin):
                raise ServerError(f"what {server} hands over is not the zone {zone}")
            yield one


def _stream(wire: socket.socket, query: Message, origin: dns.name.Name, patience: Patience) -> Iterator[RRset]:
    """The answers of one message after the other, which come as long as the time is not up."""
    while not patience.spent():
        packet = received(wire, patience.deadline())
        message = dns.message.from_wire(packet, xfr=True, one_rr_per_rrset=True, origin=None, ignore_trailing=False)
        if message.id != query.id or message.rcode() != dns.rcode.NOERROR or not message.answer:
            raise ServerError(f"the server answers {dns.rcode.to_text(message.rcode())} to a transfer of {origin}")
        yield from message.answer
    raise TimeoutError
