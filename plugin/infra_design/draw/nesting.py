"""Frames: places around networks around machines around what runs on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra_design.draw.shown import Shown
    from infra_design.model.stage import Stage

_HOLDERS = (Category.MACHINE, Category.CLUSTER, Category.PLACE)

_PLACES = ("region", "data-center", "availability-zone", "rack", "network", "subnet", "boundary")
"""Kinds of places, the outermost first."""


@dataclass(frozen=True, slots=True)
class Nesting:
    """Which frames there are, and what stands in them.

    Keys of frames are instance ids; a place that is drawn inside several others (a network that spans zones) has the
    way to it as its key.

    Attributes:
        frame: shown instance → key of the innermost frame around it, or empty.
        parent: frame key → key of the frame around it, or empty; outer frames come first.
        of: frame key → the instance that it shows.
    """

    frame: Mapping[str, str]
    parent: Mapping[str, str]
    of: Mapping[str, str]

    def around(self, key: str) -> tuple[str, ...]:
        """A frame and all frames around it, the outermost first."""
        chain: list[str] = []
        while key:
            chain.append(key)
            key = self.parent[key]
        return tuple(reversed(chain))

    def common(self, keys: Iterable[str]) -> str:
        """The innermost frame that is around, or is, each of these; empty: none."""
        chains = [self.around(key) for key in keys]
        shared = ""
        for level in zip(*chains, strict=False):
            if len(set(level)) > 1:
                break
            shared = level[0]
        return shared


def holds(stage: Stage, ident: str) -> bool:
    """Whether others stand on it or in it: a machine, a cluster, a place."""
    return _category(stage, ident) in _HOLDERS


def nest(stage: Stage, shown: Shown, cards: Iterable[str]) -> Nesting:
    """Frames around `cards`, and around machines, clusters and places that carry none and are cards themselves."""
    ways = _Ways(stage, shown)
    parent: dict[str, str] = {}
    of: dict[str, str] = {}
    framed: set[str] = set()

    def enter(ident: str) -> None:
        around = ""
        for key, instance in ways.to(ident):
            if key not in parent:
                parent[key], of[key] = around, instance
                framed.add(instance)
            around = key

    for card in cards:
        enter(card)
    for category in _HOLDERS:
        idents = [ident for ident in shown.members if _category(stage, ident) is category]
        for ident in sorted(idents, key=lambda ident: -len(ways.to(ident))):
            if ident not in framed:
                enter(ident)
    frame = {ident: way[-1][0] if (way := ways.to(ident)) else "" for ident in shown.members}
    return Nesting(frame, parent, of)


def _category(stage: Stage, ident: str) -> Category:
    return stage.components[stage.instances[ident].component].kind.category


class _Ways:
    """The frames on the way to an instance, each computed once."""

    def __init__(self, stage: Stage, shown: Shown) -> None:
        self._stage = stage
        self._shown = shown
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}
        self._cluster = _nodes(stage, shown)
        self._order = {ident: place for place, ident in enumerate(stage.instances)}

    def to(self, ident: str) -> tuple[tuple[str, str], ...]:
        """Keys and instances of the frames around an instance, the outermost first."""
        if ident not in self._known:
            self._known[ident] = ()
            self._known[ident] = self._find(ident)
        return self._known[ident]

    def _find(self, ident: str) -> tuple[tuple[str, str], ...]:
        hosts = self._stage.instances[ident].hosts
        host = self._shown.of[hosts[0]] if len(hosts) == 1 else self._cluster.get(ident, "")
        if _category(self._stage, ident) is Category.CLUSTER or not host:
            return self._places(ident)
        return (*self.to(host), (host, host)) if holds(self._stage, host) else self.to(host)

    def _places(self, ident: str) -> tuple[tuple[str, str], ...]:
        around = self._places_around(ident)
        ordered = sorted(around, key=lambda place: (self._level(place), self._order[place]))
        keys = ["/".join(ordered[: end + 1]) for end in range(len(ordered))]
        return tuple(zip(keys, ordered, strict=True))

    def _places_around(self, ident: str) -> tuple[str, ...]:
        """Places that an instance is in for certain, with those that they are in."""
        found: dict[str, None] = {}
        todo = [ident]
        while todo:
            for choice in self._stage.instances[todo.pop()].places:
                if len(choice) == 1 and choice[0] not in found:
                    found[choice[0]] = None
                    todo.append(choice[0])
        return tuple(place for place in found if place != ident)

    def _level(self, place: str) -> float:
        """How far inside a place is drawn: by its kind, but always inside of what it is in."""
        kind = self._stage.components[self._stage.instances[place].component].kind.id
        own = float(_PLACES.index(kind)) if kind in _PLACES else float(len(_PLACES))
        outer = [
            self._level(other) for other in self._places_around(place) if place not in self._places_around(other)
        ]
        return max([own, *(level + 0.5 for level in outer)])


def _nodes(stage: Stage, shown: Shown) -> dict[str, str]:
    """Machine → the cluster whose frame it is drawn in: the only one it is a node of, in the same places."""
    clusters: dict[str, list[str]] = {}
    for instance in stage.instances.values():
        if _category(stage, instance.id) is Category.CLUSTER:
            for host in dict.fromkeys(shown.of[host] for host in instance.hosts):
                clusters.setdefault(host, []).append(instance.id)
    return {
        node: shown.of[found[0]]
        for node, found in clusters.items()
        if len(found) == 1
        and not stage.instances[node].hosts
        and stage.instances[node].places == stage.instances[found[0]].places
    }
