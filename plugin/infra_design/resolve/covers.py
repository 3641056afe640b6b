"""What firewalls, certificates, backups, monitoring and DNS servers take care of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.catalog import Category
from infra_design.resolve.report import item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.spec import ComponentSpec
    from infra_design.model.stage import Component
    from infra_design.resolve.inventory import Inventory
    from infra_design.resolve.report import Report

_CARETAKERS = frozenset({Category.GUARD, Category.CERTIFICATE, Category.BACKUP, Category.AGENT, Category.MONITORING})
_WATCH_WHAT_THEY_USE = frozenset({Category.BACKUP, Category.MONITORING})


class Covers(NamedTuple):
    """Component and instance ids, and hostnames, that a component takes care of."""

    idents: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def covers(inventory: Inventory, report: Report) -> dict[str, Covers]:
    """What each component takes care of: as stated, else what it is hosted on, else what uses it."""
    users = _users(inventory)
    return {
        component.id: _stated(component.spec, inventory, report)
        if component.spec.covers is not None
        else Covers(tuple(dict.fromkeys(_usual(component, users, inventory))))
        for component in inventory.components.values()
    }


def _users(inventory: Inventory) -> Mapping[str, list[str]]:
    """Component id → ids of what uses it, clients aside."""
    users: dict[str, list[str]] = {}
    for component in inventory.components.values():
        for use in component.spec.uses:
            found = inventory.names.find(use.target)
            if found and found.component != component.id and component.kind.category is not Category.CLIENT:
                users.setdefault(found.component, []).append(component.id)
    return users


def _stated(spec: ComponentSpec, inventory: Inventory, report: Report) -> Covers:
    idents: list[str] = []
    names: list[str] = []
    for index, word in enumerate(spec.covers or ()):
        if "." in word:
            names.append(word)
        elif inventory.names.look_up(item(spec, "covers", index), word, report):
            idents.append(word)
    return Covers(tuple(idents), tuple(names))


def _usual(component: Component, users: Mapping[str, list[str]], inventory: Inventory) -> Iterator[str]:
    category = component.kind.category
    if category not in _CARETAKERS and component.kind.id != "dns-server":
        return
    yield from component.hosts or users.get(component.id, ())
    if category in _WATCH_WHAT_THEY_USE and not component.hosts and component.id not in users:
        uses = (use.target for use in component.spec.uses if use.access != "write")
        yield from (word for word in uses if inventory.names.find(word))
