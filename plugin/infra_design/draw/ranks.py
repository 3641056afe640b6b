"""Columns: clients on the left, and everything to the right of what uses it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.draw.picture import Flow

STEP = 2
"""Columns from a card to the next: one for the label between them."""


def directed(flows: Sequence[Flow], unit: Mapping[str, str], first: Iterable[str]) -> tuple[Flow, ...]:
    """Mark the flows that run back to something earlier, so that the rest has a direction.

    Args:
        flows: what flows between cards.
        unit: card → component; all cards of a component share a column.
        first: components to start from: the clients.
    """
    following: dict[str, dict[str, None]] = {component: {} for component in dict.fromkeys(unit.values())}
    for flow in flows:
        for source, target in _ends(flow, unit):
            following[source][target] = None
    backward = _backward(following, (*first, *following))
    return tuple(
        replace(flow, back=True) if any(end in backward or end[0] == end[1] for end in _ends(flow, unit)) else flow
        for flow in flows
    )


def _ends(flow: Flow, unit: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(unit[source], unit[target]) for source in flow.sources for target in flow.targets}


def _backward(following: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[tuple[str, str]]:
    """Edges that lead back onto the way by which a walk came."""
    backward: set[tuple[str, str]] = set()
    done: set[str] = set()
    for start in starts:
        way: dict[str, None] = {}
        stack = [(start, iter(following[start]))] if start not in done else []
        way.update({start: None} if stack else {})
        while stack:
            here, rest = stack[-1]
            after = next(rest, None)
            if after is None:
                stack.pop()
                del way[here]
                done.add(here)
            elif after in way:
                backward.add((here, after))
            elif after not in done:
                way[after] = None
                stack.append((after, iter(following[after])))
    return backward


def rank(
    flows: Iterable[Flow], unit: Mapping[str, str], clients: Iterable[str], tiers: Mapping[str, int]
) -> dict[str, int]:
    """Column of each card.

    What clients reach stands as far right as the longest way to it; what no client reaches (a worker that reads a
    queue) stands just before what it uses; what nothing flows to or from stands with others of its tier.

    Args:
        flows: what flows, directed.
        unit: card → component; all cards of a component share a column.
        clients: components that stand on the left.
        tiers: component → number of its tier, for every component.
    """
    hops = _hops(flows, unit)
    order = _in_order(hops)
    columns = _onward(hops, order, dict.fromkeys(clients, 0))
    columns |= _just_before(hops, order, columns)
    lonely = [component for component in tiers if component not in columns]
    later = {target for _, target in hops}
    for component in lonely:
        if component not in later:
            columns[component] = _column_of_tier(tiers, columns, component)
    columns = _onward(hops, order, columns)
    least = min(columns.values(), default=0)
    out = {component: column - least for component, column in columns.items()} | dict.fromkeys(clients, 0)
    return {card: out[component] for card, component in unit.items()}


def depths(flows: Iterable[Flow]) -> dict[str, int]:
    """How many columns each firewall on the way stands before what it guards: behind all that it is in front of."""
    chains = {chain for flow in flows for chain in flow.guards.values()}
    out = {guard: 1 for chain in sorted(chains) for guard in chain}
    for _ in out:
        for chain in chains:
            for outer, inner in pairwise(chain):
                out[outer] = max(out[outer], out[inner] + 1)
    return out


def fits(flow: Flow, columns: Mapping[str, int], depth: Mapping[str, int]) -> bool:
    """Whether there is room for a flow from left to right; not so for one that leads to a client."""
    last = max(columns[source] for source in flow.sources)
    return flow.back or all(columns[target] >= last + _hop(flow, depth) for target in flow.targets)


def _hop(flow: Flow, depth: Mapping[str, int]) -> int:
    """Columns from the last source of a flow to its targets."""
    return STEP + max((depth[guard] for chain in flow.guards.values() for guard in chain), default=0)


_Hops = dict[tuple[str, str], int]
"""Columns from a component to one that it uses."""


def _hops(flows: Iterable[Flow], unit: Mapping[str, str]) -> _Hops:
    hops: _Hops = {}
    flows = tuple(flows)
    depth = depths(flows)
    for flow in flows:
        for end in () if flow.back else sorted(_ends(flow, unit)):
            hops[end] = max(hops.get(end, 0), _hop(flow, depth))
    return hops


def _onward(hops: _Hops, order: Iterable[str], columns: Mapping[str, int]) -> dict[str, int]:
    """Extend columns to everything that follows, by the longest way; columns that are given stay."""
    out = dict(columns)
    before: dict[str, list[tuple[str, int]]] = {}
    for (source, target), hop in hops.items():
        before.setdefault(target, []).append((source, hop))
    for component in order:
        ways = [out[source] + hop for source, hop in before.get(component, ()) if source in out]
        if ways and component not in columns:
            out[component] = max(ways)
    return out


def _just_before(hops: _Hops, order: Sequence[str], columns: Mapping[str, int]) -> dict[str, int]:
    """Columns of what leads to something that has one, as close to it as possible."""
    known = dict(columns)
    after: dict[str, list[tuple[str, int]]] = {}
    for (source, target), hop in hops.items():
        after.setdefault(source, []).append((target, hop))
    for component in reversed(order):
        ways = [known[target] - hop for target, hop in after.get(component, ()) if target in known]
        if ways and component not in columns:
            known[component] = min(ways)
    return {component: column for component, column in known.items() if component not in columns}


def _in_order(hops: _Hops) -> list[str]:
    """Components so that each comes after what uses it."""
    from graphlib import TopologicalSorter  # noqa: PLC0415 — small, but nothing else here needs it

    sorter: TopologicalSorter[str] = TopologicalSorter()
    for source, target in hops:
        sorter.add(target, source)
    return list(sorter.static_order())


def _column_of_tier(tiers: Mapping[str, int], columns: Mapping[str, int], component: str) -> int:
    """Column of the first of the same tier, else of the nearest tier before it."""
    for tier in range(tiers[component], -1, -1):
        same = [column for other, column in columns.items() if tiers.get(other) == tier]
        if same:
            return min(same)
    return 0
