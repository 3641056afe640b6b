"""Where instances finally stand: on which machine, and in which places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.catalog import Category
from infra_design.resolve import circles
from infra_design.resolve.report import item, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra_design.model.source import Mark
    from infra_design.model.spec import ComponentSpec, InstanceSpec
    from infra_design.resolve.groups import Group
    from infra_design.resolve.identity import Identity
    from infra_design.resolve.names import Names
    from infra_design.resolve.report import Report

DEEPEST = 16
_CARRIERS = frozenset({Category.MACHINE, Category.CLUSTER})


class Standing(NamedTuple):
    """What stands on what, by instance ids.

    Attributes:
        machines: instance → the machine that it finally stands on, or empty.
        grounds: instance → the last thing below it, a cluster and what is below that not counted; itself if nothing.
        carried: machine or cluster → all that stands on it, however high, in the order of the file.
    """

    machines: Mapping[str, str]
    grounds: Mapping[str, str]
    carried: Mapping[str, tuple[str, ...]]


def stand(groups: Mapping[str, Group], identities: Mapping[str, Identity], order: Sequence[str]) -> Standing:
    """Follow every instance's hosts down.

    Args:
        groups: each after all that it stands on.
        identities: of all components.
        order: component ids in the order of the file.
    """
    machines: dict[str, str] = {}
    grounds: dict[str, str] = {}
    below: dict[str, str] = {}
    carriers: dict[str, list[str]] = {}
    for group in groups.values():
        category = identities[group.id].kind.category
        for ident, hosts in zip(group.instances, group.hosts, strict=True):
            host = hosts[0] if hosts and category is not Category.CLUSTER else ""
            solid = host if host in grounds else ""
            machines[ident] = machines.get(solid, "") or (ident if category is Category.MACHINE else "")
            if category is not Category.CLUSTER:
                grounds[ident] = grounds.get(solid, ident)
            below[ident] = host
            if category in _CARRIERS:
                carriers[ident] = []
    for ident in (instance for name in order for instance in groups[name].instances):
        for carrier in _down(below, ident):
            if carrier in carriers:
                carriers[carrier].append(ident)
    return Standing(machines, grounds, {ident: tuple(carried) for ident, carried in carriers.items()})


def _down(below: Mapping[str, str], ident: str) -> Iterator[str]:
    while below[ident]:
        ident = below[ident]
        yield ident


class Places:
    """Deals instances over the places that their components are in."""

    def __init__(
        self, specs: Mapping[str, ComponentSpec], identities: Mapping[str, Identity], names: Names, report: Report
    ) -> None:
        self._identities = identities
        self._names = names
        self._report = report
        self._closed = self._circles(specs)

    def dealt(self, spec: ComponentSpec, instances: Sequence[str]) -> Iterator[tuple[tuple[str, ...], ...]]:
        """The places of each instance: of one kind in turn, of different kinds all; a single one may use any."""
        common = self._by_kind(spec, spec, spec.places)
        shared = [i for i in instances if i not in spec.instances or spec.instances[i].places is None]
        turns = {ident: turn for turn, ident in enumerate(shared)}
        for ident in instances:
            if ident not in turns:
                own = spec.instances[ident]
                yield tuple(self._by_kind(spec, own, own.places or ()))
            elif len(instances) == 1:
                yield tuple(common)
            else:
                yield tuple((kind[turns[ident] % len(kind)],) for kind in common)

    def words(self, spec: ComponentSpec) -> tuple[str, ...]:
        """Places as written, those of single instances included, without what is none."""
        found = [(word, self._names.find(word)) for word in _all_places(spec)]
        return tuple(
            dict.fromkeys(
                word
                for word, place_ in found
                if place_ and self._identities[place_.component].kind.category is Category.PLACE
            )
        )

    def _by_kind(
        self, spec: ComponentSpec, noun: ComponentSpec | InstanceSpec, words: Sequence[str]
    ) -> list[tuple[str, ...]]:
        kinds: dict[str, dict[str, None]] = {}
        for index, word in enumerate(words):
            found = self._names.look_up(item(noun, "in", index), word, self._report)
            if found and self._allowed(spec, item(noun, "in", index), found.component):
                kind = self._identities[found.component].kind
                kinds.setdefault(kind.id, {}).update(dict.fromkeys(found.members))
        return [tuple(idents) for idents in kinds.values()]

    def _allowed(self, spec: ComponentSpec, mark: Mark, owner: str) -> bool:
        kind = self._identities[owner].kind
        if kind.category is not Category.PLACE:
            what = f"'{owner}' is no place but a {kind.title.lower()}"
            self._report.add(mark, what, f"`host: {owner}`?", code="no-place")
            return False
        return (spec.id, owner) not in self._closed

    def _circles(self, specs: Mapping[str, ComponentSpec]) -> set[tuple[str, str]]:
        """Pairs that would make a place stand in itself, or nest too deep."""
        below = {spec.id: self._inside(spec) for spec in specs.values()}
        order, found = circles.from_below(below)
        for (ident, _), circle in found.items():
            self._report.add(place(specs[ident], "in"), f"'{ident}' is in itself: {circle}", code="circular-place")
        closed = set(found)
        depths: dict[str, int] = {}
        for ident in order:
            depths[ident] = 1 + max((depths[other] for other in below[ident] if other in depths), default=0)
            if depths[ident] > DEEPEST:
                what = f"'{ident}' is in more than {DEEPEST} places, one in the other"
                self._report.add(place(specs[ident], "in"), what, code="too-deep")
                closed.update((ident, other) for other in below[ident])
                depths[ident] = 1
        return closed

    def _inside(self, spec: ComponentSpec) -> list[str]:
        found = (self._names.find(word) for word in _all_places(spec))
        return list(dict.fromkeys(entry.component for entry in found if entry))


def _all_places(spec: ComponentSpec) -> Iterator[str]:
    yield from spec.places
    for own in spec.instances.values():
        yield from own.places or ()
