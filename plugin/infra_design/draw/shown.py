"""Which instances a picture shows: equal ones past a threshold are shown as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from infra_design.model.stage import Instance, Stage

THRESHOLDS = (4, 2, 1)
"""At most so many equal instances are shown one by one; the smaller numbers serve if the picture gets too large."""

ENOUGH = 40
"""Instances to show at most before the next threshold is tried."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands for what.

    Attributes:
        of: instance id → the instance that stands for it, often itself.
        members: the reverse: the instances that each shown one stands for, in order.
    """

    of: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]


def collapse(stage: Stage) -> Shown:
    """Choose what to show, with fewer repetitions the larger the stage is."""
    order = _hosts_first(stage)
    shown = _collapse(stage, order, THRESHOLDS[0])
    for threshold in THRESHOLDS[1:]:
        if len(shown.members) > ENOUGH:
            shown = _collapse(stage, order, threshold)
    return shown


def _hosts_first(stage: Stage) -> list[Instance]:
    """All instances, each after what it stands on, else in the order of the file."""
    depths: dict[str, int] = {}

    def depth(ident: str) -> int:
        if ident not in depths:
            depths[ident] = 0
            depths[ident] = 1 + max(map(depth, stage.instances[ident].hosts), default=-1)
        return depths[ident]

    return sorted(stage.instances.values(), key=lambda instance: depth(instance.id))


def _collapse(stage: Stage, order: Iterable[Instance], threshold: int) -> Shown:
    of: dict[str, str] = {}
    members: dict[str, tuple[str, ...]] = {}
    groups: dict[Hashable, list[str]] = {}
    depth: list[Instance] = []

    def settle() -> None:
        for group in groups.values():
            together = len(group) > threshold or _host_stands_for_many(stage, of, members, group[0])
            for first in group[:1] if together else group:
                members[first] = tuple(group) if together else (first,)
                of.update(dict.fromkeys(members[first], first))
        groups.clear()
        depth.clear()

    for instance in order:
        if any(host not in of for host in instance.hosts):
            settle()
        depth.append(instance)
        groups.setdefault(_likeness(stage, of, instance), []).append(instance.id)
    settle()
    return Shown(of, {ident: members[ident] for ident in stage.instances if ident in members})


def _host_stands_for_many(
    stage: Stage, of: Mapping[str, str], members: Mapping[str, tuple[str, ...]], ident: str
) -> bool:
    """Its host is shown once for several, so it can be shown only once as well."""
    hosts = stage.instances[ident].hosts
    return len(hosts) == 1 and len(members[of[hosts[0]]]) > 1


def _likeness(stage: Stage, of: Mapping[str, str], instance: Instance) -> Hashable:
    """Instances with equal values are equal to a reader."""
    component = stage.components[instance.component]
    if component.kind.category is Category.PLACE:
        return instance.id
    carried = tuple(
        (other.component, other.role)
        for other in (stage.instances[ident] for ident in stage.carries.get(instance.id, ()))
    )
    hosts = tuple(sorted({of[host] for host in instance.hosts if host in of}))
    return instance.component, instance.role, instance.places, hosts, carried
