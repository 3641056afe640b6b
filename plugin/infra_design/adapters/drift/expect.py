"""What a stage's zones let one expect of a server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.adapters.drift.answer import keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.model.source import Mark
    from infra_design.model.stage import Record, Zone

PROBE = "infra-design-probe"
"""Label of the name that is asked for to see what a wildcard answers."""
USUAL = ("A", "AAAA", "CAA", "HTTPS", "MX", "TXT")
"""Types that are asked for at each name to see whether there is more than the design has."""
AUTHORITY = frozenset({"NS", "SOA"})
"""Types that every zone has at its own name, whether the design writes them or not."""
SIGNATURES = frozenset({"CDNSKEY", "CDS", "DNSKEY", "NSEC", "NSEC3", "NSEC3PARAM", "RRSIG", "TYPE65534"})
"""What a server adds by itself to a zone that it signs."""
PROVIDER_TYPES = frozenset({"ALIAS", "ANAME"})
ADDRESSES = frozenset({"A", "AAAA", "CNAME", "HTTPS"})
"""What a provider may answer with where the design has an alias."""
LONGEST_LABEL, LONGEST_NAME = 63, 253


@dataclass(frozen=True, slots=True)
class Expected:
    """A set of records that a server should have.

    Attributes:
        zone: its name.
        owner: as in the design: "*.foobar.com".
        asked: the name to ask for.
        values: data as in a zone file.
        ttl: in seconds.
        some: an answer may hold some of the values: they have weights, or take turns in failing over.
        main: of those, the ones that are answered while nothing has failed.
        mark: where the first is written.
    """

    zone: str
    owner: str
    asked: str
    type: str
    values: tuple[str, ...]
    ttl: int
    mark: Mark
    some: bool = False
    main: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Absent:
    """A set of records that a server should not have; `asked` as in `Expected`."""

    zone: str
    owner: str
    asked: str
    type: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A set of records that no answer can be held against, and why."""

    owner: str
    type: str
    reason: str


@dataclass(frozen=True, slots=True)
class Expectations:
    """What to ask, and what may come back.

    Attributes:
        zones: their names.
        sets: what should be there.
        absent: what should not be there.
        skipped: what cannot be compared.
    """

    zones: tuple[str, ...]
    sets: tuple[Expected, ...]
    absent: tuple[Absent, ...]
    skipped: tuple[Skipped, ...]


def expectations(zones: Iterable[Zone]) -> Expectations:
    """What the zones of a stage let one expect, in the order of the design."""
    chosen = tuple(zones)
    found = [one for zone in chosen for one in _zone(zone)]
    sets = tuple(one for one in found if isinstance(one, Expected))
    skipped = tuple(one for one in found if isinstance(one, Skipped))
    return Expectations(
        zones=tuple(zone.name for zone in chosen),
        sets=sets,
        absent=tuple(dict.fromkeys(_absent(sets, skipped))),
        skipped=skipped,
    )


def _zone(zone: Zone) -> Iterator[Expected | Skipped]:
    sets: dict[tuple[str, str], list[Record]] = {}
    for record in zone.records:
        sets.setdefault((record.owner, record.type), []).append(record)
    cuts = {owner for owner, kind in sets if kind == "NS" and owner != zone.name}
    for (owner, kind), records in sets.items():
        reason = _reason(owner, kind, records, cuts)
        yield Skipped(owner, kind, reason) if reason else _expected(zone.name, owner, kind, records)


def _reason(owner: str, kind: str, records: Iterable[Record], cuts: set[str]) -> str:
    if kind in PROVIDER_TYPES or any(record.alias for record in records):
        return "an alias, for which a provider answers with what it finds"
    if any(owner.endswith(f".{cut}") for cut in cuts) or (owner in cuts and kind != "NS"):
        return "in a zone that is handed over to other servers"
    if len(owner) > LONGEST_NAME or any(len(label) > LONGEST_LABEL for label in owner.split(".")):
        return "a name that DNS cannot carry"
    return ""


def _expected(zone: str, owner: str, kind: str, records: list[Record]) -> Expected:
    specs = [record.spec for record in records]
    main = [one.value for one in records if one.spec.failover != "secondary" and one.spec.weight != 0]
    return Expected(
        zone=zone,
        owner=owner,
        asked=f"{PROBE}.{owner[2:]}" if owner.startswith("*.") else owner,
        type=kind,
        values=tuple(dict.fromkeys(record.value for record in records)),
        ttl=min(record.ttl for record in records),
        mark=specs[0].mark,
        some=any(spec.weight is not None or spec.failover for spec in specs),
        main=tuple(main),
    )


def _absent(sets: Iterable[Expected], skipped: Iterable[Skipped]) -> Iterator[Absent]:
    """At each name the usual types that it has not; a name with a CNAME or handed over has no others anyway."""
    types: dict[tuple[str, str, str], set[str]] = {}
    for one in sets:
        types.setdefault((one.zone, one.owner, one.asked), set()).add(one.type)
    unknown = {one.owner for one in skipped}
    for (zone, owner, asked), has in types.items():
        for kind in USUAL if owner == zone or has.isdisjoint({"CNAME", "NS"}) else ():
            if kind not in has and not (owner in unknown and kind in ADDRESSES):
                yield Absent(zone, owner, asked, kind)


def unexpected(wanted: Expectations, held: Iterable[tuple[str, str]]) -> Iterator[Absent]:
    """What a server holds and the design does not write, as far as one can tell."""
    known = {(one.owner, one.type) for one in wanted.sets} | {(one.owner, one.type) for one in wanted.skipped}
    unknown = {one.owner for one in wanted.skipped}
    cuts = tuple(f".{one.owner}" for one in wanted.sets if one.type == "NS" and one.owner != one.zone)
    for owner, kind in held:
        zone = max((zone for zone in wanted.zones if f".{owner}".endswith(f".{zone}")), key=len, default="")
        free = (owner == zone and kind in AUTHORITY) or (owner in unknown and kind in ADDRESSES)
        if zone and (owner, kind) not in known and not free and kind not in SIGNATURES and not owner.endswith(cuts):
            yield Absent(zone, owner, owner, kind)


def matches(expected: Expected, values: Iterable[str]) -> bool:
    """Whether an answer is what the design says."""
    wanted, given = keys(expected.type, expected.values), keys(expected.type, values)
    return bool(given) and given <= wanted if expected.some else given == wanted
