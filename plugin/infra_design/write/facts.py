"""What a diagram says of its parts when asked: facts in words, and the issues of each, for the page's script.

Compact JSON for `assets/script/facts.js`:

    parts   component id -> [title, what it is, facts]
    copies  instance id  -> [title, facts]
    wires   connection id -> [title, facts]
    issues  [id, severity, accepted, name, anchor, subjects, [[kind, text, instances, connections], ...]], ...

where facts are pairs of a label and a value.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from infra_design.model.catalog import Category
from infra_design.model.stage import Encryption, Role
from infra_design.write.links import issue_anchor
from infra_design.write.wording import percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra_design.model.finding import Evidence, Finding
    from infra_design.model.stage import Component, Connection, Instance
    from infra_design.write.scene import Scene

    Facts = list[tuple[str, str]]

LARGEST = 400_000
"""Bytes of data that a diagram brings along, at most; a page without them only answers less."""

_LISTED_AT_MOST = 8
_TELLING = frozenset({Role.PASSIVE, Role.PRIMARY, Role.REPLICA})
_ENCRYPTION = {
    Encryption.ENCRYPTED: "encrypted",
    Encryption.CLEAR: "clear text",
    Encryption.UNKNOWN: "not stated",
    Encryption.LOCAL: "within one machine",
}


def facts(scene: Scene) -> str | None:
    """All facts and issues of a stage; None if that is too much for a page."""
    stage = scene.stage
    return compact(
        {
            "parts": {ident: _component(scene, one) for ident, one in stage.components.items()},
            "copies": {ident: _instance(scene, one) for ident, one in stage.instances.items()},
            "wires": {one.id: _connection(scene, one) for one in stage.connections},
            "issues": [_issue(scene, one) for one in scene.analysis.findings],
        }
    )


def compact(data: object) -> str | None:
    """JSON for a data attribute; None if it is too much for a page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text if len(text.encode()) <= LARGEST else None


def _component(scene: Scene, component: Component) -> tuple[str, str, Facts]:
    count = len(component.instances)
    several = count > 1 and component.kind.category not in {Category.CLIENT, Category.PLACE}
    what = [component.kind.title]
    if component.product_name and component.product_name != component.title:
        what.append(component.product_name)
    return (
        component.title,
        " · ".join(what),
        _known(
            ("Instances", f"{count}, {component.mode}" if several else str(count) if count > 1 else ""),
            ("Address", _some(component.address)),
            ("Ports", _some(component.listens)),
            ("Uses", _some(_names(scene, _targets(scene.outgoing.get(component.id, ()))))),
            ("Used by", _some(_names(scene, (one.source for one in scene.incoming.get(component.id, ()))))),
        ),
    )


def _targets(connections: Iterable[Connection]) -> Iterable[str]:
    return (target.component for connection in connections for target in connection.targets)


def _instance(scene: Scene, instance: Instance) -> tuple[str, Facts]:
    known = instance.availability
    places = (place for either in instance.places for place in either)
    return (
        instance.title,
        _known(
            ("Role", instance.role if instance.role in _TELLING else ""),
            ("On", _some(_names(scene, instance.hosts))),
            ("In", _some(_names(scene, places))),
            ("Address", _some(instance.address)),
            ("Availability", f"{percent(known)} by itself" if instance.fails and known is not None else ""),
        ),
    )


def _connection(scene: Scene, connection: Connection) -> tuple[str, Facts]:
    protocol = scene.catalog.protocols.get(connection.protocol)
    access = "" if connection.access == "read-write" else f"only {connection.access}s"
    targets = " or ".join(_names(scene, _targets((connection,)))) or connection.hostname
    return (
        f"{scene.name(connection.source)} → {targets}",
        _known(
            ("Protocol", protocol.title if protocol else connection.protocol.upper()),
            ("Port", str(connection.port or "")),
            ("Encryption", _ENCRYPTION[connection.encryption]),
            ("Access", "replication" if connection.replication else access),
            ("For", _some(connection.routes)),
            ("By name", connection.hostname),
            ("Needed", "no journey needs it" if connection.optional else ""),
        ),
    )


def _issue(scene: Scene, finding: Finding) -> tuple[object, ...]:
    return (
        finding.id,
        finding.severity,
        int(finding.accepted),
        scene.issue_name(finding.id),
        issue_anchor(finding.id),
        finding.subjects,
        [_evidence(evidence) for evidence in finding.evidence],
        finding.connections,
    )


def _evidence(evidence: Evidence) -> tuple[object, ...]:
    return evidence.kind, evidence.text, evidence.instances, evidence.connections


def _names(scene: Scene, idents: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(scene.name(ident) for ident in dict.fromkeys(idents))


def _some(words: Iterable[object]) -> str:
    texts = [str(word) for word in words]
    more = len(texts) - _LISTED_AT_MOST
    return ", ".join(texts if more <= 1 else (*texts[:_LISTED_AT_MOST], f"{more} more"))


def _known(*pairs: tuple[str, str]) -> Facts:
    return [(label, value) for label, value in pairs if value]
