"""Traffic between shown instances, with equal traffic drawn once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra_design.draw.metrics import wrap
from infra_design.draw.parts import Part, aside
from infra_design.draw.picture import Flow, Style
from infra_design.model.stage import Encryption, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infra_design.draw.parts import Parts
    from infra_design.model.catalog import Catalog
    from infra_design.model.stage import Connection, Target

LABEL = 10.5
"""Size of the font of labels on lines."""

_LABEL_WIDTH = 104.0

_STYLES = {
    Encryption.ENCRYPTED: Style.SECURE,
    Encryption.CLEAR: Style.CLEAR,
    Encryption.LOCAL: Style.LOCAL,
    Encryption.UNKNOWN: Style.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class _Way:
    """One shown instance uses another."""

    source: str
    target: str
    style: Style
    access: tuple[str, ...]


def flows(
    parts: Parts, catalog: Catalog, blocked: frozenset[str], behind: Mapping[str, frozenset[str]]
) -> tuple[Flow, ...]:
    """Everything that flows, in the order of the stage.

    Args:
        parts: what is shown.
        catalog: for titles of protocols.
        blocked: ids of connections that a firewall denies.
        behind: shown instance → the firewalls that it is behind; only what is behind the same ones is joined.
    """
    found: list[Flow] = []
    for connection in parts.stage.connections:
        if not connection.replication and not aside(parts.stage, connection):
            found += _flows_of(parts, catalog, connection, blocked, behind)
    return tuple(replace(flow, key=f"flow.{number}") for number, flow in enumerate(_merge(found)))


def _flows_of(
    parts: Parts,
    catalog: Catalog,
    connection: Connection,
    blocked: frozenset[str],
    behind: Mapping[str, frozenset[str]],
) -> Iterator[Flow]:
    ways = [way for source in _sources(parts, connection) for way in _ways(parts, connection, source)]
    by_source: dict[tuple[str, Style, tuple[str, ...]], list[str]] = {}
    for way in ways:
        by_source.setdefault((way.source, way.style, way.access), []).append(way.target)
    alike: dict[tuple[tuple[str, ...], Style, tuple[str, ...], frozenset[str]], list[str]] = {}
    for (source, style, access), goals in by_source.items():
        targets = tuple(goals)
        there = frozenset[str]().union(*(behind.get(target, ()) for target in targets))
        inside = there & behind.get(source, frozenset())
        alike.setdefault((targets, style, access, inside), []).append(source)
    for (targets, style, access, _), sources in alike.items():
        yield Flow(
            key="",
            sources=tuple(sources),
            targets=targets,
            style=style,
            label=_label(catalog, connection, access),
            connections=(connection.id,),
            summary=_summary(parts, catalog, connection, style, access),
            standby=frozenset(_standby(parts, connection, (*sources, *targets))),
            blocked=connection.id in blocked,
            optional=connection.optional,
        )


def _sources(parts: Parts, connection: Connection) -> tuple[str, ...]:
    return parts.seen(parts.stage.components[connection.source].instances)


def _ways(parts: Parts, connection: Connection, source: str) -> Iterator[_Way]:
    for target in connection.targets:
        members = [member for member in connection.neighbors.get(source, ()) if member in target.members]
        for shown in parts.seen(members or target.members):
            access = _access(parts, connection, target, source, shown)
            beside = parts.part[shown] is Part.CODE
            if access is not None and shown != source and not beside:
                yield _Way(source, shown, _style(parts, connection, source, shown), access)


def _style(parts: Parts, connection: Connection, source: str, target: str) -> Style:
    grounds = {parts.stage.instances[ident].ground for ident in (source, target)}
    if len(grounds) == 1 and connection.encryption is not Encryption.ENCRYPTED:
        return Style.LOCAL
    return _STYLES[connection.encryption]


def _access(parts: Parts, connection: Connection, target: Target, source: str, shown: str) -> tuple[str, ...] | None:
    """What the source does there, where that is worth saying; None: it does not go there.

    Of a primary and its replicas, the primary is written, and each reader is drawn to the member beside it.
    """
    component = parts.stage.components[target.component]
    words = tuple(word for word in ("read", "write") if word in connection.access)
    if not target.whole or component.mode != "primary-replica" or len(component.instances) == 1:
        return () if connection.access == "read-write" else words
    beside = [ident for ident in parts.seen(target.members) if _same_machine(parts, source, ident)]
    goes = {
        "read": shown in beside or not beside,
        "write": component.active in parts.members(shown),
    }
    return tuple(word for word in words if goes[word]) or None


def _same_machine(parts: Parts, one: str, other: str) -> bool:
    machine = parts.stage.instances[one].machine
    return bool(machine) and machine == parts.stage.instances[other].machine


def _standby(parts: Parts, connection: Connection, idents: Iterable[str]) -> Iterator[str]:
    secondary = {
        member for target in connection.targets if target.failover == "secondary" for member in target.members
    }
    for ident in idents:
        if parts.stage.instances[ident].role is Role.PASSIVE or set(parts.members(ident)) <= secondary:
            yield ident


def spoken(catalog: Catalog, connection: Connection) -> str:
    """Protocol and port: "HTTPS 443"; empty if neither is known."""
    protocol = catalog.protocols.get(connection.protocol)
    name = protocol.title.removesuffix(" protocol") if protocol else connection.protocol.upper()
    return " ".join(word for word in (name, str(connection.port or "")) if word)


def _label(catalog: Catalog, connection: Connection, access: Sequence[str]) -> tuple[str, ...]:
    words = [spoken(catalog, connection)]
    if connection.routes:
        words.append("for " + ", ".join(connection.routes))
    words.append(", ".join(access))
    if connection.optional:
        words.append("optional")
    return tuple(line for word in words if word for line in wrap(word, _LABEL_WIDTH, LABEL, lines=2))


def stacked(flow: Flow) -> Flow:
    """The same with ports on lines of their own, which makes a narrower label."""
    lines: list[str] = []
    for line in flow.label:
        name, _, port = line.rpartition(" ")
        lines += [name, port] if name and port[:1].isdigit() else [line]
    return replace(flow, label=tuple(lines))


def _summary(parts: Parts, catalog: Catalog, connection: Connection, style: Style, access: Sequence[str]) -> str:
    source = parts.stage.components[connection.source]
    targets = " or ".join(
        dict.fromkeys(parts.stage.components[target.component].title for target in connection.targets)
    )
    words = [spoken(catalog, connection), " and ".join(access), ENCRYPTION[style]]
    return f"{source.title} → {targets}: {', '.join(word for word in words if word) or 'uses it'}"


ENCRYPTION: Mapping[Style, str] = {
    Style.SECURE: "encrypted",
    Style.CLEAR: "in clear text",
    Style.LOCAL: "within one machine",
    Style.UNKNOWN: "",
}
"""What a line of this style says about encryption, in words."""


def _merge(found: Iterable[Flow]) -> list[Flow]:
    """Join parallel flows of one style into one line with all their labels."""
    merged: dict[tuple[object, ...], Flow] = {}
    for flow in found:
        same = (flow.sources, flow.targets, flow.style, flow.blocked, flow.optional)
        before = merged.get(same)
        merged[same] = flow if before is None else _joined(before, flow)
    return list(merged.values())


def _joined(one: Flow, other: Flow) -> Flow:
    return replace(
        one,
        label=tuple(dict.fromkeys((*one.label, *other.label))),
        connections=(*one.connections, *other.connections),
        summary=f"{one.summary}; {other.summary}",
        standby=one.standby | other.standby,
    )


def from_machines_themselves(parts: Parts, found: Iterable[Flow]) -> tuple[tuple[Flow, ...], Mapping[str, str]]:
    """Let what flows to and from machines that are drawn as frames end at cards in these frames.

    Returns:
        The flows, and the machine of each such card by its key.
    """
    flows = tuple(found)
    ends = {end for flow in flows for end in (*flow.sources, *flow.targets)}
    renamed = {ident: f"itself.{ident}" for ident in parts.all(Part.FRAME) if ident in ends}
    if not renamed:
        return flows, {}
    out = tuple(
        replace(
            flow,
            sources=tuple(renamed.get(end, end) for end in flow.sources),
            targets=tuple(renamed.get(end, end) for end in flow.targets),
            standby=frozenset(renamed.get(end, end) for end in flow.standby),
        )
        for flow in flows
    )
    return out, {key: ident for ident, key in renamed.items()}
