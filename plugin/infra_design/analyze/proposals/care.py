"""Backups, shared state and monitoring: changes to who takes care of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.patch import components, joined
from infra_design.analyze.proposals.parts import components_of, few, free, new
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.patch import Tree
    from infra_design.analyze.proposals.parts import Patch
    from infra_design.model.finding import Finding

METER = "prometheus"
"""The product that is offered to count requests; any other that does would do."""

SHARED = {"sessions": ("sessions", "cache"), "uploads": ("uploads", "object-storage")}
"""What is kept → what its store is called, and what it is."""


def backup(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """One that is there takes its copies elsewhere, or takes care of one more store; else a new one."""
    (store,) = finding.subjects
    for one in facts.backups(facts.components[store]):
        elsewhere = free(facts, "backup-storage")
        kept = new(elsewhere, "object-storage", {"managed": True})
        yield joined([components({one.id: {"uses": {elsewhere: {}}}}), kept])
    for one in facts.of(Category.BACKUP):
        if one.spec.covers and store not in one.covers:
            yield components({one.id: {"covers": (*one.spec.covers, store)}})
    free_here = free(facts, "backup")
    yield new(free_here if free_here == "backup" else free(facts, f"backup-of-{store}"), "backup", {"covers": store})


def shared_state(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """What each copy kept by itself, in a provider's store that all use."""
    for subject in components_of(facts, finding.subjects):
        kept = [one for one in SHARED if one in subject.stores]
        left = tuple(one for one in subject.stores if one not in SHARED)
        stores = {one: free(facts, SHARED[one][0]) for one in kept}
        uses: Tree = {store: {} for store in stores.values()}
        made = (new(stores[one], SHARED[one][1], {"managed": True, "stores": one}) for one in kept)
        yield joined([components({subject.id: {"stores": left or None, "uses": uses}}), *made])


def watched(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """An agent on every machine that tells a monitoring service."""
    hosts = tuple(facts.subjects(machine.id for machine in facts.machines))
    if hosts and not facts.of(Category.AGENT):
        service, agent = free(facts, "monitoring"), free(facts, "agent")
        told = new(agent, "monitoring-agent", {"host": few(hosts), "uses": service})
        yield joined([told, new(service, "monitoring", {"managed": True})])
    for one in facts.of(Category.AGENT)[:1]:
        yield components({one.id: {"host": tuple(dict.fromkeys((*one.spec.hosts, *finding.subjects)))}})


def watched_elsewhere(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Monitoring on a machine that does nothing else."""
    for subject in components_of(facts, finding.subjects):
        machine = free(facts, "monitoring-server")
        yield joined([new(machine, "server", {}), components({subject.id: {"host": machine}})])


def requests_counted(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """Monitoring that measures requests, for what gets them."""
    if METER in facts.catalog.products:
        ident = free(facts, METER)
        product: dict[str, Tree] = {} if ident == METER else {"product": METER}
        yield new(ident, "monitoring", {**product, "managed": True, "covers": few(finding.subjects)})


def left_out(_facts: Facts, finding: Finding) -> Iterator[Patch]:
    """What is for nothing goes."""
    yield components(dict.fromkeys(finding.subjects))
