"""From components to instances: how many there are, what they are called, what each stands on."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from infra_design.model.catalog import Category
from infra_design.resolve import circles, names
from infra_design.resolve.report import item, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.source import Mark
    from infra_design.model.spec import ComponentSpec
    from infra_design.resolve.identity import Identity
    from infra_design.resolve.report import Report

DEEPEST = 16
MOST_INSTANCES = 100_000
_NO_HOSTS = {
    Category.PLACE: "say `in:` for a place",
    Category.CERTIFICATE: "nothing runs on a certificate",
    Category.CODE: "nothing runs on a code base; give both the same host",
    Category.AGENT: "nothing runs on an agent; give both the same host",
}


class Group(NamedTuple):
    """The instances of one component.

    Attributes:
        id: the component's id.
        instances: instance ids in order.
        hosts: for each instance, what it stands on: none, one, or the nodes of a cluster.
        words: `host` as written, that of single instances included, without what is a mistake.
        follows: the component of several instances on each of which one of these stands, or empty.
    """

    id: str
    instances: tuple[str, ...]
    hosts: tuple[tuple[str, ...], ...]
    words: tuple[str, ...] = ()
    follows: str = ""


class Expansion:
    """Expands the components of a stage, hosts first, so that what stands on them finds their instances.

    Attributes:
        groups: component id → group, each after all that it stands on.
    """

    def __init__(
        self, specs: Mapping[str, ComponentSpec], identities: Mapping[str, Identity], report: Report
    ) -> None:
        self.groups: dict[str, Group] = {}
        self._specs = specs
        self._identities = identities
        self._report = report
        self._owners = names.owners(specs)
        self._depths: dict[str, int] = {}
        self._left = MOST_INSTANCES
        order, self._circles = circles.from_below({spec.id: self._below(spec) for spec in specs.values()})
        for ident in order:
            self.groups[ident] = self._group(specs[ident])

    def names(self) -> names.Names:
        """All ids, in the order of the file."""
        groups = {ident: self.groups[ident].instances for ident in self._specs}
        owners = {instance: ident for ident, instances in groups.items() for instance in instances}
        return names.Names(groups, owners)

    def _below(self, spec: ComponentSpec) -> list[str]:
        words = (*spec.hosts, *(instance.host for instance in spec.instances.values() if instance.host))
        return list(dict.fromkeys(owner for owner in map(self._owner, words) if owner))

    def _owner(self, word: str) -> str:
        """The component that an id belongs to; instances that follow from hosts are known by their `@`."""
        if word in self._specs:
            return word
        stem = word.partition("@")[0]
        return self._owners.get(word) or (stem if stem in self._specs else "")

    def _group(self, spec: ComponentSpec) -> Group:
        found = [
            (word, self._standing(spec, item(spec, "host", index), word)) for index, word in enumerate(spec.hosts)
        ]
        below = tuple(dict.fromkeys(ident for _, idents in found for ident in idents))
        below = self._within_depth(spec, below)
        spread = () if self._identities[spec.id].kind.category is Category.CLUSTER else below
        instances = self._within_bounds(spec, names.own_instances(spec) or _one_on_each(spec.id, spread))
        own = {ident: self._own_host(spec, ident, one.host) for ident, one in spec.instances.items() if one.host}
        hosts = tuple(self._dealt(spec, instances, below, own))
        words = [word for word, idents in found if idents]
        words += [word for ident, idents in own.items() if idents and (word := spec.instances[ident].host)]
        return Group(spec.id, instances, hosts, tuple(dict.fromkeys(words)), self._followed(hosts))

    def _standing(self, spec: ComponentSpec, mark: Mark, word: str) -> tuple[str, ...]:
        """The instances that a word under `host` means."""
        owner = self._owner(word)
        if not owner:
            self._report.unknown(mark, word, chain(self._specs, self._owners))
            return ()
        if (spec.id, owner) in self._circles:
            circle = self._circles[spec.id, owner]
            self._report.add(mark, f"'{spec.id}' stands on itself: {circle}", code="circular-host")
            return ()
        category = self._identities[owner].kind.category
        if category in _NO_HOSTS:
            self._report.add(mark, f"'{owner}' cannot host '{spec.id}'", _NO_HOSTS[category], code="cannot-host")
            return ()
        return self._instances(mark, owner, word)

    def _instances(self, mark: Mark, owner: str, word: str) -> tuple[str, ...]:
        instances = self.groups[owner].instances
        if word == owner:
            return instances
        if word in instances:
            return (word,)
        self._report.unknown(mark, word, instances, "instance")
        return ()

    def _within_depth(self, spec: ComponentSpec, below: tuple[str, ...]) -> tuple[str, ...]:
        depth = 1 + max((self._depths[self._owner(ident)] for ident in below), default=0)
        if depth > DEEPEST:
            what = f"'{spec.id}' stands on more than {DEEPEST} things, one on the other"
            self._report.add(place(spec, "host"), what, code="too-deep")
            depth, below = 1, ()
        self._depths[spec.id] = depth
        return below

    def _within_bounds(self, spec: ComponentSpec, instances: tuple[str, ...]) -> tuple[str, ...]:
        self._left -= len(instances)
        if self._left < 0:
            self._report.add(
                place(spec, "instances", "host"), f"more than {MOST_INSTANCES} instances in a stage", code="too-many"
            )
            return instances[:1]
        return instances

    def _dealt(
        self,
        spec: ComponentSpec,
        instances: tuple[str, ...],
        below: tuple[str, ...],
        own: Mapping[str, tuple[str, ...]],
    ) -> Iterator[tuple[str, ...]]:
        """What each instance stands on: its own `host`, else those of the component in turn."""
        if self._identities[spec.id].kind.category is Category.CLUSTER:
            yield from (below[index :: len(instances)] or below for index in range(len(instances)))
            return
        turn = 0
        for ident in instances:
            if ident in own:
                yield own[ident]
            else:
                yield (below[turn % len(below)],) if below else ()
                turn += 1

    def _own_host(self, spec: ComponentSpec, ident: str, word: str) -> tuple[str, ...]:
        mark = place(spec.instances[ident], "host")
        below = self._standing(spec, mark, word)
        if len(below) > 1:
            what = f"'{word}' has {len(below)} instances, and '{ident}' stands on one"
            self._report.add(mark, what, f"such as '{below[0]}'", code="ambiguous-host")
        return below[:1]

    def _followed(self, hosts: tuple[tuple[str, ...], ...]) -> str:
        """The component of several instances, no cluster, on each of which exactly one instance stands."""
        below = [idents[0] for idents in hosts if len(idents) == 1]
        owner = self._owner(below[0]) if below and len(below) == len(hosts) else ""
        if not owner or self._identities[owner].kind.category is Category.CLUSTER:
            return ""
        instances = self.groups[owner].instances
        same = len(instances) >= names.SEVERAL and len(below) == len(instances) and set(below) == set(instances)
        return owner if same else ""


def _one_on_each(ident: str, below: tuple[str, ...]) -> tuple[str, ...]:
    if len(below) < names.SEVERAL:
        return (ident,)
    return tuple(f"{ident}@{host}" for host in below)
