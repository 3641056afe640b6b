"""From a stage to a picture: what is shown, where it stands, what flows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra_design.draw.badges import badges
from infra_design.draw.cards import beside_icon, card, frame, lookup_card, machine_itself, seals
from infra_design.draw.flows import flows, from_machines_themselves, stacked
from infra_design.draw.grid import Grid, grid, rough_width
from infra_design.draw.guards import guards, insides, on_the_way, settled
from infra_design.draw.idle import idle, side_by_side
from infra_design.draw.parts import Part, Parts, assign
from infra_design.draw.picture import LOOKUP, Picture
from infra_design.draw.ranks import depths, directed, fits, rank
from infra_design.draw.ties import answers, ties
from infra_design.model.catalog import Category, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from infra_design.draw.guards import Guard
    from infra_design.draw.nesting import Nesting
    from infra_design.draw.picture import Badge, Card, Flow, Tie
    from infra_design.model.analysis import StageAnalysis
    from infra_design.model.catalog import Catalog
    from infra_design.model.stage import Stage


WIDE = 900.0
"""Pixels from which on labels are stacked to keep the picture narrow."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A picture with its columns and the nesting of its frames."""

    picture: Picture
    grid: Grid
    nesting: Nesting


@dataclass(frozen=True, slots=True)
class _Traffic:
    """What flows, what is tied, and the columns that follow from it.

    Attributes:
        columns: of cards, but for guards on the way.
        watchers: cards in a row of their own.
        themselves: cards for machines inside their own frames, and their machines.
        idle: cards that nothing flows to or from, those that stay together in one.
    """

    flows: tuple[Flow, ...]
    ties: tuple[Tie, ...]
    columns: Mapping[str, int]
    watchers: tuple[str, ...]
    themselves: Mapping[str, str]
    idle: tuple[tuple[str, ...], ...]


def compose(stage: Stage, analysis: StageAnalysis, catalog: Catalog) -> Composition:
    """Everything that the diagram of a stage shows."""
    parts = assign(stage)
    found = guards(parts)
    traffic = _traffic(parts, analysis, catalog, found)
    parts, columns = _idle_guards_aside(parts, traffic, found)
    picture = _picture(parts, analysis, catalog, traffic, {guard.ident: guard.frame for guard in found})
    if rough_width(picture, columns) > WIDE:
        picture = replace(picture, flows=tuple(map(stacked, picture.flows)))
    cells = grid(picture, parts.nesting, columns)
    picture = replace(picture, ties=tuple(possible(tie, cells) for tie in picture.ties))
    return Composition(picture, cells, parts.nesting)


def _traffic(parts: Parts, analysis: StageAnalysis, catalog: Catalog, found: Sequence[Guard]) -> _Traffic:
    blocked = frozenset(
        connection
        for finding in analysis.findings
        if finding.rule == "connection-blocked"
        for connection in finding.connections
    )
    flowing, themselves = from_machines_themselves(parts, flows(parts, catalog, blocked, insides(found)))
    beside = ties(parts, catalog)
    watchers = _watchers(parts, flowing, beside)
    unit = {ident: parts.component(ident).id for ident in parts.all(Part.CARD) if ident not in watchers}
    unit |= {key: parts.component(ident).id for key, ident in themselves.items()}
    flowing, columns = _columns(parts, flowing, found, unit)
    aside = idle(columns, parts.nesting, flowing, beside)
    placed = side_by_side(aside, _beside(columns, beside))
    return _Traffic(flowing, beside, placed, watchers, themselves, aside)


def _picture(
    parts: Parts, analysis: StageAnalysis, catalog: Catalog, traffic: _Traffic, places: Mapping[str, str]
) -> Picture:
    marked = badges(parts.stage, analysis.findings, parts.shown)
    cards = _cards(parts, catalog, marked, places)
    cards |= {key: beside_icon(parts, key, catalog, marked) for key in traffic.watchers}
    cards |= {key: machine_itself(parts, key, ident) for key, ident in traffic.themselves.items()}
    if any(tie.target == LOOKUP for tie in traffic.ties):
        cards[LOOKUP] = lookup_card(answers(parts), catalog, marked.get(LOOKUP))
    frames = {key: frame(parts, key, catalog, marked) for key in parts.nesting.parent}
    return Picture(cards, frames, traffic.flows, traffic.ties, traffic.watchers, traffic.idle)


def possible(tie: Tie, cells: Grid) -> Tie:
    """A tie whose ends do not share a column has to go overhead."""
    ends = [cells.cells.get(end) for end in (tie.source, tie.target)]
    columns = {end.column if end else None for end in ends}
    return tie if len(columns) == 1 and None not in columns else replace(tie, overhead=True)


def _watchers(parts: Parts, flowing: Iterable[Flow], beside: Iterable[Tie]) -> tuple[str, ...]:
    """Cards that only monitor or keep backups and stand in no frame: they get a row of their own."""
    busy = {end for flow in flowing for end in (*flow.sources, *flow.targets)}
    busy |= {end for tie in beside if not tie.overhead for end in (tie.source, tie.target)}
    return tuple(
        ident
        for ident in parts.all(Part.CARD)
        if ident not in busy
        and parts.nesting.frame[ident] not in parts.nesting.parent
        and parts.component(ident).kind.category in {Category.MONITORING, Category.BACKUP, Category.AGENT}
    )


def _columns(
    parts: Parts, flowing: Sequence[Flow], found: Sequence[Guard], unit: Mapping[str, str]
) -> tuple[tuple[Flow, ...], dict[str, int]]:
    """Directions and columns: first without firewalls, to see what stands first behind each, then with them."""
    components = [parts.stage.components[ident] for ident in dict.fromkeys(unit.values())]
    clients = [component.id for component in components if component.kind.category is Category.CLIENT]
    order = list(Tier)
    tiers = {component.id: order.index(component.kind.tier) % len(order) for component in components}
    flowing = directed(flowing, unit, clients)
    flowing = on_the_way(parts, flowing, found, rank(flowing, unit, clients, tiers))
    columns = rank(flowing, unit, clients, tiers)
    flowing = settled(parts, flowing, columns)
    depth = depths(flowing)
    flowing = tuple(flow if fits(flow, columns, depth) else replace(flow, back=True) for flow in flowing)
    return settled(parts, flowing, columns), columns


def _beside(columns: Mapping[str, int], ties: Iterable[Tie]) -> dict[str, int]:
    """Columns also of what stands beside something: code, and the answer of DNS."""
    out = dict(columns)
    for tie in ties:
        if not tie.overhead and tie.source in columns:
            out.setdefault(tie.target, columns[tie.source])
    return out


def _idle_guards_aside(parts: Parts, traffic: _Traffic, found: Iterable[Guard]) -> tuple[Parts, Mapping[str, int]]:
    """Show firewalls that nothing drawn passes in the header of their machine, else beside what they guard."""
    used = {guard for flow in traffic.flows for guards in flow.guards.values() for guard in guards}
    part, columns = dict(parts.part), dict(traffic.columns)
    for guard in found:
        if guard.ident not in used:
            framed = parts.nesting.frame[guard.ident] in parts.nesting.parent
            part[guard.ident] = Part.CHIP if framed else Part.GUARD
            beside = (traffic.columns[ident] for ident in parts.part if ident in guard.inside & columns.keys())
            columns |= {} if framed else {guard.ident: next(beside, 0)}
    return replace(parts, part=part), columns


def _cards(parts: Parts, catalog: Catalog, marked: Mapping[str, Badge], places: Mapping[str, str]) -> dict[str, Card]:
    borne = seals(parts, marked)
    out = {}
    for ident in parts.all(Part.CARD, Part.CODE, Part.GUARD):
        made = card(parts, ident, catalog, marked, borne.get(ident, ()))
        key = places.get(ident, made.frame)
        key = key if key in parts.nesting.parent else ""
        out[ident] = made if key == made.frame else replace(made, frame=key)
    return out
