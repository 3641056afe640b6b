"""The order of keys, which follows how people tell it: what it is, where it is, what it uses, then texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Order = Sequence[str]

STAGE: Order = (
    *("title", "extends", "summary", "status", "date", "explain", "decision", "claims", "peak-load"),
    *("components", "dns", "journeys", "accept", "rules", "resources"),
)
SYSTEM: Order = ("title", "introduction", "conclusion", "resources", "defaults")
COMPONENT: Order = (
    *("kind", "title", "product", "version", "icon", "host", "in", "instances", "mode", "primary", "failover"),
    *("min-available", "managed", "address", "listens", "uses", "covers", "allow", "stores", "algorithm"),
    *("health-check", "encrypted", "recovery", "availability", "mtbf", "mttr", "capacity", "cost"),
    *("explain", "why", "links"),
)
INSTANCE: Order = (
    *("title", "version", "host", "in", "address", "availability", "mtbf", "mttr", "capacity", "cost"),
)
USE: Order = ("protocol", "port", "access", "encrypted", "optional", "for", "neighbor", "explain")
JOURNEY: Order = ("title", "from", "to", "access", "target", "peak-load", "explain")
WAIVER: Order = ("reason", "owner", "ticket", "until")
RECORD: Order = ("value", "ttl", "weight", "failover")
BY_PLACE: Mapping[tuple[str, ...], Order] = {
    ("components", "*"): COMPONENT,
    ("components", "*", "instances", "*"): INSTANCE,
    ("components", "*", "min-available"): ("read", "write"),
    ("components", "*", "uses", "*"): USE,
    ("dns", "*", "*", "*"): RECORD,
    ("journeys", "*"): JOURNEY,
    ("accept", "*"): WAIVER,
}
"""Keys of maps within a stage, by where they are; lists are passed over."""


def order_at(place: tuple[str, ...], *, system: bool = False) -> Order:
    """In which order the keys of a map come; empty: as they are written.

    Args:
        place: keys from the file's root to the map.
        system: the file is that of a system.
    """
    if system and place[:1] == ("defaults",):
        return order_at(place[1:])
    if not place:
        return SYSTEM if system else STAGE
    return next((order for pattern, order in BY_PLACE.items() if _fits(place, pattern)), ())


def _fits(place: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(place) == len(pattern) and all(part in ("*", key) for key, part in zip(place, pattern, strict=True))
