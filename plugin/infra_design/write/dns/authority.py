"""SOA and NS of a zone: as written, else made up in a way that nobody takes for real."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra_design.write.dns.sets import RecordSet

Serial: TypeAlias = "int | Literal['content', '']"
"""A number; `content`: one that follows from the records; empty: the SOA's own, else one that follows from them."""

NO_SERVER = "ns.invalid."
"""A name that never exists (RFC 6761 section 6.4)."""
REFRESH, RETRY, EXPIRE = 7200, 900, 1_209_600
"""Seconds, within what RFC 1912 section 2.2 recommends."""
LONGEST_NEGATIVE = 3600
"""RFC 2308 section 5: that a name does not exist should be remembered for one to three hours."""
FIELDS = 7
SERIAL = 2


def soa(zone: str, written: str, servers: Sequence[str], sets: Iterable[RecordSet], serial: Serial) -> str:
    """Data of the SOA record.

    Args:
        zone: its name.
        written: data of the SOA record in the design, or empty.
        servers: names of its name servers, if any.
        sets: what else is in the zone, from which the serial can follow.
        serial: as asked for.
    """
    fields = written.split()
    if not fields:
        server = servers[0] if servers else NO_SERVER
        lasting = [*map(str, (REFRESH, RETRY, EXPIRE, LONGEST_NEGATIVE))]
        fields = [server, f"hostmaster.{zone}.", "", *lasting]
    if serial or not fields[SERIAL]:
        rest = (*fields[:SERIAL], *fields[SERIAL + 1 :])
        fields[SERIAL] = str(serial if isinstance(serial, int) else _from_content(rest, sets))
    return " ".join(fields)


def _from_content(fields: Iterable[str], sets: Iterable[RecordSet]) -> int:
    """A serial that changes when a record does, and with nothing else; not with the order of records."""
    lines = (f"{one.owner} {one.ttl} {one.type} {record.value}" for one in sets for record in one.records)
    return zlib.crc32("\n".join((*fields, *sorted(lines))).encode()) or 1
