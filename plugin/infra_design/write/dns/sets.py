"""The records of a zone in sets: what one name has of one type, each value once (RFC 2181 section 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from infra_design.model.stage import Record, Zone

PROVIDER_TYPES = frozenset({"ALIAS", "ANAME"})
_FIRST = ("SOA", "NS")
_SPECIAL = re.compile(r"\\[0-9]{3}|\\.|[;\"()@$\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class RecordSet:
    """What a name has of one type.

    Attributes:
        owner: full name, in lower case, without a dot at the end.
        ttl: the lowest of its records, which is what resolvers go by where they differ (RFC 2181 section 5.2).
        records: in the order of the design.
    """

    owner: str
    type: str
    ttl: int
    records: tuple[Record, ...]

    def only(self, records: Sequence[Record]) -> RecordSet:
        """The set with some of its records."""
        return replace(self, records=tuple(records))


def record_sets(zone: Zone) -> list[RecordSet]:
    """All sets, the zone's own name first, then each name before those below it."""
    found: dict[tuple[str, str], list[Record]] = {}
    for record in zone.records:
        found.setdefault((record.owner, record.type), []).append(record)
    sets = [
        RecordSet(owner, kind, min(record.ttl for record in records), _once(records))
        for (owner, kind), records in found.items()
    ]
    return sorted(sets, key=lambda one: (one.owner.split(".")[::-1], _rank(one.type), one.type))


def _rank(kind: str) -> int:
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _once(records: Iterable[Record]) -> tuple[Record, ...]:
    found: dict[tuple[str, bool], Record] = {}
    for record in records:
        found.setdefault((record.value, record.alias), record)
    return tuple(found.values())


def fields(data: str) -> list[str]:
    """The words of data, quoted ones with their quotes."""
    return re.findall(r'"(?:[^"\\]|\\.)*"|\S+', data)


def ascii_name(owner: str) -> str:
    r"""A name as a zone file may have it: other letters than ASCII as RFC 3490 has them, special characters with `\`.

    Raises:
        ValueError: a part is longer than DNS allows.
    """
    text = owner if owner.isascii() else ".".join(map(_ascii_label, owner.split(".")))
    return _SPECIAL.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    text = match[0]
    if text.startswith("\\"):
        return text
    return f"\\{text}" if text.isprintable() else f"\\{ord(text):03}"


def _ascii_label(label: str) -> str:
    return label if label.isascii() else label.encode("idna").decode()


def relative(owner: str, zone: str) -> str:
    """A name within its zone; empty for the zone's own."""
    return "" if owner == zone else owner.removesuffix(f".{zone}")


def role(record: Record) -> str:
    """What a provider makes of a record among its like, in words: `weight 3, failover primary`."""
    parts = [f"weight {record.spec.weight}"] if record.spec.weight is not None else []
    parts += [f"failover {record.spec.failover}"] if record.spec.failover else []
    return ", ".join(parts)
