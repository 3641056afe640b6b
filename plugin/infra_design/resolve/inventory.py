"""What there is in a stage: components with their instances, before anything is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.spec import InstanceSpec
from infra_design.model.stage import Component, Instance, Role
from infra_design.resolve import figures
from infra_design.resolve.groups import Expansion
from infra_design.resolve.identity import identify, shown_title
from infra_design.resolve.standing import Places, stand
from infra_design.resolve.terms import Terms, agree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.catalog import Catalog, Category
    from infra_design.model.spec import ComponentSpec
    from infra_design.resolve.groups import Group
    from infra_design.resolve.identity import Identity
    from infra_design.resolve.names import Names
    from infra_design.resolve.report import Report
    from infra_design.resolve.standing import Standing


class Inventory(NamedTuple):
    """Components and instances by id, in the order of the file, with what the later steps ask of them."""

    catalog: Catalog
    components: dict[str, Component]
    instances: dict[str, Instance]
    identities: Mapping[str, Identity]
    names: Names
    standing: Standing

    def category(self, ident: str) -> Category:
        """Category of a component."""
        return self.components[ident].kind.category

    def of(self, category: Category) -> list[Component]:
        """Components of a category, in the order of the file."""
        return [component for component in self.components.values() if component.kind.category is category]


def take_inventory(specs: Mapping[str, ComponentSpec], catalog: Catalog, report: Report) -> Inventory:
    """Say what each component is, expand its instances, and put them where they stand."""
    identities = {spec.id: identify(spec, catalog, report) for spec in specs.values()}
    expansion = Expansion(specs, identities, report)
    groups, names = expansion.groups, expansion.names()
    settled: dict[str, Terms] = {}
    for ident, group in groups.items():
        settled[ident] = agree(specs[ident], identities[ident], group, settled, report)
    standing = stand(groups, identities, tuple(specs))
    places = Places(specs, identities, names, report)
    components: dict[str, Component] = {}
    instances: dict[str, Instance] = {}
    for spec in specs.values():
        part = _Part(spec, identities[spec.id], groups[spec.id], settled[spec.id])
        components[spec.id] = _component(part, places.words(spec))
        common = figures.figures_of(spec, part.identity, unit=part.fails)
        instances.update((one.id, one) for one in _instances(part, standing, places, common))
    return Inventory(catalog, components, instances, identities, names, standing)


class _Part(NamedTuple):
    """A component in the making."""

    spec: ComponentSpec
    identity: Identity
    group: Group
    terms: Terms

    @property
    def fails(self) -> bool:
        """Whether its instances are failure units."""
        return figures.fails(self.spec, self.identity, hosted=bool(self.group.words))

    @property
    def single(self) -> bool:
        """Whether there is one instance only."""
        return len(self.group.instances) == 1

    @property
    def address(self) -> tuple[str, ...]:
        """The virtual address of the group, or the address of a single instance."""
        own = self.spec.instances.get(self.group.instances[0]) if self.single else None
        return self.spec.address if own is None or own.address is None else own.address


def _component(part: _Part, places: tuple[str, ...]) -> Component:
    spec, identity, terms = part.spec, part.identity, part.terms
    product, kind = identity.product, identity.kind
    return Component(
        id=spec.id,
        spec=spec,
        kind=kind,
        product=product,
        title=shown_title(spec, identity),
        product_name=identity.product_name,
        icon=spec.icon or (product.icon if product else "") or kind.icon,
        instances=part.group.instances,
        mode=terms.mode,
        active=terms.active,
        failover=terms.failover,
        min_read=terms.min_read,
        min_write=terms.min_write,
        managed=terms.managed,
        mark=spec.mark,
        hosts=part.group.words,
        places=places,
        address=part.address,
        stores=identity.stores if spec.stores is None else spec.stores,
    )


def _instances(part: _Part, standing: Standing, places: Places, common: figures.Figures) -> Iterator[Instance]:
    spec, group, unit = part.spec, part.group, part.fails
    title = shown_title(spec, part.identity)
    dealt = places.dealt(spec, group.instances)
    nothing_own = InstanceSpec("", spec.mark)
    for ident, hosts, inside in zip(group.instances, group.hosts, dealt, strict=True):
        own = spec.instances.get(ident, nothing_own)
        numbers = figures.own_figures(own, spec) or common
        yield Instance(
            id=ident,
            component=spec.id,
            title=own.title or _title(title, ident, single=part.single),
            role=_role(part.terms, ident, single=part.single),
            mark=own.mark,
            hosts=hosts,
            machine=standing.machines[ident],
            ground=standing.grounds.get(ident, ident),
            places=inside,
            address=part.address if part.single else own.address or (),
            version=spec.version if own.version is None else own.version,
            fails=unit,
            availability=numbers.availability,
            availability_source=numbers.source,
            capacity=spec.capacity if own.capacity is None else own.capacity,
            cost=spec.cost if own.cost is None else own.cost,
        )


def _title(title: str, ident: str, *, single: bool) -> str:
    if single:
        return title
    below = ident.rpartition("@")[2]
    return f"{title} on {below}" if "@" in ident else ident


def _role(terms: Terms, ident: str, *, single: bool) -> Role:
    if single:
        return Role.SINGLE
    chosen = ident == terms.active
    if terms.mode == "active-active":
        return Role.ACTIVE
    if terms.mode == "active-passive":
        return Role.ACTIVE if chosen else Role.PASSIVE
    return Role.PRIMARY if chosen else Role.REPLICA
