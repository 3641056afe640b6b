"""Asks a DNS server, which may be slow, broken or hostile: in bounded time, whatever comes back."""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver

from infra_design.adapters.drift.answer import Answer

if TYPE_CHECKING:
    from dns.rrset import RRset

    from infra_design.adapters.drift.answer import Ask

PORT = 53
PAYLOAD = 1232
"""Bytes that an answer over UDP may have (DNS flag day 2020)."""
LARGEST = 65_535
ATTEMPTS = 2
MOST_PACKETS = 1_000
"""Packets that are looked at while waiting for an answer; a flood of others is no answer."""
MOST_SILENCES = 6
"""Questions without an answer, and none answered so far, after which the server counts as dead."""


class ServerError(ValueError):
    """What was given is no server, or there is none."""


@dataclass(frozen=True, slots=True)
class Server:
    """Address and port of a DNS server."""

    address: str
    port: int = PORT

    def __str__(self) -> str:
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"

    @property
    def family(self) -> socket.AddressFamily:
        """IPv4 or IPv6."""
        return socket.AF_INET6 if ":" in self.address else socket.AF_INET

    @classmethod
    def parse(cls, text: str) -> Server:
        """`192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`.

        Raises:
            ServerError: it is none of these.
        """
        match = re.fullmatch(r"\[([^\]]+)\](?::([0-9]{1,5}))?|([0-9.]+)(?::([0-9]{1,5}))?|([0-9A-Fa-f:.]+)", text)
        try:
            address = str(ip_address(next(filter(None, match.group(1, 3, 5))))) if match else ""
        except ValueError:
            address = ""
        port = int(match[2] or match[4] or PORT) if match else 0
        if not address or not 0 < port <= LARGEST:
            raise ServerError(f"{text!r} is no address of a server; such as 192.0.2.1, 127.0.0.1:5353 or [::1]:5353")
        return cls(address, port)


def system_server() -> Server:
    """The resolver that this machine uses.

    Raises:
        ServerError: none is known.
    """
    try:
        servers = dns.resolver.Resolver().nameservers
    except dns.exception.DNSException:
        servers = []
    if not servers:
        raise ServerError("no resolver is known on this machine; name a server")
    return Server(str(servers[0]))


@dataclass(slots=True)
class Patience:
    """How long to wait: for one answer, and for all of them.

    Attributes:
        timeout: seconds for one packet.
        until: when to stop asking at all, by the monotonic clock.
    """

    timeout: float
    until: float
    answered: bool = False
    silences: int = 0

    def spent(self) -> str:
        """Why not to ask any more; empty: go on."""
        if not self.answered and self.silences >= MOST_SILENCES:
            return "not asked, because the server answers nothing"
        return "not asked, because the time is up" if time.monotonic() >= self.until else ""

    def deadline(self) -> float:
        """When to stop waiting for a packet that is asked for now."""
        return min(time.monotonic() + self.timeout, self.until)


def asking(server: Server, timeout: float = 3.0, within: float = 60.0) -> Ask:
    """A function that asks this server.

    Args:
        server: the one to ask.
        timeout: seconds to wait for one packet; each question is sent twice.
        within: seconds for all questions together.
    """
    patience = Patience(timeout, time.monotonic() + within)

    def ask(name: str, kind: str) -> Answer:
        failure = patience.spent()
        if failure:
            return Answer(failure=failure)
        try:
            answer = _asked(server, name, kind, patience)
        except Exception as error:  # noqa: BLE001 — whatever a hostile answer trips is no answer
            patience.silences += isinstance(error, TimeoutError)
            return Answer(failure=told(error))
        patience.answered = True
        return answer

    return ask


def told(error: Exception) -> str:
    """What went wrong, in a few words."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError):
        return (error.strerror or "no connection").lower()
    return f"no answer that can be read ({type(error).__name__})"


def _asked(server: Server, name: str, kind: str, patience: Patience) -> Answer:
    """One question: again if a packet is lost, over TCP if it is too long, without EDNS if that is refused."""
    query = dns.message.make_query(name, kind, use_edns=0, payload=PAYLOAD)
    response = _over_udp(server, query, patience)
    if response.rcode() in {dns.rcode.FORMERR, dns.rcode.NOTIMP} and not response.answer:
        query = dns.message.make_query(name, kind)
        response = _over_udp(server, query, patience)
    if response.flags & dns.flags.TC:
        response = over_tcp(server, query, patience)
    return read_answer(response, dns.name.from_text(name), dns.rdatatype.from_text(kind))


def _over_udp(server: Server, query: dns.message.Message, patience: Patience) -> dns.message.Message:
    for attempt in range(ATTEMPTS):
        with socket.socket(server.family, socket.SOCK_DGRAM) as wire:
            wire.connect((server.address, server.port))  # the kernel drops what others send
            wire.send(query.to_wire())
            try:
                return _awaited(wire, query, patience.deadline())
            except TimeoutError:
                if attempt + 1 == ATTEMPTS or time.monotonic() >= patience.until:
                    raise
    raise TimeoutError


def _awaited(wire: socket.socket, query: dns.message.Message, deadline: float) -> dns.message.Message:
    """The first packet that answers the query; all others are passed over."""
    for _ in range(MOST_PACKETS):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        wire.settimeout(left)
        response = _read(wire.recv(LARGEST), query)
        if response:
            return response
    raise TimeoutError


def _read(packet: bytes, query: dns.message.Message) -> dns.message.Message | None:
    """A packet as an answer to the query; None if it is none, or cannot be read."""
    if packet[:2] != struct.pack("!H", query.id):
        return None
    try:
        response = dns.message.from_wire(packet)
    except dns.message.Truncated as cut:
        response = cut.kwargs["message"]
    except Exception:  # noqa: BLE001 — whatever a hostile packet trips: it is not the answer
        return _cut_short(packet, query)
    return response if query.is_response(response) else None


def _cut_short(packet: bytes, query: dns.message.Message) -> dns.message.Message | None:
    """What was cut off in the middle of a record says at least that there is more (RFC 2181 section 9)."""
    try:
        response = dns.message.from_wire(packet, question_only=True)
    except Exception:  # noqa: BLE001 — the same
        return None
    return response if response.flags & dns.flags.TC and query.is_response(response) else None


def over_tcp(server: Server, query: dns.message.Message, patience: Patience) -> dns.message.Message:
    """Ask over TCP.

    Raises:
        OSError: no connection, or no answer in time.
        ValueError: what came is no answer.
    """
    deadline = patience.deadline()
    with connected(server, query, deadline) as wire:
        response = _read(received(wire, deadline), query)
    if response is None:
        raise ValueError("no answer to the question")
    return response


def connected(server: Server, query: dns.message.Message, deadline: float) -> socket.socket:
    """A connection over which a question has been sent."""
    wire = socket.create_connection((server.address, server.port), timeout=max(0.01, deadline - time.monotonic()))
    try:
        message = query.to_wire()
        wire.sendall(struct.pack("!H", len(message)) + message)
    except OSError:
        wire.close()
        raise
    return wire


def received(wire: socket.socket, deadline: float) -> bytes:
    """The next message on a connection; it has at most 65,535 bytes, and must be there before the deadline."""
    (length,) = struct.unpack("!H", _exactly(wire, 2, deadline))
    return _exactly(wire, length, deadline)


def _exactly(wire: socket.socket, count: int, deadline: float) -> bytes:
    found = bytearray()
    while len(found) < count:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        wire.settimeout(left)
        piece = wire.recv(count - len(found))
        if not piece:
            raise ConnectionError("the server closed the connection")
        found += piece
    return bytes(found)


def read_answer(response: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> Answer:
    """What a response says of a name and type."""
    if response.rcode() not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
        return Answer(failure=f"the server answers {dns.rcode.to_text(response.rcode())}")
    authoritative = bool(response.flags & dns.flags.AA)
    found = _set(response.answer, name, kind)
    if found is None and kind == dns.rdatatype.NS:
        found = _set(response.authority, name, kind)
    alias = None if kind == dns.rdatatype.CNAME else _set(response.answer, name, dns.rdatatype.CNAME)
    if found is None and alias is None and not authoritative and _refers(response):
        return Answer(failure="the server does not hold the zone, and refers to others")
    return Answer(
        values=tuple(sorted(data.to_text() for data in found)) if found else (),
        ttl=found.ttl if found else 0,
        alias=alias[0].to_text() if alias else "",
        alias_ttl=alias.ttl if alias else 0,
        authoritative=authoritative,
    )


def _set(section: list[RRset], name: dns.name.Name, kind: dns.rdatatype.RdataType) -> RRset | None:
    return next((one for one in section if one.name == name and one.rdtype == kind and len(one)), None)


def _refers(response: dns.message.Message) -> bool:
    kinds = {one.rdtype for one in response.authority}
    return response.rcode() == dns.rcode.NOERROR and dns.rdatatype.NS in kinds and dns.rdatatype.SOA not in kinds
