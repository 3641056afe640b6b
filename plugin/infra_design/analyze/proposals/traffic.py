"""Certificates and encryption: changes to what can be read on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze.patch import components, joined
from infra_design.analyze.proposals.parts import free, new
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.proposals.parts import Patch
    from infra_design.model.finding import Finding


def certificate(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A certificate where visitors arrive."""
    for exposure in facts.exposures:
        name = exposure.origin.hostname
        if name in finding.subjects:
            ident = free(facts, "certificate")
            yield new(ident, "certificate", {"host": exposure.component.id, "covers": name})


def covering(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """A certificate that is there already, for the name that visitors ask for as well."""
    names = tuple(name for name in finding.subjects if name not in facts.components)
    for one in facts.of(Category.CERTIFICATE):
        if facts.components.keys() & {*one.hosts, *one.covers} & set(finding.subjects):
            yield components({one.id: {"covers": (*(one.spec.covers or ()), *names)}})


def encrypted(facts: Facts, finding: Finding) -> Iterator[Patch]:
    """The connections that a finding is about, encrypted on the port that they have."""
    patches = []
    for connection in (facts.connections[ident] for ident in finding.connections if ident in facts.connections):
        source = facts.components[connection.source].spec
        if connection.replication and not connection.declared:
            patches.append(components({source.id: {"uses": {source.id: "encrypted"}}}))
            continue
        used = [use for use in source.uses if use.mark == connection.mark]
        if len(used) != 1 or sum(use.target == used[0].target for use in source.uses) > 1:
            return
        patches.append(components({source.id: {"uses": {used[0].target: {"encrypted": True}}}}))
    if patches:
        yield joined(patches)
