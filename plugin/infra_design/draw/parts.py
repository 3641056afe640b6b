"""What each shown instance becomes in the picture, and in which frame it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from infra_design.draw.nesting import Nesting, holds, nest
from infra_design.draw.shown import collapse
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra_design.draw.shown import Shown
    from infra_design.model.stage import Component, Connection, Instance, Stage

_ASIDE = {Category.AGENT, Category.MONITORING, Category.BACKUP, Category.CERTIFICATE}


class Part(Enum):
    """What an instance becomes."""

    CARD = auto()
    FRAME = auto()
    CHIP = auto()
    """In the header of the frame that it stands in."""
    CODE = auto()
    """Beside what runs it."""
    GUARD = auto()
    """On the way to what it guards."""
    SEAL = auto()
    """On the cards of others: a certificate where TLS ends, an agent on a machine that carries nothing else."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The stage as the picture sees it; ids are those of shown instances.

    Attributes:
        part: what each becomes.
        nesting: which frames there are, and which of them each stands in.
        bearers: of a SEAL, the cards that bear it.
    """

    stage: Stage
    shown: Shown
    part: Mapping[str, Part]
    nesting: Nesting
    bearers: Mapping[str, tuple[str, ...]]

    def component(self, ident: str) -> Component:
        """The component of an instance."""
        return self.stage.components[self.stage.instances[ident].component]

    def members(self, ident: str) -> tuple[str, ...]:
        """The instances that a shown one stands for."""
        return self.shown.members[ident]

    def seen(self, idents: Iterable[str]) -> tuple[str, ...]:
        """The shown instances that stand for these, each once, in order."""
        return seen(self.shown, idents)

    def all(self, *wanted: Part) -> Iterator[str]:
        """The shown instances that become one of these."""
        return (ident for ident, part in self.part.items() if part in wanted)


def seen(shown: Shown, idents: Iterable[str]) -> tuple[str, ...]:
    """The shown instances that stand for these, each once, in order."""
    return tuple(dict.fromkeys(shown.of[ident] for ident in idents if ident in shown.of))


def aside(stage: Stage, connection: Connection) -> bool:
    """Whether nobody waits for a connection: monitoring, backups, renewal of certificates. It is drawn apart."""
    source = stage.components[connection.source].kind.category
    ends = {source, *(stage.components[target.component].kind.category for target in connection.targets)}
    return source is not Category.CLIENT and bool(ends & _ASIDE)


def assign(stage: Stage) -> Parts:
    """Decide for every shown instance what it becomes."""
    shown = collapse(stage)
    busy = _busy(stage)
    leaves = {ident: _leaf(stage, stage.instances[ident], busy) for ident in shown.members if not holds(stage, ident)}
    nesting = nest(stage, shown, [ident for ident, leaf in leaves.items() if leaf in {Part.CARD, Part.CODE}])
    framed = set(nesting.of.values())
    part = {ident: leaves.get(ident) or (Part.FRAME if ident in framed else Part.CARD) for ident in shown.members}
    part |= {
        ident: Part.SEAL for ident in part if part[ident] is Part.CHIP and nesting.frame[ident] not in nesting.parent
    }
    bearers = {ident: _bearers(stage, shown, part, ident) for ident in part if part[ident] is Part.SEAL}
    part |= {ident: Part.CARD for ident, cards in bearers.items() if not cards}
    return Parts(stage, shown, part, nesting, bearers)


def _busy(stage: Stage) -> frozenset[str]:
    """Components that something flows to or from."""
    return frozenset(
        end
        for connection in stage.connections
        if not connection.replication and not aside(stage, connection)
        for end in (connection.source, *(target.component for target in connection.targets))
    )


def _leaf(stage: Stage, instance: Instance, busy: frozenset[str]) -> Part:
    component = stage.components[instance.component]
    match component.kind.category:
        case Category.CERTIFICATE:
            return Part.SEAL
        case Category.AGENT if instance.hosts:
            return Part.CHIP
        case Category.CODE if _beside_its_users(stage, component):
            return Part.CODE
        case Category.GUARD if component.id not in busy and (instance.hosts or component.covers):
            return Part.GUARD
        case _:
            return Part.CARD


def _beside_its_users(stage: Stage, component: Component) -> bool:
    """Whether everything that uses it uses the copy on its own machine, as an application does with its code."""
    uses = [connection for connection in stage.connections if connection.source == component.id]
    users = [
        connection
        for connection in stage.connections
        if any(target.component == component.id for target in connection.targets)
    ]
    sources = {ident for connection in users for ident in stage.components[connection.source].instances}
    local = {ident for connection in users for ident in connection.neighbors}
    return bool(users) and not uses and sources <= local


def _bearers(stage: Stage, shown: Shown, part: Mapping[str, Part], ident: str) -> tuple[str, ...]:
    """The cards that show a seal: the software that holds it, or what ends TLS with it; of an agent, its machine."""
    hosts = seen(shown, (host for member in shown.members[ident] for host in stage.instances[member].hosts))
    direct = tuple(host for host in hosts if part[host] is Part.CARD)
    if direct or stage.components[stage.instances[ident].component].kind.category is Category.AGENT:
        return direct
    return tuple(card for card in _ends_of_tls(stage, shown, ident) if part[card] is Part.CARD)


def _ends_of_tls(stage: Stage, shown: Shown, certificate: str) -> tuple[str, ...]:
    component = stage.components[stage.instances[certificate].component]
    holders = {connection.tls_end for connection in stage.connections if connection.tls_end}
    holders |= {ident for ident in component.covers if ident in stage.components}
    names = set(component.covers_names)
    return tuple(
        card
        for holder in stage.components.values()
        if holder.id in holders and (names & set(holder.tls_names) or holder.id in component.covers)
        for card in seen(shown, holder.instances)
    )
