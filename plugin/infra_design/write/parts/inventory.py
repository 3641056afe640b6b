"""The parts that list what there is: components, machines and addresses, the tree of what stands on what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from infra_design.model.catalog import Category
from infra_design.model.stage import Role
from infra_design.write.marks import NOTHING, say
from infra_design.write.purpose import addresses, fact, protocol_title, purpose
from infra_design.write.template import render
from infra_design.write.tree import tree
from infra_design.write.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.analysis import Difference
    from infra_design.model.catalog import Link, Product
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Component, Connection, Instance
    from infra_design.write.scene import Scene


_ONE_BY_ONE = {Category.CODE, Category.GUARD, Category.CERTIFICATE, Category.AGENT, Category.PLACE, Category.CLIENT}
"""Instances of these never stand in for each other, so that nothing is to be said of them as a group."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A component as the table and its explanation show it.

    Attributes:
        general: what the catalog says of its product and kind, if no component before it said so.
        fresh: whether the catalog's words are new to who has read the stage before.
    """

    component: Component
    hosts: Markup
    addresses: tuple[str, ...]
    purpose: list[Markup]
    change: Difference | None
    findings: list[Finding]
    general: tuple[str, ...]
    fresh: bool
    links: tuple[Link, ...]
    facts: list[tuple[str, Markup]]


def components(scene: Scene) -> Markup:
    """What the stage is made of: a table, and an explanation of each."""
    return render(
        "components",
        scene=scene,
        issue=scene.issue_anywhere,
        entries=_entries(scene),
        kinds=_kinds(scene),
    )


def _kinds(scene: Scene) -> list[str]:
    """What there is, counted: "3 servers", "1 load balancer"."""
    counts: dict[str, tuple[int, str, str]] = {}
    for component in scene.stage.components.values():
        kind = component.kind
        counts[kind.id] = (counts.get(kind.id, (0,))[0] + len(component.instances), kind.title, kind.plural)
    return [counted(n, _lower(one), _lower(many)) for n, one, many in counts.values()]


def _lower(title: str) -> str:
    """In the middle of a sentence: "load balancer", but "CDN" as it is."""
    return title[:1].lower() + title[1:] if not title[1:2].isupper() else title


def _entries(scene: Scene) -> list[_Entry]:
    comparison = scene.analysis.comparison
    changes = {d.id: d for d in comparison.differences if d.subject == "component"} if comparison else {}
    known = _explained(scene.before) if scene.before else frozenset()
    told: set[str] = set()
    found = _findings_by_component(scene)
    entries = []
    for component in scene.stage.components.values():
        sources = _sources(component)
        general = tuple(text for name, text in sources.items() if text and name not in told)
        fresh = any(name not in known for name, text in sources.items() if text)
        told |= sources.keys()
        entries.append(_entry(scene, component, changes, found.get(component.id, []), general, fresh=fresh))
    return entries


def _entry(  # noqa: PLR0913 — the columns of one row
    scene: Scene,
    component: Component,
    changes: Mapping[str, Difference],
    findings: list[Finding],
    general: tuple[str, ...],
    *,
    fresh: bool,
) -> _Entry:
    links = (*component.spec.links, *(component.product.links if component.product else ()), *component.kind.links)
    return _Entry(
        component,
        fact(scene, component, "hosts"),
        addresses(scene, component),
        purpose(scene, component),
        changes.get(component.id),
        findings,
        general,
        fresh,
        tuple({link.url: link for link in links}.values()),
        [*_facts(component), *_ends(scene, component)],
    )


def _sources(component: Component) -> dict[str, str]:
    """What the catalog has to say of a component, by where it stands there."""
    product: Product | None = component.product
    texts = {f"product {product.id}": product.explain} if product else {}
    return texts | {f"kind {component.kind.id}": component.kind.explain}


def _explained(scene: Scene) -> frozenset[str]:
    return frozenset(name for component in scene.stage.components.values() for name in _sources(component))


def _findings_by_component(scene: Scene) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in scene.analysis.findings:
        subjects = (scene.stage.instances.get(subject) for subject in finding.subjects)
        named = [instance.component for instance in subjects if instance]
        named += [subject for subject in finding.subjects if subject in scene.stage.components]
        for component in dict.fromkeys(named):
            found.setdefault(component, []).append(finding)
    return found


def _facts(component: Component) -> list[tuple[str, Markup]]:
    """What the design states or the catalog assumes of a component, beyond the columns of the table."""
    spec, several = component.spec, len(component.instances) > 1 and component.kind.category not in _ONE_BY_ONE
    minimum = str(component.min_read)
    if component.min_write != component.min_read:
        minimum = f"{component.min_read} to read, {component.min_write} to write"
    clustered = several and component.mode != "active-active"
    facts = {
        "Algorithm": spec.algorithm,
        "Mode": component.mode if several else "",
        "Failover": component.failover if clustered else "",
        "Must work": f"{minimum} of {len(component.instances)}" if several else "",
        "Health check": spec.health_check_text or {True: "yes", False: "no", None: ""}[spec.health_check],
        "Keeps": ", ".join(component.stores),
        "Run by": "a provider" if component.managed else "",
        "Certificates for": ", ".join(component.tls_names),
    }
    return [(name, say("{}", value)) for name, value in facts.items() if value]


def _ends(scene: Scene, component: Component) -> list[tuple[str, Markup]]:
    """What it uses and what uses it, with protocol and port."""
    uses = [
        _end(scene, target.component, connection)
        for connection in scene.outgoing.get(component.id, ())
        for target in connection.targets
    ]
    users = [_end(scene, connection.source, connection) for connection in scene.incoming.get(component.id, ())]
    ends = (("Uses", uses), ("Used by", users))
    return [(name, Markup(", ").join(dict.fromkeys(links))) for name, links in ends if links]


def _end(scene: Scene, other: str, connection: Connection) -> Markup:
    words = " ".join(filter(None, (protocol_title(scene, connection.protocol), str(connection.port or ""))))
    name = scene.thing(other)
    return say("{} <small>({})</small>", name, words) if words else name


@dataclass(frozen=True, slots=True)
class _Machine:
    instance: Instance
    component: Component
    addresses: tuple[str, ...]
    carries: list[Instance]


def servers(scene: Scene) -> Markup:
    """Which machine has which address, where it stands and what runs on it."""
    machines = [_machine(scene, ident) for component in scene.of(Category.MACHINE) for ident in component.instances]
    placed = {instance.id for machine in machines for instance in (machine.instance, *machine.carries)}
    rest = [i for i in scene.stage.instances.values() if i.id not in placed]
    shared = [c for c in scene.of(Category.MACHINE) if len(c.instances) > 1 and c.address]
    if not machines and not rest:
        return NOTHING
    return render(
        "servers",
        scene=scene,
        machines=machines,
        rest=rest,
        shared=shared,
        has_places=any(machine.instance.places for machine in machines),
        role=role,
    )


def _machine(scene: Scene, ident: str) -> _Machine:
    instance = scene.stage.instances[ident]
    component = scene.stage.components[instance.component]
    own = component.address if len(component.instances) == 1 else ()
    carries = [scene.stage.instances[other] for other in scene.stage.carries.get(ident, ()) if other != ident]
    return _Machine(instance, component, tuple(dict.fromkeys((*own, *instance.address))), carries)


def role(instance: Instance) -> str:
    """What an instance is in its group, where that says anything."""
    return "" if instance.role in {Role.SINGLE, Role.ACTIVE} else instance.role.value


def structure(scene: Scene) -> Markup:
    """What stands in and on what, as a listing; the file, and the whole stage as YAML."""
    return render("structure", scene=scene, spec=scene.stage.spec, lines=tree(scene))
