"""Who answers on a port of something: of a machine or a group of them, of a cluster, or of the component itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.resolve.names import Found
from infra_design.resolve.ports import contains, usual_port

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.spec import Port
    from infra_design.resolve.inventory import Inventory

_ASIDE = frozenset({Category.CERTIFICATE, Category.AGENT, Category.CODE, Category.BACKUP, Category.PLACE})
_CARRIERS = frozenset({Category.MACHINE, Category.CLUSTER})


class Listeners:
    """Finds listeners, and learns ports from connections on the way."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._learned: dict[str, dict[Port, None]] = {}
        self._standing: dict[str, tuple[Found, ...]] = {}

    def ports(self, component: str) -> tuple[Port, ...]:
        """Ports on which a component is known to listen: as stated, else those of its product or kind and those learned."""
        stated = self._inventory.components[component].spec.listens
        return stated or tuple(
            dict.fromkeys((*self._inventory.identities[component].ports, *self._learned.get(component, ())))
        )

    def learn(self, component: str, port: Port | None) -> None:
        """Take it from a connection that a component listens on a port, unless the design states its ports."""
        if port is not None and not contains(self.ports(component), port):
            self._learned.setdefault(component, {})[port] = None

    def carries(self, component: str) -> bool:
        """Whether a component is a machine or cluster, which means what listens there."""
        return self._inventory.category(component) in _CARRIERS

    def standing_at(self, ident: str) -> tuple[Found, ...]:
        """Components that can answer for an id: itself, or what stands there; itself where nothing does."""
        if ident not in self._standing:
            found = self._inventory.names.find(ident)
            self._standing[ident] = () if found is None else self._standing_on(found) or (found,)
        return self._standing[ident]

    def _standing_on(self, found: Found) -> tuple[Found, ...]:
        if not self.carries(found.component):
            return ()
        carried = self._inventory.standing.carried
        members: dict[str, dict[str, None]] = {}
        for machine in found.members:
            for ident in carried[machine]:
                members.setdefault(self._inventory.instances[ident].component, {})[ident] = None
        return tuple(self._found(name, idents) for name, idents in members.items() if self._answers(name))

    def _found(self, component: str, members: Iterable[str]) -> Found:
        instances = self._inventory.components[component].instances
        chosen = tuple(members)
        return (
            Found(component, instances, whole=True)
            if len(chosen) == len(instances)
            else Found(component, chosen, whole=False)
        )

    def _answers(self, component: str) -> bool:
        """Whether requests can be for it, which they are not for guards that forward nothing and machines with software."""
        category = self._inventory.category(component)
        if category is Category.GUARD:
            return bool(self._inventory.components[component].spec.uses)
        if category in _CARRIERS:
            first = self._inventory.components[component].instances[0]
            carried = {
                self._inventory.instances[ident].component for ident in self._inventory.standing.carried[first]
            }
            return not any(map(self._answers, carried))
        return category not in _ASIDE

    def at(self, ident: str, port: Port | None, protocol: str = "") -> tuple[Found, ...]:
        """Who answers at an id on a port: one if it is clear, else those among whom it is not.

        Args:
            ident: a component or instance.
            port: None: not stated, then the usual port of the protocol.
            protocol: empty: not stated.
        """
        here = self.standing_at(ident)
        if len(here) <= 1:
            return here
        asked = port or usual_port(protocol, self._inventory.catalog)
        return self._on_port(here, asked) if asked else self._speaking(here, protocol)

    def _on_port(self, here: tuple[Found, ...], port: Port) -> tuple[Found, ...]:
        known = tuple(found for found in here if contains(self.ports(found.component), port))
        if len(known) > 1:
            stated = tuple(found for found in known if self._inventory.components[found.component].spec.listens)
            return stated if len(stated) == 1 else known
        return known or tuple(found for found in here if not self.ports(found.component)) or here

    def _speaking(self, here: tuple[Found, ...], protocol: str) -> tuple[Found, ...]:
        speaking = tuple(found for found in here if self._inventory.identities[found.component].protocol == protocol)
        return speaking if protocol and len(speaking) == 1 else here
