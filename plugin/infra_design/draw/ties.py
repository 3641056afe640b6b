"""Lines beside the flow: replication, the lookup of names, code that is run, monitoring and backups."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from infra_design.draw.flows import spoken
from infra_design.draw.parts import Part, aside
from infra_design.draw.picture import LOOKUP, Style, Tie
from infra_design.model.catalog import Category
from infra_design.model.stage import Encryption, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra_design.draw.parts import Parts
    from infra_design.model.catalog import Catalog
    from infra_design.model.stage import Connection

_TRAFFIC = {Encryption.ENCRYPTED: Style.SECURE, Encryption.CLEAR: Style.CLEAR}


def ties(parts: Parts, catalog: Catalog) -> tuple[Tie, ...]:
    """All of them, each pair of ends and style once."""
    found = [
        *(tie for connection in parts.stage.connections for tie in _of_connection(parts, catalog, connection)),
        *_covering(parts),
    ]
    unique: dict[tuple[frozenset[str], Style], Tie] = {}
    for tie in (shown for each in found for shown in _between_cards(parts, each)):
        same = (frozenset((tie.source, tie.target)), tie.style)
        unique[same] = _joined(unique[same], tie) if same in unique else tie
    return tuple(unique.values())


def _joined(one: Tie, other: Tie) -> Tie:
    return replace(
        one,
        connections=tuple(dict.fromkeys((*one.connections, *other.connections))),
        summary="; ".join(dict.fromkeys((one.summary, other.summary))),
    )


def _between_cards(parts: Parts, tie: Tie) -> Iterator[Tie]:
    """What is shown on the cards of others has its lines there."""
    for source in _bearers(parts, tie.source):
        for target in _bearers(parts, tie.target):
            if source != target:
                same = (source, target) == (tie.source, tie.target)
                yield tie if same else replace(tie, source=source, target=target)


def _bearers(parts: Parts, key: str) -> tuple[str, ...]:
    return parts.bearers[key] if parts.part.get(key) is Part.SEAL else (key,)


def _of_connection(parts: Parts, catalog: Catalog, connection: Connection) -> Iterator[Tie]:
    if connection.replication:
        yield from _replication(parts, connection)
    elif aside(parts.stage, connection):
        yield from _watching(parts, catalog, connection)
    else:
        yield from _code(parts, connection)
        if connection.hostname:
            yield from _lookup(parts, connection)


def _replication(parts: Parts, connection: Connection) -> Iterator[Tie]:
    """From the primary or active member to the others; where all are equal, from each to the next."""
    component = parts.stage.components[connection.source]
    members = parts.seen(component.instances)
    leader = parts.seen([component.active])[0]
    leading = parts.stage.instances[leader].role in {Role.PRIMARY, Role.ACTIVE} and component.mode != "active-active"
    others = [member for member in members if member != leader]
    pairs = [(leader, other) for other in others] if leading else list(pairwise(members))
    for source, target in pairs:
        yield Tie(
            source,
            target,
            Style.REPLICATION,
            f"{component.title}: replication{_said(connection.encryption)}",
            label="replication",
            connections=(connection.id,),
            traffic=_TRAFFIC.get(connection.encryption),
        )


def _said(encryption: Encryption) -> str:
    return {Encryption.ENCRYPTED: ", encrypted", Encryption.CLEAR: ", in clear text"}.get(encryption, "")


def _watching(parts: Parts, catalog: Catalog, connection: Connection) -> Iterator[Tie]:
    source_title = parts.stage.components[connection.source].title
    for target in connection.targets:
        title = parts.stage.components[target.component].title
        spoken_words = spoken(catalog, connection)
        for source in parts.seen(parts.stage.components[connection.source].instances):
            members = connection.neighbors.get(source, target.members)
            for shown in parts.seen(members):
                if shown != source:
                    yield Tie(
                        source,
                        shown,
                        Style.WATCH,
                        f"{source_title} → {title}: {spoken_words or 'sends to it'}{_said(connection.encryption)}",
                        connections=(connection.id,),
                        overhead=True,
                    )


def _code(parts: Parts, connection: Connection) -> Iterator[Tie]:
    for source in parts.seen(parts.stage.components[connection.source].instances):
        for target in connection.targets:
            for shown in parts.seen(connection.neighbors.get(source, ())):
                if parts.part[shown] is Part.CODE and shown in parts.seen(target.members):
                    title = parts.component(source).title
                    yield Tie(
                        source,
                        shown,
                        Style.PART,
                        f"{title} runs {parts.component(shown).title}",
                        connections=(connection.id,),
                    )


def _lookup(parts: Parts, connection: Connection) -> Iterator[Tie]:
    servers = [
        server for component in connection.dns_servers for server in parts.stage.components[component].instances
    ]
    for source in parts.seen(parts.stage.components[connection.source].instances):
        for server in parts.seen(servers) or (LOOKUP,):
            yield Tie(
                source,
                server,
                Style.LOOKUP,
                f"{parts.component(source).title} asks DNS for {connection.hostname}",
                connections=(connection.id,),
            )


def _covering(parts: Parts) -> Iterator[Tie]:
    """What monitoring and backups look after without a connection: one line for each outermost frame or card."""
    for component in parts.stage.components.values():
        if component.kind.category not in {Category.MONITORING, Category.BACKUP} or component.spec.covers is None:
            continue
        for keeper in parts.seen(component.instances)[:1]:
            for covered in dict.fromkeys(_outermost(parts, ident) for ident in _covered(parts, component.covers)):
                if covered != keeper:
                    yield Tie(covered, keeper, Style.WATCH, f"{component.title} looks after {covered}", overhead=True)


def _covered(parts: Parts, covers: tuple[str, ...]) -> tuple[str, ...]:
    components = parts.stage.components
    return parts.seen(
        ident
        for covered in covers
        for ident in (components[covered].instances if covered in components else [covered])
    )


def _outermost(parts: Parts, ident: str) -> str:
    """The machine frame or card that shows an instance."""
    machine = parts.stage.instances[ident].machine
    shown = parts.shown.of[machine] if machine else ident
    return shown if shown in parts.part else ident


def answers(parts: Parts) -> tuple[str, ...]:
    """What DNS answers to the clients: "www A 8.8.8.8"."""
    asked = dict.fromkeys(connection.hostname for connection in parts.stage.connections if connection.hostname)
    lines: dict[str, None] = {}
    for resolution in parts.stage.resolutions:
        if resolution.hostname in asked:
            for record in resolution.records:
                owner = record.owner.removesuffix(f".{record.spec.zone}")
                components = parts.stage.components
                value = f"→ {components[record.value].title}" if record.value in components else record.value
                lines[f"{owner} {record.type} {value}"] = None
    return tuple(lines)
