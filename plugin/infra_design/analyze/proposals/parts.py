"""What proposals share: the parts of a stage that a finding speaks of, and how a change names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from infra_design.analyze.patch import components
from infra_design.model.catalog import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from infra_design.analyze.facts import Facts
    from infra_design.analyze.patch import Tree
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Component

    Patch: TypeAlias = Mapping[str, Tree]
    Proposer: TypeAlias = Callable[[Facts, Finding], Iterator[Patch]]


def components_of(facts: Facts, idents: Iterable[str]) -> list[Component]:
    """The components that are named, by themselves or by an instance, each once."""
    known = (one for one in idents if one in facts.components or one in facts.instances)
    return list({found.id: found for found in map(facts.component, known)}.values())


def concerned(facts: Facts, finding: Finding) -> list[Component]:
    """What a finding is about, what it points at, and what that stands on, in the order of the file."""
    named = {*finding.subjects, *(ident for one in finding.evidence for ident in one.instances)}
    standing = set().union(*(facts.standing(one) for one in named if one in facts.instances), named)
    return [component for ident, component in facts.components.items() if ident in standing]


def machine_of(facts: Facts, component: Component) -> Component:
    """The component of the one machine that all of it stands on; else itself."""
    machines = {facts.instances[one].machine for one in component.instances} - {""}
    return facts.component(machines.pop()) if len(machines) == 1 else component


def machines_of(facts: Facts, component: Component) -> Component:
    """What its number of instances comes from: the machines, where it runs one on each; else itself."""
    hosts = {facts.component(facts.instances[one].machine or one).id for one in component.instances}
    host = facts.components[hosts.pop()] if len(hosts) == 1 else component
    return host if len(host.instances) == len(component.instances) else component


def source_of(facts: Facts, component: Component) -> str:
    """What an `allow` calls a component: the machines that it stands on, if they are one component; else itself."""
    machines = {facts.component(facts.instances[one].machine or one).id for one in component.instances}
    return machines.pop() if len(machines) == 1 else component.id


def free(facts: Facts, ident: str) -> str:
    """An id that nothing has yet."""
    taken = {*facts.components, *facts.instances}
    return next(name for name in (ident, *(f"{ident}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def new(ident: str, kind: str, words: Mapping[str, Tree]) -> Patch:
    """A new component; an id that is a kind needs no `kind`."""
    return components({ident: words if ident == kind else {"kind": kind, **words}})


def few(words: tuple[str, ...]) -> Tree:
    """One word, or a list of them."""
    return words[0] if len(words) == 1 else words


def keeps_copies(component: Component) -> bool:
    """It is a store of which a second member would be a replica."""
    return component.kind.category is Category.STORE and component.kind.id != "cache"


def stated(key: str, value: Tree) -> Proposer:
    """A fact that is not stated yet."""

    def propose(facts: Facts, finding: Finding) -> Iterator[Patch]:
        yield components({component.id: {key: value} for component in components_of(facts, finding.subjects)})

    return propose
