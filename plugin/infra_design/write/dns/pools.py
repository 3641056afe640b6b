"""Weights and failover of records as pools of octoDNS's `dynamic` records."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, TypeAlias

from infra_design.write.dns.sets import role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra_design.model.stage import Record
    from infra_design.write.dns.sets import RecordSet

Value: TypeAlias = "str | int | list[Value] | dict[str, Value] | None"
"""What YAML can hold of it."""

DYNAMIC = frozenset({"A", "AAAA", "CNAME"})
"""Types that octoDNS answers from pools."""
HIGHEST_WEIGHT = 100
PRIMARY, SECONDARY = "primary", "secondary"


def usual(one: RecordSet) -> RecordSet:
    """The records that are answered while everything works."""
    found = [record for record in one.records if record.spec.failover != SECONDARY and record.spec.weight != 0]
    return one.only(found or one.records)


def pools(one: RecordSet) -> dict[str, Value]:
    """Pools by name, in the order in which they are asked; none where nothing has a weight or a role."""
    if one.type not in DYNAMIC or not any(map(role, one.records)):
        return {}
    main = usual(one).records
    rest = [record for record in one.records if record not in main and record.spec.weight != 0]
    first: dict[str, Value] = {"values": _values(main)}
    if not rest:
        return {PRIMARY: first}
    return {PRIMARY: first | {"fallback": SECONDARY}, SECONDARY: {"values": _values(rest)}}


def _values(records: Sequence[Record]) -> list[Value]:
    weights = scaled({record.value: record.spec.weight or 1 for record in records})
    alone = len(weights) == 1
    return [{"value": value} if alone else {"value": value, "weight": weight} for value, weight in weights.items()]


def scaled(weights: Mapping[str, int]) -> Mapping[str, int]:
    """Weights in the same proportions from 1 to 100, as near as whole numbers come."""
    common = gcd(*weights.values())
    least = {value: weight // common for value, weight in weights.items()}
    most = max(least.values())
    if most <= HIGHEST_WEIGHT:
        return least
    return {value: max(1, round(weight * HIGHEST_WEIGHT / most)) for value, weight in least.items()}
