"""Ports of a service, in the short and the long form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.adapters.cli.imports.compose.variables import UNSET
from infra_design.adapters.cli.imports.values import listed, table, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.adapters.cli.imports.values import Value

HIGHEST = 65535
LOOPBACK = ("127.", "::1", "localhost")
_SPAN = r"([0-9]{1,5})(?:-([0-9]{1,5}))?"


@dataclass(frozen=True, slots=True)
class Opening:
    """A port, or a range, that a container has.

    Attributes:
        inside: in the container, as a design's file has it: `80`, `7000-8000`, `53/udp`.
        outside: on the machine; empty: on none, or one that is chosen when it starts.
        local: only the machine itself reaches it.
        chosen: on the machine, but nobody says on which port.
    """

    inside: str
    outside: str = ""
    local: bool = False
    chosen: bool = False


def published(value: Value) -> Iterator[Opening]:
    """What `ports` says; what has no meaning is left out."""
    for one in listed(value):
        if isinstance(one, dict):
            found = _long(text(one.get("target")), text(one.get("published")), table(one))
        else:
            found = _short(text(one))
        if found:
            yield found


def exposed(value: Value) -> Iterator[Opening]:
    """What `expose` says."""
    for one in listed(value):
        port, _, transport = text(one).partition("/")
        if inside := _port(port, transport):
            yield Opening(inside)


def _short(written: str) -> Opening | None:
    """`8080:80`, `127.0.0.1:8080:80/tcp`, `[::1]:80:80`, `80`."""
    plain, _, transport = written.partition("/")
    match = re.fullmatch(r"(?:(\[[^\]]*\]|[^:\[\]]*):)?(?:([^:]*):)?([^:]+)", plain)
    if not match:
        return None
    address, outside, inside = match[1], match[2], match[3]
    if address is not None and outside is None:
        address, outside = "", address
    given = _port(inside, transport)
    if not given:
        return None
    local = (address or "").strip("[]").startswith(LOOPBACK)
    return Opening(given, _port(outside or "", transport), local, chosen=not _port(outside or "", transport))


def _long(target: str, outside: str, entry: dict[str, Value]) -> Opening | None:
    transport = text(entry.get("protocol"))
    inside = _port(target, transport)
    if not inside:
        return None
    known = _port(outside, transport)
    return Opening(inside, known, text(entry.get("host_ip")).startswith(LOOPBACK), chosen=not known)


def valid(port: str) -> str:
    """A port, or nothing if there is no such port."""
    return port if port and 1 <= int(port) <= HIGHEST else ""


def _port(written: str, transport: str) -> str:
    match = re.fullmatch(_SPAN, written.strip()) if UNSET not in written else None
    if not match:
        return ""
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= HIGHEST:
        return ""
    span = str(first) if first == last else f"{first}-{last}"
    return f"{span}/udp" if transport == "udp" else span
