"""What a server says of one name and type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NAMES = frozenset({"CNAME", "DNAME", "MX", "NS", "PTR", "RP", "SOA", "SRV"})
"""Types whose data has no letters but those of names, in which case does not count (RFC 4343)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        values: data of the records asked for, in the form of a zone file.
        ttl: of the set, in seconds.
        alias: target of a CNAME that stands at the name instead.
        authoritative: the server holds the zone, so that its TTL is the written one, not what is left of it.
        failure: why there is no answer that counts: a time-out, a refusal, an error; empty: this is one, and without
            values it says that there are no such records.
    """

    values: tuple[str, ...] = ()
    ttl: int = 0
    alias: str = ""
    alias_ttl: int = 0
    authoritative: bool = False
    failure: str = ""


Ask: TypeAlias = "Callable[[str, str], Answer]"
"""Asks for a full name without a dot at the end, and a type."""


def key(kind: str, value: str) -> str:
    """Data in a form that is equal where DNS sees no difference."""
    if kind in {"A", "AAAA"}:
        return _address(value)
    if kind in {"SPF", "TXT"}:
        return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', value))
    if kind == "CAA":
        flags, tag, rest = value.split(" ", 2)
        return f"{flags} {tag.lower()} {rest}"
    if kind in {"HTTPS", "SVCB"}:
        priority, target, *parameters = value.split(" ")
        return " ".join((priority, target.lower(), *sorted(parameters)))
    return value.lower() if kind in _NAMES else value


def _address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        return value


def keys(kind: str, values: Iterable[str]) -> frozenset[str]:
    """All of them, in any order."""
    return frozenset(key(kind, value) for value in values)


def without_serial(soa: str) -> str:
    """Data of an SOA record but for its serial, which servers and providers count by themselves."""
    fields = soa.split()
    return " ".join((*fields[:2], "…", *fields[3:]))
