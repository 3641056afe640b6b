"""What is one and the same thing in several stages: instances that follow each other share a slot.

A component's id says what it is. Of its instances, those on the same host are one, or those of the same id where
they have none; and a single instance is one with the first of a group that it became, or that it is left of: `web`,
then `web-01` beside `web-02`. What moved to another host keeps its number among the instances of its component.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra_design.model.stage import Instance, Stage


def slots(stages: Sequence[Stage], *, moving: bool) -> tuple[Mapping[str, str], ...]:
    """For each stage, the slot of each instance; slots are named after the instances that were first in them.

    Args:
        stages: in the order of their story.
        moving: what moves to another host takes its slot along; otherwise it leaves it and takes a new one.
    """
    given = _Given(moving=moving)
    return tuple(given.by(stage) for stage in stages)


class Names:
    """Names that are taken, so that none is given twice."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def free(self, wish: str) -> str:
        """The name that is wished for, with a number behind it if it is taken; ids have no `~`."""
        number = self._taken[wish] = self._taken.get(wish, 0) + 1
        return wish if number == 1 else f"{wish}~{number}"


class _Given:
    """Slots that were given so far.

    Attributes:
        _known: component and host's slot → ids that were there, with their slots.
        _last: component and host's slot → the slots of the last stage that had any, in order.
        _numbers: component → the slot that its first, second … instance had last.
    """

    def __init__(self, *, moving: bool) -> None:
        self._moving = moving
        self._names = Names()
        self._known: dict[tuple[str, str], dict[str, str]] = {}
        self._last: dict[tuple[str, str], list[str]] = {}
        self._numbers: dict[str, list[str]] = {}

    def by(self, stage: Stage) -> Mapping[str, str]:
        """Give slots to the instances of the next stage, hosts before what stands on them."""
        out: dict[str, str] = {}
        for instances in _hosts_first(stage):
            for component in dict.fromkeys(instance.component for instance in instances):
                found = [instance for instance in instances if instance.component == component]
                out |= self._of_component(stage, component, found, out)
        for group in stage.components.values():
            own = [out[ident] for ident in group.instances]
            self._numbers[group.id] = own + self._numbers.get(group.id, [])[len(own) :]
        return out

    def _of_component(
        self, stage: Stage, component: str, instances: Sequence[Instance], known: Mapping[str, str]
    ) -> dict[str, str]:
        on_hosts: dict[str, list[str]] = {}
        for instance in instances:
            host = known.get(instance.hosts[0], "") if len(instance.hosts) == 1 else ""
            on_hosts.setdefault(host, []).append(instance.id)
        wishes = [wish for host, idents in on_hosts.items() for wish in self._same(component, host, idents)]
        if self._moving:
            wishes += zip(stage.components[component].instances, self._numbers.get(component, []), strict=False)
        out = dict.fromkeys((instance.id for instance in instances), "")
        taken: set[str] = set()
        for ident, slot in wishes:
            if out.get(ident) == "" and slot not in taken:
                out[ident] = slot
                taken.add(slot)
        out = {ident: slot or self._names.free(ident) for ident, slot in out.items()}
        for host, idents in on_hosts.items():
            self._known.setdefault((component, host), {}).update({ident: out[ident] for ident in idents})
            self._last[component, host] = [out[ident] for ident in idents]
        return out

    def _same(self, component: str, host: str, idents: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Slots of those that were on this host, or nowhere, before."""
        known, last = self._known.get((component, host), {}), self._last.get((component, host), [])
        yield from ((ident, known[ident]) for ident in idents if ident in known)
        if last and (len(idents) == 1 or len(last) == 1):
            yield idents[0], last[0]


def _hosts_first(stage: Stage) -> Iterator[list[Instance]]:
    """All instances, in portions: each after what it stands on."""
    done: set[str] = set()
    todo = list(stage.instances.values())
    while todo:
        ready = [instance for instance in todo if done.issuperset(instance.hosts)] or todo
        yield ready
        done.update(instance.id for instance in ready)
        todo = [instance for instance in todo if instance.id not in done]
