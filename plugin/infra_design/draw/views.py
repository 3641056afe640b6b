"""Parts of a layout: what one stage shows of a union, and two stages in one drawing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from infra_design.draw.box import around
from infra_design.draw.fitting import fitted, reaching
from infra_design.draw.grid import Grid, glyphs, label_size
from infra_design.draw.layout import Route, Scene, corners, in_header
from infra_design.draw.picture import Fate, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra_design.draw.box import Box
    from infra_design.draw.grid import Wire
    from infra_design.draw.layout import Point
    from infra_design.draw.picture import Card, Flow, Frame
    from infra_design.draw.union import View

    _Line = tuple[Wire, Route]


def seen(whole: Scene, view: View, before: View | None = None) -> Scene:
    """What a view shows of the whole; lines of flows that the view before has as well may be new by themselves."""
    known = before.flows if before else {}
    drawn = [line for flow in view.flows.values() for line in _lines(whole, view, flow, known.get(flow.key))]
    picture = Picture(view.cards, view.frames, tuple(view.flows.values()), view.ties, view.watchers)
    cells = {**whole.layout.cells, **{flow.key: _label(whole, flow) for flow in picture.flows}}
    return _named(_scene(whole, picture, drawn, fitted(whole, picture, cells, view.nesting)), view.own)


def combined(whole: Scene, before: View, now: View) -> Scene:
    """Two views in one: what is in both as the later shows it, and what is only in the earlier."""
    drawn = [
        *(
            line
            for flow in before.flows.values()
            for line in _lines(whole, before, flow, now.flows.get(flow.key), rest=True)
        ),
        *(line for flow in now.flows.values() for line in _lines(whole, now, flow, before.flows.get(flow.key))),
    ]
    same = {tie.same for tie in now.ties}
    picture = Picture(
        {**_without(before.cards, now.cards), **now.cards},
        _frames(before, now),
        (*(flow for flow in before.flows.values() if flow.key not in now.flows), *now.flows.values()),
        (*(tie for tie in before.ties if tie.same not in same), *now.ties),
        tuple(dict.fromkeys((*before.watchers, *now.watchers))),
    )
    frames = {key: whole.layout.frames[key] for key in picture.frames}
    return _named(_scene(whole, picture, drawn, frames), {**before.own, **now.own})


def _named(scene: Scene, own: Mapping[str, str]) -> Scene:
    """With the ends of ties as the stages' own pictures name them."""
    ties = (replace(tie, source=own[tie.source], target=own[tie.target]) for tie in scene.picture.ties)
    return replace(scene, picture=replace(scene.picture, ties=tuple(ties)))


def _scene(whole: Scene, picture: Picture, drawn: Sequence[_Line], frames: Mapping[str, Box]) -> Scene:
    labels = {flow.key: _label(whole, flow) for flow in picture.flows}
    chips = {key: box for frame in picture.frames.values() for key, box in in_header(frame, frames[frame.key])}
    routes = {tie.same: route for tie, route in zip(whole.picture.ties, whole.layout.ties, strict=True)}
    layout = replace(
        whole.layout,
        cells={**whole.layout.cells, **labels},
        frames=frames,
        chips=chips,
        wires=tuple(route for _, route in drawn),
        ties=tuple(reaching(routes[tie.same], tie, {**frames, **chips}) for tie in picture.ties),
    )
    return Scene(picture, Grid(whole.grid.cells, tuple(wire for wire, _ in drawn)), layout)


def _without(cards: Mapping[str, Card], others: Mapping[str, Card]) -> dict[str, Card]:
    """Cards that are not among others; their issues are no more."""
    return {key: replace(card, badge=None) for key, card in cards.items() if key not in others}


def _frames(before: View, now: View) -> dict[str, Frame]:
    out = {key: replace(frame, badge=None) for key, frame in before.frames.items()}
    for key, frame in now.frames.items():
        there = {chip.key for chip in frame.chips}
        lost = tuple(chip for chip in out[key].chips if chip.key not in there) if key in out else ()
        out[key] = replace(frame, chips=(*frame.chips, *lost))
    return out


def _label(whole: Scene, flow: Flow) -> Box:
    """Where the label of a flow is: as wide as in any stage, so that all lines reach it."""
    box = whole.layout.cells[flow.key]
    return around(box.x, box.y, box.width, label_size(flow)[1])


def _lines(whole: Scene, view: View, flow: Flow, known: Flow | None, *, rest: bool = False) -> Iterator[_Line]:
    """The lines of a flow that a view shows: to its own ends, past its own firewalls.

    Those to ends that a flow known from the other stage has not are new; `rest`: only those, and they are removed.
    """
    fate = Fate.REMOVED if rest else Fate.ADDED
    union = next(one for one in whole.picture.flows if one.key == flow.key)
    sources, targets = (tuple(view.own[end] for end in ends) for ends in (flow.sources, flow.targets))
    for source, own in zip(flow.sources, sources, strict=True):
        if not (rest and known and source in known.sources):
            wire, route = _piece(whole, flow, source, flow.key)
            new = fate if known and source not in known.sources else None
            yield replace(wire, ends=((own,), targets), standby=source in flow.standby, fate=new), route
    for target, own in zip(flow.targets, targets, strict=True):
        if not (rest and known and target in known.targets):
            standby = target in flow.standby or set(flow.sources) <= flow.standby
            new = fate if known and target not in known.targets else None
            for wire, route in _way(whole, flow, union, target):
                yield replace(wire, ends=(sources, (own,)), standby=standby, fate=new), route


def _way(whole: Scene, flow: Flow, union: Flow, target: str) -> Iterator[_Line]:
    """From the label of a flow to a target, past the firewalls of this stage, through the places of others."""
    points, start = _through(whole, flow, union), flow.key
    for tail, head in pairwise((flow.key, *union.guards.get(target, ()), target)):
        wire, route = _piece(whole, flow, tail, head)
        points = _bridged(points, route.points)
        if head in {*flow.guards.get(target, ()), target}:
            yield replace(wire, cells=(start, *wire.cells[1:]), arrow=True), Route(corners(points))
            points, start = (), head


def _piece(whole: Scene, flow: Flow, tail: str, head: str) -> _Line:
    return next(
        (wire, route)
        for wire, route in zip(whole.grid.wires, whole.layout.wires, strict=True)
        if wire.flow == flow.key and (wire.cells[0], wire.cells[-1]) == (tail, head)
    )


def _through(whole: Scene, flow: Flow, union: Flow) -> tuple[Point, ...]:
    """Where the lines of a flow begin that has no label where others have one."""
    labeled = union.label or glyphs(union)
    box = whole.layout.cells[flow.key]
    return ((box.left, box.y),) if labeled and not flow.label and not glyphs(flow) else ()


def _bridged(points: tuple[Point, ...], more: tuple[Point, ...]) -> tuple[Point, ...]:
    """A line that goes on at the other side of a place where nothing stands now."""
    if not points:
        return more
    (left, one), (right, other) = points[-1], more[0]
    middle = (left + right) / 2
    return (*points, (middle, one), (middle, other), *more)
