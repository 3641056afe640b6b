"""Public and data parts are not separated.

What visitors reach and what keeps the data are on one machine, or in one declared network with nothing between
them.

*Why it matters*

What faces the public is what gets broken into. If the data is on the same machine or in the same network, that is
the last step; behind a boundary of its own it would be the first of several.

*Example*

    title: Both on one machine
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}  # finding
      nginx: {host: web, uses: mysql}
      mysql: {host: web}

*Instead*

    title: The data on a machine of its own
    components:
      visitor: {kind: browser, uses: nginx}
      web: {kind: server}
      nginx: {host: web, uses: mysql}
      db: {kind: server}
      mysql: {host: db}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra_design.analyze import words
from infra_design.analyze.facts import keeps_data
from infra_design.analyze.rule import Found
from infra_design.model.catalog import Category
from infra_design.model.finding import Evidence, EvidenceKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from infra_design.analyze.facts import Facts

GROUP = "Network"
SEVERITY = Severity.MEDIUM

NETWORKS = frozenset({"network", "subnet"})


def find(facts: Facts) -> Iterator[Found]:
    """Machines, else innermost networks, that hold both what the internet reaches and data."""
    public = _public(facts)
    data = [ident for one in facts.of(Category.STORE) if keeps_data(one) for ident in one.instances]
    machines = {facts.instances[ident].machine for ident in public} - {""}
    shared = list(dict.fromkeys(m for ident in data if (m := facts.instances[ident].machine) in machines))
    if shared:
        yield _found(facts, shared, public, data)
        return
    networks = {network for ident in public for network in _innermost(facts, ident)}
    for network in dict.fromkeys(one for ident in data for one in _innermost(facts, ident) if one in networks):
        yield _found(facts, [network], public, data)


def _public(facts: Facts) -> list[str]:
    devices = {Category.DEVICE, Category.GUARD}
    return [
        ident
        for exposure in facts.exposures
        for ident in exposure.members
        if exposure.component.kind.category not in devices
    ]


def _innermost(facts: Facts, ident: str) -> list[str]:
    """The declared networks that something is in directly: a network around its subnet doesn't count."""
    inside = [one for one in sorted(facts.settled(ident)) if facts.component(one).kind.id in NETWORKS]
    around = {other for one in inside for other in facts.settled(one)}
    return [one for one in inside if one not in around]


def _found(facts: Facts, shared: list[str], public: Iterable[str], data: Iterable[str]) -> Found:
    subjects = facts.subjects(shared)
    places = frozenset(shared)
    inside = tuple(one for one in dict.fromkeys((*public, *data)) if not places.isdisjoint(facts.standing(one)))
    network = facts.component(shared[0]).kind.category is Category.PLACE
    where = f"in one network, {shared[0]}" if network else f"on {words.listed(shared)}"
    open_to_all, keeps = set(public), set(data)
    reached = words.listed(one for one in inside if one in open_to_all)
    stores = [one for one in inside if one in keeps]
    kept, keeps_it = words.listed(stores), words.verb(stores, "keeps", "keep")
    boundary = words.verb(stores, "a subnet of its own", "a subnet of their own") if network else ""
    boundary = boundary or words.verb(stores, "a machine of its own", "machines of their own")
    return Found(
        subjects=subjects,
        cause=subjects[0],
        message=f"{reached}, which the internet reaches, and {kept}, which {keeps_it} data, are together {where}.",
        remedy=f"Move {kept} to {boundary} that only the application can reach.",
        mark=facts.mark(subjects[0]),
        evidence=(Evidence(EvidenceKind.FACT, f"{words.listed(inside)} share {words.listed(shared)}.", inside),),
    )
