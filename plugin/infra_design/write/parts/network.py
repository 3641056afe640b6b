"""The parts about the network: firewalls, connections, DNS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from infra_design.model.analysis import Change
from infra_design.model.catalog import Category
from infra_design.model.stage import Encryption
from infra_design.write.marks import NOTHING, badge
from infra_design.write.purpose import allowed, fact, protocol_title
from infra_design.write.template import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra_design.model.analysis import Difference
    from infra_design.model.catalog import Concept
    from infra_design.model.stage import Component, Connection, Record, Zone
    from infra_design.write.scene import Scene

_ENCRYPTION = {
    Encryption.ENCRYPTED: badge("encrypted", "encrypted"),
    Encryption.CLEAR: badge("clear text", "clear"),
    Encryption.UNKNOWN: Markup("not stated"),
    Encryption.LOCAL: Markup("within one machine"),
}


@dataclass(frozen=True, slots=True)
class _Guard:
    component: Component
    hosts: Markup
    covers: Markup
    allows: list[Markup] | None


@dataclass(frozen=True, slots=True)
class _Wire:
    source: Markup
    targets: list[Markup]
    protocol: str
    encryption: Markup
    notes: list[str]
    connection: Connection
    change: Change | None


def network(scene: Scene) -> Markup:
    """What each firewall is for and lets in, and every connection."""
    guards = [_guard(scene, component) for component in scene.of(Category.GUARD)]
    changes = _changes(scene, "connection")
    wires = [_wire(scene, connection, changes) for connection in scene.stage.connections]
    if not guards and not wires:
        return NOTHING
    return render("network", scene=scene, guards=guards, wires=wires, noted=any(wire.notes for wire in wires))


def _changes(scene: Scene, subject: str) -> Mapping[str, Difference]:
    comparison = scene.analysis.comparison
    return {d.id: d for d in comparison.differences if d.subject == subject} if comparison else {}


def _guard(scene: Scene, component: Component) -> _Guard:
    allow = component.spec.allow
    return _Guard(
        component,
        fact(scene, component, "hosts"),
        fact(scene, component, "covers"),
        None if allow is None else [allowed(scene, entry) for entry in allow],
    )


def _wire(scene: Scene, connection: Connection, changes: Mapping[str, Difference]) -> _Wire:
    difference = changes.get(connection.id)
    return _Wire(
        scene.thing(connection.source),
        [scene.thing(target.component) for target in connection.targets],
        protocol_title(scene, connection.protocol),
        _ENCRYPTION[connection.encryption],
        _notes(scene, connection),
        connection,
        difference.change if difference else None,
    )


def _notes(scene: Scene, connection: Connection) -> list[str]:
    several = len(scene.stage.components[connection.source].instances) > 1
    notes = {
        "replication": connection.replication,
        f"{connection.access} only": connection.access != "read-write",
        "optional": connection.optional,
        f"for {', '.join(connection.routes)}": bool(connection.routes),
        f"as {connection.hostname}": bool(connection.hostname),
        "each its neighbor on the same machine": several and bool(connection.neighbors),
    }
    return [note for note, holds in notes.items() if holds]


@dataclass(frozen=True, slots=True)
class _Row:
    record: Record
    leads_to: list[Markup]
    notes: list[str]
    change: Change | None


def dns(scene: Scene) -> Markup:
    """The records of every zone, a word on each type, and how names become components."""
    if not scene.stage.zones:
        return NOTHING
    changes = _changes(scene, "record")
    zones = [(zone, [_row(scene, record, changes) for record in zone.records]) for zone in scene.stage.zones.values()]
    gone = [d for d in changes.values() if d.change is Change.REMOVED]
    return render(
        "dns", scene=scene, zones=zones, types=_types(scene), resolutions=scene.stage.resolutions, removed=gone
    )


def _row(scene: Scene, record: Record, changes: Mapping[str, Difference]) -> _Row:
    notes = [f"weight {record.spec.weight}"] if record.spec.weight is not None else []
    notes += [record.spec.failover] if record.spec.failover else []
    notes += [f"from {record.spec.source}"] if record.spec.source else []
    difference = changes.get(f"{record.owner} {record.type}")
    leads_to = list(scene.things((record.value,) if record.alias else record.points_at))
    return _Row(record, leads_to, notes, difference.change if difference else None)


def _types(scene: Scene) -> list[tuple[str, Concept]]:
    zones: list[Zone] = list(scene.stage.zones.values())
    used = dict.fromkeys(record.type for zone in zones for record in zone.records)
    return [(name, scene.catalog.record_types[name]) for name in used if name in scene.catalog.record_types]
