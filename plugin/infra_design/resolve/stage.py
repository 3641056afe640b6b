"""A stage, resolved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.source import Problem
from infra_design.model.stage import Stage, System
from infra_design.resolve.certificates import Certificates, shown_names
from infra_design.resolve.covers import covers
from infra_design.resolve.defaults import DefaultJourneys
from infra_design.resolve.hostnames import Hostnames
from infra_design.resolve.inventory import take_inventory
from infra_design.resolve.journeys import DeclaredJourneys
from infra_design.resolve.leads import Leads
from infra_design.resolve.links import link_all
from infra_design.resolve.listeners import Listeners
from infra_design.resolve.records import Addresses, resolve_zones
from infra_design.resolve.report import Report, TooLargeError
from infra_design.resolve.resolutions import Resolutions
from infra_design.resolve.tls import end_tls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infra_design.model.catalog import Catalog
    from infra_design.model.spec import StageSpec, SystemSpec
    from infra_design.model.stage import Component
    from infra_design.resolve.inventory import Inventory

MOST_INSTANCES = 200_000
"""In all stages of a system together; what inherits much many times over is analyzed as many times."""

_RESERVED = frozenset({"internet", "any"})


def resolve_system(spec: SystemSpec, catalog: Catalog) -> tuple[System, tuple[Problem, ...]]:
    """Resolve all stages of a system.

    Returns:
        The system, and every mistake in it, sorted by place; what a mistake concerns is left out of the system.
    """
    stages: list[Stage] = []
    problems: dict[tuple[object, str], Problem] = {}
    specs = {stage.id: stage for stage in spec.stages}
    left = MOST_INSTANCES
    for stage_spec in spec.stages:
        stage, found = _resolve(stage_spec, spec.id, catalog, _gone(stage_spec, specs))
        stages.append(stage)
        for problem in found:
            problems.setdefault((problem.mark, problem.what), problem)
        left -= len(stage.instances)
        if left < 0:
            what = f"more than {MOST_INSTANCES:,} instances in all stages of the system up to this one"
            problems[stage_spec.mark, what] = Problem(stage_spec.mark, what, "split it into several", "too-many")
            break
    return System(spec.id, spec, tuple(stages)), tuple(sorted(problems.values()))


def resolve_stage(spec: StageSpec, system: str, catalog: Catalog) -> tuple[Stage, tuple[Problem, ...]]:
    """Resolve one stage.

    Args:
        spec: the stage as written, inheritance done.
        system: id of its system.
        catalog: kinds, products and protocols.

    Returns:
        The stage, and every mistake in it, sorted by place; what a mistake concerns is left out of the stage.
    """
    return _resolve(spec, system, catalog, {})


def _gone(spec: StageSpec, specs: Mapping[str, StageSpec]) -> dict[str, str]:
    """Ids of components that stages which this one extends had, and it has not → the nearest such stage."""
    gone: dict[str, str] = {}
    seen = {spec.id}
    while spec.extends in specs and spec.extends not in seen:
        below = specs[spec.extends]
        seen.add(below.id)
        for ident in below.components.keys() - spec.components.keys():
            gone.setdefault(ident, below.id)
        spec = below
    return gone


def _resolve(
    spec: StageSpec, system: str, catalog: Catalog, gone: Mapping[str, str]
) -> tuple[Stage, tuple[Problem, ...]]:
    report = Report(spec.id, gone)
    try:
        return _stage(spec, system, catalog, report), report.problems
    except TooLargeError:
        hint = "split it into several systems"
        report.add(spec.mark, "the stage is too large, or too entangled, to be resolved", hint, code="too-large")
        return Stage(spec.id, system, spec, {}, {}, (), {}, (), (), (), {}), report.problems


def _stage(spec: StageSpec, system: str, catalog: Catalog, report: Report) -> Stage:
    inventory = take_inventory(spec.components, catalog, report)
    _look_after(inventory, report)
    addresses = Addresses(inventory)
    zones = resolve_zones(spec.zones, inventory, addresses, report)
    servers = [component for component in inventory.components.values() if component.kind.id == "dns-server"]
    hostnames = Hostnames(zones, addresses, servers)
    listeners = Listeners(inventory, report)
    certificates = Certificates(inventory, listeners, hostnames, report)
    leads = Leads(inventory, listeners, hostnames, certificates, report)
    connections = end_tls(link_all(inventory, leads, listeners, hostnames), inventory, listeners, certificates)
    resolutions = Resolutions(connections, hostnames, listeners, certificates)
    _check_sources(inventory, report)
    if spec.journeys:
        declared = DeclaredJourneys(inventory, connections, resolutions, leads, report)
        journeys = tuple(declared.journeys(spec.journeys.values()))
    else:
        journeys = tuple(DefaultJourneys(inventory, connections, report).journeys())
    return Stage(
        id=spec.id,
        system=system,
        spec=spec,
        components=dict(_finished(inventory, listeners, certificates)),
        instances=inventory.instances,
        connections=connections,
        zones=zones,
        resolutions=resolutions.all(),
        journeys=journeys,
        waivers=spec.waivers,
        carries=_machines(inventory),
    )


def _look_after(inventory: Inventory, report: Report) -> None:
    for ident, found in covers(inventory, report).items():
        if found.idents or found.names:
            component = inventory.components[ident]
            inventory.components[ident] = replace(component, covers=found.idents, covers_names=found.names)


def _check_sources(inventory: Inventory, report: Report) -> None:
    """Whoever a firewall lets in must be there; addresses and prefixes were read with care already."""
    for component in inventory.components.values():
        for allow in component.spec.allow or ():
            if allow.source not in _RESERVED and not any(char in allow.source for char in ".:/"):
                inventory.names.look_up(allow.mark, allow.source, report)


def _finished(
    inventory: Inventory, listeners: Listeners, certificates: Certificates
) -> Iterator[tuple[str, Component]]:
    """Components with what only their connections tell."""
    for component in inventory.components.values():
        ports = listeners.all_ports(component.id)
        names = shown_names(component, certificates)
        changed = ports or names
        yield (
            component.id,
            replace(component, listens=ports, listens_known=bool(ports), tls_names=names) if changed else component,
        )


def _machines(inventory: Inventory) -> dict[str, tuple[str, ...]]:
    carried = inventory.standing.carried
    machines = (
        component for component in inventory.components.values() if component.kind.category is Category.MACHINE
    )
    return {ident: carried[ident] for component in machines for ident in component.instances}
