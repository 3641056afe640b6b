"""Firewalls, a load balancer, machines of its own: changes to who reaches what, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.firewalls import fits
from infra_design.analyze.patch import components, joined
from infra_design.analyze.proposals.names import leading
from infra_design.analyze.proposals.parts import components_of, few, free, keeps_copies, machines_of, new, source_of
from infra_design.model.catalog import Category, Tier
from infra_design.model.stage import Encryption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.patch import Tree
    from infra_design.analyze.proposals.parts import Patch
    from infra_design.model.finding import Finding
    from infra_design.model.spec import Allow
    from infra_design.model.stage import Component

INTERNET = "internet"

ANYONE = frozenset({INTERNET, "any", "0.0.0.0/0", "::/0"})

NAMES = {Tier.WEB: "web-server", Tier.APPLICATION: "app-server", Tier.DATA: "db-server"}
"""What machines of one tier are called."""


def firewall(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A firewall on the machines, that lets in what the connections of the design need."""
    hosts = finding.subjects
    if all(facts.component(host).kind.category is Category.MACHINE for host in hosts):
        yield _firewall(facts, hosts)


def _firewall(facts: Facts, hosts: tuple[str, ...]) -> Patch:
    entries = tuple(dict.fromkeys(entry for host in hosts for entry in _needed(facts, host)))
    return new(free(facts, "firewall"), "firewall", {"host": few(hosts), "allow": entries})


def _needed(facts: Facts, host: str) -> Iterator[str]:
    """What must come to a machine over the network: `80 from internet`."""
    copies = facts.components[host].instances if host in facts.components else (host,)
    on_it = {ident for one in copies for ident in (one, *facts.stage.carries.get(one, ()))}
    for connection in facts.stage.connections:
        if any(ident in on_it for ident in facts.crosses(connection)):
            source = facts.components[connection.source]
            outside = source.kind.category is Category.CLIENT
            yield f"{connection.port or 'any'} from {INTERNET if outside else source_of(facts, source)}"


def closed_entry(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A firewall without the entries that a finding points at."""
    marks = {finding.mark, *(one.mark for one in finding.evidence if one.mark)}
    patches = []
    for one in facts.firewalls.all:
        allow = one.spec.allow or ()
        kept = [entry for entry in allow if entry.mark not in marks]
        if len(kept) < len(allow):
            patches.append(_allowing(one, map(_entry, kept)))
    if patches:
        yield joined(patches)


def entry_for_connection(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """The entry that lets a denied connection in."""
    for ident in finding.connections:
        refusal = facts.refusals.get(ident)
        if refusal:
            source = source_of(facts, facts.components[refusal.connection.source])
            entry = f"{refusal.connection.port or 'any'} from {source}"
            yield _allowing(refusal.firewall, (*map(_entry, refusal.firewall.spec.allow or ()), entry))


def only_from_balancer(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Firewalls before a backend that let in whoever uses it, and no longer anyone."""
    for backend in components_of(facts, finding.subjects):
        guards = {one.id: one for ident in backend.instances for one in facts.firewalls.of(ident)}
        hosts = facts.subjects(
            facts.instances[one].machine for one in backend.instances if facts.instances[one].machine
        )
        if guards:
            entries = tuple(dict.fromkeys(entry for host in hosts for entry in _needed(facts, host)))
            yield joined(_allowing(one, (*_others(backend, one), *entries)) for one in guards.values())
        elif hosts:
            yield _firewall(facts, hosts)


def _others(backend: Component, guard: Component) -> Iterator[str]:
    """A firewall's entries, without those by which anyone gets to a backend."""
    for entry in guard.spec.allow or ():
        if entry.source not in ANYONE or not any(fits(entry, port) for port in backend.listens):
            yield _entry(entry)


def _allowing(guard: Component, entries: Iterable[str]) -> Patch:
    return components({guard.id: {"allow": tuple(dict.fromkeys(entries))}})


def _entry(allow: Allow) -> str:
    return f"{allow.port or 'any'} from {allow.source}"


def balancer(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A provider's load balancer before what stands alone; names lead to it, and the machine needs no address."""
    (entry,) = components_of(facts, finding.subjects)
    ident = free(facts, "load-balancer")
    words: dict[str, Tree] = {"managed": True, "uses": entry.id, "algorithm": "round-robin", "health-check": True}
    machine = machines_of(facts, entry)
    there = (entry, machine)
    hidden = {one.id: {"address": None} for one in there if one.address}
    yield joined(
        [
            new(ident, "load-balancer", words),
            components(hidden),
            *_sent_there(facts, finding, entry, ident),
            leading(facts, {one for component in there for one in (component.id, *component.instances)}, ident),
        ]
    )


def _sent_there(facts: Facts, finding: Finding, entry: Component, balancer: str) -> Iterator[Patch]:
    """Clients that name what stands alone name the load balancer instead."""
    for connection in (facts.connections[ident] for ident in finding.connections):
        if not connection.hostname:
            secure = connection.encryption is Encryption.ENCRYPTED
            use: Tree = {entry.id: None, balancer: connection.protocol if secure else {}}
            yield components({connection.source: {"uses": use}})


def apart(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Each tier but the first on machines of its own; as many as before, or two where there was one."""
    for machine in components_of(facts, finding.subjects):
        tiers = list(facts.tiers(machine.instances[0]))[1:]
        for count in _counts(machine) if tiers else ():
            yield joined(_moved(facts, machine, tier, count) for tier in tiers)


def data_apart(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """The data tier on machines of its own, likewise."""
    for machine in components_of(facts, finding.subjects):
        if machine.kind.category is Category.MACHINE and Tier.DATA in facts.tiers(machine.instances[0]):
            for count in _counts(machine):
                yield _moved(facts, machine, Tier.DATA, count)


def _counts(machine: Component) -> tuple[int, ...]:
    return (len(machine.instances),) if len(machine.instances) > 1 else (1, 2)


def _moved(facts: Facts, machine: Component, tier: Tier, count: int) -> Patch:
    """Machines of the same kind, and what of a tier stands on the old ones on these; stores on several replicate."""
    words: dict[str, Tree] = {"instances": count} if count > 1 else {}
    if machine.spec.places:
        words["in"] = few(machine.spec.places)
    ident = free(facts, NAMES[tier])
    parts = {one.component for one in facts.tiers(machine.instances[0]).get(tier, ())}
    lowest = {_lowest(facts, one.id, machine) for one in facts.tiers(machine.instances[0]).get(tier, ())} - {""}
    stands = {name: {"host": few(_hosts(facts.components[name], machine, ident))} for name in sorted(lowest)}
    more = count > len(machine.instances)
    stores = [name for name in sorted(parts) if more and keeps_copies(facts.components[name])]
    copied = {name: {"mode": "primary-replica", "failover": "automatic"} for name in stores}
    return joined([new(ident, machine.kind.id, words), components(stands), components(copied)])


def _lowest(facts: Facts, ident: str, machine: Component) -> str:
    """What stands on a machine directly, and has an instance on it: a container, or a program itself."""
    hosts = facts.instances[ident].hosts
    while hosts and facts.component(hosts[0]).id != machine.id:
        ident, hosts = hosts[0], facts.instances[hosts[0]].hosts
    return facts.component(ident).id if hosts else ""


def _hosts(component: Component, machine: Component, instead: str) -> tuple[str, ...]:
    old = {machine.id, *machine.instances}
    return tuple(dict.fromkeys(instead if host in old else host for host in component.spec.hosts))


def whole(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Whoever writes to a member that only reads uses the group instead."""
    for connection in (facts.connections[ident] for ident in finding.connections):
        source = facts.components[connection.source]
        used: Sequence[str] = [use.target for use in source.spec.uses if use.mark == connection.mark]
        if len(used) == 1 and used[0] != connection.target:
            yield components({source.id: {"uses": {used[0]: None, connection.target: {}}}})
