"""Who can reach what over the network: what declared connections and firewalls open (format.md section 8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from infra_design.analyze.firewalls import ANYONE, overlaps
from infra_design.analyze.reach import on_internet
from infra_design.model.analysis import Reach
from infra_design.model.catalog import Category
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.reach import Exposure
    from infra_design.model.spec import Allow, Port
    from infra_design.model.stage import Component, Connection

INTERNET = "internet"

LOOKS = 20_000
"""Pairs of an entry of `allow` and an instance behind it to look at, at most, for one stage."""


@dataclass(frozen=True, slots=True)
class Reachability:
    """Who can reach what.

    Attributes:
        complete: False where looking through all that firewalls let in would have been too much.
    """

    rows: tuple[Reach, ...]
    complete: bool


def reachability(facts: Facts) -> Reachability:
    """What the internet, each place, each component and each source that a firewall names can reach."""
    table = _Table(facts)
    rows = (*table.declared, *table.opened())
    order = {INTERNET: -1} | {ident: place for place, ident in enumerate(table.in_order())}
    ranked = sorted(_joined(rows), key=lambda row: order.get(row.source, len(order)))
    return Reachability(tuple(ranked), table.looks <= LOOKS)


def _joined(rows: Iterable[Reach]) -> Iterator[Reach]:
    """Rows that differ only in how one gets there, as one."""
    found: dict[tuple[object, ...], list[Reach]] = defaultdict(list)
    for row in rows:
        found[row.source, row.target, row.port, row.encryption, row.denied].append(row)
    for first, *others in found.values():
        yield (
            first
            if not others
            else replace(
                first,
                members=_union(row.members for row in (first, *others)),
                firewalls=_union(row.firewalls for row in (first, *others)),
                connections=_union(row.connections for row in (first, *others)),
            )
        )


def _union(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in lists for one in some))


class _Table:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.looks = 0

    def in_order(self) -> Iterator[str]:
        """Sources by id: places first, then other components, in the order of the file."""
        for place in self.facts.of(Category.PLACE):
            yield from (place.id, *place.instances)
        for component in self.facts.components.values():
            yield from (component.id, *component.instances)

    @cached_property
    def declared(self) -> tuple[Reach, ...]:
        """What declared connections open."""
        rows = [self._exposed(exposure) for exposure in self.facts.exposures]
        for connection in self.facts.stage.connections:
            source = self.facts.components[connection.source]
            ways = list(self._connected(connection))
            if source.kind.category is not Category.CLIENT or not on_internet(self.facts, source.id):
                rows += ways
            rows += (replace(way, source=place) for way in ways for place in self._leaves(connection, way))
        return tuple(rows)

    def _exposed(self, exposure: Exposure) -> Reach:
        """What somebody on the internet reaches, through what only passes it on."""
        forwarders = tuple(one.id for one in exposure.passed if one.kind.category is Category.GUARD)
        ((way),) = self._ways(exposure.connection, exposure.component.id, exposure.members)
        return replace(way, source=INTERNET, firewalls=_union((forwarders, way.firewalls)))

    def _connected(self, connection: Connection) -> Iterator[Reach]:
        members: dict[str, tuple[str, ...]] = {}
        for target in connection.targets:
            members[target.component] = _union((members.get(target.component, ()), target.members))
        for component, reached in members.items():
            yield from self._ways(connection, component, reached)

    def _ways(self, connection: Connection, component: str, members: tuple[str, ...]) -> Iterator[Reach]:
        refusal = self.facts.refusals.get(connection.id)
        yield Reach(
            source=connection.source,
            target=component,
            members=members,
            port=connection.port,
            protocol=connection.protocol,
            encryption=connection.encryption,
            firewalls=tuple(firewall.id for firewall in self.facts.firewalls.on_way(connection)),
            connections=(connection.id,),
            denied=refusal.firewall.id if refusal else "",
        )

    def _leaves(self, connection: Connection, way: Reach) -> Iterator[str]:
        """Places that something of the source is in, and something that it reaches is not."""
        if not self.facts.of(Category.PLACE):
            return
        callers = self.facts.components[connection.source].instances
        inside = set().union(*(self._places(one) for one in callers if one not in connection.neighbors))
        shared = set(inside).intersection(*(self._places(one) for one in way.members))
        yield from sorted(inside - shared)

    def _places(self, ident: str) -> frozenset[str]:
        """Ids of the components that are places which an instance is in."""
        standing = (one for one in self.facts.standing(ident) if one in self.facts.components)
        return frozenset(one for one in standing if self.facts.components[one].kind.category is Category.PLACE)

    def opened(self) -> Iterator[Reach]:
        """What firewalls let in though no connection comes that way."""
        for firewall in self.facts.firewalls.all:
            for allow in firewall.spec.allow or ():
                for component in self.facts.firewalls.behind(firewall):
                    yield from self._let_in(allow, component)

    def _let_in(self, allow: Allow, component: Component) -> Iterator[Reach]:
        source = INTERNET if allow.source in ANYONE else allow.source
        for port in component.listens if component.listens_known else ():
            self.looks += len(component.instances)
            wanted = allow.port is None or overlaps(allow.port, port)
            if self.looks > LOOKS or not wanted or self._comes_anyway(source, component, port):
                continue
            past = {one: self.facts.firewalls.lets(source, one, port) for one in component.instances}
            members = tuple(one for one in component.instances if past[one] and not self._stands_on(one, source))
            guards = _union(tuple(guard.id for guard in past[one]) for one in members)
            if members:
                yield Reach(source, component.id, members, port, "", Encryption.UNKNOWN, guards)

    def _stands_on(self, ident: str, source: str) -> bool:
        """It is part of what the entry names, so that no firewall is between: one machine, on itself."""
        return source in self.facts.components and self.facts.wire(ident) in {
            source,
            *(self.facts.components[source].instances if len(self.facts.components[source].instances) == 1 else ()),
        }

    def _comes_anyway(self, source: str, component: Component, port: Port) -> bool:
        """A declared connection comes from there, or from something on it, to this port."""
        return any(
            row.port is None or overlaps(row.port, port)
            for row in self._declared_to.get(component.id, ())
            if source == row.source or source in self._sources(row.source)
        )

    @cached_property
    def _declared_to(self) -> Mapping[str, list[Reach]]:
        found: dict[str, list[Reach]] = defaultdict(list)
        for row in self.declared:
            found[row.target].append(row)
        return found

    def _sources(self, ident: str) -> frozenset[str]:
        if ident == INTERNET:
            return frozenset()
        copies = self.facts.components[ident].instances
        return frozenset().union(*(self.facts.standing(one) for one in copies))
