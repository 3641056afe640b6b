"""Whether connections stay within one machine, and whether what they cross encrypts everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.model.stage import Component, Target
    from infra_design.resolve.inventory import Inventory

_NOTHING: frozenset[str] = frozenset()
_ENCRYPT_WHAT_IS_INSIDE = frozenset({Category.PLACE, Category.CLUSTER})


def stays_local(
    inventory: Inventory, source: Component, targets: Sequence[Target], neighbors: Mapping[str, tuple[str, ...]]
) -> bool:
    """Whether every instance finds its target on its own machine."""
    if neighbors and len(neighbors) == len(source.instances):
        return True
    grounds = inventory.standing.grounds
    here = {grounds.get(ident, "") for ident in source.instances}
    if len(here) != 1 or not targets:
        return False
    return all(grounds.get(ident) in here for target in targets for ident in target.members)


class Wrapping:
    """Networks and clusters that encrypt all traffic inside them."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._encrypting = {
            ident
            for component in inventory.components.values()
            if component.spec.encrypted and component.kind.category in _ENCRYPT_WHAT_IS_INSIDE
            for ident in component.instances
        }
        self._around: dict[str, frozenset[str]] = {}
        self._shared: dict[tuple[str, ...], frozenset[str]] = {}

    def wraps(self, source: Component, targets: Iterable[Target]) -> bool:
        """Whether one of them has all instances of a source and of its targets inside."""
        if not self._encrypting:
            return False
        shared = self._share(source.instances)
        for target in targets:
            shared &= self._share(target.members)
        return bool(shared)

    def _share(self, members: tuple[str, ...]) -> frozenset[str]:
        if members not in self._shared:
            around = [self._surrounding(ident) for ident in members]
            self._shared[members] = frozenset.intersection(*around) if around else _NOTHING
        return self._shared[members]

    def _surrounding(self, ident: str) -> frozenset[str]:
        """The encrypting places and clusters that an instance is in, by itself or by what it stands on."""
        if ident not in self._around:
            instance = self._inventory.instances[ident]
            cluster = self._inventory.category(instance.component) is Category.CLUSTER
            inside = {place for places in instance.places for place in places}
            below = inside if cluster else inside.union(instance.hosts)
            found = frozenset.union(_NOTHING, *(self._surrounding(other) for other in sorted(below)))
            self._around[ident] = found | ({ident} & self._encrypting)
        return self._around[ident]
