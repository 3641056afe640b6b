"""Several stages in one layout: what is in several of them has the same place in each drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from infra_design.draw.compose import WIDE, compose, possible
from infra_design.draw.engine import TOO_LARGE, LayoutError
from infra_design.draw.fates import fates, flow_fates
from infra_design.draw.fitting import clear
from infra_design.draw.flags import flagged_card, flagged_flow, flagged_frame, flagged_seals
from infra_design.draw.flows import stacked
from infra_design.draw.grid import grid, label_size, rough_width
from infra_design.draw.icons import icons_of
from infra_design.draw.idle import idle, side_by_side
from infra_design.draw.layout import Scene
from infra_design.draw.picture import Fate, Picture
from infra_design.draw.placing import place_best
from infra_design.draw.shown import collapse
from infra_design.draw.svg import dress
from infra_design.draw.text import describe
from infra_design.draw.together import unite_in_place
from infra_design.draw.union import unite
from infra_design.draw.union_lines import lines
from infra_design.draw.views import combined, seen
from infra_design.model.analysis import StageAnalysis
from infra_design.model.drawing import Drawing, JointDrawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import TypeVar

    from infra_design.draw.compose import Composition
    from infra_design.draw.fates import Fates
    from infra_design.draw.grid import Grid
    from infra_design.draw.picture import Card, Flow, Frame
    from infra_design.draw.union import Union, View
    from infra_design.draw.union_lines import Lines
    from infra_design.model.catalog import Catalog
    from infra_design.model.finding import Finding
    from infra_design.model.stage import Stage

    Thing = TypeVar("Thing")

CARDS = 90
"""A union of more cards is not laid out: nobody could read it, and Graphviz would take its time."""

SHOWN = 2 * CARDS
"""A stage that shows more instances than this has more cards than that, whatever it is."""

MANY = 160
"""Cells from which on one layout has to do."""

FUEL = 1_000_000_000
"""Instructions for the layout of a union, a fraction of what a single stage may take: there are many unions."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """A union laid out.

    Attributes:
        legend: everything that any view shows.
    """

    scene: Scene
    dot: str
    legend: tuple[Picture, Grid]


def draw_tour(stages: Sequence[Stage], findings: Sequence[tuple[Finding, ...]], catalog: Catalog) -> JointDrawing:
    """Draw the stages of a story, each with flags for what differs from the one before.

    Raises:
        LayoutError: there is too much to lay out; the message says so.
    """
    compositions = _compositions(stages, findings, catalog)
    whole, scenes = _tour(unite_in_place(stages, compositions)) or _tour(unite(stages, compositions)) or (None, [])
    if whole is None:
        raise LayoutError(TOO_LARGE)
    return JointDrawing(
        tuple(
            _drawing(whole, scene, _prefix("tour", stage, stage.id), stage.title)
            for stage, scene in zip(stages, scenes, strict=True)
        )
    )


def _tour(union: Union | None) -> tuple[_Whole, list[Scene]] | None:
    """A union laid out, and what each stage shows of it; None if frames would be around what is not in them."""
    if union is None:
        return None
    union, traffic = _with_traffic(union)
    first, *others = union.views
    views = [first, *(_compared(before, now)[1] for before, now in pairwise(union.views))]
    whole = _laid_out(replace(union, views=tuple(views)), traffic, 4)
    scenes = [seen(whole.scene, view, before) for before, view in zip((None, first, *others), views, strict=False)]
    if all(clear(scene, view.nesting) for scene, view in zip(scenes, views, strict=True)):
        return whole, scenes
    return None


def draw_pair(
    stages: tuple[Stage, Stage], findings: tuple[tuple[Finding, ...], tuple[Finding, ...]], catalog: Catalog
) -> JointDrawing:
    """Draw two stages, each with flags for what differs from the other, and both in one.

    Raises:
        LayoutError: there is too much to lay out; the message says so.
    """
    before, now = stages
    union, traffic = _with_traffic(unite(stages, _compositions(stages, findings, catalog)))
    views = _compared(*union.views)
    whole = _laid_out(replace(union, views=views), traffic, 2)
    scenes = (seen(whole.scene, views[0]), seen(whole.scene, views[1], views[0]), combined(whole.scene, *views))
    titles = (before.title, now.title, f"{before.title} → {now.title}")
    drawings = [
        _drawing(whole, scene, _prefix("pair", now, f"{before.id}..{now.id}-{at}"), title)
        for at, (scene, title) in enumerate(zip(scenes, titles, strict=True))
    ]
    return JointDrawing(tuple(drawings[:2]), drawings[2])


def _prefix(what: str, stage: Stage, name: str) -> str:
    return "-".join((what, *filter(None, (stage.system, name))))


def _compositions(
    stages: Sequence[Stage], findings: Sequence[tuple[Finding, ...]], catalog: Catalog
) -> list[Composition]:
    if any(len(collapse(stage).members) > SHOWN for stage in stages):
        raise LayoutError(TOO_LARGE)
    analyses = (StageAnalysis(stage.id, found, ()) for stage, found in zip(stages, findings, strict=True))
    return [compose(stage, analysis, catalog) for stage, analysis in zip(stages, analyses, strict=True)]


def _with_traffic(union: Union) -> tuple[Union, Lines]:
    """With the flows that several stages have joined, and labels that are stacked where the picture gets wide."""
    if len({key for view in union.views for key in view.cards}) > CARDS:
        raise LayoutError(TOO_LARGE)
    traffic = lines(union)
    wide = rough_width(_picture(union, traffic, traffic.of_views), traffic.columns) > WIDE
    views = (
        replace(view, flows={key: stacked(flow) if wide else flow for key, flow in flows.items()})
        for view, flows in zip(union.views, traffic.of_views, strict=True)
    )
    return replace(union, views=tuple(views)), traffic


def _compared(before: View, now: View) -> tuple[View, View]:
    """Two views with flags for what became of things from one to the other."""
    things, traffic = fates(before, now), flow_fates(before.flows, now.flows)
    same = {tie.same for tie in before.ties} & {tie.same for tie in now.ties}
    return (
        _flagged(before, now, (things[0], traffic[0]), same, Fate.REMOVED),
        _flagged(now, before, (things[1], traffic[1]), same, Fate.ADDED),
    )


def _flagged(view: View, beside: View, fates: tuple[Fates, Fates], same: AbstractSet[object], other: Fate) -> View:
    things, traffic = fates
    cards = {key: flagged_card(card, things.get(key)) for key, card in view.cards.items()}
    return replace(
        view,
        cards={key: flagged_seals(card, beside.cards.get(key), other) for key, card in cards.items()},
        frames={key: flagged_frame(frame, things) for key, frame in view.frames.items()},
        flows={key: flagged_flow(flow, traffic.get(key)) for key, flow in view.flows.items()},
        ties=tuple(tie if tie.same in same else replace(tie, fate=other) for tie in view.ties),
    )


def _laid_out(union: Union, traffic: Lines, tries: int) -> _Whole:
    nesting, columns = union.nesting, traffic.columns
    aside = idle(columns, nesting, traffic.flows.values(), traffic.ties.values())
    picture = replace(_picture(union, traffic, [view.flows for view in union.views]), idle=aside)
    cells = grid(picture, nesting, side_by_side(aside, columns))
    picture = replace(picture, ties=tuple(possible(tie, cells) for tie in picture.ties))
    tries = tries if len(cells.cells) < MANY else 1
    layout, dot = place_best(picture, cells, nesting, FUEL, tries)
    return _Whole(Scene(picture, cells, layout), dot, (_everything(union.views), cells))


def _picture(union: Union, traffic: Lines, flows: Sequence[Mapping[str, Flow]]) -> Picture:
    """Everything once, as large as any stage needs it."""
    nesting = union.nesting
    depth = {key: len(nesting.around(key)) - 1 for key in union.parent}
    frames = _once(view.frames for view in union.views)
    return Picture(
        {key: _largest(cards) for key, cards in _once(view.cards for view in union.views).items()},
        {key: _widest(frames[key], union.parent[key], depth[key]) for key in union.parent},
        tuple(_roomy(traffic.flows[key], of_key) for key, of_key in _once(flows).items()),
        tuple(traffic.ties.values()),
        tuple(dict.fromkeys(key for view in union.views for key in view.watchers)),
    )


def _once(of_views: Iterable[Mapping[str, Thing]]) -> dict[str, list[Thing]]:
    """What several views have under one key."""
    out: dict[str, list[Thing]] = {}
    for of_view in of_views:
        for key, thing in of_view.items():
            out.setdefault(key, []).append(thing)
    return out


def _largest(cards: Sequence[Card]) -> Card:
    return replace(cards[-1], width=max(card.width for card in cards), height=max(card.height for card in cards))


def _widest(frames: Sequence[Frame], parent: str, depth: int) -> Frame:
    widest = max(frames, key=lambda frame: frame.width)
    chips = {chip.key: chip for frame in frames for chip in frame.chips}
    return replace(
        widest,
        instances=(widest.key,),
        parent=parent,
        depth=depth,
        below=next((frame.below for frame in frames if frame.below), ""),
        chips=tuple(chips.values()),
    )


def _roomy(flow: Flow, of_views: Sequence[Flow]) -> Flow:
    """A flow with a label that every stage's label fits in."""
    sizes = [label_size(one) for one in of_views]
    labeled = max(of_views, key=lambda one: label_size(one)[0])
    return replace(
        flow,
        label=labeled.label,
        style=labeled.style,
        blocked=labeled.blocked,
        passed=labeled.passed,
        fate=labeled.fate,
        room=(max(wide for wide, _ in sizes), max(high for _, high in sizes)),
    )


def _everything(views: Iterable[View]) -> Picture:
    """All that any view shows, for the legend."""
    views = tuple(views)
    return Picture(
        {f"{at} {key}": card for at, view in enumerate(views) for key, card in view.cards.items()},
        {f"{at} {key}": frame for at, view in enumerate(views) for key, frame in view.frames.items()},
        tuple(flow for view in views for flow in view.flows.values()),
        tuple(tie for view in views for tie in view.ties),
    )


def _drawing(whole: _Whole, scene: Scene, prefix: str, title: str) -> Drawing:
    svg, width, height = dress(scene, prefix, title, whole.legend)
    return Drawing(
        svg=svg,
        width=width,
        height=height,
        title=title,
        text=describe(scene.picture),
        icons=icons_of(scene.picture),
        dot=whole.dot.replace("splines=none", "splines=spline", 1),
    )
