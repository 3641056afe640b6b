"""Who answers on a port of something: of a machine or a group of them, of a cluster, or of the component itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.spec import Port
from infra_design.resolve.names import Found
from infra_design.resolve.ports import contains, usual_port

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.report import Report

_ASIDE = frozenset(
    {Category.CERTIFICATE, Category.AGENT, Category.CODE, Category.BACKUP, Category.PLACE, Category.CLIENT}
)
_CARRIERS = frozenset({Category.MACHINE, Category.CLUSTER})
_ADMINISTRATION = (
    Port(22, 23),  # SSH and Telnet
    Port(161, 161, "udp"),  # SNMP
    Port(3389, 3389),  # remote desktop
    Port(5900, 5900),  # VNC
    Port(5985, 5986),  # Windows remote management
)


class Listeners:
    """Finds who listens.

    A component's ports are those that it states, else those of its product or kind and those that connections to it
    state. A port that a connection merely takes for granted is none that others could count on.
    """

    def __init__(self, inventory: Inventory, report: Report) -> None:
        self._inventory = inventory
        self._report = report
        self._ports = {
            ident: component.spec.listens or inventory.identities[ident].ports
            for ident, component in inventory.components.items()
        }
        self._implied: dict[str, dict[Port, None]] = {}
        self._standing: dict[str, tuple[Found, ...]] = {}
        self._answering: dict[str, bool] = {}
        self._clusters = _clusters_by_node(inventory)

    def ports(self, component: str) -> tuple[Port, ...]:
        """Ports on which a component is known to listen, its default first."""
        return self._ports[component]

    def all_ports(self, component: str) -> tuple[Port, ...]:
        """Those, and the ones that connections take for granted."""
        return (*self._ports[component], *self._implied.get(component, ()))

    def learn(self, component: str, port: Port) -> None:
        """A connection states that a component listens on a port; what the component states itself comes first."""
        if not self._inventory.components[component].spec.listens and not contains(self._ports[component], port):
            self._ports[component] = (*self._ports[component], port)

    def imply(self, component: str, port: Port | None) -> None:
        """A connection takes for granted that a component listens on a port."""
        stated = self._inventory.components[component].spec.listens
        if port is not None and not stated and not contains(self._ports[component], port):
            self._implied.setdefault(component, {})[port] = None

    def stands_for_others(self, found: Found) -> bool:
        """Whether it is a machine or cluster, and something is there that can answer in its place."""
        if self._inventory.category(found.component) not in _CARRIERS:
            return False
        ident = found.component if found.whole else found.members[0]
        return any(here.component != found.component for here in self.standing_at(ident))

    def standing_at(self, ident: str) -> tuple[Found, ...]:
        """Components that can answer for an id: itself, or what stands there; itself where nothing does."""
        if ident not in self._standing:
            found = self._inventory.names.find(ident)
            self._standing[ident] = () if found is None else self._standing_on(found) or (found,)
        return self._standing[ident]

    def _standing_on(self, found: Found) -> tuple[Found, ...]:
        if self._inventory.category(found.component) not in _CARRIERS:
            return ()
        members: dict[str, dict[str, None]] = {}
        for carrier in self._carriers(found):
            self._report.spend(len(self._inventory.standing.carried[carrier]))
            for ident in self._inventory.standing.carried[carrier]:
                members.setdefault(self._inventory.instances[ident].component, {})[ident] = None
        return tuple(self._found(name, idents) for name, idents in members.items() if self._answers(name))

    def _carriers(self, found: Found) -> Iterable[str]:
        """Machines, and the clusters whose nodes they are, since a node's address leads into its cluster."""
        clusters = (cluster for ident in found.members for cluster in self._clusters.get(ident, ()))
        return dict.fromkeys((*found.members, *clusters))

    def _found(self, component: str, members: Iterable[str]) -> Found:
        instances = self._inventory.components[component].instances
        chosen = tuple(members)
        if len(chosen) == len(instances):
            return Found(component, instances, whole=True)
        return Found(component, chosen, whole=False)

    def _answers(self, component: str) -> bool:
        """Whether requests can be for it, as they are not for guards that forward nothing and occupied machines."""
        if component not in self._answering:
            category = self._inventory.category(component)
            self._answering[component] = (
                bool(self._inventory.components[component].spec.uses)
                if category is Category.GUARD
                else not self._occupied(component)
                if category in _CARRIERS
                else category not in _ASIDE
            )
        return self._answering[component]

    def _occupied(self, component: str) -> bool:
        """Whether something stands on a machine that can answer in its place."""
        instances, carried = self._inventory.instances, self._inventory.standing.carried
        above = {instances[ident].component for machine in self._instances(component) for ident in carried[machine]}
        return any(self._answers(name) for name in sorted(above))

    def _instances(self, component: str) -> tuple[str, ...]:
        return self._inventory.components[component].instances

    def at(self, ident: str, port: Port | None, protocol: str = "") -> tuple[Found, ...]:
        """Who answers at an id on a port: one if it is clear, else those among whom it is not.

        Args:
            ident: a component or instance; nobody answers for an unknown one.
            port: None: not stated, then the usual port of the protocol.
            protocol: empty: not stated.
        """
        here = self.standing_at(ident)
        self._report.spend(len(here))
        asked = port or usual_port(protocol, self._inventory.catalog)
        if here and asked and self._is_for_the_machine(ident, asked, here):
            return tuple(filter(None, [self._inventory.names.find(ident)]))
        if len(here) <= 1:
            return here
        return self._on_port(here, asked) if asked else self._speaking(here, protocol)

    def _is_for_the_machine(self, ident: str, port: Port, here: Iterable[Found]) -> bool:
        """Whether a port is of remote administration, which a machine answers itself unless something else does."""
        if not contains(_ADMINISTRATION, port) or any(contains(self.ports(found.component), port) for found in here):
            return False
        return self._inventory.category(self.component(ident)) is Category.MACHINE

    def _on_port(self, here: tuple[Found, ...], port: Port) -> tuple[Found, ...]:
        known = tuple(found for found in here if contains(self.ports(found.component), port))
        if len(known) > 1:
            stated = tuple(found for found in known if self._inventory.components[found.component].spec.listens)
            return stated if len(stated) == 1 else known
        return known or tuple(found for found in here if not self.ports(found.component)) or here

    def _speaking(self, here: tuple[Found, ...], protocol: str) -> tuple[Found, ...]:
        speaking = tuple(found for found in here if self._inventory.identities[found.component].protocol == protocol)
        return speaking if protocol and len(speaking) == 1 else here

    def component(self, ident: str) -> str:
        """The component that a known id stands for."""
        return self._inventory.names.owners.get(ident, ident)

    def node(self, ident: str, found: Found) -> str:
        """The node of a cluster at whose address an answer was found, if it is one of several; else empty."""
        machine = self._inventory.names.find(ident)
        if machine is None or machine.whole or machine.members[0] not in self._clusters:
            return ""
        carried = self._inventory.standing.carried[machine.members[0]]
        return "" if set(found.members) <= set(carried) else machine.members[0]


def _clusters_by_node(inventory: Inventory) -> dict[str, tuple[str, ...]]:
    """Machine instance id → clusters whose node it is."""
    found: dict[str, tuple[str, ...]] = {}
    for cluster in inventory.of(Category.CLUSTER):
        for node, ident in _nodes(inventory, cluster.instances):
            found[node] = (*found.get(node, ()), ident)
    return found


def _nodes(inventory: Inventory, clusters: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((node, ident) for ident in clusters for node in inventory.instances[ident].hosts)
