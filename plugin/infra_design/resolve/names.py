"""Ids and what they stand for."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.source import Mark
    from infra_design.model.spec import ComponentSpec
    from infra_design.resolve.report import Report

SEVERAL = 2


class Found(NamedTuple):
    """What an id stands for: a component and those of its instances that are meant; `whole`: all of them."""

    component: str
    members: tuple[str, ...]
    whole: bool


class Names(NamedTuple):
    """All ids of a stage.

    Attributes:
        groups: component id → its instance ids.
        owners: instance id → its component's id.
    """

    groups: Mapping[str, tuple[str, ...]]
    owners: Mapping[str, str]

    def find(self, word: str) -> Found | None:
        """What an id stands for, or None."""
        if word in self.groups:
            return Found(word, self.groups[word], whole=True)
        owner = self.owners.get(word)
        return None if owner is None else Found(owner, (word,), whole=len(self.groups[owner]) == 1)

    def look_up(self, mark: Mark, word: str, report: Report) -> Found | None:
        """What an id stands for; a mistake if nothing."""
        found = self.find(word)
        if found is None:
            report.unknown(mark, word, chain(self.groups, self.owners))
        return found


def own_instances(spec: ComponentSpec) -> tuple[str, ...]:
    """Ids of the instances that a component states itself; none if their number follows from its hosts."""
    if spec.instances:
        return tuple(spec.instances)
    if spec.count is None:
        return ()
    if spec.count < SEVERAL:
        return (spec.id,)
    return tuple(f"{spec.id}-{number:02d}" for number in range(1, spec.count + 1))


def owners(specs: Mapping[str, ComponentSpec]) -> dict[str, str]:
    """Instance id → component, as far as components state their instances."""
    return {ident: spec.id for spec in specs.values() for ident in own_instances(spec)}
